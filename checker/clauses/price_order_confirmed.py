"""The price of the order is the price of the invoice.

Why it matters
--------------
The debtor compares the invoice with its own order. A price that was changed in the ERP after the
order was confirmed comes back, right or wrong.

Agreement
---------
The price after all discounts of the line is that of the item in its order, in the register of
orders (`--orders`). The order is found by its number, or by the purchase order number of a line
that has none. A line is *unknown* where the register does not know the order or the item, where
it has several prices for it, or another unit or currency. A line whose price is that of its order
is not asked for another price. On a credit note the price must equal that of its invoice.

Example
-------
    price_order_confirmed: {tolerance: 0.005}

Source
------
EN 16931 BT-146 (item net price), BT-13 and BT-14 (order references).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, tolerated

TITLE = {"nl": "Prijs zoals bevestigd in de order", "en": "Price as confirmed in the order"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op de orderprijs {agreed} in plaats van "
    "{stated}.",
    "en": "Set the price of item {seller_item_id} to the price of the order, {agreed}, instead of "
    "{stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "effective_price"
READS = (
    "orders",
    "effective_price",
    "invoiced_quantity",
    "seller_item_id",
    "order_price",
    "order_currency",
    "order_unit",
)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "price"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How exactly it holds."""

    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    anchor: Anchor = ANCHOR  # the date that picks the paper


def applies() -> pl.Expr:
    """Only lines whose price no other clause has settled."""
    return ~pl.col("net_price_agreed")


def agreed() -> pl.Expr:
    """The price in the order, brought to the price base quantity of the line."""
    return pl.col("order_price")


def holds() -> pl.Expr:
    """Within the tolerance and what rounding explains where the price had to be derived."""
    return tolerated(slack=pl.col("effective_price_slack"))
