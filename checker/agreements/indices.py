"""Index tables that surcharges follow: `rules/_indices/NAME.csv` with date and value.

One value per month: the one of a date holds for the month that the date is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.csvs import records
from checker.agreements.model import INDICES
from checker.agreements.nearest import nearest
from checker.clause import parameter
from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from checker.agreements.contents import Contents
    from checker.agreements.resolve import Entry

FOLDER = "_indices"
HEADING = ["date", "value"]
NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
Row = tuple[str, date, Decimal]


@dataclass(frozen=True)
class Indices:
    """What was read, with what is wrong with it; `names` are those of the files."""

    values: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INDICES))
    names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_indices(rules: Path, files: Contents) -> Indices:
    """The tables of a folder, those that there are."""
    problems: list[Problem] = []
    rows: list[Row] = []
    paths = files.files_in(rules / FOLDER, [".csv"])
    for path in paths:
        rows += _Table(path, problems).rows(files.read(path))
    values = pl.DataFrame(rows, schema=INDICES, orient="row")
    return Indices(values, tuple(path.stem for path in paths), tuple(problems))


class _Table:
    """One file, and the mistakes that were found in it."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def problem(self, line: int, message: str, **values: object) -> None:
        text = Message(f"agreements.{message}", values)
        self.problems.append(Problem(self.path.as_posix(), line, "index", text))

    def rows(self, content: bytes) -> Iterator[Row]:
        try:
            lines = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            self.problem(content[: error.start].count(b"\n") + 1, "not_utf8")
            return
        heading = lines[0] if lines else ""
        separator = ";" if ";" in heading else ","
        if [cell.strip() for cell in heading.split(separator)] != HEADING:
            self.problem(1, "group_heading", found=heading, expected=";".join(HEADING))
            return
        first: dict[tuple[int, int], int] = {}
        for at, cells in enumerate(records(lines[1:], separator), 2):
            row = [cell.strip() for cell in cells]
            read = _read(row)
            if read is None:
                if any(row):
                    self.problem(at, "index_row", found=separator.join(row))
                continue
            day, value = read
            month = (day.year, day.month)
            if month in first:
                self.problem(at, "index_month_twice", found=row[0], first=first[month])
                continue
            first[month] = at
            yield self.path.stem, day, value


def _read(row: list[str]) -> tuple[date, Decimal] | None:
    """2025-03-01;1.4520, or with a decimal comma; None where a cell is no such thing."""
    if len(row) != len(HEADING):
        return None
    number = row[1].replace(",", ".")
    try:
        day = date.fromisoformat(row[0])
    except ValueError:
        return None
    return (day, Decimal(number)) if NUMBER.fullmatch(number) else None


def unknown_indices(entries: list[Entry], indices: Indices) -> Iterator[Problem]:
    """Indices that a clause names and that have no file."""
    for entry in entries:
        name = parameter(entry.written.params, "index")
        if isinstance(name, str) and name not in indices.names:
            hint = nearest(name, indices.names)
            yield entry.problem("unknown_index", found=name, folder=FOLDER, hint=hint)
