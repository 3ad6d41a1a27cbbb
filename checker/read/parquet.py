"""Parquet: columns come with their types, so nothing is inferred but text columns."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.read.table import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.read.source import Source

MOST_ROWS = 100_000_000
SUSPICIOUS = 1 << 30  # bytes in memory from which on the ratio counts
RATIO = 200
CELL = 8  # bytes in memory, at the least
# Days since 1970 that have a name; damaged files hold others, which polars cannot write.
YEAR_1, YEAR_9999 = -719_162, 2_932_896


@dataclass(frozen=True)
class Frame:
    """A frame whose column names are the heading; rows are counted from 1."""

    name: str
    frame: pl.DataFrame
    kind: Kind = "parquet"
    hidden: bool = False

    @property
    def head(self) -> list[list[str]]:
        """The column names."""
        return [self.frame.columns]

    def row_number(self, index: int) -> int:
        """There is only the heading."""
        return index

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """All rows."""
        del heading
        rows = pl.int_range(1, self.frame.height + 1, dtype=pl.Int64, eager=True)
        columns = {at: column(self.frame.to_series(at), at) for at in positions}
        return Table(self.name, self.kind, rows.alias("source_row"), columns)


def column(series: pl.Series, at: int) -> Column:
    """A column by its type."""
    heading, dtype = series.name, series.dtype
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        days = series if dtype == pl.Date else series.dt.date()  # the day in its own time zone
        sane = days.to_physical().is_between(YEAR_1, YEAR_9999).fill_null(value=True)
        days = days if sane.all() else days.set(~sane, None)
        return Column(heading, at, date=days)
    if dtype.is_float():
        finite = series.cast(pl.Float64).fill_nan(None)
        return Column(heading, at, number=finite)
    if dtype.is_numeric():
        return Column(heading, at, number=series)
    if dtype in (pl.String, pl.Boolean, pl.Null) or isinstance(dtype, (pl.Categorical, pl.Enum)):
        text = series.cast(pl.String).fill_null("")
        return Column(heading, at, text.str.strip_chars())
    nothing = pl.repeat("", series.len(), dtype=pl.String, eager=True)
    return Column(heading, at, nothing, unsupported=str(dtype))


def grid(source: Source) -> Frame:
    """A Parquet file."""
    try:
        _refuse_bomb(source)
        frame = pl.read_parquet(io.BytesIO(source.data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise InputError("read.broken_parquet", source=source.name) from None
    return Frame(source.name, frame)


def _refuse_bomb(source: Source) -> None:
    # A value that repeats itself is written once: two megabytes can be a billion cells.
    lazy = pl.scan_parquet(io.BytesIO(source.data))
    width, height = len(lazy.collect_schema()), lazy.select(pl.len()).collect().item()
    size, packed = height * width * CELL, len(source.data)
    if height > MOST_ROWS or (size > SUSPICIOUS and size > RATIO * packed):
        size, packed = size >> 20, max(1, packed >> 20)
        raise InputError("read.zip_bomb", source=source.name, size=size, packed=packed)
