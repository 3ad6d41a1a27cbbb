"""Workbooks: cells come with their types; numbers are taken as they are, text is read like a CSV's.

.xlsx, .xls and .ods, told apart by their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.read import biff, calamine, package
from checker.read.delimited import HEAD
from checker.read.source import OLE
from checker.read.table import ZERO_1904, Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.read.reading import ReadOptions
    from checker.read.source import Source

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""First and last cell of what was made one cell, as row and column from 0."""
BLANKS = " \t\r\n\u00a0\u202f"
WHOLE = 10**15  # beyond, Excel has rounded the last digits away


@dataclass(frozen=True)
class Sheet:
    """A worksheet with its cells as the fast reader gives them, from the first row on."""

    name: str  # as Excel itself refers to it: [export.xlsx]Regels
    cells: Sequence[Sequence[object]] = field(repr=False)
    traces: package.Traces = field(repr=False)
    merged: Merged = field(default=(), repr=False)
    hidden: bool = False
    kind: Kind = "sheet"

    @property
    def head(self) -> list[list[str]]:
        """The first rows."""
        return [[shown(cell) for cell in row] for row in self.cells[:HEAD]]

    def row_number(self, index: int) -> int:
        """The number at the left of the row."""
        return index + 1

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """The rows below the heading."""
        rows, first = self.cells[heading + 1 :], heading + 2
        numbers = pl.int_range(first, first + len(rows), dtype=pl.Int64, eager=True)
        names = self.head[heading]
        columns = {
            at: self._column(names[at], at, [row[at] for row in rows], first) for at in positions
        }
        table = Table(self.name, self.kind, numbers, columns, notes=self._notes())
        return replace(table, day_zero=ZERO_1904) if self.traces.from_1904 else table

    def _notes(self) -> list[Message]:
        told = {
            "read.note_hidden_rows": self.traces.hidden,
            "read.note_unplaced_errors": self.traces.errors,
        }
        return [Message(key, {"count": count}) for key, count in told.items() if count]

    def _column(self, heading: str, at: int, cells: Sequence[object], first: int) -> Column:
        column = Column(
            heading, at, fault=self._faults(at, first, len(cells)),
            covered=self._covered(at, first - 1, len(cells)),
        )  # fmt: skip
        kinds = set(map(type, cells))
        if kinds == {str}:
            return replace(column, written=_stripped(cells))
        # Nearly all columns hold one type, beside blanks: then a look at each cell is saved.
        if str in kinds and all(cell == "" for cell in cells if type(cell) is str):
            kinds.discard(str)
            cells = [None if cell == "" else cell for cell in cells]
        if kinds <= {float, int}:
            return replace(column, number=pl.Series(cells, dtype=pl.Float64, strict=False))
        if kinds == {date}:
            return replace(column, date=pl.Series(cells, dtype=pl.Date))
        return _mixed(column, ["" if cell is None else cell for cell in cells])

    def _faults(self, at: int, first: int, count: int) -> pl.Series | None:
        found = {
            row - first: why for (row, column), why in self.traces.faults.items() if column == at
        }
        if not found:
            return None
        return pl.Series([found.get(index) for index in range(count)], dtype=pl.String)

    def _covered(self, at: int, first: int, count: int) -> pl.Series | None:
        rows = [
            row - first
            for (top, left), (bottom, _) in self.merged
            if left == at
            for row in range(max(top + 1, first), min(bottom + 1, first + count))
        ]
        if not rows:
            return None
        return pl.int_range(count, eager=True).is_in(rows)


def _stripped(cells: Sequence[object]) -> pl.Series:
    return pl.Series(cells, dtype=pl.String).str.strip_chars(BLANKS)


def _mixed(column: Column, cells: Sequence[object]) -> Column:
    numbers, days = [_number(cell) for cell in cells], [_day(cell) for cell in cells]
    return replace(
        column,
        written=pl.Series([shown(cell) for cell in cells], dtype=pl.String),
        number=pl.Series(numbers, dtype=pl.Float64)
        if any(n is not None for n in numbers)
        else None,
        date=pl.Series(days, dtype=pl.Date) if any(days) else None,
    )


def _some(cells: Sequence[object], dtype: type[pl.DataType]) -> pl.Series | None:
    return None if all(cell is None for cell in cells) else pl.Series(cells, dtype=dtype)


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None


def shown(cell: object) -> str:
    """A cell as text: 10023.0 is 10023, a date is 2026-03-04."""
    if isinstance(cell, str):
        return cell.strip(BLANKS)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell).upper()
    day = _day(cell)
    return str(cell) if day is None else day.isoformat()


def sheets(source: Source, options: ReadOptions) -> list[Sheet]:
    """The worksheets that hold anything, or the one that `--sheet` names."""
    old = source.data.startswith(OLE)
    if not old:
        package.guard(source.name, source.data)
    apart = old or package.is_open_document(source.data)
    try:
        book = calamine.load(source.data, options.sheet, apart=apart)
    except calamine.LockedError:
        raise InputError("read.is_locked", source=source.name) from None
    except calamine.UnreadableError:
        known = not old or biff.has_workbook(source.data)
        key = "read.broken_xlsx" if known else "read.is_old_office"
        raise InputError(key, source=source.name) from None
    if options.sheet is not None and not book.sheets:
        raise InputError(
            "read.unknown_sheet",
            source=source.name,
            sheet=options.sheet,
            sheets=", ".join(book.names),
        )
    found = [_sheet(source, raw) for raw in book.sheets if raw.cells]
    if not found:
        raise InputError("read.empty", source=source.name)
    return found


def _sheet(source: Source, raw: calamine.Raw) -> Sheet:
    traces = biff.traces if source.data.startswith(OLE) else package.traces
    found = traces(source.name, source.data, raw.name)
    return Sheet(f"[{source.name}]{raw.name}", raw.cells, found, raw.merged, raw.hidden)
