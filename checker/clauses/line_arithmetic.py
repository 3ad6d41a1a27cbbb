"""Quantity times price is the amount of the line.

Why it matters
--------------
A line that does not multiply is rejected by the debtor's system before anybody reads it.

Agreement
---------
Amount = quantity x price / price base quantity - discounts, rounded to cents. The difference
may be 0.02, or what the rounding of the price explains if that is more:
half a unit of the price's last decimal x quantity / base quantity + 0.005. Differences that
are accepted in this way are counted and summed in the coverage.

Example
-------
    line_arithmetic: {}

Source
------
EN 16931 BT-131; Peppol rule PEPPOL-EN16931-R120 (slack of 0.02).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from checker.arithmetic import calculated_amount, price_rounding
from checker.clause import ClauseParams, always

TITLE = {"nl": "Regelbedrag", "en": "Line amount"}
INSTRUCTION = {
    "nl": "Zet het regelbedrag op {agreed} in plaats van {stated}: aantal x prijs komt daarop uit.",
    "en": "Set the line amount to {agreed} instead of {stated}: quantity x price comes to that.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "line_net_amount"
READS = ("line_net_amount", "invoiced_quantity", "item_net_price")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "finance"
PEPPOL_SLACK = Decimal("0.02")


class Params(ClauseParams):
    """Nothing to choose: the tolerance follows from the price."""


applies = always


def agreed() -> pl.Expr:
    """Quantity x price / base quantity - discounts, in cents."""
    return calculated_amount()


def holds() -> pl.Expr:
    """Within the slack of the standard or what the rounding of the price explains."""
    apart = (pl.col("stated") - pl.col("agreed")).abs()
    return apart <= pl.max_horizontal(pl.lit(PEPPOL_SLACK), price_rounding())
