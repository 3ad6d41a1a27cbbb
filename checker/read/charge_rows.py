"""Lines that are charges -> one row per document x order x delivery x class."""

from __future__ import annotations

import polars as pl

from checker.invoice import columns

PLACE = ["document_key", "sales_order_reference", "despatch_advice_reference", "charge_class"]
ORDER = ["sales_order_reference", "order_date", "despatch_advice_reference", "delivery_date"]


def charges_of(charged: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Rows: one per document x order x delivery x class, with the `rows` it stands for."""
    placed = _with_order(charged, goods)
    ordered = placed.sort(
        "document_key", pl.col("line_id").str.len_bytes(), "line_id"
    )  # 9 before 10
    rows = ordered.with_row_index("place").select(
        "place",
        *(c for c in columns("charges") if c not in ("rows", "charge_amount", "charge_reason")),
        rows=pl.lit(1, dtype=pl.Int64),
        charge_amount="line_net_amount",
        charge_reason="item_name",
    )
    # Nearly all charges stand on one line: only the others are worth a formula per group.
    again = rows.select(pl.struct(PLACE).is_duplicated()).to_series()
    merged = pl.concat([rows.filter(~again), _merged(rows.filter(again)).select(rows.columns)])
    return merged.sort("place").select(*columns("charges"))


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(PLACE, maintain_order=True).agg(
        pl.col("place").first(),
        pl.col("rows").sum(),
        _known_sum("charge_amount"),
        _all("charge_reason", "; "),
        pl.col("charge_reason_code").drop_nulls().first(),
        pl.col("encoding").first(),
        _all("line_id", ", "),
        *(_common(c) for c in ("order_date", "delivery_date", "vat_rate")),
    )


def _known_sum(column: str) -> pl.Expr:
    # polars sums past a null; an amount that is not known makes the sum unknown.
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum())


def _all(column: str, separator: str) -> pl.Expr:
    texts = pl.col(column).drop_nulls().unique(maintain_order=True)
    return pl.when(texts.len() > 0).then(texts.str.join(separator))


def _common(column: str) -> pl.Expr:
    """The one value of a group; null where there are none or several."""
    value = pl.col(column)
    return pl.when(value.min() == value.max()).then(value.min()).alias(column)


def _with_order(charged: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Charges that name no order get the one of their invoice's goods, if there is but one."""
    keys = charged["document_key"].unique()
    near = (
        goods.lazy()
        .filter(pl.col("document_key").is_in(keys.implode()))
        .select("document_key", *ORDER)
    )
    order = _shared(near, ["document_key"], ["sales_order_reference"])
    placed = _filled(charged.lazy(), order, ["document_key"], ["sales_order_reference"])
    rest = [c for c in ORDER if c != "sales_order_reference"]
    by_order = ["document_key", "sales_order_reference"]
    return _filled(placed, _shared(near, by_order, rest), by_order, rest).collect()


def _shared(rows: pl.LazyFrame, by: list[str], wanted: list[str]) -> pl.LazyFrame:
    # Plain aggregates, which polars takes over all groups at once; a formula goes group by group.
    ends = rows.group_by(by).agg(pl.col(wanted).min(), pl.col(wanted).max().name.suffix("_max"))
    return ends.select(
        *by, *(pl.when(pl.col(c) == pl.col(f"{c}_max")).then(c).alias(c) for c in wanted)
    )


def _filled(
    charged: pl.LazyFrame, known: pl.LazyFrame, on: list[str], wanted: list[str]
) -> pl.LazyFrame:
    joined = charged.join(
        known, on=on, how="left", suffix="_of_goods", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(pl.coalesce(c, f"{c}_of_goods").alias(c) for c in wanted).drop(
        [f"{c}_of_goods" for c in wanted]
    )
