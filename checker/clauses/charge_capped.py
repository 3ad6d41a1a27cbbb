"""A charge that is at most an amount, or at most a percentage of the order.

Why it matters
--------------
Freight at cost is agreed with a limit, because the debtor wants to know what an order can cost
at most. The carrier's invoice is passed on in full all the same, and the debtor calls.

Agreement
---------
`class` is the charge class, `amount` the most that is charged, `percent` the most as a part of
what `basis` names: `goods_net` (goods without VAT), `goods_and_charges_net` (with other charges)
or `gross` (with VAT). Where both are given, both hold. `scope` says per what: order, delivery or
invoice. Less than the maximum is no breach. Of an order on several invoices only a charge over
`amount` is an error for certain; the rest is *unknown*. Another clause may say what the charge is
(free from an order value, for instance); the maximum then holds for what is left. Not judged on
credit notes.

Example
-------
    charge_capped: {class: freight, amount: 25.00, scope: order}

Source
------
EN 16931 BT-99 and BT-141 (charge amounts), UNCL 7161 (their codes).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import Field, model_validator

from checker.arithmetic import percentage_of
from checker.clause import Amount, Anchor, Basis, ClauseParams, Percent, Scope, at_most
from checker.errors import RefusedError
from checker.money import ZERO

TITLE = {"nl": "Toeslag met een maximum", "en": "Charge with a maximum"}
INSTRUCTION = {
    "nl": "Reken ten hoogste {agreed} voor {charge_class} in plaats van {stated}.",
    "en": "Charge {agreed} at most for {charge_class} instead of {stated}.",
}
UNKNOWN = {
    "nl": "de waarde van de order is niet bekend, of de order staat op meer facturen",
    "en": "the value of the order is not known, or the order is on several invoices",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount",)
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "limit"
OWNER: Final = "logistics"


class Params(ClauseParams):
    """What is charged at most."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    amount: Amount | None = Field(default=None, ge=0)  # currency of the invoice, without VAT
    percent: Percent | None = None  # of the basis
    basis: Basis = "goods_net"  # what the percentage is of
    scope: Scope = "order"  # the most per order, delivery or invoice
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @model_validator(mode="after")
    def _has_a_maximum(self) -> Self:
        if self.amount is None and self.percent is None:
            raise RefusedError("agreements.no_maximum")
        return self


holds = at_most


def applies() -> pl.Expr:
    """Where something was charged; nothing is never too much."""
    return pl.col("charge_amount") > ZERO


def agreed() -> pl.Expr:
    """The maximum; the lower one where there are two."""
    amount, part = pl.col("amount"), percentage_of(pl.col("percent"), pl.col("basis_amount"))
    part = pl.when(part < ZERO).then(ZERO).otherwise(part)
    known = (pl.col("scope_parts") == 1) & (pl.col("percent").is_null() | part.is_not_null())
    # Of an order that is not wholly known a charge over the amount is wrong all the same.
    over = pl.when(pl.col("charge_amount") > amount).then(amount)
    return pl.when(known).then(pl.min_horizontal(part, amount)).otherwise(over)
