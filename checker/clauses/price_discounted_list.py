"""Gross prices from a list, less the discount that was agreed.

Why it matters
--------------
The list is the supplier's, the discount is the debtor's. An old list or the discount of another
item group gives a net price that looks sound and is wrong on every line.

Agreement
---------
`file` is a price list with `item_gross_price` (see `price_net_list` for its other columns).
`percent` is one percentage or steps, each taken from what the step before leaves: 20+10+5 is
31.6 %, not 35 %. Discounts per item group are several clauses, each with `only: {item_group: A}`.
What is compared is the price after all discounts of the line. With `round_at: line` only the line
amount is rounded, and what the rounding of the percentage to two decimals explains is accepted;
with `round_at: unit` the net price itself is rounded to cents. `unlisted` and `tolerance` are as
in `price_net_list`; on a credit note the price must equal that of the invoice it credits.

Example
-------
    price_discounted_list: {file: prices/gross-2025.csv, percent: [20, 10, 5]}

Source
------
EN 16931 BT-146 to BT-148 (net price, discount on it, gross price).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.arithmetic import in_one, percentage_rounding, share_left
from checker.clause import (
    Anchor,
    ClauseParams,
    Percent,
    Tolerance,
    Tolerated,
    Unlisted,
    Value,
    asked_of_list,
    tolerated,
)
from checker.money import product, to_cents, to_price

TITLE = {"nl": "Brutoprijslijst met korting", "en": "Gross price list less discount"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op {agreed} in plaats van {stated}: dat is de "
    "brutoprijs min de afgesproken korting.",
    "en": "Set the price of item {seller_item_id} to {agreed} instead of {stated}: that is the "
    "gross price less the agreed discount.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "effective_price"
READS = (
    *("effective_price", "invoiced_quantity", "seller_item_id"),
    *("list_gross_price", "list_currency", "list_unit"),
)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "price"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Which list, and what comes off."""

    file: str  # price list with gross prices, relative to the agreement file
    percent: Percent | tuple[Percent, ...] = Field()  # percent of the gross price, in steps
    round_at: Literal["unit", "line"] = "line"  # where the net price is rounded to cents
    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    unlisted: Unlisted = "unknown"  # an item that is not on the list
    anchor: Anchor = ANCHOR  # the date that picks the paper and the price

    def columns(self) -> dict[str, Value]:
        """The steps as the one percentage that they come to."""
        return super().columns() | {"percent": in_one(self.percent)}


def applies() -> pl.Expr:
    """Only lines whose price no other clause has settled."""
    return asked_of_list("list_gross_price")


def agreed() -> pl.Expr:
    """Gross price x the share that the discount leaves."""
    price = product(pl.col("list_gross_price"), share_left(pl.col("percent")))
    return pl.when(pl.col("round_at") == "unit").then(to_cents(price)).otherwise(to_price(price))


def holds() -> pl.Expr:
    """Within the tolerance and what the rounding of prices and of the percentage explains."""
    of_percentage = pl.when(pl.col("round_at") == "line").then(
        percentage_rounding(pl.col("list_gross_price"))
    )
    slack = pl.max_horizontal("effective_price_slack", of_percentage.fill_null(Decimal(0)))
    return tolerated(slack=slack)
