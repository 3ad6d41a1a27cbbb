"""Facts from the registers of orders and deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clause import SCOPE_COLUMN
from checker.facts.fact import Fact
from checker.money import MONEY, ZERO
from checker.selection import plain_expr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.finding import Dtype
    from checker.state import State

DELIVERED_BY = ("despatch_advice_reference", "sales_order_reference")
ORDERED_BY = ("sales_order_reference", "purchase_order_reference")
"""How a line names rows of a register: by the first of these that the line has."""
ITEM = ["owner", "reference", "seller_item_id"]
IN_ORDER = (
    "issue_date",
    "document_key",
    pl.col("line_id").str.len_chars(),  # line 9 stands before line 10
    "line_id",
    "line_key",
)


_OF_LINE = (
    *("document_key", "line_key", "line_id", "issue_date", "credit"),
    *("seller_item_id", "invoiced_quantity"),
)


def deliveries(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `deliveries`: true, or null where the register was not given."""
    return bound.with_columns(deliveries=_given("deliveries", state))


def orders(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `orders`: true, or null where the register was not given."""
    return bound.with_columns(orders=_given("orders", state))


def _given(register: str, state: State) -> pl.Expr:
    there = register not in state.registers.missing
    return pl.lit(True if there else None, dtype=pl.Boolean)


def delivered_quantity(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `delivered_quantity` of the item in its delivery, and what `_held_against` adds."""
    register = state.registers.deliveries
    return _held_against(register, "delivered_quantity", DELIVERED_BY, bound, state)


def ordered_quantity(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `ordered_quantity` of the item in its order, and what `_held_against` adds."""
    return _held_against(state.registers.orders, "ordered_quantity", ORDERED_BY, bound, state)


def _held_against(
    register: pl.DataFrame | None,
    quantity: str,
    references: tuple[str, str],
    bound: pl.DataFrame,
    state: State,
) -> pl.DataFrame:
    """The quantities of all lines of an item together, beside what a register has of it.

    Adds `quantity`: 0 where the register knows the delivery or order but not the item in it, null
    where it knows neither. `register_unit`: null where line and register count in different
    units. `quantity_gap`: billed - registered; what a credit note takes back is not too much.
    `quantity_left`: of the line, what is too much taken off the last lines, what is too little
    put on the last line.
    """
    added: dict[str, Dtype] = {
        "register_unit": pl.String,
        "quantity_gap": MONEY,
        "quantity_left": MONEY,
    }
    if register is None or register.is_empty():
        nothing: dict[str, Dtype] = {quantity: MONEY} | added
        return bound.with_columns(pl.lit(None, dtype=t).alias(c) for c, t in nothing.items())
    there = [r for r in references if register[r].null_count() < register.height]
    lines = _billed(bound, state, references, there)
    items = _compared(_summed(lines), _registered(register, quantity, there), quantity)
    found = _shared_out(lines.join(items, on=ITEM, how="left", maintain_order="left"))
    different = (pl.col("unit") != pl.col("of_register")).fill_null(value=False)
    unit = pl.coalesce("of_register", "unit", pl.lit(""))
    wanted = found.with_columns(register_unit=pl.when(~different).then(unit))
    wanted = wanted.select("line_key", quantity, *added)
    return bound.join(wanted, on="line_key", how="left", maintain_order="left")


def _reference(column: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f"{column}: "), column)


def _billed(
    bound: pl.DataFrame, state: State, references: tuple[str, str], there: list[str]
) -> pl.DataFrame:
    """All lines of the debtors, as agreed so far.

    Adds `owner`, `reference`, and `is_mixed`: other lines of the item in the order name their
    delivery, so that the order as a whole says nothing of this one.
    """
    asked = pl.col("agreement_key").is_in(bound["agreement_key"].unique().implode())
    first, second = references
    of_line = [r for r in references if r in state.lines.columns]
    own = state.lines.lazy().filter(asked)
    lines = own.select(*_OF_LINE, *of_line, unit=plain_expr("unit_code")).collect()
    of_document = ["owner", *(r for r in references if r not in of_line)]
    lines = lines.with_columns(
        state.documents[c].gather(lines["document_key"]) for c in of_document
    )
    named = pl.col(first).is_not_null() & pl.lit(first in there)
    order = ["owner", second, "seller_item_id"]
    mixed = lines.filter(named).select(order).unique().with_columns(is_mixed=pl.lit(value=True))
    unclear = lines.filter(~named).select("line_key", *order).join(mixed, on=order)
    lines = lines.join(
        unclear.select("line_key", "is_mixed"), on="line_key", how="left", maintain_order="left"
    )
    return lines.with_columns(
        reference=pl.coalesce(pl.lit(None, dtype=pl.String), *(_reference(r) for r in there))
    )


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per item of a delivery: `billed`, of that `returned`, and `credited`.

    Adds `is_nameless`: lines of the delivery have no item, and may be the rest of this one.
    """
    amount, credit = pl.col("invoiced_quantity"), pl.col("credit")
    # Plain aggregates, which polars takes over all groups at once.
    items = (
        lines.select(
            *ITEM,
            "unit",
            billed=pl.when(~credit).then(amount),
            credited=pl.when(credit).then(-amount),
            returned=pl.when(~credit & (amount < ZERO)).then(-amount),
            is_unclear=(~credit & amount.is_null()) | pl.col("is_mixed").fill_null(value=False),
        )
        .group_by(ITEM)
        .agg(
            pl.col("billed", "credited", "returned").sum(),
            pl.col("is_unclear").any(),
            first_unit=pl.col("unit").min(),
            last_unit=pl.col("unit").max(),
        )
    )
    nameless = lines.filter(pl.col("seller_item_id").is_null()).select(ITEM[:2]).unique()
    several = (pl.col("first_unit") != pl.col("last_unit")).fill_null(value=False)
    return items.join(
        nameless.with_columns(is_nameless=pl.lit(value=True)), on=ITEM[:2], how="left"
    ).with_columns(pl.col("is_unclear") | several)


def _registered(register: pl.DataFrame, quantity: str, there: list[str]) -> pl.DataFrame:
    """The register by `reference` and item: its quantity and unit; null where they differ."""
    # A row without item and quantity is about the order as a whole.
    told = register.filter(pl.any_horizontal(pl.col("seller_item_id", quantity).is_not_null()))
    own = ("owner", "seller_item_id", quantity)
    rows = pl.concat(
        told.select(*own, reference=_reference(r), of_register=plain_expr("unit_code"))
        for r in there
    ).drop_nulls("reference")
    unit = pl.col("of_register").fill_null("")
    known = (pl.col(quantity).count() == pl.len()) & (unit.min() == unit.max())
    return rows.group_by(ITEM).agg(
        pl.when(known).then(pl.col(quantity).sum()), pl.col("of_register").first()
    )


def _compared(items: pl.DataFrame, registered: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Items with `quantity`, `of_register` and `quantity_gap`, null where they are not known."""
    listed = registered.with_columns(is_listed=pl.lit(value=True))
    unnamed = pl.col("seller_item_id").is_null()
    deliveries_there = registered.group_by(ITEM[:2]).agg(is_whole=~unnamed.any())
    joined = items.join(listed, on=ITEM, how="left").join(deliveries_there, on=ITEM[:2], how="left")
    # Nothing of an item came with a delivery of which the register names every item.
    not_there = pl.col("is_listed").is_null() & pl.col("is_whole")
    joined = joined.with_columns(pl.when(not_there).then(ZERO).otherwise(quantity).alias(quantity))
    gap = pl.col("billed") - pl.col(quantity)
    # A line without its item may be the rest of this one, but makes nothing of it too much.
    clear = ~pl.col("is_unclear") & ((gap >= ZERO) | pl.col("is_nameless").is_null())
    too_much = pl.max_horizontal(gap - pl.col("credited"), ZERO)
    # What came back on an invoice was delivered all the same.
    returned = pl.when(pl.col("billed") > ZERO).then("returned").otherwise(ZERO)
    too_little = pl.min_horizontal(gap + returned, ZERO)
    return joined.select(
        *ITEM,
        quantity,
        "of_register",
        quantity_gap=pl.when(clear & gap.is_not_null()).then(
            pl.when(gap > ZERO).then(too_much).otherwise(too_little)
        ),
    )


def _shared_out(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `quantity_left`: what is not as registered, on the last lines of each item."""
    amount, gap = pl.col("invoiced_quantity"), pl.col("quantity_gap")
    at = pl.col("at")
    # Nearly all lines are as registered: only the others have to be put in order.
    apart = lines.filter(~pl.col("credit") & (gap != ZERO))
    billed = apart.sort(IN_ORDER).with_row_index("at")
    positive = pl.max_horizontal(amount, ZERO)
    after = positive.cum_sum(reverse=True).over(ITEM) - positive
    taken = pl.max_horizontal(ZERO, pl.min_horizontal(gap - after, positive))
    lasts = (at.filter(amount > ZERO).max().over(ITEM), at.max().over(ITEM))
    put = pl.when(at == pl.coalesce(lasts)).then(gap).otherwise(ZERO)
    changed = billed.select(
        "line_key", taken=pl.when(gap > ZERO).then(taken).otherwise(put).cast(MONEY)
    )
    joined = lines.join(changed, on="line_key", how="left", maintain_order="left")
    left = amount - pl.col("taken").fill_null(ZERO)
    return joined.with_columns(quantity_left=pl.when(gap.is_not_null()).then(left))


def days_late(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `days_late`: calendar days from the promised delivery to the delivery, below 0 if early.

    Both dates are those that all lines of the place share; where they do not tell, those of the
    register of deliveries. Null where a date is not known.
    """
    place = ["document_key", "owner", *SCOPE_COLUMN.values()]
    told = [_dates_of_lines(scope, bound, state) for scope in bound["scope_of"].unique()]
    nothing = pl.DataFrame(schema={"row": bound.schema["row"], **_DATES})
    on_lines = pl.concat([nothing, *told])
    places = bound.select("row", *place).join(on_lines, on="row", how="left", maintain_order="left")
    for column in DELIVERED_BY:
        of_register = _dates(_register_rows(state, column), ["owner", column])
        places = places.join(
            of_register, on=["owner", column], how="left", maintain_order="left", suffix=column
        ).with_columns(pl.coalesce(c, f"{c}{column}") for c in _DATES)
    late = pl.col("delivery_date") - pl.col("promised_delivery_date")
    return bound.with_columns(places.select(days_late=late.dt.total_days()))


_DATES: dict[str, Dtype] = {"delivery_date": pl.Date, "promised_delivery_date": pl.Date}


def _dates_of_lines(scope: str, bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """`row` and the dates that all lines of a place share, for the places of one scope."""
    key = ["document_key", *(SCOPE_COLUMN[s] for s in (scope,) if s in SCOPE_COLUMN)]
    mine = bound.filter(pl.col("scope_of") == scope)
    lines = state.lines.join(mine.select("document_key"), on="document_key", how="semi")
    told = _dates(lines, key)
    joined = mine.select("row", *key).join(told, on=key, nulls_equal=True)
    return joined.select("row", *_DATES)


def _register_rows(state: State, column: str) -> pl.DataFrame:
    register = state.registers.deliveries
    wanted: dict[str, Dtype] = {"owner": pl.String, column: pl.String} | _DATES
    rows = pl.DataFrame(schema=wanted) if register is None else register
    return rows.drop_nulls(column)


def _dates(rows: pl.DataFrame, key: Iterable[str]) -> pl.DataFrame:
    """The dates that all rows of a group share; null where they differ or lack one."""
    return rows.group_by(key).agg(
        pl.when((pl.col(c).null_count() == 0) & (pl.col(c).n_unique() == 1)).then(pl.col(c).first())
        for c in _DATES
    )


FACTS = {
    "deliveries": Fact(deliveries),
    "orders": Fact(orders),
    "delivered_quantity": Fact(delivered_quantity),
    "ordered_quantity": Fact(ordered_quantity),
    "days_late": Fact(days_late),
}
