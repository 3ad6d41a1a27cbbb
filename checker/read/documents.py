"""Rows of an export -> documents: which rows make one invoice, and what the invoice says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.fields import DOCUMENT
from checker.invoice import POSITION

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBER = ("debtor", "invoice_number", "issue_date")
KEY = ("owner", *NUMBER[1:], "invoice_type_code")
"""What tells invoices apart; `owner` is the canonical debtor: 00104523 and 104523 are one."""
OCCURRENCE = "occurrence"  # the how-manieth invoice of the same number; 0 for nearly all
JOINED = tuple(
    entry.name
    for entry in DOCUMENT
    if entry.dtype == pl.String and entry.name not in (*KEY, "debtor", "debtor_name")
)
"""Where the lines of an invoice differ in these, the invoice has all of them: "4501; 4502"."""


def with_document_key(rows: pl.DataFrame, key: Sequence[str] = KEY) -> pl.DataFrame:
    """Rows with `document_key`: 0, 1, ... in the order in which invoices appear.

    Rows of an invoice mostly stand together, so it is runs of equal rows that are numbered.
    """
    starts = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in key)
    starting = rows.select(starts.alias("starts"))["starts"]
    runs = rows.select(key).filter(starting)
    numbers = runs.unique(maintain_order=True).with_row_index("document_key")
    numbered = runs.join(numbers, on=list(key), how="left", nulls_equal=True, maintain_order="left")
    run = starting.cum_sum().cast(pl.Int64) - 1
    return rows.with_columns(numbered["document_key"].cast(pl.Int64).gather(run))


def reject(rows: pl.DataFrame, which: pl.Series, reason: str, found: pl.Expr) -> pl.DataFrame:
    """The rows of the mask, in the form of the rejected."""
    file = "source_file" if "source_file" in rows.columns else pl.lit(None, dtype=pl.Int32)
    return rows.filter(which).select(
        "source_row",
        reason=pl.lit(reason),
        found=found,
        line_net_amount="line_net_amount",
        source_file=file,
    )


def same_line_twice(rows: pl.DataFrame) -> pl.Series | None:
    """Mask of rows whose `line_id` is not the only one of its kind in its document; or None."""
    number = pl.col("line_id").cast(pl.Int64, strict=False)
    step = (pl.col("document_key").diff() > 0) | (
        (pl.col("document_key").diff() == 0) & (number.diff() > 0)
    )
    if rows.select(step.fill_null(value=False).slice(1).all() & number.is_not_null().all()).item():
        return None  # invoices one after the other, lines counted upwards
    twice = rows.select("document_key", "line_id").is_duplicated() & rows["line_id"].is_not_null()
    return twice if twice.any() else None


def numbered_per_order(rows: pl.DataFrame, twice: pl.Series) -> pl.DataFrame:
    """Rows whose line numbers carry the order (`O-17/1`) where each order counts from 1 again.

    Without this the second order of a collective invoice would be taken for a second invoice.
    """
    per_order = ["document_key", "sales_order_reference", "line_id"]
    still = twice & rows.select(per_order).is_duplicated()
    again, really = (rows["document_key"].filter(mask).unique() for mask in (twice, still))
    anew = pl.col("document_key").is_in(again.filter(~again.is_in(really.implode())).implode())
    named = pl.concat_str("sales_order_reference", "line_id", separator="/")
    renamed = pl.when(anew).then(pl.coalesce(named, "line_id")).otherwise("line_id")
    return rows.with_columns(line_id=renamed)


def exported_twice(rows: pl.DataFrame, twice: pl.Series) -> pl.Series:
    """Mask of rows that repeat an earlier row with the same `line_id` in every column."""
    content = [c for c in rows.columns if c not in POSITION]
    again = rows.filter(twice).select("source_row", again=~pl.struct(content).is_first_distinct())
    mask = twice.to_frame("twice").with_row_index()
    positions = mask.filter("twice")["index"].filter(again["again"])
    return mask["index"].is_in(positions.implode())


def with_occurrence(rows: pl.DataFrame, twice: pl.Series) -> pl.DataFrame:
    """Rows with `occurrence`: a line number that comes again belongs to a second invoice.

    Lines of the second invoice that the first does not have follow the line before them, unless
    the lines of the two stand mixed.
    """
    of_line = pl.int_range(pl.len()).over("document_key", "line_id")
    affected = rows["document_key"].is_in(rows.filter(twice)["document_key"].unique().implode())
    counted = (
        rows.select("document_key", "line_id", again=twice, place=pl.int_range(pl.len()))
        .filter(affected)
        .with_columns(of_line=of_line)
    )
    of_repeated = pl.when("again").then("of_line").forward_fill().over("document_key")
    in_sequence = (pl.when("again").then("of_line").drop_nulls().diff() >= 0).all()
    counted = counted.with_columns(
        pl.when(in_sequence.over("document_key"))
        .then(of_repeated.fill_null(0))
        .otherwise("of_line")
        .alias(OCCURRENCE)
    )
    found = counted.select(place=pl.col("place"), occurrence=OCCURRENCE)
    return (
        rows.with_columns(place=pl.int_range(pl.len()))
        .join(found, on="place", how="left", maintain_order="left")
        .with_columns(pl.col(OCCURRENCE).fill_null(0))
        .drop("place")
    )


def with_line_id(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a `line_id` each: the one they have, or their place in the document."""
    missing = rows["line_id"].null_count()
    if not missing:
        return rows
    place = pl.int_range(1, pl.len() + 1).over("document_key").cast(pl.String)
    if missing < rows.height:  # then it must be no other line's number
        numbered = pl.col("line_id").is_not_null().any().over("document_key")
        place = pl.when(numbered).then(pl.lit("+") + place).otherwise(place)
    return rows.with_columns(pl.col("line_id").fill_null(place))


def documents_of(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per document: what its rows say of the invoice, and where the first one stands."""
    names = [entry.name for entry in DOCUMENT if entry.name in rows.columns]
    first = rows.filter(pl.col("document_key").is_first_distinct())
    documents = first.select("document_key", *names)
    for name in names:
        if name in (*KEY, "debtor") or first.is_empty():
            continue
        differing = differing_in(rows, first[name])
        if differing.height:
            documents = _settled(documents, name, differing)
    return documents, position_of(first)


def position_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Where rows stand, narrow: a line of ten million takes four bytes."""
    named = rows.select(name for name in POSITION if name in rows.columns)
    return named.with_columns(pl.col("source_row").cast(pl.Int32))


def differing_in(rows: pl.DataFrame, first: pl.Series) -> pl.DataFrame:
    """Documents whose rows are not all like their first: `document_key`, `values` (sorted)."""
    name = first.name
    differs = rows[name].ne_missing(first.gather(rows["document_key"]))
    keys = rows["document_key"].filter(differs).unique()
    if not keys.len():
        return pl.DataFrame(schema={"document_key": pl.Int64, "values": pl.List(first.dtype)})
    return (
        rows.lazy()
        .filter(pl.col("document_key").is_in(keys.implode()))
        .group_by("document_key")
        .agg(values=pl.col(name).drop_nulls().unique().sort())
        .collect()
    )


def _settled(documents: pl.DataFrame, name: str, differing: pl.DataFrame) -> pl.DataFrame:
    values = pl.col("values")
    # One value and empty cells: that value. Several dates or amounts: none of them is guessed.
    one: pl.Expr = pl.when(values.list.len() == 1).then(values.list.first())
    if name in JOINED:
        # An empty cell states that there is none; beside a reference it says nothing.
        one = values.list.join("; ").str.strip_prefix("; ")
    elif name == "debtor_name":
        one = values.list.first()
    settled = differing.select("document_key", settled=one, differs=pl.lit(value=True))
    return (
        documents.join(settled, on="document_key", how="left", maintain_order="left")
        .with_columns(pl.when("differs").then("settled").otherwise(name).alias(name))
        .drop("settled", "differs")
    )


def two_currencies(rows: pl.DataFrame) -> pl.Series | None:
    """Mask of the rows of invoices with more than one currency, or None."""
    if rows["currency"].n_unique() <= 1:
        return None
    first = rows.filter(pl.col("document_key").is_first_distinct())["currency"]
    several = differing_in(rows, first).filter(pl.col("values").list.len() > 1)
    if not several.height:
        return None
    return rows["document_key"].is_in(several["document_key"].implode())
