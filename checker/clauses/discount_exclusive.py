"""A discount that is not given together with others.

Why it matters
--------------
Discounts that do not go together are given together as soon as two systems, or two people, each
know of one of them. The debtor will not call about it.

Agreement
---------
`class` is the discount (a class in `_charges.yaml`), `not_with` the others: classes, or
`line_discount` for a discount on one of the lines. Where one of those stands in the same `scope`
(an order, a delivery or an invoice), the discount is not given; otherwise this clause asks
nothing of it. Of an order on several invoices it is *unknown*, unless one of the others is on the
same invoice. Not judged on credit notes.

Example
-------
    discount_exclusive: {class: promotion_discount, not_with: [order_discount, line_discount]}

Source
------
EN 16931 BG-20 and BG-27 (allowances of the document and of a line).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import Field, model_validator

from checker.clause import Anchor, ClauseParams, Scope, equal
from checker.errors import RefusedError
from checker.money import ZERO
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation

TITLE = {"nl": "Korting die niet stapelt", "en": "Discount that does not stack"}
INSTRUCTION = {
    "nl": "Haal {charge_class} ({stated}) van de factuur: er staat al een korting waar die niet"
    " bovenop komt.",
    "en": "Take {charge_class} ({stated}) off the invoice: it does not come on top of a discount"
    " that is there.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "discount_beside")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """Which discount gives way to which."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml: the one that gives way
    not_with: Words  # classes, or line_discount for a discount on a line
    scope: Scope = "order"  # where they may not stand together
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @model_validator(mode="after")
    def _others(self) -> Self:
        if self.charge_class in self.not_with:
            raise RefusedError("agreements.not_with_itself", found=self.charge_class)
        return self


holds = equal


def applies() -> pl.Expr:
    """Where the discount was given at all."""
    return pl.col("charge_amount") < ZERO


def agreed() -> pl.Expr:
    """Nothing beside one of the others; as it stands without them."""
    return pl.when(pl.col("discount_beside")).then(ZERO).otherwise("charge_amount")
