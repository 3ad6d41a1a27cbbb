"""A discount on an order as a whole.

Why it matters
--------------
A discount that is missing at the foot of the invoice is an over-charge on everything above it.
One of the wrong step, or of an amount with freight in it, is off by a little on every invoice.

Agreement
---------
`percent` of the order's value, or `steps` by that value: `[{from: 0, percent: 1}, {from: 1000.00,
percent: 2}]`, where the last step that is reached counts for the whole value and below the first
there is no discount. `basis` says which value counts, `scope` the value of what. Goods that get
none are left out with `except: {item_group: ...}`. Where a discount of a class in `not_with` (or
`line_discount`: on one of the lines) stands beside it, this one is not given. A discount is a
charge of less than nothing, of a class in `_charges.yaml`. Of an order on several invoices each has
the discount on its own part; with steps, or with `not_with`, that is *unknown* until the parts
reach the last step, or hold such a discount. Not judged on credit notes.

Example
-------
    discount_order: {percent: 2, basis: goods_net, except: {item_group: netto}}

Source
------
EN 16931 BG-20, BT-92 to BT-94 (document allowance, its base and percentage); UNCL 5189 codes
95, 100 and 104 (discount, special rebate, standard).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from checker.clause import (
    Anchor,
    ClauseParams,
    Percent,
    Scope,
    Tolerance,
    Tolerated,
    Value,
    always,
    tolerated,
)
from checker.errors import RefusedError
from checker.money import HUNDRED, ZERO, product, to_cents
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation
from checker.steps import PercentStep, reached, rising

TITLE = {"nl": "Orderkorting", "en": "Order discount"}
INSTRUCTION = {
    "nl": "Zet {charge_class} op {agreed} in plaats van {stated}.",
    "en": "Set {charge_class} to {agreed} instead of {stated}.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen en wat daarvan bekend is haalt de hoogste stap niet",
    "en": "the order is on several invoices and what is known of it does not reach the last step",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "basis_amount", "discount_beside")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How much, of what."""

    charge_class: str = Field(default="order_discount", alias="class")  # a class of _charges.yaml
    percent: Percent | None = None  # of the basis; or steps
    steps: tuple[PercentStep, ...] | None = None  # [{from: value, percent: number}, ...], rising
    basis: Literal["goods_net", "goods_and_charges_net", "gross"] = "goods_net"  # of which value
    scope: Scope = "order"  # the value of what
    not_with: Words | None = None  # classes, or line_discount: no discount beside these
    tolerance: Tolerated = Tolerance()  # currency of the invoice
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.percent is None) == (self.steps is None):
            raise RefusedError("agreements.one_of", words="percent, steps")
        if self.steps is not None:
            rising([step.limit for step in self.steps])
        if self.charge_class in (self.not_with or ()):
            raise RefusedError("agreements.not_with_itself", found=self.charge_class)
        return self

    def columns(self) -> dict[str, Value]:
        """One percentage as a ladder of one step."""
        ladder = [(step.limit, step.percent) for step in self.steps or ()]
        limits, percents = zip(*(ladder or [(Decimal(0), self.percent or Decimal(0))]), strict=True)
        return super().columns() | {"steps": limits, "percents": percents}


applies = always


def agreed() -> pl.Expr:
    """The percentage of what stands on this invoice, as an amount of less than nothing."""
    percent = reached(pl.col("basis_amount"), "steps", "percents")
    top = pl.col("basis_amount") >= pl.col("steps").list.last()
    certain = (pl.col("scope_parts") == 1) | top | pl.col("discount_beside")
    share = product(pl.col("basis_part"), percent.fill_null(ZERO)) / HUNDRED
    amount = pl.when(pl.col("discount_beside")).then(ZERO).otherwise(-to_cents(share))
    return pl.when(certain).then(amount)


def holds() -> pl.Expr:
    """Within the tolerance, for invoices that round per VAT rate."""
    return tolerated()
