"""Amounts and dates in price lists: one way of writing per list and column, found by proof.

`1.234,56` proves a decimal comma, `1,234.56` and `0.500` a decimal point; `1.000` throughout
proves nothing, and neither does `03-04-2026`: then the list is asked to say it unmistakably.
"""

from __future__ import annotations

import polars as pl

from checker.money import MONEY
from checker.notation import BEYOND, COMMA, POINT, WHOLE

DECORATION = r"(?i)€|\bEUR\b|[\s\u{00a0}\u{202f}\u{2019}']"
PLAIN = r"^-?[0-9]+(\.([0-9]{1,2}|[0-9]{4,6}))?$"  # it can be read in one way only
ISO = r"^([0-9]{4})-?([0-9]{2})-?([0-9]{2})$"
PARTS = r"^([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})$"
MONTHS_IN_A_YEAR = 12


def _in_list(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(value=False).any().over("price_list")


def _first_row(condition: pl.Expr) -> pl.Expr:
    return pl.col("row") == pl.col("row").filter(condition).min().over("price_list")


def amounts(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with a column as exact decimals, and `fault_<column>`: why a cell is none."""
    nowhere = rows[column].null_count() == rows.height
    if nowhere or rows[column].str.contains(PLAIN).all():  # most lists come from a program
        told = pl.lit(None, dtype=pl.String).alias(f"fault_{column}")
        return rows.with_columns(pl.col(column).cast(MONEY), told)
    bare = pl.col(column).str.replace_all(DECORATION, "").str.replace(r",-+$", "")
    digits = pl.col("bare").str.contains("[0-9]")
    comma = pl.col("bare").str.contains(COMMA) & digits
    point = pl.col("bare").str.contains(POINT) & digits
    fault = f"fault_{column}"
    marked = rows.with_columns(bare=bare).with_columns(
        comma=comma, point=point, whole=pl.col("bare").str.contains(WHOLE)
    )
    marked = marked.with_columns(
        by_comma=_in_list(pl.col("comma") & ~pl.col("point")),
        by_point=_in_list(pl.col("point") & ~pl.col("comma")),
        open=pl.col("comma") & pl.col("point") & ~pl.col("whole"),
    )
    with_point = (
        pl.when("by_comma")
        .then(pl.col("bare").str.replace_all(".", "", literal=True).str.replace(",", "."))
        .otherwise(pl.col("bare").str.replace_all(",", "", literal=True))
    )
    fits = pl.when("by_comma").then("comma").otherwise("point")
    read = marked.with_columns(bare=with_point, fits=fits).with_columns(
        _amount_fault().alias(fault)
    )
    value = pl.when(pl.col(fault).is_null()).then("bare").str.strip_chars_end(".")
    return read.with_columns(value.cast(MONEY, strict=False).alias(column)).select(
        *rows.columns, fault
    )


def _amount_fault() -> pl.Expr:
    both, neither = (
        pl.col("by_comma") & pl.col("by_point"),
        ~pl.col("by_comma") & ~pl.col("by_point"),
    )
    settled = ~both & ~(neither & _in_list(pl.col("open")))
    return (
        pl.when(both & _first_row(pl.col("comma") & ~pl.col("point")))
        .then(pl.lit("both_decimals"))
        .when(neither & pl.col("open") & _first_row(pl.col("open")))
        .then(pl.lit("open_decimals"))
        .when(settled & ~pl.col("fits"))
        .then(pl.lit("list_not_a_number"))
        .when(settled & pl.col("bare").str.contains(BEYOND))
        .then(pl.lit("list_too_exact"))
    )


def dates(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """The rows with the columns as dates, and in `fault_<column>` the message of what is none.

    A list writes all its dates in one order, so one day beyond the twelfth settles them all.
    """
    if all(rows[c].str.contains(ISO).all() for c in columns):  # most lists come from a program
        return _iso_dates(rows, columns)
    day_first = pl.any_horizontal(_part(c, 1) > MONTHS_IN_A_YEAR for c in columns)
    month_first = pl.any_horizontal(_part(c, 2) > MONTHS_IN_A_YEAR for c in columns)
    either = pl.any_horizontal(_part(c, 1) != _part(c, 2) for c in columns)
    marked = rows.with_columns(dmy=_in_list(day_first), mdy=_in_list(month_first))
    marked = marked.with_columns(
        both=pl.col("dmy") & pl.col("mdy") & _first_row(month_first),
        open=~pl.col("dmy") & ~pl.col("mdy") & _first_row(either),
    )
    faults = [_date_fault(c).alias(f"fault_{c}") for c in columns]
    read = marked.with_columns(faults).with_columns(_date(c).alias(c) for c in columns)
    return read.select(*rows.columns, *(f"fault_{c}" for c in columns))


def _iso_dates(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    written = {c: pl.col(c).str.replace_all("-", "", literal=True) for c in columns}
    days = {c: text.str.to_date("%Y%m%d", strict=False) for c, text in written.items()}
    no_day = {c: pl.col(c).is_not_null() & day.is_null() for c, day in days.items()}
    faults = {f"fault_{c}": pl.when(no_day[c]).then(pl.lit("list_not_a_date")) for c in columns}
    return rows.with_columns(**days, **faults)


def _part(column: str, at: int) -> pl.Expr:
    return pl.col(column).str.extract(PARTS, at).cast(pl.Int64)


def _date(column: str) -> pl.Expr:
    text = pl.col(column)
    day_first = text.str.replace(PARTS, "$3-$2-$1")
    month_first = text.str.replace(PARTS, "$3-$1-$2")
    ordered = pl.when("mdy").then(month_first).otherwise(day_first).str.replace(ISO, "$1-$2-$3")
    return ordered.str.to_date("%Y-%m-%d", strict=False)


def _date_fault(column: str) -> pl.Expr:
    here = pl.col(column).str.contains(PARTS)
    return (
        pl.when(pl.col("both") & here)
        .then(pl.lit("both_orders"))
        .when(pl.col("open") & here & (_part(column, 1) != _part(column, 2)))
        .then(pl.lit("open_dates"))
        .when(pl.col("dmy") & pl.col("mdy") & here)
        .then(None)  # told once, where the two orders meet
        .when(pl.col(column).is_not_null() & _date(column).is_null())
        .then(pl.lit("list_not_a_date"))
    )
