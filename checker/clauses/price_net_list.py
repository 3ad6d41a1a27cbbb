"""Net prices per item, from a dated list.

Why it matters
--------------
The debtor has net prices on paper. Price differences are the most frequent reason to withhold
payment, and a price that is too low is never reported.

Agreement
---------
`file` is a price list beside the agreement (CSV, Excel or Parquet) with the columns
`seller_item_id`, `item_net_price` and, where needed, `price_base_quantity`, `unit_code`,
`currency`, `quantity_from` (prices by the quantity of the line), `valid_from`, `valid_to`. What
is compared is the price after all discounts of the line, whatever form they have, so a net price
also settles the discount: a clause `discount_line` asks nothing of a line that has a net price.
An item that is not on the list is *unknown*, unless `unlisted: not_agreed` says that the clause
is not about it. A line whose currency or unit is not the one that the list names is unknown too.
`tolerance` is in currency per unit of the line's price. On a credit note the price must equal
that of the invoice it credits.

Example
-------
    price_net_list: {file: prices/10023-2025.csv, tolerance: 0.01, anchor: order_date}

Source
------
EN 16931 BT-146 (item net price), BT-149 (price base quantity).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import (
    Anchor,
    ClauseParams,
    Tolerance,
    Tolerated,
    Unlisted,
    asked_of_list,
    tolerated,
)

TITLE = {"nl": "Nettoprijslijst", "en": "Net price list"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op {agreed} in plaats van {stated}.",
    "en": "Set the price of item {seller_item_id} to {agreed} instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "effective_price"
READS = (
    *("effective_price", "invoiced_quantity", "seller_item_id"),
    *("list_price", "list_currency", "list_unit"),
)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "price"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Which list, and how exactly it holds."""

    file: str  # price list, relative to the agreement file
    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    unlisted: Unlisted = "unknown"  # an item that is not on the list
    anchor: Anchor = ANCHOR  # the date that picks the paper and the price


def applies() -> pl.Expr:
    """Only lines whose price no other clause has settled."""
    return asked_of_list("list_price")


def agreed() -> pl.Expr:
    """The list's price, brought to the price base quantity of the line."""
    return pl.col("list_price")


def holds() -> pl.Expr:
    """Within the tolerance and what rounding explains where the price had to be derived."""
    return tolerated(slack=pl.col("effective_price_slack"))
