"""What is invoiced was delivered.

Why it matters
--------------
Invoices are made from orders, and goods from a shelf. Where the two differ, the debtor counts
what came in and pays nothing until the rest is credited. A delivery that is billed on a second
invoice shows here too, although no line of it looks wrong.

Agreement
---------
The quantity of an item on all lines of a delivery, on however many invoices, is what the
register of deliveries (`--deliveries`) has of it. A line without a delivery number is held
against the deliveries of its order. What is too much is told on the last line, what is too
little as well; with `over: true` less is no error, because the rest may be billed later.
`tolerance` is in units, or a percentage of what was delivered (5 % for bulk goods), of the
lines together. Negative lines and credit notes for the delivery take back what was too much, and
what came back is not too little; credit notes are not judged.
A delivery that the register does not have, and another unit, make the line *unknown*.

Example
-------
    quantity_delivered: {tolerance: {percent: 5}}

Source
------
EN 16931 BT-129 (invoiced quantity), BT-16 (despatch advice).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, always, equal, within
from checker.money import ZERO

TITLE = {"nl": "Geleverd aantal", "en": "Delivered quantity"}
INSTRUCTION = {
    "nl": "Zet het aantal van artikel {seller_item_id} op {agreed} in plaats van {stated}: "
    "dat is wat er voor deze regel is geleverd.",
    "en": "Set the quantity of item {seller_item_id} to {agreed} instead of {stated}: "
    "that is what was delivered for this line.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "invoiced_quantity"
READS = (
    *("deliveries", "seller_item_id", "invoiced_quantity"),
    *("delivered_quantity", "register_unit", "quantity_gap"),
)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "logistics"


class Params(ClauseParams):
    """How exactly it holds."""

    tolerance: Tolerated = Tolerance()  # units of the line, or percent of what was delivered
    over: bool = False  # only more than delivered is an error
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def agreed() -> pl.Expr:
    """What is left for the line of what was delivered."""
    less_is_fine = pl.col("over") & (pl.col("quantity_gap") < ZERO)
    return pl.when(less_is_fine).then(pl.col("stated")).otherwise(pl.col("quantity_left"))


def holds() -> pl.Expr:
    """All lines of the item together within the tolerance."""
    return equal() | within(pl.col("quantity_gap").abs(), pl.col("delivered_quantity"))
