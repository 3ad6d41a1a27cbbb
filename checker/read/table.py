"""What the formats have in common: cells in columns, and grids whose heading is to be found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Literal, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.messages import Message

Kind = Literal["text", "sheet", "parquet", "database"]
LETTERS = 26
ZERO_1900, ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""The day that a workbook counts as 0."""


@dataclass(frozen=True)
class Column:
    """The cells below one heading: their text, and what the file itself knows of their type."""

    heading: str
    position: int  # counted from 0
    written: pl.Series | None = None  # stripped, "" where nothing stands; absent if all are typed
    number: pl.Series | None = None  # any type of number, where the file says that it is a number
    date: pl.Series | None = None  # Date, where the file says that it is a date
    fault: pl.Series | None = None  # reason why a cell has no value: error cell, formula, ...
    unsupported: str = ""  # a type of Parquet that no cell can have
    percent: pl.Series | None = None  # true where a sheet shows 0.21 as 21 %
    covered: pl.Series | None = None  # true where the cell is part of a merged one that began above

    @cached_property
    def text(self) -> pl.Series:
        """What a person sees in the cells; of typed ones it is made when somebody asks."""
        if self.written is not None:
            return self.written
        known = self.date if self.number is None else self.number
        return pl.Series(dtype=pl.String) if known is None else text_of(known)

    @property
    def filled(self) -> pl.Series:
        """True where something stands in the cell."""
        return self.text != "" if self.written is not None else self.is_typed()

    def is_typed(self) -> pl.Series:
        """True where the file itself says what the cell is, so that its text need not be read."""
        known = [typed for typed in (self.number, self.date) if typed is not None]
        if not known:
            return pl.repeat(value=False, n=len(self.text), eager=True, dtype=pl.Boolean)
        return reduce(or_, (typed.is_not_null() for typed in known))

    def filter(self, mask: pl.Series) -> Column:
        """The column with the rows where the mask is true."""
        return replace(
            self,
            written=None if self.written is None else self.written.filter(mask),
            number=None if self.number is None else self.number.filter(mask),
            date=None if self.date is None else self.date.filter(mask),
            fault=None if self.fault is None else self.fault.filter(mask),
            percent=None if self.percent is None else self.percent.filter(mask),
            covered=None if self.covered is None else self.covered.filter(mask),
        )


def text_of(typed: pl.Series) -> pl.Series:
    """Typed values as text, "" where there is none; a whole float has no decimals."""
    text = typed.cast(pl.String)
    if typed.dtype.is_float():
        whole = (typed == typed.round()) & (typed.abs() < 1e15)  # noqa: PLR2004  exact there
        if whole.any():
            text = typed.cast(pl.Int64, strict=False).cast(pl.String).zip_with(whole, text)
    return text.fill_null("")


@dataclass(frozen=True)
class Table:
    """All rows below the heading of one grid."""

    name: str  # of the file, and of the sheet
    kind: Kind
    source_row: pl.Series
    columns: dict[int, Column]
    fault: pl.Series | None = None  # reason why a whole row cannot be read: too many cells
    notes: list[Message] = field(default_factory=list)
    day_zero: date = ZERO_1900
    filled: frozenset[int] = frozenset()  # positions of columns that were filled down

    def filter(self, mask: pl.Series) -> Table:
        """The table with the rows where the mask is true."""
        if mask.all():
            return self
        return replace(
            self,
            source_row=self.source_row.filter(mask),
            columns={at: column.filter(mask) for at, column in self.columns.items()},
            fault=None if self.fault is None else self.fault.filter(mask),
        )

    def place(self, column: Column, index: int) -> str:
        """Where a cell stands: `export.csv:7`, `[export.xlsx]Blad1!C7`."""
        row = self.source_row[index]
        if self.kind == "sheet":
            return f"{self.name}!{letters(column.position)}{row}"
        return f"{self.name}:{row}"


class Grid(Protocol):
    """A text file under one separator, a sheet, or a Parquet file, before its heading is known."""

    @property
    def name(self) -> str:
        """Name of the file, and of the sheet."""

    @property
    def kind(self) -> Kind:
        """What kind of place a row has."""

    @property
    def hidden(self) -> bool:
        """True for a sheet that Excel does not show."""

    @property
    def head(self) -> list[list[str]]:
        """The first rows as text; the heading is among them."""

    def row_number(self, index: int) -> int:
        """The number that the user sees at a row of `head`."""

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """The rows below the heading row, with the columns at these positions."""


def letters(position: int) -> str:
    """The name that Excel gives a column: 0 is A, 26 is AA."""
    name = ""
    rest = position + 1
    while rest:
        rest, letter = divmod(rest - 1, LETTERS)
        name = chr(ord("A") + letter) + name
    return name
