"""An .xls (Excel 97 to 2003): what the fast reader does not tell of its sheets.

Such a file is a small file system; the stream `Workbook` in it is a row of records, each with its
type and length before it. Only those that tell of hidden rows, error cells and the calendar are
looked into.

Source: [MS-CFB] and [MS-XLS], Microsoft Open Specifications.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.read.sheet_xml import Faults, Traces

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE = 0xFFFFFFFA  # from here on a number is no sector
ENTRY = 128  # bytes of an entry of the directory
SMALL = 64  # bytes of a sector in the stream for small streams
IN_HEADER = 109  # sectors of the allocation table that the header itself names
NAMES = ("Workbook", "Book")
END, SHEET, CALENDAR, ROW, ERROR, FORMULA = 0x0A, 0x85, 0x22, 0x208, 0x205, 0x06
IS_HIDDEN = 0x20
BROKEN = (struct.error, IndexError, ValueError, OverflowError)


def has_workbook(data: bytes) -> bool:
    """True if an old Office file names a stream as workbooks do."""
    return any(f"{name}\0".encode("utf-16-le") in data for name in NAMES)


def traces(name: str, data: bytes, sheet: str) -> Traces:
    """Of a sheet: cells that hold an error, hidden rows, and the calendar of the workbook."""
    try:
        stream = _workbook(data)
        begin, from_1904 = _begin(stream, sheet)
        if begin is None:
            return Traces(from_1904=from_1904)
        faults: Faults = {}
        hidden: set[int] = set()
        for kind, body in _records(stream, begin):
            if kind == ROW and struct.unpack_from("<H", body, 12)[0] & IS_HIDDEN:
                hidden.add(struct.unpack_from("<H", body)[0])
            elif _is_error(kind, body):
                row, column = struct.unpack_from("<HH", body)
                faults[row + 1, column] = "read.error_cell"
    except BROKEN:
        raise InputError("read.broken_xlsx", source=name) from None
    return Traces(faults, len(hidden), from_1904)


def _is_error(kind: int, body: bytes) -> bool:
    if kind == ERROR:
        return body[7] == 1
    # The result of a formula is a number, unless its last two bytes say what else it is.
    return kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2  # noqa: PLR2004  an error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from here to the end of their sheet."""
    while True:
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _begin(stream: bytes, sheet: str) -> tuple[int | None, bool]:
    """Where a sheet begins, and whether days are counted from 1904."""
    begin, from_1904 = None, False
    for kind, body in _records(stream, 0):
        if kind == CALENDAR:
            from_1904 = body[:2] == b"\x01\x00"
        elif kind == SHEET:
            size, wide = body[6], body[7]
            name = body[8:].decode("utf-16-le" if wide & 1 else "latin-1")[:size]
            if name == sheet:
                begin = struct.unpack_from("<I", body)[0]
    return begin, from_1904


def _workbook(data: bytes) -> bytes:
    """The stream that holds the workbook."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in {512, 4096}:
        raise ValueError(size)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    sectors = _table_sectors(data, size)
    table = _numbers(b"".join(map(sector, sectors[: len(data) // size])))[: len(data) // size]
    first, _, cutoff, first_small = struct.unpack_from("<IIII", data, 48)
    directory = b"".join(map(sector, _chain(table, first)))
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    begin, length = next(
        struct.unpack_from("<II", entry, 116)
        for wanted in NAMES
        for entry in entries
        if entry.startswith(f"{wanted}\0".encode("utf-16-le"))
    )
    if length >= cutoff:
        return b"".join(map(sector, _chain(table, begin)))[:length]
    within = b"".join(map(sector, _chain(table, struct.unpack_from("<I", entries[0], 116)[0])))
    small = _numbers(b"".join(map(sector, _chain(table, first_small))))
    parts = [within[at * SMALL : (at + 1) * SMALL] for at in _chain(small, begin)]
    return b"".join(parts)[:length]


def _numbers(data: bytes) -> tuple[int, ...]:
    whole = data[: len(data) // 4 * 4]
    return struct.unpack(f"<{len(whole) // 4}I", whole)


def _table_sectors(data: bytes, size: int) -> list[int]:
    """The sectors that hold the allocation table."""
    found = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while more < FREE and more not in seen:
        seen.add(more)
        *numbers, following = _numbers(data[(more + 1) * size : (more + 2) * size])
        found += numbers
        more = following
    return [number for number in found if number < FREE]


def _chain(table: tuple[int, ...], first: int) -> Iterator[int]:
    """The sectors of a stream, one after the other; a ring ends where it began."""
    for _ in table:
        if first >= FREE:
            return
        yield first
        first = table[first]
