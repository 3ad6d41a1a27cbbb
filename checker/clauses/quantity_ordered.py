"""No more is invoiced than was ordered.

Why it matters
--------------
What was not ordered is sent back and not paid for: a pallet instead of a box, a sample that
became a line, or a back order that was delivered twice because it stood open twice.

Agreement
---------
The quantity of an item on all lines of an order, on however many invoices, is at most what the
register of orders (`--orders`) has of it. A line without an order number is held against the
debtor's purchase order. What is too much is told on the last line. With `partial: false` the
order is billed whole: then less is an error as well. `tolerance` is in units, or a percentage
of what was ordered (10 % for printed matter), of the lines together. What is compared is the
quantity as delivered, where that is agreed too. Credit notes for the order take back what was
too much and are not judged. An order that the register does not have, and another unit, make
the line *unknown*.

Example
-------
    quantity_ordered: {tolerance: {percent: 10}}

Source
------
EN 16931 BT-129 (invoiced quantity), BT-14 (sales order), BT-13 (purchase order).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, always, equal, within
from checker.money import ZERO

TITLE = {"nl": "Besteld aantal", "en": "Ordered quantity"}
INSTRUCTION = {
    "nl": "Zet het aantal van artikel {seller_item_id} op {agreed} in plaats van {stated}: "
    "dat is wat er voor deze regel is besteld.",
    "en": "Set the quantity of item {seller_item_id} to {agreed} instead of {stated}: "
    "that is what was ordered for this line.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "invoiced_quantity"
READS = (
    *("orders", "seller_item_id", "invoiced_quantity"),
    *("ordered_quantity", "register_unit", "quantity_gap"),
)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How exactly it holds."""

    tolerance: Tolerated = Tolerance()  # units of the line, or percent of what was ordered
    partial: bool = True  # may an order be billed in parts? Then less is no error
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def agreed() -> pl.Expr:
    """What is left for the line of what was ordered."""
    less_is_fine = pl.col("partial") & (pl.col("quantity_gap") < ZERO)
    return pl.when(less_is_fine).then(pl.col("stated")).otherwise(pl.col("quantity_left"))


def holds() -> pl.Expr:
    """All lines of the item together within the tolerance."""
    return equal() | within(pl.col("quantity_gap").abs(), pl.col("ordered_quantity"))
