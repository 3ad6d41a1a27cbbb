"""Lines that are charges -> one row per document x order x delivery x class."""

from __future__ import annotations

import polars as pl

from checker.fields import ORDER
from checker.invoice import columns
from checker.read.documents import position_of
from checker.totals import DOCUMENT_CHARGE

PLACE = ["document_key", "sales_order_reference", "despatch_advice_reference", "charge_class"]
OF_ORDER = [entry.name for entry in ORDER if entry.name != "sales_order_reference"]
COMMON = [*(name for name in OF_ORDER if name not in PLACE), "vat_rate", "vat_category_code"]
APART = "apart"
FIRST = "first"  # of the rows of a charge, as they were read
MADE = ("rows", "charge_amount", "charge_quantity", "charge_reason")


def charges_of(charged: pl.DataFrame, goods: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows: one per document x order x delivery x class, with the `rows` it stands for.

    Charges beside the lines, as e-invoices have them, are rows of their own per rate of VAT.
    Then, for each of them, where the first of its rows stands.
    """
    placed = _with_order(charged.with_row_index(FIRST), goods)
    ordered = placed.sort(
        "document_key", pl.col("line_id").str.len_bytes(), "line_id"
    )  # 9 before 10
    rows = ordered.with_row_index("place").select(
        "place",
        FIRST,
        *(c for c in columns("charges") if c not in MADE),
        rows=pl.lit(1, dtype=pl.Int64),
        charge_amount="line_net_amount",
        charge_quantity="invoiced_quantity",
        charge_reason="item_name",
    )
    # Nearly all charges stand on one line: only the others are worth a formula per group.
    # A charge beside the lines is no part of their sum, and has one rate of VAT: where a charge
    # is spread over two rates there are two, and both are kept.
    beside = pl.col("encoding").eq_missing(DOCUMENT_CHARGE)
    taxed = pl.format("{} {}", pl.col("vat_category_code").fill_null(""), pl.col("vat_rate"))
    rows = rows.with_columns(pl.when(beside).then(taxed.fill_null("")).alias(APART))
    again = rows.select(pl.struct(*PLACE, APART).is_duplicated()).to_series()
    merged = pl.concat([rows.filter(~again), _merged(rows.filter(again)).select(rows.columns)])
    merged = merged.sort("place")
    stand = position_of(charged).select(pl.all().gather(merged[FIRST]))
    return merged.select(*columns("charges")), stand


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    grouped = rows.group_by(*PLACE, APART, maintain_order=True).agg(
        pl.col("place").first(),
        pl.col(FIRST).min(),
        pl.col("rows").sum(),
        _known_sum("charge_amount"),
        _known_sum("charge_quantity"),
        _all("charge_reason", "; "),
        pl.col("charge_reason_code").drop_nulls().first(),
        pl.col("encoding").first(),
        _all("line_id", ", "),
        pl.col(COMMON).min(),
        pl.col(COMMON).max().name.suffix("_max"),
    )
    return grouped.with_columns(_one_value(c) for c in COMMON)


def _known_sum(column: str) -> pl.Expr:
    # polars sums past a null; an amount that is not known makes the sum unknown.
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum())


def _all(column: str, separator: str) -> pl.Expr:
    texts = pl.col(column).drop_nulls().unique(maintain_order=True)
    return pl.when(texts.len() > 0).then(texts.str.join(separator))


def _one_value(column: str) -> pl.Expr:
    """The one value of a group, by its least and its greatest; null where there are several."""
    return pl.when(pl.col(column) == pl.col(f"{column}_max")).then(column).alias(column)


def _with_order(charged: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Charges that name no order get the one of their invoice's goods, if there is but one."""
    keys = charged["document_key"].unique()
    near = goods.lazy().filter(pl.col("document_key").is_in(keys.implode()))
    by_order = ["document_key", "sales_order_reference"]
    order = _shared(near, by_order[:1], by_order[1:])
    placed = _filled(charged.lazy(), order, by_order[:1], by_order[1:])
    rest = [name for name in OF_ORDER if name in goods.columns]
    return _filled(placed, _shared(near, by_order, rest), by_order, rest).collect()


def _shared(rows: pl.LazyFrame, by: list[str], wanted: list[str]) -> pl.LazyFrame:
    # Plain aggregates, which polars takes over all groups at once; a formula goes group by group.
    ends = rows.group_by(by).agg(pl.col(wanted).min(), pl.col(wanted).max().name.suffix("_max"))
    return ends.select(*by, *map(_one_value, wanted))


def _filled(
    charged: pl.LazyFrame, known: pl.LazyFrame, on: list[str], wanted: list[str]
) -> pl.LazyFrame:
    joined = charged.join(
        known, on=on, how="left", suffix="_of_goods", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(pl.coalesce(c, f"{c}_of_goods").alias(c) for c in wanted).drop(
        [f"{c}_of_goods" for c in wanted]
    )
