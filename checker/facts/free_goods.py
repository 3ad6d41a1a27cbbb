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


def amount_or_free(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `amount_or_free`: the line's amount; nothing where it is empty and the price is 0."""
    _ = state
    empty = pl.col("line_net_amount").is_null() & (pl.col("item_net_price") == ZERO)
    amount = pl.when(empty).then(ZERO).otherwise("line_net_amount")
    return bound.with_columns(amount_or_free=amount)


def free_units(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `free_units`: how many units of the line are not paid, and `unit_price`.

    Of the units of an item, on the line or in the order, so many are free as its clause says.
    They are those of lines that cost nothing; then those that an amount leaves out already; then
    those of the smallest lines. The price is the list's where the clause names one, or else
    the line's own, or that of the item's other lines. Null where a quantity, the item or the
    order is not known, or where the order is on several invoices.
    """
    rows = _with_group(_with_scope(bound, state))
    # Mostly too few units stand together, and then there is nothing to be given.
    asked = _with_price(rows.filter(pl.col("known") & ((pl.col("left") > ZERO) | pl.col("gives"))))
    price, amount = pl.col("unit_price"), pl.col("amount_or_free")
    free, rest = pl.col("costs_nothing"), pl.col("counted") - pl.col("free_units")
    left_out = quotient(product(pl.col("counted"), price) - amount, price)
    given = left_out.round(0, mode="half_away_from_zero").cast(MONEY).clip(ZERO, pl.col("counted"))
    asked = asked.with_columns(free_units=ZERO)
    asked = _taken(asked, pl.when(free).then("counted"), descending=True)
    asked = _taken(asked, pl.when(~free).then(given), descending=True)
    asked = _taken(asked, pl.when(~free).then(rest))
    found = asked.select("line_key", "unit_price", "free_units")
    known = rows["known"]
    return (
        bound.join(found, on="line_key", how="left", maintain_order="left")
        .with_columns(known=known)
        .with_columns(free_units=pl.when("known").then(pl.col("free_units").fill_null(ZERO)))
        .drop("known")
    )


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


def _with_group(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `group`, its number, and whether all of it is `known`, with `left`: units to be free.

    `counted` is the quantity that counts, `gives` tells that a line of the group costs nothing.
    """
    quantity = pl.col("invoiced_quantity")
    nothing = pl.any_horizontal(pl.col(c) == ZERO for c in ("amount_or_free", "item_net_price"))
    whole = pl.all_horizontal(pl.col(c).is_not_null() for c in ("seller_item_id", "of_scope"))
    there = whole & quantity.is_not_null() & ~pl.col("in_parts")
    rows = rows.with_columns(
        there=there,
        costs_nothing=nothing.fill_null(value=False),
        counted=pl.when(quantity > ZERO).then(quantity).otherwise(ZERO),
    )
    groups = rows.group_by(GROUP).agg(
        known=pl.col("there").all(),
        total=pl.col("counted").sum(),
        gives=pl.col("costs_nothing").any(),
        bundle=(pl.col("buy") + pl.col("free")).first(),
        free=pl.col("free").first(),
    )
    bundles = (pl.col("total").cast(EXACT) / pl.col("bundle").cast(EXACT)).floor()
    free = (bundles * pl.col("free").cast(EXACT)).cast(MONEY)
    groups = groups.select(*GROUP, "known", "gives", left=free).with_row_index("group")
    return rows.join(groups, on=GROUP, how="left", nulls_equal=True, maintain_order="left")


def _with_price(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `unit_price`, null where nobody says what a unit costs."""
    known = pl.col("list_currency").is_not_null() & pl.col("list_unit").is_not_null()
    listed = pl.when(known).then(quotient(pl.col("list_price"), base_quantity()))
    stated = pl.when(pl.col("item_net_price") > ZERO).then(
        quotient(pl.col("item_net_price"), base_quantity())
    )
    own = pl.coalesce(stated, stated.max().over("group"))
    by_list = pl.col("price_list").is_not_null()
    return rows.with_columns(unit_price=pl.when(by_list).then(listed).otherwise(own))


def _taken(rows: pl.DataFrame, room: pl.Expr, *, descending: bool = False) -> pl.DataFrame:
    """What is `left` of a group's free units, given to its lines by the room that they have."""
    rows = rows.with_columns(room=room.fill_null(ZERO))
    by_room = -pl.col("room") if descending else pl.col("room")
    ordered = rows.sort(pl.col("room") == ZERO, by_room, "line_id", "line_key")
    before = pl.col("room").cum_sum().over("group") - pl.col("room")
    taken = (pl.col("left") - before).clip(ZERO, pl.col("room"))
    given = ordered.with_columns(free_units=pl.col("free_units") + taken, taken=taken)
    return given.with_columns(left=pl.col("left") - pl.col("taken").sum().over("group"))


FACTS = {
    "amount_or_free": Fact(amount_or_free, needs=("line_net_amount", "item_net_price")),
    "free_units": Fact(
        free_units,
        needs=(
            *("list_price", "owner", "line_id", "sales_order_reference", "seller_item_id"),
            *("invoiced_quantity", "item_net_price", "price_base_quantity", "amount_or_free"),
        ),
    ),
}
