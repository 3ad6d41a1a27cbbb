"""Lists beside the agreements that say under which number a debtor has an item."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.csvs import open_csv
from checker.agreements.headings import SYNONYMS, UnusableError
from checker.agreements.model import ITEM_NUMBERS
from checker.agreements.prices import SCIENTIFIC, SUFFIXES, WORKBOOKS
from checker.agreements.sheets import sheet_rows
from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.agreements.contents import Contents
    from checker.agreements.resolve import Entry

KIND = "reference_buyer_item"
"""The kind whose `file` is such a list."""

HEADINGS = {
    "seller_item_id": SYNONYMS["seller_item_id"],
    "buyer_item_id": (
        "artikel klant", "artikelnr klant", "artikelnummer klant", "klantartikel",
        "klantartikelnummer", "artikel van koper", "artikelnummer koper", "uw artikelnummer",
        "uw artikelnr", "buyer's item", "buyer item", "buyer item no", "buyer item number",
        "customer item", "customer item no", "customer item number",
    ),
}  # fmt: skip
"""Column of the dictionary -> headings that mean it, without case, points and underscores."""


@dataclass(frozen=True)
class ItemNumbers:
    """The rows of all lists; `keys` has (agreement file, list as written) -> price_list."""

    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ITEM_NUMBERS))
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_item_numbers(
    wanted: Iterable[tuple[Entry, str]], taken: Mapping[str, int], files: Contents
) -> ItemNumbers:
    """The lists that clauses name, each read once; `taken` are the numbers that paths have."""
    keys: dict[tuple[str, str], int] = {}
    numbers: dict[str, int] = {}
    problems: list[Problem] = []
    rows: list[tuple[int, str, str]] = []
    for entry, name in wanted:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.file.file), name))
        if not path.lower().endswith(SUFFIXES) or path.lower().endswith(".parquet"):
            problems.append(entry.problem("numbers_suffix", path=path))
        elif not Path(path).is_file():
            problems.append(entry.problem("no_numbers", path=path))
        else:
            if path not in numbers:
                numbers[path] = taken.get(path, len(taken) + len(numbers))
                rows += _read(numbers[path], path, files.read(path), problems)
            keys[entry.file.file, name] = numbers[path]
    frame = pl.DataFrame(rows, schema=ITEM_NUMBERS, orient="row")
    return ItemNumbers(keys, frame, tuple(numbers), tuple(problems))


def _read(
    key: int, path: str, content: bytes, problems: list[Problem]
) -> list[tuple[int, str, str]]:
    try:
        lines = _lines(path, content)
    except UnusableError as error:
        problems.append(error.problem)
        return []
    for place, (at, heading) in enumerate(lines):
        columns = [_plain(cell) for cell in heading]
        found = [_column(columns, role) for role in HEADINGS]
        if None not in found:
            item, number = (column for column in found if column is not None)
            cells = ((at, _cell(row, item), _cell(row, number)) for at, row in lines[place + 1 :])
            return _checked(key, path, cells, problems)
    message = Message("agreements.numbers_heading", {"expected": ";".join(HEADINGS)})
    problems.append(Problem(path, lines[0][0] if lines else 1, "-", message))
    return []


def _checked(
    key: int, path: str, rows: Iterable[tuple[int, str, str]], problems: list[Problem]
) -> list[tuple[int, str, str]]:
    first: dict[str, int] = {}
    found: list[tuple[int, str, str]] = []
    for at, item, number in rows:
        fault = ""
        if not item and not number:
            continue
        if not item or not number:
            fault = "number_row"
        elif re.match(SCIENTIFIC, item) or re.match(SCIENTIFIC, number):
            fault = "item_digits_lost"
        elif item in first:
            fault = "number_twice"
        if fault:
            values = {"found": f"{item}; {number}", "item": item, "first": first.get(item)}
            message = Message(f"agreements.{fault}", {**values})
            problems.append(Problem(path, at, "buyer_item_id", message))
            continue
        first[item] = at
        found.append((key, item, number))
    return found


def _lines(path: str, content: bytes) -> list[tuple[int, list[str]]]:
    """Rows with their numbers, as text."""
    if path.lower().endswith(WORKBOOKS):
        return sheet_rows(path, content)
    part = open_csv(0, path, content)
    body = csv.reader(io.StringIO(part.body.decode()), delimiter=part.separator)
    try:
        rows = [(part.first + body.line_num - 1, cells) for cells in body]
    except csv.Error:
        raise UnusableError(path, part.first, "-", "quotes") from None
    return [(part.line, part.cells), *rows]


def _plain(cell: str) -> str:
    return re.sub(r"[\s._]+", " ", cell).strip().lower()


def _column(columns: list[str], role: str) -> int | None:
    words = (_plain(role), *HEADINGS[role])
    return next((at for at, column in enumerate(columns) if column in words), None)


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""
