"""Different items do not all have one price.

Why it matters
--------------
A known fault of an ERP gives every line of an invoice that is made from a delivery note the
price of one line. Each line multiplies, the totals are right, and every price is wrong.

Agreement
---------
An invoice with `at_least` so many different items of which `share` percent or more have one and
the same price is an error, told once, on the first line with that price. A price of nothing
does not count. Where one tariff for everything is right, such as hours, leave those items
out by their group. What the prices should be other clauses say; so there is no amount to correct.
Not judged on credit notes.

Example
-------
    price_identical_lines: {at_least: 5, except: {item_group: arbeid}}

Source
------
EN 16931 BT-146 (item net price); https://github.com/frappe/erpnext/issues/58797.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, Percent
from checker.money import HUNDRED, MONEY, ZERO

TITLE = {"nl": "Eén prijs op alle regels", "en": "One price on all lines"}
INSTRUCTION = {
    "nl": "Zoek de prijzen van deze factuur op: verschillende artikelen hebben alle de prijs "
    "{stated}.",
    "en": "Look up the prices of this invoice: different items all have the price {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "item_net_price"
READS = ("item_net_price", "seller_item_id")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """How many of one price are no accident any more."""

    at_least: int = Field(default=5, ge=2, le=1000)  # different items with one price
    share: Percent = Decimal(100)  # percent of the different items of the invoice
    anchor: Anchor = ANCHOR  # the date that picks the paper


def applies() -> pl.Expr:
    """Lines that cost something."""
    return pl.col("item_net_price") != ZERO


def agreed() -> pl.Expr:
    """Another price, which this clause does not know."""
    return pl.lit("")


def holds() -> pl.Expr:
    """Fewer items of this price, or told already."""
    same, every = (pl.col(c).cast(MONEY) for c in ("items_at_price", "items_of_invoice"))
    few = (same < pl.col("at_least")) | (same * HUNDRED < pl.col("share") * every)
    return few | ~pl.col("is_first_at_price")
