"""Facts about quantities, packs and units of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact
from checker.facts.registers import IN_ORDER
from checker.money import ZERO

if TYPE_CHECKING:
    from checker.state import State

SAME_PRICE = ["document_key", "item_net_price"]


def pack_remainder(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `pack_remainder`: what is left of the quantity after whole packs of `multiple`."""
    quantity = pl.col("invoiced_quantity")
    return bound.with_columns(pack_remainder=quantity.abs() % pl.col("multiple"))


def items_at_price(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `items_at_price`: how many different items of the invoice have the price of the line.

    `items_of_invoice`: how many it has in all. `is_first_at_price`: true for the first line of
    its price. Only lines that the clause is about are counted, with an item and a price.
    """
    item = pl.col("seller_item_id")
    first = (
        bound.drop_nulls("seller_item_id")
        .sort(IN_ORDER)
        .unique(SAME_PRICE, keep="first")
        .select("line_key")
    )
    marked = first.with_columns(is_first_at_price=pl.lit(value=True))
    priced = pl.when(pl.col("item_net_price") != ZERO).then(item)
    counted = bound.with_columns(
        items_at_price=item.drop_nulls().n_unique().over(SAME_PRICE),
        items_of_invoice=priced.drop_nulls().n_unique().over("document_key"),
    )
    joined = counted.join(marked, on="line_key", how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_first_at_price").fill_null(value=False))


FACTS = {
    "pack_remainder": Fact(pack_remainder, needs=("invoiced_quantity",)),
    "items_at_price": Fact(items_at_price, needs=("line_id", "item_net_price", "seller_item_id")),
}
