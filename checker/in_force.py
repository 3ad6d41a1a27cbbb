"""Which clause holds for a row: in force on its date, about it, and the only one of its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.selection import item_words, selected

if TYPE_CHECKING:
    from checker.clause import Kind
    from checker.state import State

CONFLICT = "conflict"
"""The reason where two clauses of equal rank are about one row."""


def in_force(bound: pl.DataFrame, kind: Kind, state: State) -> pl.DataFrame:
    """The rows with the clause that holds for them; `on` is the anchor date.

    Adds `hindrance`: null, or why it is not known which clause holds. Such a row stays once, and
    names its clause only if there is but one.
    """
    if "charge_class" in bound.columns and "class" in bound.columns:
        bound = bound.filter(pl.col("charge_class") == pl.col("class"))
    if "scope_of" in bound.columns:
        bound = bound.filter(pl.col("scope_of") == pl.col("scope"))
    if "item_selection" in bound.columns:
        bound = bound.filter(pl.col("item_selection").eq_missing(pl.col("of_items")))
    place = [c for c in ("document_key", "line_key", "row", *kind.KEY) if c in bound.columns]
    bound = _on_its_day(_with_date(bound), place)
    return _ranked(_with_rank(_about(bound, place, state), place, state), place)


def _with_date(bound: pl.DataFrame) -> pl.DataFrame:
    anchors = bound["anchor"].unique().to_list()
    on = pl.lit(None, dtype=pl.Date)
    for anchor in anchors:
        on = pl.when(pl.col("anchor") == anchor).then(pl.col(anchor)).otherwise(on)
    return bound.with_columns(
        on=on if len(anchors) > 1 else pl.col(anchors[0]) if anchors else on,
        hindrance=pl.lit(None, dtype=pl.String),
    )


def _on_its_day(bound: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    dated = bound.filter(pl.col("on").is_between("valid_from", "valid_to"))
    if bound["on"].null_count() == 0:
        return dated
    undated = bound.filter(pl.col("on").is_null()).with_columns(
        hindrance=pl.lit("missing:anchor:") + pl.col("anchor")
    )
    return pl.concat([dated, _once(undated, place)])


def _once(rows: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    only = pl.when(pl.len().over(place) == 1).then(pl.col("clause_key"))
    return rows.with_columns(clause_key=only).unique(place, keep="first", maintain_order=True)


def _about(bound: pl.DataFrame, place: list[str], state: State) -> pl.DataFrame:
    """Without the rows that the selection of their clause leaves out."""
    if "selection" not in bound.columns:
        return bound
    # What selects items of an order has done so already, when the order was added up.
    asked = state.agreements.selections.filter(pl.col("field").is_in(bound.columns))
    picked = _with_items(selected(bound, asked), state)
    known = picked.filter(pl.col("is_selected").fill_null(value=False))
    unclear = picked.filter(pl.col("is_selected").is_null())
    if unclear.height:
        told = pl.coalesce("hindrance", _missing_field(unclear, state))
        unclear = _once(unclear.with_columns(hindrance=told), place)
    return pl.concat([known, unclear]).drop("is_selected")


def _with_items(picked: pl.DataFrame, state: State) -> pl.DataFrame:
    """With the hindrance of an order of which it is not known which goods count."""
    if "unclear" not in picked.columns or not picked["unclear"].any():
        return picked
    words = item_words(state.agreements.selections)
    fields = words.group_by("selection").agg(_missing="missing:" + pl.col("field").min())
    joined = picked.join(fields, on="selection", how="left", maintain_order="left")
    told = pl.coalesce("hindrance", pl.when("unclear").then("_missing"))
    return joined.with_columns(hindrance=told).drop("_missing")


def _missing_field(unclear: pl.DataFrame, state: State) -> pl.Expr:
    fields = state.agreements.selections["field"].unique().sort()
    there = [field for field in fields if field in unclear.columns]
    return pl.coalesce(
        *(pl.when(pl.col(f).is_null()).then(pl.lit(f"missing:{f}")) for f in there),
        pl.lit("undecided"),
    )


def _with_rank(bound: pl.DataFrame, place: list[str], state: State) -> pl.DataFrame:
    """Adds `rank`: a clause about some rows goes before one about all.

    One that counts only some goods goes last where there are none of those. Where its order has
    other goods too, and their value counts, neither of the two says what holds for the whole.
    """
    if "selection" not in bound.columns:
        return bound
    rank = pl.col("is_special").cast(pl.Int8)
    if "item_selection" not in bound.columns:
        return bound.with_columns(rank=rank)
    counts_all = pl.col("goods_net").n_unique().over(place) == 1
    shared = pl.lit(1) if "basis" not in bound.columns else counts_all.cast(pl.Int8)
    of_some = pl.when(pl.col("has_goods").is_null()).then(-1).otherwise(shared)
    return bound.with_columns(rank=pl.when(_only_items(state)).then(of_some).otherwise(rank))


def _only_items(state: State) -> pl.Expr:
    of_items = item_words(state.agreements.selections).filter(pl.col("rule") == "only")
    return (
        pl.col("selection").is_in(of_items["selection"].unique().implode()).fill_null(value=False)
    )


def _ranked(bound: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """The clause of the highest rank; two of equal rank hold neither."""
    if "rank" not in bound.columns:
        return bound
    several = bound.select(place).is_duplicated()
    if not several.any():
        return bound.drop("rank")
    best = bound.filter(pl.col("rank") == pl.col("rank").max().over(place))
    several = best.select(place).is_duplicated()
    clash = best.filter(several).with_columns(hindrance=pl.lit(CONFLICT))
    return pl.concat([best.filter(~several), _once(clash, place)]).drop("rank")
