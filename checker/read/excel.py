"""Workbooks: cells come with their types; numbers are taken as they are, text is read like a CSV's.

.xlsx, .xls and .ods, told apart by their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.read import biff, calamine
from checker.read.delimited import HEAD
from checker.read.extent import are_too_large
from checker.read.package import Package, inspect
from checker.read.sheet_cells import Typed, columns, shown
from checker.read.source import OLE
from checker.read.table import ZERO_1904, Column, Kind, Table, letters, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from checker.read.reading import ReadOptions
    from checker.read.sheet_xml import Traces
    from checker.read.source import Source

ALL = "*"  # every sheet; none can have this name
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""First and last cell of what was made one cell, as row and column from 0."""


@dataclass(frozen=True)
class Sheet:
    """A worksheet with its cells as the fast reader gives them, from the first row on."""

    name: str  # as Excel itself refers to it: [export.xlsx]Regels
    rows: Iterable[Sequence[object]] = field(repr=False)  # without the empty margin at the left
    height: int
    margin: int
    traces: Traces = field(repr=False)
    merged: Merged = field(default=(), repr=False)
    hidden: bool = False
    kind: Kind = "sheet"

    @cached_property
    def head(self) -> list[list[str]]:
        """The first rows."""
        margin = [""] * self.margin
        return [margin + [shown(cell) for cell in row] for row in islice(self.rows, HEAD)]

    def row_number(self, index: int) -> int:
        """The number at the left of the row."""
        return index + 1

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """The rows below the heading."""
        first = heading + 2
        count = max(self.height - heading - 1, 0)
        numbers = pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
        names = self.head[heading]
        empty = Typed(pl.repeat("", count, dtype=pl.String, eager=True))
        cells = [empty] * self.margin
        cells += columns(self.rows, heading + 1, len(names) - self.margin)
        made = {at: self._column(names[at], at, cells[at], first, count) for at in positions}
        table = Table(self.name, self.kind, numbers, made, notes=self._notes())
        return replace(table, day_zero=ZERO_1904) if self.traces.from_1904 else table

    def _notes(self) -> list[Message]:
        told = {
            "read.note_hidden_rows": self.traces.hidden,
            "read.note_unplaced_errors": self.traces.errors,
        }
        return [Message(key, {"count": count}) for key, count in told.items() if count]

    def _column(self, heading: str, at: int, cells: Typed, first: int, count: int) -> Column:
        return Column(
            heading, at, *self._as_shown(at, cells, first),
            percent=self._percent(at, cells, first),
            fault=self._faults(at, first, count),
            covered=self._covered(at, first - 1, count),
        )  # fmt: skip

    def _percent(self, at: int, cells: Typed, first: int) -> pl.Series | None:
        rows = self.traces.percent.get(at)
        if rows is None or cells.number is None:
            return None
        styled = [row in rows for row in range(first, first + len(cells.number))]
        return pl.Series(styled, dtype=pl.Boolean) & cells.number.is_not_null()

    def _as_shown(self, at: int, cells: Typed, first: int) -> Typed:
        """The cells, whole numbers with the zeros that Excel shows in front of them."""
        digits = self.traces.digits.get(at)
        if digits is None or cells.number is None:
            return cells
        text = text_of(cells.number) if cells.written is None else cells.written
        size = [digits.get(row, 0) for row in range(first, first + len(text))]
        frame = pl.DataFrame({"cell": text, "size": size, "number": cells.number.is_not_null()})
        whole = pl.col("number") & pl.col("cell").str.contains("^[0-9]+$")
        shown = pl.when(whole).then(pl.col("cell").str.zfill("size")).otherwise("cell")
        return cells._replace(written=frame.select(shown.alias("cell"))["cell"])

    def _faults(self, at: int, first: int, count: int) -> pl.Series | None:
        found = {
            row - first: why for (row, column), why in self.traces.faults.items() if column == at
        }
        if not found:
            return None
        return pl.Series([found.get(index) for index in range(count)], dtype=pl.String)

    def _covered(self, at: int, first: int, count: int) -> pl.Series | None:
        # Begins and ends are counted: thousands of merged cells may lie over each other.
        changes = [0] * (count + 1)
        for (top, left), (bottom, _) in self.merged:
            begin, end = max(top + 1 - first, 0), min(bottom + 1 - first, count)
            if left == at and begin < end:
                changes[begin] += 1
                changes[end] -= 1
        if not any(changes):
            return None
        return pl.Series(changes[:count], dtype=pl.Int64).cum_sum() > 0


def sheets(source: Source, options: ReadOptions) -> list[Sheet]:
    """The worksheets that hold anything, or the one that `--sheet` names."""
    old = source.data.startswith(OLE)
    wanted = None if options.sheet == ALL else options.sheet
    package = Package() if old else inspect(source.name, source.data, wanted)
    _refuse_too_large(source, package)
    apart = old or package.open_document
    try:
        book = calamine.load(source.data, wanted, None if apart else package.sheets)
    except calamine.LockedError:
        raise InputError("read.is_locked", source=source.name) from None
    except calamine.TooMuchError:
        raise InputError("read.takes_too_much", source=source.name) from None
    except calamine.UnreadableError:
        known = not old or biff.has_workbook(source.data)
        key = "read.broken_xlsx" if known else "read.is_old_office"
        raise InputError(key, source=source.name) from None
    if wanted is not None and not book.sheets:
        raise InputError(
            "read.unknown_sheet",
            source=source.name,
            sheet=wanted,
            sheets=", ".join(book.names),
        )
    found = [_sheet(source, raw, package) for raw in book.sheets if raw.height]
    if not found:
        raise InputError("read.empty", source=source.name)
    return found


def _refuse_too_large(source: Source, package: Package) -> None:
    if are_too_large(package.extents):
        name, extent = max(package.extents, key=lambda each: each[1].places)
        sheet = f"[{source.name}]{name}"
        cell = f"{letters(extent.width - 1)}{extent.height}"
        raise InputError("read.sheet_too_large", source=sheet, cell=cell)


def _sheet(source: Source, raw: calamine.Raw, package: Package) -> Sheet:
    old = source.data.startswith(OLE)
    found = biff.traces(source.name, source.data, raw.name) if old else package.traces(raw.name)
    return Sheet(
        f"[{source.name}]{raw.name}",
        raw.rows,
        raw.height,
        raw.margin,
        found,
        raw.merged,
        raw.hidden,
    )
