"""Facts about units that are not paid: ten and one free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import base_quantity
from checker.facts.fact import Fact
from checker.money import EXACT, MONEY, ZERO, product, quotient

if TYPE_CHECKING:
    from checker.state import State

GROUP = ["clause_key", "document_key", "seller_item_id", "of_scope"]


def free_units(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `free_units`: how many units of the line are not paid, and `unit_price`.

    Of the units of an item, on the line or in the order, so many are free as its clause says.
    They are those of lines that cost nothing; then those that an amount leaves out already; then
    those of the smallest lines. The price is the list's where the clause names one, or else
    the line's own, or that of the item's other lines. Null where a quantity, an amount, the item
    or the order is not known, or where the order is on several invoices.
    """
    rows = _with_price(_with_scope(bound, state))
    quantity, amount = pl.col("invoiced_quantity"), pl.col("line_net_amount")
    whole = pl.all_horizontal(pl.col(c).is_not_null() for c in ("seller_item_id", "of_scope"))
    known = whole & quantity.is_not_null() & amount.is_not_null() & ~pl.col("in_parts")
    counted = pl.when(quantity > ZERO).then(quantity).otherwise(ZERO)
    rows = rows.with_columns(known=known.all().over(GROUP), counted=counted)
    bundle = (pl.col("buy") + pl.col("free")).cast(EXACT)
    bundles = (pl.col("counted").sum().over(GROUP).cast(EXACT) / bundle).floor()
    rows = rows.with_columns(
        left=(bundles * pl.col("free").cast(EXACT)).cast(MONEY),
        free_units=ZERO,
        room=pl.when(amount == ZERO).then("counted").otherwise(ZERO),
    )
    rows = _taken(rows, descending=True)
    left_out = quotient(
        product(pl.col("counted"), pl.col("unit_price")) - amount, pl.col("unit_price")
    )
    given = left_out.round(0, mode="half_away_from_zero").cast(MONEY).clip(ZERO, pl.col("counted"))
    paid = amount != ZERO
    rows = _taken(
        rows.with_columns(room=pl.when(paid).then(given).fill_null(ZERO)), descending=True
    )
    rest = pl.col("counted") - pl.col("free_units")
    rows = _taken(rows.with_columns(room=pl.when(paid).then(rest).fill_null(ZERO)))
    found = rows.select("line_key", "unit_price", free_units=pl.when("known").then("free_units"))
    return bound.join(found, on="line_key", how="left", maintain_order="left")


def _with_scope(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `of_scope`, the line or the order, and `in_parts`."""
    several = state.history.orders.select("owner", "sales_order_reference", in_parts=pl.lit(True))
    order = pl.col("scope") == "order"
    scope = pl.when(order).then("sales_order_reference")
    return bound.join(
        several, on=["owner", "sales_order_reference"], how="left", maintain_order="left"
    ).with_columns(
        of_scope=scope.otherwise(pl.col("line_key").cast(pl.String)),
        in_parts=order & pl.col("in_parts").fill_null(value=False),
    )


def _with_price(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `unit_price`, null where nobody says what a unit costs."""
    known = pl.col("list_currency").is_not_null() & pl.col("list_unit").is_not_null()
    listed = pl.when(known).then(quotient(pl.col("list_price"), base_quantity()))
    stated = pl.when(pl.col("item_net_price") > ZERO).then(
        quotient(pl.col("item_net_price"), base_quantity())
    )
    own = pl.coalesce(stated, stated.max().over(GROUP))
    by_list = pl.col("price_list").is_not_null()
    return rows.with_columns(unit_price=pl.when(by_list).then(listed).otherwise(own))


def _taken(rows: pl.DataFrame, *, descending: bool = False) -> pl.DataFrame:
    """What is `left` of a group's free units, given to its lines by the `room` that they have."""
    ordered = rows.sort(
        pl.when(pl.col("room") == ZERO).then(1).otherwise(0),
        -pl.col("room") if descending else pl.col("room"),
        "line_id",
        "line_key",
    )
    before = pl.col("room").cum_sum().over(GROUP) - pl.col("room")
    taken = (pl.col("left") - before).clip(ZERO, pl.col("room"))
    return ordered.with_columns(free_units=pl.col("free_units") + taken, taken=taken).with_columns(
        left=pl.col("left") - pl.col("taken").sum().over(GROUP)
    )


FACTS = {
    "free_units": Fact(
        free_units,
        needs=(
            *("list_price", "owner", "line_id", "sales_order_reference", "seller_item_id"),
            *("invoiced_quantity", "item_net_price", "price_base_quantity", "line_net_amount"),
        ),
    )
}
