"""Ten paid, one free.

Why it matters
--------------
The free unit is what the debtor ordered eleven for. It is forgotten, or given on nine, because it
is mostly typed by hand: a line at nothing, or a line of eleven at the price of ten.

Agreement
---------
Of every `buy` + `free` units of an item, `free` are not paid; `scope` says whether the units of a
line or those of all its lines in the order count, `only: {seller_item_id: ...}` for which items. A
free unit is a line that costs nothing, or its price is missing from the amount of a line, as a
discount or without a word. A line with free units is settled by this: no price list and no line
discount is looked at any more, so name the list in `file` to have its price judged here; without
it the line's own price (before its discount) counts. Paid lines are left to the other clauses.
*Unknown* where such a line has another discount besides, and where the order is on several
invoices. Not judged on credit notes.

Example
-------
    price_free_goods: {buy: 10, free: 1, scope: order, only: {item_group: kit}}

Source
------
EN 16931 BT-131 (line net amount), BG-27 (line allowance).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, tolerated
from checker.money import ZERO, product, to_cents

TITLE = {"nl": "Gratis artikelen", "en": "Free goods"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor artikel {seller_item_id} in plaats van {stated}: zo komen de gratis"
    " stuks uit.",
    "en": "Charge {agreed} for item {seller_item_id} instead of {stated}: that is what the free"
    " units leave.",
}
UNKNOWN = {
    "nl": "er zit nog een korting op de regel, of nergens staat wat één stuk kost",
    "en": "the line has another discount besides, or nothing says what one unit costs",
}
PLACE: Final = "line"
FIELD = "line_net_amount"
STATED = "amount_or_free"
READS = ("amount_or_free", "invoiced_quantity", "free_units")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "amount"
OWNER: Final = "sales"
HALF_PERCENT_STEP = Decimal("0.00005")  # a percentage is stated with two decimals


class Params(ClauseParams):
    """How many of how many."""

    buy: int = Field(ge=1)  # units that are paid
    free: int = Field(ge=1)  # units that come with them
    scope: Literal["line", "order"] = "order"  # the units of what
    file: str | None = None  # price list; without it the line's own price counts
    tolerance: Tolerated = Tolerance()  # currency of the invoice, of the line
    anchor: Anchor = ANCHOR  # the date that picks the paper


def applies() -> pl.Expr:
    """Lines that cost nothing, and those with free units in them."""
    costs_nothing = (pl.col("amount_or_free") == ZERO) | (pl.col("item_net_price") == ZERO)
    has_units = pl.col("invoiced_quantity") > ZERO
    return has_units & (costs_nothing | (pl.col("free_units") > ZERO))


def _paid() -> pl.Expr:
    units = pl.col("invoiced_quantity") - pl.col("free_units")
    return to_cents(product(units, pl.col("unit_price")))


def _slack() -> pl.Expr:
    """What a percentage with two decimals moves."""
    has_percent = pl.col("line_allowance_percentage").fill_null(ZERO) != ZERO
    full = product(pl.col("invoiced_quantity"), pl.col("unit_price"))
    return pl.when(has_percent).then(full * HALF_PERCENT_STEP).otherwise(ZERO)


def agreed() -> pl.Expr:
    """The price of the units that are paid."""
    percent = pl.col("line_allowance_percentage").fill_null(ZERO)
    amount = pl.col("amount_or_free")
    explained = (amount - _paid()).abs() <= _slack()
    plain = (percent == ZERO) | (amount == ZERO)
    # What an empty amount is off by can only be told where it is off by nothing.
    told = pl.col("line_net_amount").is_not_null() | (_paid() == ZERO)
    return pl.when((plain | explained) & told).then(_paid())


def holds() -> pl.Expr:
    """Within the tolerance and the rounding of a percentage."""
    return tolerated(slack=_slack())
