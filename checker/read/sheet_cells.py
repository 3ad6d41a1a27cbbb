"""Cells of a sheet to typed columns, some rows at a time.

Few cells are Python objects at once: that is faster than all of them, and takes less memory.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BLANKS = " \t\r\n\u00a0\u202f"
WHOLE = 10**15  # beyond, Excel has rounded the last digits away
BLOCK = 1024  # rows

Kind = Literal["blank", "text", "number", "date", "mixed"]


class Typed(NamedTuple):
    """What a person sees in the cells of a column, and what is a number or a date in the file."""

    written: pl.Series | None = None  # absent where all cells are numbers, or dates, or blank
    number: pl.Series | None = None
    date: pl.Series | None = None


class _Piece(NamedTuple):
    """The cells of a column in a block of rows, by the one type that they have."""

    kind: Kind
    typed: Typed


@dataclass
class _Pieces:
    """The pieces of a column, from its top on."""

    all: list[_Piece] = field(default_factory=list)

    def joined(self) -> Typed:
        kinds = {piece.kind for piece in self.all} - {"blank"}
        if kinds <= {"text"}:
            written = _joined(piece.typed.written for piece in self.all)
            return Typed(written.str.strip_chars(BLANKS))
        if kinds == {"number"}:
            return Typed(number=_joined(_known(piece, pl.Float64) for piece in self.all))
        if kinds == {"date"}:
            return Typed(date=_joined(_known(piece, pl.Date) for piece in self.all))
        written, number, day = map(_joined, zip(*map(_mixed, self.all), strict=True))
        return Typed(
            written.str.strip_chars(BLANKS),
            number if number.null_count() < len(number) else None,
            day if day.null_count() < len(day) else None,
        )


def columns(rows: Iterable[Sequence[object]], first: int, width: int) -> list[Typed]:
    """The columns of the rows from `first` on; a row has a cell for each of them."""
    found = [_Pieces() for _ in range(width)]
    with _uncollected():
        for block in _blocks(islice(rows, first, None)):
            for pieces, cells in zip(found, zip(*block, strict=True), strict=True):
                pieces.all.append(_piece(cells))
    return [pieces.joined() if pieces.all else Typed(_texts(())) for pieces in found]


@contextmanager
def _uncollected() -> Iterator[None]:
    # Rows hold no cycles, but there are so many that the collector would come all the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _blocks(rows: Iterator[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    while block := list(islice(rows, BLOCK)):
        yield block


def _piece(cells: Sequence[object]) -> _Piece:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return _Piece("text" if any(cells) else "blank", Typed(_texts(cells)))
    # Nearly all columns hold one type, beside blanks: then a look at each cell is saved.
    if str in kinds and all(cell == "" for cell in cells if type(cell) is str):
        kinds.discard(str)
        cells = [None if cell == "" else cell for cell in cells]
    if kinds <= {float, int}:
        return _Piece("number", Typed(number=_series(cells, pl.Float64)))
    if kinds == {date}:
        return _Piece("date", Typed(date=_series(cells, pl.Date)))
    if kinds <= {date, datetime}:
        return _Piece("date", Typed(date=_series([_day(cell) for cell in cells], pl.Date)))
    return _Piece("mixed", _each(["" if cell is None else cell for cell in cells]))


def _each(cells: Sequence[object]) -> Typed:
    return Typed(
        _texts([cell if type(cell) is str else shown(cell) for cell in cells]),
        _series([_number(cell) for cell in cells], pl.Float64),
        _series([_day(cell) for cell in cells], pl.Date),
    )


def _series(cells: Sequence[object], dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series(values=cells, dtype=dtype, strict=False)


def _texts(cells: Sequence[object]) -> pl.Series:
    return pl.Series(values=cells, dtype=pl.String)


def _joined(parts: Iterable[pl.Series | None]) -> pl.Series:
    return pl.concat((part for part in parts if part is not None), rechunk=True)


def _nothing(size: int, dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, size)


def _known(piece: _Piece, dtype: type[pl.DataType]) -> pl.Series:
    """The numbers or dates of a piece that holds them, or of one that is blank."""
    written, number, day = piece.typed
    known = number if day is None else day
    return _nothing(0 if written is None else len(written), dtype) if known is None else known


def _mixed(piece: _Piece) -> tuple[pl.Series, pl.Series, pl.Series]:
    written, number, day = piece.typed
    if written is None:
        known = number if day is None else day
        cells = [] if known is None else known.to_list()
        written = _texts(["" if cell is None else shown(cell) for cell in cells])
    return (
        written,
        _nothing(len(written), pl.Float64) if number is None else number,
        _nothing(len(written), pl.Date) if day is None else day,
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
        return cell.strip(BLANKS)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell).upper()
    day = _day(cell)
    return str(cell) if day is None else day.isoformat()
