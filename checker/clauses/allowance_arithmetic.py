"""The discount amount of a line is its percentage of the price.

Why it matters
--------------
A line that says "10 %, 8.00 off 100.00" contradicts itself. The debtor takes the better of the
two, and whoever has to explain it finds out which one the system has used.

Agreement
---------
A line that states a percentage and an amount of discount: the amount is quantity x price / price
base quantity x percentage, within `tolerance`. The price is the gross one or, where that has been
brought down already, the net one; either is good. A line that states only one of the two, or a
zero, is not judged, nor is an export whose price column has the discount in it already
(`price_is: net`): its discounts are read off its prices. On a credit note amounts are negative.

Example
-------
    allowance_arithmetic: {tolerance: 0.02}

Source
------
EN 16931 BT-136, BT-137 and BT-138; Peppol rule PEPPOL-EN16931-R040 (slack of 0.02).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from checker.arithmetic import line_amount
from checker.clause import ClauseParams, Tolerance, Tolerated, tolerated
from checker.money import EXACT, HUNDRED, ZERO, to_cents
from checker.totals import nearest

TITLE = {"nl": "Kortingsbedrag van de regel", "en": "Discount amount of the line"}
INSTRUCTION = {
    "nl": "Zet het kortingsbedrag op {agreed} in plaats van {stated}: het percentage komt daarop"
    " uit.",
    "en": "Set the discount amount to {agreed} instead of {stated}: the percentage comes to that.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "line_allowance_amount"
READS = ("invoiced_quantity", "item_net_price")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "finance"
PEPPOL_SLACK = Decimal("0.02")
holds = tolerated


class Params(ClauseParams):
    """How far apart the two may be."""

    tolerance: Tolerated = Tolerance(amount=PEPPOL_SLACK)  # currency of the invoice, or percent


def applies() -> pl.Expr:
    """Lines with both; exports write a zero where there is none."""
    both = (pl.col("line_allowance_percentage"), pl.col("line_allowance_amount"))
    return pl.all_horizontal(value.fill_null(ZERO) != ZERO for value in both)


def _share(price: str) -> pl.Expr:
    share = pl.col("line_allowance_percentage").cast(EXACT) / HUNDRED
    return to_cents(line_amount(pl.col(price), share))


def agreed() -> pl.Expr:
    """The percentage of quantity x price, in cents; of the price that comes nearest."""
    return nearest(pl.col("stated"), _share("item_net_price"), _share("item_gross_price"))
