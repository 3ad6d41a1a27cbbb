"""A charge that is a percentage of the goods, or of another charge.

Why it matters
--------------
A percentage is agreed, and the system takes it of another amount: with VAT, with the freight
that the debtor pays already, or without the minimum that was agreed. The amounts are small and
they are wrong on every invoice.

Agreement
---------
`class` is the charge class, `percent` what is taken of the `basis`: `goods_net` (goods without
VAT), `goods_and_charges_net` (with other charges), `gross` (with VAT), or `charge`: the charge
of the class that `of` names. `at_least` and `at_most` are amounts; `at_least` is not due where
the basis comes to nothing. `scope` says of what the amounts are added up. Cents are rounded half
up, once per scope. Of an order on several invoices each has the percentage of its own part; with
`at_least` or `at_most` that is *unknown*. Of an order that takes goods back nothing has to be
charged or paid back. Not judged on credit notes.

Example
-------
    charge_percentage: {class: fuel, percent: 6.5, basis: charge, of: freight, scope: invoice}

Source
------
EN 16931 BT-99 to BT-101 (amount, base amount and percentage of a charge).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import Field, model_validator

from checker.arithmetic import between, percentage_of
from checker.clause import (
    Amount,
    Anchor,
    ClauseParams,
    Percent,
    PercentBasis,
    Scope,
    Tolerance,
    Tolerated,
    charged_or_due,
    check_limits,
    check_of,
    tolerated_or_paid_back,
)
from checker.money import ZERO

TITLE = {"nl": "Procentuele toeslag", "en": "Charge as a percentage"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}: het afgesproken percentage.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}: the percentage agreed.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen; het minimum of maximum geldt voor het geheel",
    "en": "the order is on several invoices; its least or most is that of the whole",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "basis_part")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How many percent, of what."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    percent: Percent  # of the basis
    basis: PercentBasis = "goods_net"  # what the percentage is of
    of: str | None = None  # with basis charge: the class of that charge
    at_least: Amount | None = Field(default=None, ge=0)  # currency of the invoice, without VAT
    at_most: Amount | None = Field(default=None, ge=0)  # currency of the invoice, without VAT
    scope: Scope = "order"  # of what the amounts are added up
    tolerance: Tolerated = Tolerance()  # difference that is accepted
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @model_validator(mode="after")
    def _names_the_charge(self) -> Self:
        check_of(self.basis, self.charge_class, self.of)
        check_limits(self.at_least, self.at_most)
        return self


applies = charged_or_due
holds = tolerated_or_paid_back


def agreed() -> pl.Expr:
    """The percentage of the basis, inside its limits."""
    part = percentage_of(pl.col("percent"), pl.col("basis_part"))
    least = pl.when(pl.col("basis_part") > ZERO).then(pl.col("at_least"))
    limited = between(part, least, pl.col("at_most"))
    is_linear = pl.col("at_least").is_null() & pl.col("at_most").is_null()
    return pl.when((pl.col("scope_parts") == 1) | is_linear).then(limited)
