"""Price lists as workbooks and as Parquet: tables that know what is a number and what is a date."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from checker.agreements.headings import (
    AMOUNTS,
    Heading,
    UnusableError,
    heading,
    read_heading,
)

if TYPE_CHECKING:
    from checker.errors import Problem

Row = Sequence[object]
SIGNIFICANT = "{:.15g}"  # digits that a workbook keeps; what comes after them is noise
# A number that the file knows as a number has a decimal point; zeros at its end keep it from
# being taken for a thousand: 1.250 is written as 1.250000000.
NO_THOUSANDS = "000000"


def from_workbook(path: str, content: bytes, problems: list[Problem]) -> tuple[pl.DataFrame, int]:
    """The one sheet that is a price list, as text by role; and the row of its first price."""
    sheets = _sheets(path, content)
    filled = {name: first for name, rows in sheets.items() if (first := _heading_row(rows)) >= 0}
    if not filled:
        raise UnusableError(path, 1, "-", "no_prices")
    lists = [name for name, first in filled.items() if _heading(sheets[name][first]).usable]
    if len(lists) > 1:
        raise UnusableError(path, 1, "-", "many_sheets", sheets=", ".join(lists))
    name = (lists or list(filled))[0]
    rows, first = sheets[name], filled[name]
    cells = [_text(cell, amount=False) for cell in rows[first]]
    roles = read_heading(path, first + 1, cells, problems).roles
    return _columns(rows[first + 1 :], roles), first + 2


def _sheets(path: str, content: bytes) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  rare

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise UnusableError(path, 1, "-", "not_a_workbook", detail=error) from error


def sheet_rows(path: str, content: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet, numbered as in the workbook, as text."""
    rows = next(iter(_sheets(path, content).values()), [])
    return [(at, [_text(cell, amount=False) for cell in row]) for at, row in enumerate(rows, 1)]


def _heading_row(rows: Sequence[Row]) -> int:
    # Titles above a heading fill one cell.
    filled = [sum(cell not in ("", None) for cell in row) for row in rows]
    return next((place for place, count in enumerate(filled) if count > 1), -1)


def _heading(row: Row) -> Heading:
    return heading(tuple(_text(cell, amount=False) for cell in row))


def _columns(rows: Sequence[Row], roles: tuple[str | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            role: pl.Series(
                [_text(row[at], amount=role in AMOUNTS) for row in rows], dtype=pl.String
            )
            for at, role in enumerate(roles)
            if role
        }
    )


def _text(cell: object, *, amount: bool) -> str:
    if isinstance(cell, float):
        shown = SIGNIFICANT.format(cell)
        return shown + NO_THOUSANDS if amount and "." in shown else shown
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def from_parquet(path: str, content: bytes, problems: list[Problem]) -> tuple[pl.DataFrame, int]:
    """The columns of a Parquet file as text by role; the first price is row 1."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnusableError(path, 1, "-", "not_parquet", detail=error) from error
    roles = read_heading(path, 1, frame.columns, problems).roles
    pairs = zip(frame.columns, roles, strict=True)
    kept = {role: column for column, role in pairs if role}
    return frame.select(_as_text(frame, column, role) for role, column in kept.items()), 1


def _as_text(frame: pl.DataFrame, column: str, role: str) -> pl.Expr:
    dtype, cell = frame.schema[column], pl.col(column)
    if dtype == pl.Datetime:
        cell = cell.dt.date()
    text = cell.cast(pl.String)
    if dtype.is_float() and role not in AMOUNTS:
        text = text.str.replace(r"\.0$", "")
    if role in AMOUNTS and (dtype.is_float() or dtype.is_decimal()):
        text = text.str.replace(r"(\.[0-9]+)$", "${1}" + NO_THOUSANDS)
    return text.alias(role)
