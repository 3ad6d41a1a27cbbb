"""A price that is for another unit than was agreed: ten, twelve or a hundred times off.

Why it matters
--------------
A price per 100 that is billed per piece, or per box of twelve for each piece, is the largest
price error there is, and it comes back on every line until the item is set up anew.

Agreement
---------
`file` is a price list with `item_net_price` (see `price_net_list` for its columns). A price that
is one of `factors` times the list's price, or that part of it, is an error of the unit; so is one
that is off by the number in a pack, where the list has `pack_quantity`. `tolerance` is how near
to the factor that is. Any other difference is left to the clauses on prices, and so is an item
that is not on the list. A line whose unit or currency is not the list's is *unknown*. Credit
notes are not judged: they repeat what was invoiced.

Example
-------
    price_unit: {file: prices/10023-2025.csv, factors: [12, 100]}

Source
------
EN 16931 BT-149 (price base quantity), BT-130 (unit).
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Annotated, Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, Tolerance, Tolerated, within
from checker.money import product
from checker.steps import MOST

TITLE = {"nl": "Prijs per verkeerde eenheid", "en": "Price per wrong unit"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op {agreed} in plaats van {stated}: die is "
    "voor een andere eenheid of een ander aantal.",
    "en": "Set the price of item {seller_item_id} to {agreed} instead of {stated}: that one is for "
    "another unit or number.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "effective_price"
READS = ("effective_price", "invoiced_quantity", "list_price", "list_currency", "list_unit")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "master_data"

Factor = Annotated[Amount, Field(gt=1)]


class Params(ClauseParams):
    """Which list, and how far off is another unit."""

    file: str  # price list, relative to the agreement file
    factors: tuple[Factor, ...] = Field(  # times the list's price, or that part of it
        default=(Decimal(10), Decimal(12), Decimal(100), Decimal(1000)),
        min_length=1,
        max_length=MOST,
    )
    tolerance: Tolerated = Tolerance(percent=Decimal(2))  # around the factor
    anchor: Anchor = ANCHOR  # the date that picks the paper and the price


def applies() -> pl.Expr:
    """Only items that are on the list, while no other clause has settled their price."""
    return pl.col("list_price").is_not_null() & ~pl.col("net_price_agreed")


def agreed() -> pl.Expr:
    """The list's price, brought to the price base quantity of the line."""
    return pl.col("list_price")


def _off_by(factor: pl.Expr) -> pl.Expr:
    stated, agreed = pl.col("stated"), pl.col("agreed")
    more, less = product(agreed, factor), product(stated, factor)
    off = within((stated - more).abs(), more) | within((less - agreed).abs(), agreed)
    return (off & (factor > 1)).fill_null(value=False)


def holds() -> pl.Expr:
    """Not a factor away from the list's price."""
    factors = [pl.col("factors").list.get(at, null_on_oob=True) for at in range(MOST)]
    off = reduce(or_, (_off_by(factor) for factor in (*factors, pl.col("list_pack"))))
    return ~off | (pl.col("stated") == pl.col("agreed"))
