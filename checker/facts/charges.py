"""Facts about orders, deliveries and what was charged in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clause import SCOPE_COLUMN
from checker.facts.fact import Fact
from checker.money import ZERO
from checker.selection import OF_ITEM, item_words, selected

if TYPE_CHECKING:
    from checker.state import State

PLACE = ["document_key", "scope", "reference"]


def basis_part(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `basis_part`: the value that the clause's `basis` names, on this invoice alone."""
    asked = set(bound["basis"].unique())
    amounts = {
        "goods_net": pl.col("goods_net"),
        "goods_and_charges_net": pl.col("goods_net") + pl.col("other_net"),
        "gross": pl.col("goods_gross") + pl.col("other_gross"),
    }
    more = {"charge": _charged_of, "quantity": _goods_quantity}
    for word in more.keys() & asked:
        amounts[word] = pl.col(f"in_{word}")
        found = more[word](_referring(bound), state).rename({"amount": f"in_{word}"})
        bound = bound.join(found, on="row", how="left", maintain_order="left")
    part = pl.coalesce(
        pl.when(pl.col("basis") == word).then(amount) for word, amount in amounts.items()
    )
    return bound.with_columns(basis_part=part).drop("in_charge", "in_quantity", strict=False)


def _referring(bound: pl.DataFrame) -> pl.DataFrame:
    return bound.with_columns(
        reference=pl.coalesce("sales_order_reference", "despatch_advice_reference")
    )


def _of_scopes(bound: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the invoices of `bound`, once per scope, with the `reference` in it."""
    documents = bound["document_key"].unique().implode()
    mine = rows.filter(pl.col("document_key").is_in(documents))
    return pl.concat(
        mine.with_columns(
            scope=pl.lit(scope),
            reference=pl.col(SCOPE_COLUMN[scope])
            if scope in SCOPE_COLUMN
            else pl.lit(None, dtype=pl.String),
        )
        for scope in bound["scope"].unique().sort()
    )


def _charged_of(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """`row`, `amount`: the charge of the class `of`; null where a part of it is not known."""
    charged = _of_scopes(bound, state.charges).rename({"charge_class": "of"})
    known = pl.when(pl.col("charge_amount").null_count() == 0).then(pl.col("charge_amount").sum())
    sums = charged.group_by(*PLACE, "of").agg(known.alias("amount"))
    # A charge of no order may belong to any of them.
    lost = charged.filter(pl.col("reference").is_null() & pl.col("scope").is_in(list(SCOPE_COLUMN)))
    lost = lost.select("document_key", "scope", "of", is_lost=pl.lit(value=True)).unique()
    wanted = bound.select("row", *PLACE, "of")
    there = sums.with_columns(is_there=pl.lit(value=True))
    joined = wanted.join(there, on=[*PLACE, "of"], how="left", nulls_equal=True).join(
        lost, on=["document_key", "scope", "of"], how="left"
    )
    amount = pl.when(pl.col("is_there").is_null()).then(ZERO).otherwise("amount")
    return joined.select("row", pl.when(pl.col("is_lost").is_null()).then(amount).alias("amount"))


def _goods_quantity(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """`row`, `amount`: how much of the goods that the clause selects; null if units differ."""
    columns = ["document_key", *SCOPE_COLUMN.values(), "invoiced_quantity", "unit_code"]
    selecting = "selection" in bound.columns
    of_item = [c for c in OF_ITEM if c in state.lines.columns] if selecting else []
    goods = _of_scopes(bound, state.lines.select(*columns, *of_item)).select(
        *PLACE, "invoiced_quantity", "unit_code", *of_item
    )
    wanted = bound.select("row", *PLACE, *(["selection"] if selecting else []))
    rows = wanted.join(goods, on=PLACE, nulls_equal=True)
    if selecting:
        words = item_words(state.agreements.selections)
        rows = selected(rows, words).filter(pl.col("is_selected").fill_null(value=True))
    quantity = pl.col("invoiced_quantity")
    known = (quantity.null_count() == 0) & (pl.col("unit_code").n_unique() == 1)
    sums = rows.group_by("row").agg(amount=pl.when(known).then(quantity.sum()), there=pl.len())
    joined = wanted.select("row").join(sums, on="row", how="left")
    return joined.select(
        "row", amount=pl.when(pl.col("there").is_null()).then(ZERO).otherwise("amount")
    )


def basis_amount(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `basis_amount`: the value of the order that the clause's `basis` names.

    Of an order on several invoices it is the value of all parts that are known; an invoice that
    was made twice is one part.
    """
    bound = bound.with_columns(basis_amount="basis_part")
    parts = bound.filter(pl.col("scope_parts") > 1)
    if parts.is_empty():
        return bound
    order = ["owner", "clause_key", "sales_order_reference", "despatch_advice_reference"]
    content = state.history.documents.select("document_key", "content", "told_apart")
    told = parts.join(content, on="document_key")
    once = told.unique([*order, "content", "told_apart"], maintain_order=True)
    known = pl.when(pl.col("basis_amount").null_count() == 0).then(pl.col("basis_amount").sum())
    whole = once.group_by(order).agg(whole=known)
    summed = parts.select("row", *order).join(whole, on=order, nulls_equal=True)
    joined = bound.join(summed.select("row", "whole"), on="row", how="left", maintain_order="left")
    is_part = pl.col("scope_parts") > 1
    return joined.with_columns(
        basis_amount=pl.when(is_part).then("whole").otherwise("basis_amount")
    ).drop("whole")


def is_listed(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `is_listed`: a clause in force on the day is about charges of this class."""
    tables = [table for table in state.agreements.tables.values() if "class" in table.columns]
    if not tables:
        return bound.with_columns(is_listed=pl.lit(value=False))
    words = ["agreement_key", "class", "valid_from", "valid_to"]
    named = pl.concat(table.select(words) for table in tables).unique()
    asked = bound.select("row", "agreement_key", "on", **{"class": "charge_class"})
    hits = asked.join(named, on=["agreement_key", "class"]).filter(
        pl.col("on").is_between("valid_from", "valid_to")
    )
    return bound.with_columns(is_listed=pl.col("row").is_in(hits["row"].unique().implode()))


def index_value(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `index_value`: of the month of the anchor date, or so many months before it.

    Null where the table of the index does not have that month.
    """
    values = state.agreements.indices.select(
        "index", month=_month(pl.col("valid_from")), index_value="value"
    )
    counted = bound.with_columns(month=_month(pl.col("on")) - pl.col("lag_months"))
    return counted.join(values, on=["index", "month"], how="left", maintain_order="left").drop(
        "month"
    )


def _month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)


FACTS = {
    "basis_part": Fact(basis_part),
    "basis_amount": Fact(basis_amount, needs=("basis_part",)),
    "is_listed": Fact(is_listed),
    "index_value": Fact(index_value),
}
