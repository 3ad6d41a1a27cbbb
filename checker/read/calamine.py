"""The fast reader of workbooks; formats in which a damaged file can end it run on their own.

Run as a script, it reads a workbook from standard input and writes its sheets to standard output,
so that this file imports nothing of ours.
"""

from __future__ import annotations

import io
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from python_calamine import CalamineSheet

BROKEN = (CalamineError, ZipError, XmlError, OSError)
OLE = b"\xd0\xcf\x11\xe0"
MOST_OLD, MOST = 1 << 30, 4 << 30  # bytes that a workbook on its own may take; an .xls is small
SECONDS = 300
CPU_SECONDS = 200  # of the processor
LOCKED, UNREADABLE, TOO_MUCH = 3, 4, 5  # exit codes
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL} if hasattr(signal, "SIGXCPU") else set()
OUT_OF_MEMORY = b"memory allocation of"  # what Rust says as it ends


@dataclass(frozen=True)
class Raw:
    """A sheet: its rows from the first on, and first and last cell of what was merged."""

    name: str
    hidden: bool
    rows: Iterable[Sequence[object]]  # can be gone through several times
    height: int
    margin: int  # columns at the left that are not in the rows: nothing stands in them
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


class _Rows:
    """The rows of a sheet, whose cells become objects of Python row by row."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[Sequence[object]]:
        return self.sheet.iter_rows()


class LockedError(Exception):
    """The workbook has a password."""


class UnreadableError(Exception):
    """The workbook is damaged."""


class TooMuchError(Exception):
    """The workbook takes more memory or time than it may."""


@dataclass(frozen=True)
class Book:
    """The names of all worksheets, and those that were asked for."""

    names: list[str]
    sheets: list[Raw]


def load(data: bytes, wanted: str | None, known: Collection[str] | None) -> Book:
    """The worksheets, or the one of a name.

    `known` are the sheets that have been searched; None reads a workbook on its own. Raises
    LockedError, UnreadableError, TooMuchError.
    """
    try:
        return _apart(data, wanted) if known is None else _here(data, wanted, known)
    except PasswordError:
        raise LockedError from None
    except BROKEN:
        raise UnreadableError from None
    except BaseException as error:
        # The reader is written in Rust; where it gives up, that is no Exception.
        if type(error).__name__ == "PanicException":
            raise UnreadableError from None
        raise


def _here(data: bytes, wanted: str | None, known: Collection[str] | None = None) -> Book:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        tables = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        found: list[Raw] = []
        for about in tables:
            if wanted in {None, about.name}:
                if known is not None and about.name not in known:
                    raise UnreadableError
                sheet = book.get_sheet_by_name(about.name)
                hidden = about.visible != SheetVisibleEnum.Visible
                _, margin = sheet.start or (0, 0)
                last, _ = sheet.end or (-1, 0)
                merged = sheet.merged_cell_ranges or []
                found.append(Raw(about.name, hidden, _Rows(sheet), last + 1, margin, merged))
        return Book([about.name for about in tables], found)


def _apart(data: bytes, wanted: str | None) -> Book:
    most = str(MOST_OLD if data.startswith(OLE) else MOST)
    command = [sys.executable, "-I", __file__, most, *([] if wanted is None else [wanted])]
    try:
        done = subprocess.run(  # noqa: S603  this very file
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuchError from None
    if done.returncode == LOCKED:
        raise LockedError
    if done.returncode in {TOO_MUCH, *OUT_OF_TIME} or OUT_OF_MEMORY in done.stderr:
        raise TooMuchError
    if done.returncode:
        raise UnreadableError
    names, sheets = pickle.loads(done.stdout)  # noqa: S301  from our own child
    return Book(names, [Raw(*sheet) for sheet in sheets])


def main() -> int:
    """The exit code of the child."""
    data = sys.stdin.buffer.read()
    with suppress(ImportError, ValueError, OSError):  # not every system can set a limit
        import resource  # noqa: PLC0415

        most = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    try:
        book = _here(data, next(iter(sys.argv[2:]), None))
        sys.stdout.buffer.write(_pickled(book))
    except PasswordError:
        return LOCKED
    except BROKEN:
        return UNREADABLE
    except MemoryError:
        return TOO_MUCH
    return 0


def _pickled(book: Book) -> bytes:
    # What the reader says of the height is not always how many rows it gives.
    sheets = [
        (each.name, each.hidden, rows := list(each.rows), len(rows), each.margin, each.merged)
        for each in book.sheets
    ]
    return pickle.dumps((book.names, sheets))


if __name__ == "__main__":
    sys.exit(main())
