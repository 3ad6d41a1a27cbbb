"""Why a row of a table cannot be used: the first reason against it, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.read.table import letters

if TYPE_CHECKING:
    from checker.read.table import Column, Table


def first_of(
    reasons: list[tuple[pl.Series, Column | None]], table: Table
) -> tuple[pl.Series, pl.Series]:
    """Per row the first reason and the cell that it is about, null where there is none."""
    if not reasons:
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(table.source_row))
        return nothing, nothing
    frame = pl.DataFrame([reason.alias(f"r{at}") for at, (reason, _) in enumerate(reasons)])
    found = []
    for at, (_, column) in enumerate(reasons):
        text = pl.lit("") if column is None else _cell(column, table)
        found.append(pl.when(pl.col(f"r{at}").is_not_null()).then(text))
    read = frame.select(reason=pl.coalesce(pl.all()), found=pl.coalesce(found))
    return read["reason"], read["found"]


def _cell(column: Column, table: Table) -> pl.Expr:
    """The heading, in a sheet with the cell, and what stands there."""
    if table.kind != "sheet":
        return pl.format("{}: {}", pl.lit(column.heading), pl.lit(column.text))
    place = pl.format("{}{}", pl.lit(letters(column.position)), pl.lit(table.source_row))
    return pl.format("{} ({}): {}", pl.lit(column.heading), place, pl.lit(column.text))
