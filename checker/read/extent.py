"""How far the cells of a sheet reach.

The fast reader keeps a place for every cell between the first and the last one, so that one cell
at the far end of a sheet, by mistake or by malice, would take all the memory there is: about fifty
bytes per place, empty ones included, until the sheet has been read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FREE = 1 << 24  # places in a workbook of any size: a full height of 16 columns, 0.8 GB
DENSE = 8  # bytes that entitle to a place more: hardly a cell with a value is shorter
MOST = 1 << 26  # places: a million rows of 64 columns, 3 GB
SMALL = 4 << 20  # bytes of a sheet in which a look at every cell costs nothing
NARROW = 26  # columns up to Z
OPENED = re.compile(rb"<(?:\w+:)?c\b")
LETTERS = re.compile(rb'r="([A-Z]{2,3})[0-9]')  # beyond column Z
CELL_TAG = re.compile(rb"<(?:\w+:)?c\b[^<>]*>?")
ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^<>]*")
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,10})["']""")
ROW = re.compile(rb"""\br\s*=\s*["']([0-9]{1,10})["']""")
END = re.compile(rb"</(?:\w+:)?row>")


def position(letters: bytes) -> int:
    """The number of a column, counted from 0: A is 0, AA is 26."""
    return reduce(lambda at, letter: at * 26 + letter - ord("@"), letters.upper(), 0) - 1


@dataclass
class Extent:
    """Rows and columns of a sheet, collected part by part."""

    size: int  # bytes of the whole sheet
    height: int = 0
    width: int = 0

    @property
    def places(self) -> int:
        """The cells of the smallest table from A1 on that holds all cells."""
        return self.height * self.width

    def see(self, chunk: bytes) -> None:
        """Takes in the next part of the sheet; of a large one about, to save time.

        It may reach further by less than one at the first digit of the last row: below 2000 if
        that is 1500.
        """
        opened = OPENED.search(chunk)
        last = ROW_TAG.search(chunk, max(chunk.rfind(b"<row "), 0))
        row = ROW.search(last[0]) if last else None
        if self.size <= SMALL or not opened or not row or int(row[1]) < 1:
            self.look(chunk)
            return
        height = max(self.height, int(row[1]))
        if not _is_odd(chunk, opened[0], height, "[A-Z]"):
            self.height, self.width = height, max(self.width, NARROW)
        elif not _is_odd(chunk, opened[0], height, "[A-Z]{1,3}"):
            columns = [position(each) + 1 for each in set(LETTERS.findall(chunk))]
            self.height, self.width = height, max([self.width, NARROW, *columns])
        else:
            self.look(chunk)

    def look(self, chunk: bytes) -> None:
        """Takes in the next part of the sheet cell by cell, leaving out cells without anything."""
        tags = [tag for tag in CELL_TAG.findall(chunk) if not tag.endswith(b"/>")]
        cells = [cell.groups() for tag in tags if (cell := CELL.search(tag))]
        rows = [int(row) for row in {row for _, row in cells}]
        columns = [position(each) + 1 for each in {letters for letters, _ in cells}]
        if len(cells) < len(tags):
            # Some programs leave out where a cell is; then it follows the one before it.
            numbers = {row[1] for tag in ROW_TAG.findall(chunk) if (row := ROW.search(tag))}
            rows += map(int, numbers)
            columns.append(max(len(OPENED.findall(row)) for row in END.split(chunk)))
        self.height = max([self.height, *rows])
        self.width = max([self.width, *columns])


def are_too_large(extents: Iterable[tuple[str, Extent]]) -> bool:
    """True if the sheets of a workbook have more places together than any export."""
    found = [extent for _, extent in extents]
    allowed = min(MOST, FREE + sum(each.size for each in found) // DENSE)
    return sum(each.places for each in found) > allowed


def exact(size: int, chunks: Iterable[bytes]) -> Extent:
    """The extent of a sheet for which it matters."""
    found = Extent(size)
    for chunk in chunks:
        found.look(chunk)
    return found


def _is_odd(chunk: bytes, opened: bytes, height: int, letters: str) -> bool:
    """True if a cell may be further down than the rows tell, or is not written as nearly always."""
    digits = str(height)
    odd = _odd(opened, digits[0], len(digits), letters)
    # The last tag may be cut off; the next part begins before it.
    if odd.search(chunk, 0, chunk.rfind(b"<")):
        return True
    # Prefixes can differ from cell to cell, though nobody writes that.
    if opened == b"<c":
        return b":" in chunk and b":c" in chunk
    return b"<c" in chunk or chunk.count(b":c") != chunk.count(opened)


@cache
def _odd(opened: bytes, first: str, digits: int, letters: str) -> re.Pattern[bytes]:
    """Finds a cell that is not as nearly always, or beyond the rows with such a first digit."""
    within = rf'[1-{first}][0-9]{{{digits - 1}}}"|[1-9][0-9]{{0,{max(digits - 2, 0)}}}"'
    return re.compile(re.escape(opened) + rf'(?! r="{letters}(?:{within}))'.encode())
