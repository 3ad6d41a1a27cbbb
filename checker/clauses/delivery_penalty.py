"""A penalty for late delivery, credited on the invoice.

Why it matters
--------------
A debtor with a line that stands still or a tender of its own has a penalty for every day on
paper. If it does not stand on the invoice the debtor works it out itself, and takes off more.

Agreement
---------
A delivery that comes after the promised date is credited `percent` of its value for each day, or
for each whole week (`per: week`; `started_week` counts a week that has begun), after
`grace_days`, up to `at_most` percent. Days are calendar days. The promised and the actual date are
those of the invoice lines, or of the register of deliveries (`--deliveries`). `basis` says which
value counts. The credit is a charge of class `class` with a negative amount, on the invoice of the
delivery itself; what a credit note has credited for the delivery is taken off. A credit note that
names no delivery counts for that of its invoice; where it has several it is *unknown*. A penalty
on an invoice in time is an error as well. Of a delivery on several invoices it is *unknown* where
the penalty belongs. Not judged on credit notes.

Example
-------
    delivery_penalty: {percent: 0.5, per: day, at_most: 5, grace_days: 2}

Source
------
EN 16931 BT-92 (document allowance), BT-72 (actual delivery date); article 6:91 BW (penalty clause).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, Basis, ClauseParams, Percent, Scope, always, equal
from checker.money import EXACT, HUNDRED, MONEY, ZERO, product, to_cents

TITLE = {"nl": "Boete voor te late levering", "en": "Penalty for late delivery"}
INSTRUCTION = {
    "nl": "Zet {agreed} voor {charge_class} op de factuur in plaats van {stated}.",
    "en": "Put {agreed} for {charge_class} on the invoice instead of {stated}.",
}
UNKNOWN = {
    "nl": "de levering staat op meer facturen; op welke de boete hoort is niet bekend",
    "en": "the delivery is on several invoices; on which of them the penalty belongs is not known",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "days_late", "basis_amount", "credited_charge")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "logistics"
WEEK = 7


class Params(ClauseParams):
    """How much, from when, and how much at most."""

    charge_class: str = Field(default="penalty", alias="class")  # a class of _charges.yaml
    percent: Amount = Field(gt=0, le=100)  # of the value, for each day or week
    per: Literal["day", "week", "started_week"] = "day"
    at_most: Percent = Decimal(100)  # percent of the value
    grace_days: int = Field(default=0, ge=0, le=366)  # calendar days that cost nothing
    basis: Basis = "goods_net"  # which value
    scope: Scope = "delivery"  # the value of what
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def _periods() -> pl.Expr:
    late = pl.max_horizontal(pl.col("days_late") - pl.col("grace_days"), pl.lit(0))
    weeks = late // WEEK
    started = weeks + (late % WEEK > 0).cast(pl.Int64)
    per = pl.col("per")
    return pl.when(per == "day").then(late).when(per == "week").then(weeks).otherwise(started)


def agreed() -> pl.Expr:
    """Minus the share of the value that the days or weeks come to, but for what was credited."""
    share = pl.min_horizontal(_periods().cast(MONEY) * pl.col("percent"), pl.col("at_most"))
    due = to_cents(product(pl.col("basis_amount"), share) / HUNDRED.cast(EXACT))
    left = pl.max_horizontal(due + pl.col("credited_charge"), ZERO)
    known = pl.col("days_late").is_not_null() & pl.col("credited_charge").is_not_null()
    return pl.when(known & (pl.col("scope_parts") == 1)).then(ZERO - left)
