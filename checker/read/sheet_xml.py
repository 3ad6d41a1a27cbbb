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
NO_VALUE = rb">(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
NOT_COMPUTED = (re.compile(rb"f" + NO_VALUE), re.compile(rb"/" + NO_VALUE))  # </f> or <f/> before
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
TEXT = b't="str"'  # a formula whose result is text, here an empty one
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,7})([0-9]{1,10})"')
HIDDEN = re.compile(rb'hidden="(?:1|true)"')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="([0-9]{1,10})"')

Faults = dict[tuple[int, int], str]
"""Row as the user sees it and column from 0 -> reason."""


@dataclass(frozen=True)
class Traces:
    """What a workbook tells beside its cells."""

    faults: Faults = field(default_factory=dict)
    hidden: int = 0  # rows
    from_1904: bool = False  # days are counted from 1 January 1904, as on early Macintoshes
    errors: int = 0  # error cells whose place is not known
    extent: Extent = field(default_factory=lambda: Extent(0))
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
        tags = (tag for tag, _ in _tags(chunk, HIDDEN) if not tag.endswith(b"/"))
        hidden.update(at[1] for tag in tags if (at := ROW.match(tag)))
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
    for tag, match in _tags(chunk, style) if style else ():
        cell = CELL.match(tag)
        if cell and not tag.endswith(b"/"):
            yield _place(cell), int(match[1])


def _errors(chunk: bytes) -> Faults:
    tags = _tags(chunk, ERROR)
    return {_place(cell): "read.error_cell" for tag, _ in tags if (cell := CELL.match(tag))}


def _not_computed(chunk: bytes) -> Faults:
    found: Faults = {}
    for end in NOT_COMPUTED:
        seen = 0  # no part is searched twice, however many cells seem to end
        for match in end.finditer(chunk):
            formula = chunk.rfind(b"<", seen, match.start())
            if chunk.startswith(b"</", formula):
                formula = chunk.rfind(b"<", seen, formula)
            if formula >= 0 and FORMULA.match(chunk, formula):
                tag = chunk[max(chunk.rfind(b"<", seen, formula), 0) : formula]
                cell = CELL.match(tag)
                if cell and TEXT not in tag:
                    found[_place(cell)] = "read.formula_without_value"
            seen = match.end()
    return found


def _tags(chunk: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[bytes, re.Match[bytes]]]:
    """The tags in which a pattern is found, without their ends, each once and where it is found."""
    end = 0  # no part is searched twice, however often the pattern stands where it means nothing
    for match in pattern.finditer(chunk):
        if match.start() < end:
            continue
        begin = chunk.rfind(b"<", end, match.start())
        close = chunk.find(b">", max(begin, end))
        if close < 0:
            return
        end = max(match.end(), close)
        if begin >= 0:
            yield chunk[begin:close], match


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]), position(cell[1])
