"""A sheet of an .xlsx as text: what the fast reader does not tell of it.

It gives error cells and formulas without a result as empty, and says nothing of hidden rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.read.extent import Extent, position

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

ERROR = re.compile(rb't="e"')
NOT_COMPUTED = re.compile(  # from the end of the formula to that of the cell there is no value
    rb"f\b[^<>]*>(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
TEXT = b't="str"'  # a formula whose result is text, here an empty one
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)([0-9]+)"')
HIDES = re.compile(rb'hidden="(?:1|true)"')
HIDDEN = re.compile(rb'row\b([^<>]*?\bhidden="(?:1|true)"[^<>]*)(?<!/)>')
ROW = re.compile(rb'\br="([0-9]+)"')

Faults = dict[tuple[int, int], str]
"""Row as the user sees it and column from 0 -> reason."""


@dataclass(frozen=True)
class Traces:
    """What a workbook tells beside its cells."""

    faults: Faults = field(default_factory=dict)
    hidden: int = 0  # rows
    from_1904: bool = False  # days are counted from 1 January 1904, as on early Macintoshes
    errors: int = 0  # error cells whose place is not known
    extent: Extent | None = None
    percent: dict[int, set[int]] = field(default_factory=dict)  # column -> rows that show 21 %
    # Column -> row -> digits that are shown at least: 00123
    digits: dict[int, dict[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Styles:
    """Styles of cells, by their numbers, with which a cell shows something else than its number."""

    percent: frozenset[int] = frozenset()  # 0.21 as 21 %
    digits: dict[int, int] = field(default_factory=dict)  # 123 with so many digits: 00123


PLAIN = Styles()


def traces(
    chunks: Iterable[bytes], size: int, *, from_1904: bool, styles: Styles = PLAIN
) -> Traces:
    """Of a sheet: cells that hold an error or a formula never computed, hidden rows, and styles."""
    percent: dict[int, set[int]] = {}
    digits: dict[int, dict[int, int]] = {}
    styled = _styled({*styles.percent, *styles.digits})
    found: Faults = {}
    hidden: set[bytes] = set()
    extent = Extent(size)
    for chunk in chunks:
        extent.see(chunk)
        if HIDES.search(chunk):
            hidden.update(at[1] for tag in HIDDEN.findall(chunk) if (at := ROW.search(tag)))
        for (row, column), style in _places(chunk, styled):
            if style in styles.percent:
                percent.setdefault(column, set()).add(row)
            else:
                digits.setdefault(column, {})[row] = styles.digits[style]
        found |= _errors(chunk) | _not_computed(chunk)
    return Traces(found, len(hidden), from_1904, extent=extent, percent=percent, digits=digits)


def _styled(styles: Collection[int]) -> re.Pattern[bytes] | None:
    numbers = "|".join(map(str, styles))
    return re.compile(rf'\bs="({numbers})"'.encode()) if styles else None


def _places(chunk: bytes, style: re.Pattern[bytes] | None) -> Iterator[tuple[tuple[int, int], int]]:
    for match in style.finditer(chunk) if style else ():
        tag = _tag(chunk, match.start())
        cell = CELL.match(tag)
        if cell and not tag.endswith(b"/"):
            yield _place(cell), int(match[1])


def _errors(chunk: bytes) -> Faults:
    tags = (_tag(chunk, match.start()) for match in ERROR.finditer(chunk))
    return {_place(cell): "read.error_cell" for tag in tags if (cell := CELL.match(tag))}


def _not_computed(chunk: bytes) -> Faults:
    found: Faults = {}
    for match in NOT_COMPUTED.finditer(chunk):
        formula = chunk.rfind(b"<", 0, match.start())
        if chunk[formula + 1 : formula + 2] == b"/":  # its end; before its text it begins
            formula = chunk.rfind(b"<", 0, formula)
        tag = _tag(chunk, formula)
        cell = CELL.match(tag)
        if cell and TEXT not in tag:
            found[_place(cell)] = "read.formula_without_value"
    return found


def _tag(chunk: bytes, at: int) -> bytes:
    """The tag that begins before a place."""
    begin = chunk.rfind(b"<", 0, max(at, 0))
    return chunk[begin : chunk.find(b">", begin)] if begin >= 0 else b""


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]), position(cell[1])
