"""Items are sold in whole packs.

Why it matters
--------------
Half a box costs the debtor a box and the warehouse a broken one. A quantity that is no multiple
of the pack is mostly a mistake of units: pieces typed where boxes were meant.

Agreement
---------
The quantity of a line is a whole multiple of `multiple`. Select the items that it is
about; items with other packs have a clause of their own. With `unit` it asks something of lines
in that unit only: ten pieces may be a pack where ten boxes need no rule. What is stated is the
remainder. What the right quantity is only the order tells, so there is no amount to correct.
Not judged on credit notes: what comes back may be loose.

Example
-------
    quantity_pack: {multiple: 12, unit: st, only: {item_group: kit}}

Source
------
EN 16931 BT-129 (invoiced quantity), BT-130 (unit).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, equal
from checker.money import ZERO
from checker.selection import plain_expr

TITLE = {"nl": "Hele verpakkingen", "en": "Whole packs"}
INSTRUCTION = {
    "nl": "Vraag na hoeveel van artikel {seller_item_id} er is besteld: boven de hele "
    "verpakkingen blijft {stated} over.",
    "en": "Ask how much of item {seller_item_id} was ordered: beyond whole packs {stated} is left.",
}
UNKNOWN = {
    "nl": "de eenheid van de regel ontbreekt, en de verpakking is per eenheid afgesproken",
    "en": "the unit of the line is missing, and the pack was agreed for one unit",
}
PLACE: Final = "line"
FIELD = "invoiced_quantity"
STATED = "pack_remainder"
READS = ("invoiced_quantity",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "sales"


class Params(ClauseParams):
    """The pack."""

    multiple: Amount = Field(gt=0)  # units in a pack
    unit: str = ""  # of the line; absent: whatever unit it has
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = equal


def applies() -> pl.Expr:
    """Lines in the unit of the clause."""
    any_unit = pl.col("unit") == ""
    return pl.when(any_unit).then(True).otherwise(plain_expr("unit_code") == plain_expr("unit"))


def agreed() -> pl.Expr:
    """Nothing is left."""
    return ZERO
