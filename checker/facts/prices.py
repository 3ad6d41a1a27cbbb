"""Facts about prices: what lists, groups of items and earlier invoices say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import arithmetic, history
from checker.facts.fact import Fact
from checker.money import product, to_price

if TYPE_CHECKING:
    from checker.state import State


def list_price(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `list_price`: the list's price on the anchor date, per base quantity of the line.

    Null where the item is not on the list on that day. `list_currency` and `list_unit` are null
    where the list names another currency or unit than the line, so that the two say nothing
    of each other; where one of them names none, it has the other's.
    """
    of_line = ["price_base_quantity", "currency", "unit_code"]
    asked = bound.select("line_key", "price_list", "seller_item_id", "on", *of_line)
    found = asked.join(
        state.agreements.prices, on=["price_list", "seller_item_id"], suffix="_of_list"
    ).filter(pl.col("on").is_between("valid_from", "valid_to"))
    per_line = product(pl.col("item_net_price"), arithmetic.base_quantity()) / pl.col(
        "price_base_quantity_of_list"
    )
    prices = found.select(
        "line_key",
        list_price=to_price(per_line),
        list_currency=_the_same(found, "currency"),
        list_unit=_the_same(found, "unit_code"),
    )
    return bound.join(prices, on="line_key", how="left")


def _the_same(found: pl.DataFrame, column: str) -> pl.Expr:
    """What line and list both say; null where they say different things."""
    of_list = f"{column}_of_list"
    if found[of_list].null_count() == found.height:  # most lists name neither currency nor unit
        return pl.col(column).fill_null("")
    line, listed = (
        pl.col(c).fill_null("").str.strip_chars().str.to_uppercase() for c in (column, of_list)
    )
    return pl.when((line == "") | (listed == "") | (line == listed)).then(
        pl.max_horizontal(line, listed)
    )


def original(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `original`: the value that the invoice states which a credit note credits.

    Null where that invoice or that item on it is not known, or its lines differ.
    """
    past = state.history
    value = next(column for column in history.ORIGINAL if column in bound.columns)
    of_line = ["line_key", "document_key", "seller_item_id", "price_base_quantity"]
    credit_lines = bound.filter("credit").select(of_line)
    referring = past.documents.select("document_key", "owner", number="preceding")
    of_lines = credit_lines.join(referring, on="document_key").join(
        past.originals, on=["owner", "number", "seller_item_id"]
    )
    stated = pl.col(value)
    if value == "effective_price":
        stated = to_price(product(stated, arithmetic.base_quantity()))
    return bound.join(of_lines.select("line_key", original=stated), on="line_key", how="left")


OF_ITEM = ("seller_item_id", "price_base_quantity", "unit_code", "currency")
FACTS = {
    "list_price": Fact(list_price, needs=OF_ITEM),
    "original": Fact(original, needs=("seller_item_id", "price_base_quantity")),
}
