"""How far the cells of a sheet of an .xlsx reach.

The fast reader keeps a place for every cell between the first and the last one, so that one cell
at the far end of a sheet, by mistake or by malice, would take all the memory there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

MOST = 1 << 26  # places, empty ones included: a million rows of 64 columns
SMALL = 4 << 20  # bytes of a sheet in which a look at every cell costs nothing
USUAL = re.compile(rb' r="[A-Z]+[0-9]+"')  # how nearly all programs write where a cell is
WIDE = re.compile(rb'r="[A-Z][A-Z]')  # beyond column Z
LETTERS = re.compile(rb'r="([A-Z]{2,7})[0-9]')
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,10})["']""")
ROW = re.compile(rb"""row\b[^>]*?\br\s*=\s*["']([0-9]{1,10})["']""")
END = re.compile(rb"</(?:\w+:)?row>")
OPENED = re.compile(rb"<(?:\w+:)?c\b")


def position(letters: bytes) -> int:
    """The number of a column, counted from 0: A is 0, AA is 26."""
    return reduce(lambda at, letter: at * 26 + letter - ord("@"), letters.upper(), 0) - 1


@dataclass
class Extent:
    """Rows and columns of a sheet, collected part by part."""

    size: int  # bytes of the whole sheet
    height: int = 0
    width: int = 26

    def see(self, chunk: bytes) -> None:
        """Takes in the next part of the sheet."""
        first = OPENED.search(chunk)
        if self.size <= SMALL or not first or not USUAL.match(chunk, first.end()):
            self._look(chunk)
            return
        # Rows stand in their order, so the last of a part is its greatest.
        row = ROW.search(chunk, max(chunk.rfind(b"row "), 0))
        self.height = max(self.height, int(row[1]) if row else 0)
        if WIDE.search(chunk):
            found = set(LETTERS.findall(chunk))
            self.width = max([self.width, *(position(each) + 1 for each in found)])

    def _look(self, chunk: bytes) -> None:
        cells = set(CELL.findall(chunk))
        rows = [int(row) for row in {row for _, row in cells} | set(ROW.findall(chunk))]
        # Some programs leave out where a cell is; then it follows the one before it.
        counted = max(len(OPENED.findall(row)) for row in END.split(chunk))
        columns = [position(each) + 1 for each in {letters for letters, _ in cells}]
        self.height = max([self.height, *rows])
        self.width = max([self.width, counted, *columns])

    @property
    def is_too_large(self) -> bool:
        """True if the fast reader would need more places than any export has."""
        return self.height * self.width > MOST
