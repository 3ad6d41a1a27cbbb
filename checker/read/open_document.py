"""The content of an .ods as text: what the fast reader does not tell of it, and how far it reaches.

Rows and cells that are alike stand there once with a number, so that their places are not known,
and a few bytes can stand for more cells than any memory holds.
"""

from __future__ import annotations

import html
import re

from checker.read.extent import Extent
from checker.read.sheet_xml import Traces

TABLE = re.compile(rb'<table:table (?:[^<>]*? )?table:name="([^"<>]*)"')
ROW, ROW_END = b"<table:table-row", b"</table:table-row>"
ROWS = re.compile(rb'number-rows-repeated="([0-9]{1,20})"')
COLUMNS = re.compile(rb'number-columns-repeated="([0-9]{1,20})"')
CELL = re.compile(rb"<table:(?:covered-)?table-cell\b[^<>]*>")
HIDDEN_ROW = re.compile(
    rb"<table:table-row\b(?=[^<>]*\btable:visibility=\"(?:collapse|filter)\")([^<>]*)>"
    rb"(?=<table:(?:covered-)?table-cell[^<>]*office:value-type)"
)
FILLED = (b"office:", b"table:formula=")  # what only a cell that holds something has
ERROR = b'calcext:value-type="error"'


def traces(content: bytes) -> Traces:
    """Of all sheets together: hidden rows and error cells."""
    hidden = sum(_times(ROWS, row) for row in HIDDEN_ROW.findall(content))
    return Traces(hidden=hidden, errors=content.count(ERROR))


def extents(content: bytes) -> list[tuple[str, Extent]]:
    """Every sheet, and how far its cells that hold something reach."""
    tables = list(TABLE.finditer(content))
    ends = [*(table.start() for table in tables[1:]), len(content)]
    return [
        (html.unescape(table[1].decode("utf-8", "replace")), _extent(content, table.end(), end))
        for table, end in zip(tables, ends, strict=True)
    ]


def _extent(content: bytes, begin: int, end: int) -> Extent:
    found = Extent(end - begin)
    rows = 0
    at = content.find(ROW, begin, end)
    while at >= 0:
        following = content.find(ROW, at + len(ROW), end)
        closed = content.find(ROW_END, at, end if following < 0 else following)
        stop = content.find(b">", at, end) if closed < 0 else closed
        rows += _times(ROWS, content[at : content.find(b">", at, stop)])
        last = max(content.rfind(sign, at, stop) for sign in FILLED)
        if last >= 0:
            cells = CELL.findall(content, at, content.find(b">", last, stop) + 1)
            width = sum(_times(COLUMNS, cell) for cell in cells)
            found.height, found.width = rows, max(found.width, width)
        at = following
    return found


def _times(repeated: re.Pattern[bytes], tag: bytes) -> int:
    times = repeated.search(tag)
    return int(times[1]) if times else 1
