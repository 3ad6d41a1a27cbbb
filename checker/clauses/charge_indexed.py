"""A charge that follows an index: diesel, energy, metal.

Why it matters
--------------
A fuel surcharge follows the price of diesel by a formula that both sides can check, and the
debtor's buyer does. It goes wrong where the index of another month is taken, where a part of a
step counts, or where the surcharge stays when the index falls below its base.

Agreement
---------
`class` is the charge class, `index` the name of a table `_indices/NAME.csv` (columns date;value,
one value a month). The value of the month of the anchor date counts, or with `lag_months` the one
so many months before. Steps = (value - `base`) / `step`, whole steps only; without `step` every
part of the difference counts. With `percent_per_step` the charge is steps x that percentage of the
`basis`: `goods_net`, or `charge`: the charge of the class in `of`. The percentage stays between
`at_least` (0 unless given) and `at_most`. With `amount` and basis `quantity` it is steps x
`amount` for every `per` units of the goods that the clause is about, never below nothing.
A month that the table does not have is *unknown*. Not judged on credit notes.

Example
-------
    charge_indexed: {class: fuel, index: diesel-noord, base: 1.20, step: 0.05,
                     percent_per_step: 0.8, lag_months: 1, basis: charge, of: freight}

Source
------
Fuel surcharges of carriers: percentage per step of the diesel price over a base (in Dutch
dieselolietoeslag, DOT). Metal: quantity x (quotation - base quotation). UNCL 5189 code 88.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from checker.arithmetic import between, percentage_of
from checker.clause import (
    Amount,
    Anchor,
    ClauseParams,
    Scope,
    Tolerance,
    Tolerated,
    check_limits,
    check_of,
    tolerated_or_paid_back,
)
from checker.errors import RefusedError
from checker.money import ZERO, product, to_cents
from checker.steps import steps_over

TITLE = {"nl": "Toeslag volgens een index", "en": "Charge that follows an index"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}, volgens de index.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}, by the index.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "index_value", "basis_part")
KEY = ("class",)
ANCHOR: Final = "delivery_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "logistics"


class Params(ClauseParams):
    """The formula."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    index: str  # name of a table in _indices
    base: Amount  # value of the index from which on the charge is made
    step: Amount | None = Field(default=None, gt=0)  # in the unit of the index
    percent_per_step: Amount | None = Field(default=None, gt=0)  # of the basis
    amount: Amount | None = Field(default=None, gt=0)  # per step and `per` units, without VAT
    per: Amount = Field(default=Decimal(1), gt=0)  # units of the goods, with basis quantity
    lag_months: int = Field(default=0, ge=0, le=24)  # 1: the index of the month before
    at_least: Amount = Decimal(0)  # percent of the basis
    at_most: Amount | None = None  # percent of the basis
    basis: Literal["goods_net", "charge", "quantity"] = "goods_net"  # what it is taken of
    of: str | None = None  # with basis charge: the class of that charge
    scope: Scope = "order"  # of what the basis is added up
    tolerance: Tolerated = Tolerance()  # difference that is accepted
    anchor: Anchor = ANCHOR  # the date that picks the month, and the paper

    @model_validator(mode="after")
    def _is_one_formula(self) -> Self:
        check_of(self.basis, self.charge_class, self.of)
        check_limits(self.at_least, self.at_most)
        by_quantity = self.basis == "quantity"
        if by_quantity != (self.amount is not None) or by_quantity == bool(self.percent_per_step):
            raise RefusedError("agreements.formula_of_index")
        return self


holds = tolerated_or_paid_back


def applies() -> pl.Expr:
    """Where there is a basis or a charge; nothing needs no index."""
    return (pl.col("basis_part") != ZERO) | (pl.col("charge_amount") != ZERO)


def agreed() -> pl.Expr:
    """Steps of the index x the percentage of the basis, or x the amount of the goods."""
    steps = steps_over(pl.col("index_value"), pl.col("base"), pl.col("step"))
    percent = product(steps, pl.col("percent_per_step"))
    percent = between(percent, pl.col("at_least"), pl.col("at_most"))
    of_goods = product(steps, pl.col("amount"), pl.col("basis_part")) / pl.col("per")
    of_goods = pl.when(of_goods < ZERO).then(ZERO).otherwise(to_cents(of_goods))
    part = percentage_of(percent, pl.col("basis_part"))
    return pl.when(pl.col("basis") == "quantity").then(of_goods).otherwise(part)
