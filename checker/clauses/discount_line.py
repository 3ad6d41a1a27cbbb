"""A discount on the lines, in one or several steps.

Why it matters
--------------
A missing discount is an over-charge on every line of every invoice until somebody sees it.
Discounts in steps are often added up: 20+10+5 is 31.6 %, not 35 %.

Agreement
---------
`percent` is one percentage or a list of steps, each taken from what the step before leaves.
What is compared is the discount that the line really has, whether it stands as a percentage,
as an amount or as the difference between gross and net price. `tolerance` is in percentage
points. Under a `price_increase_cap` the discount is at least what brings the price down to the
limit. Lines whose net price is agreed (`price_net_list`) are not judged, nor are those with
quantity 0 (not delivered yet). On a credit note the discount must equal that of the invoice it
credits.

Example
-------
    discount_line: {percent: [20, 10, 5]}

Source
------
EN 16931 BT-138 (line allowance percentage), BT-147 (item price discount).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.arithmetic import in_one
from checker.clause import Anchor, ClauseParams, Percent, Tolerance, Tolerated, Value, tolerated
from checker.money import ZERO

TITLE = {"nl": "Regelkorting", "en": "Line discount"}
INSTRUCTION = {
    "nl": "Geef op artikel {seller_item_id} {agreed} % korting in plaats van {stated} %.",
    "en": "Give {agreed} % discount on item {seller_item_id} instead of {stated} %.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "line_allowance_percentage"
STATED = "effective_discount"
READS = ("effective_discount", "invoiced_quantity")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """One percentage or steps."""

    percent: Percent | tuple[Percent, ...] = Field()  # percent of the gross price, in steps
    tolerance: Tolerated = Tolerance()  # percentage points
    anchor: Anchor = ANCHOR  # the date that picks the paper

    def columns(self) -> dict[str, Value]:
        """The steps as the one percentage that they come to."""
        return super().columns() | {"percent": in_one(self.percent)}


def applies() -> pl.Expr:
    """Only lines without an agreed net price, or with one that the discount goes off.

    What is not delivered yet stands there with quantity 0, and costs nothing.
    """
    asked = ~pl.col("net_price_agreed") | pl.col("discount_on_top")
    return asked & pl.col("invoiced_quantity").ne_missing(ZERO)


def agreed() -> pl.Expr:
    """The percentage of the agreement."""
    return pl.col("percent")


def holds() -> pl.Expr:
    """Within the tolerance and what rounding of percentages and prices explains."""
    return tolerated(slack=pl.col("effective_discount_slack"))
