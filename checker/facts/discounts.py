"""Facts about discounts and allowances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import (
    effective_discount,
    effective_discount_slack,
    gross_price,
    has_discount,
    share_left,
)
from checker.clause import LINE_DISCOUNT, SCOPE_COLUMN
from checker.facts.fact import Fact
from checker.money import ZERO, product, to_price

if TYPE_CHECKING:
    from checker.state import State

STANDING = ("document_key", "reference", "word")


def discount_beside(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `discount_beside`: whether a discount of `not_with` stands in the same scope.

    Null where an amount that would tell is not known, where it belongs to no order of the invoice,
    or where another part of the order, on another invoice, may have it.
    """
    if bound.is_empty() or not isinstance(bound.schema["not_with"], pl.List):
        return bound.with_columns(discount_beside=pl.lit(value=False))
    asked = bound.select(
        "row", "document_key", "scope", "scope_parts", *SCOPE_COLUMN.values(), "not_with"
    )
    asked = asked.explode("not_with").rename({"not_with": "word"}).drop_nulls("word")
    nowhere = pl.DataFrame(schema={"row": bound.schema["row"], "discount_beside": pl.Boolean})
    per_scope = [
        _beside(asked.filter(pl.col("scope") == scope), SCOPE_COLUMN.get(scope), state)
        for scope in asked["scope"].unique().sort()
    ]
    found = pl.concat([nowhere, *per_scope])
    joined = bound.join(found, on="row", how="left", maintain_order="left")
    alone = pl.col("scope_parts") == 1
    asks = pl.col("not_with").list.len().fill_null(0) > 0
    return joined.with_columns(
        discount_beside=pl.when(~asks)
        .then(pl.lit(value=False))
        .when(alone | pl.col("discount_beside"))
        .then("discount_beside")
    )


def _beside(asked: pl.DataFrame, column: str | None, state: State) -> pl.DataFrame:
    """`row`, `discount_beside` for the places of one scope."""
    reference = pl.col(column) if column else pl.lit(None, dtype=pl.String)
    mine = pl.col("document_key").is_in(asked["document_key"].unique().implode())
    costs_nothing = pl.when(pl.col("line_net_amount") == ZERO).then(pl.lit(value=False))
    lines = state.lines.filter(mine).select(
        "document_key",
        reference=reference,
        word=pl.lit(LINE_DISCOUNT),
        # A line of text has no discount that anybody could know.
        stands=pl.coalesce(effective_discount() > effective_discount_slack(), costs_nothing),
    )
    of_class = state.charges.filter(mine).select(
        "document_key", "charge_amount", reference=reference, word="charge_class"
    )
    # A discount that was taken off again by another clause is a row with its opposite.
    amount = pl.col("charge_amount")
    known = pl.when(amount.null_count() == 0).then(amount.sum())
    charges = of_class.group_by(*STANDING).agg(stands=known < ZERO)
    standing = pl.concat([lines, charges.select(lines.columns)])
    places = asked.with_columns(reference=reference)
    if column:
        standing = pl.concat([standing, _lost(standing, places)])
    standing = standing.with_columns(is_there=pl.lit(value=True))
    hits = places.join(standing, on=[*STANDING], how="left", nulls_equal=True)
    none = pl.col("is_there").is_null()
    hits = hits.with_columns(stands=pl.when(none).then(pl.lit(value=False)).otherwise("stands"))
    return hits.group_by("row").agg(
        discount_beside=pl.when(pl.col("stands").any(ignore_nulls=True))
        .then(pl.lit(value=True))
        .when(pl.col("stands").null_count() == 0)
        .then(pl.lit(value=False))
    )


def _lost(standing: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """What stands in no order may belong to any of them, so it is not known of each."""
    there = pl.col("stands").fill_null(value=True)
    lost = standing.filter(pl.col("reference").is_null() & there).select("document_key", "word")
    orders = places.select("document_key", "reference").unique()
    unclear = lost.unique().join(orders, on="document_key")
    return unclear.select(*STANDING, stands=pl.lit(None, dtype=pl.Boolean))


def promotion_price(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `promotion_price`: the list's, or the gross price less `percent`.

    Null where the gross price is not known, or the list means another currency or unit.
    """
    _ = state
    known = pl.col("list_currency").is_not_null() & pl.col("list_unit").is_not_null()
    listed = pl.when(known).then("list_price")
    reduced = to_price(product(gross_price(), share_left(pl.col("percent"))))
    price = pl.when("of_gross").then(reduced).otherwise(listed)
    return bound.with_columns(promotion_price=price)


def promoted(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `promoted`: the line's price that a promotion is about.

    The price after all discounts; of a `stackable` one the price that the line's own discount
    goes off. Credit notes have the price after all discounts, as their invoices have.
    """
    _ = state
    net = has_discount() | (pl.col("item_net_price") == pl.col("promotion_price"))
    before = pl.when(net).then("item_net_price").otherwise(gross_price())
    on_top = pl.col("stackable") & ~pl.col("credit")
    return bound.with_columns(promoted=pl.when(on_top).then(before).otherwise("effective_price"))


OF_PRICE = ("item_net_price", "item_gross_price")
OF_DISCOUNT = ("line_allowance_percentage", "line_allowance_amount")
FACTS = {
    "discount_beside": Fact(discount_beside),
    "promotion_price": Fact(promotion_price, needs=("list_price", *OF_PRICE)),
    "promoted": Fact(
        promoted, needs=("promotion_price", "effective_price", *OF_PRICE, *OF_DISCOUNT)
    ),
}
