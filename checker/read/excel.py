"""Excel: cells come with their types; numbers are taken as they are, text is read like a CSV's."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from checker.errors import InputError
from checker.read import package
from checker.read.delimited import HEAD
from checker.read.table import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from checker.read.reading import ReadOptions
    from checker.read.source import Source

BROKEN = (CalamineError, ZipError, XmlError, OSError)
WHOLE = 10**15  # beyond, Excel has rounded the last digits away


@dataclass(frozen=True)
class Sheet:
    """A worksheet with its cells as the fast reader gives them, from the first row on."""

    name: str  # as Excel itself refers to it: [export.xlsx]Regels
    cells: Sequence[Sequence[object]] = field(repr=False)
    faults: package.Faults = field(repr=False)
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
        return Table(self.name, self.kind, numbers, columns)

    def _column(self, heading: str, at: int, cells: Sequence[object], first: int) -> Column:
        numbers = [_number(cell) for cell in cells]
        days = [_day(cell) for cell in cells]
        faults = [self.faults.get((first + index, at)) for index in range(len(cells))]
        return Column(
            heading,
            at,
            pl.Series([shown(cell) for cell in cells], dtype=pl.String),
            number=pl.Series(numbers, dtype=pl.Float64)
            if any(n is not None for n in numbers)
            else None,
            date=pl.Series(days, dtype=pl.Date) if any(days) else None,
            fault=pl.Series(faults, dtype=pl.String) if any(faults) else None,
        )


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None


def shown(cell: object) -> str:
    """A cell as text: 10023.0 is 10023, a date is 2026-03-04."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u00a0\u202f")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell).upper()
    day = _day(cell)
    return str(cell) if day is None else day.isoformat()


def sheets(source: Source, options: ReadOptions) -> list[Sheet]:
    """The visible worksheets that hold anything, or the one that `--sheet` names."""
    package.guard(source.name, source.data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(source.data)) as book:
            names = _names(source.name, book, options.sheet)
            found = [
                Sheet(
                    f"[{source.name}]{name}", cells, package.faults(source.name, source.data, name)
                )
                for name in names
                if (cells := book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            ]
    except PasswordError:
        raise InputError("read.is_locked", source=source.name) from None
    except BROKEN:
        raise InputError("read.broken_xlsx", source=source.name) from None
    if not found:
        raise InputError("read.empty", source=source.name)
    return found


def _names(source: str, book: CalamineWorkbook, wanted: str | None) -> list[str]:
    tables = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    if wanted is not None:
        if wanted not in (sheet.name for sheet in tables):
            names = ", ".join(sheet.name for sheet in tables)
            raise InputError("read.unknown_sheet", source=source, sheet=wanted, sheets=names)
        return [wanted]
    return [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
