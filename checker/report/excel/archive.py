"""A workbook as bytes that depend on its content only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001  the earliest time in an archive, which knows no zones


def save(book: Workbook, file: IO[bytes]) -> None:
    """Write the workbook; the time of the day is nowhere in it."""
    book.properties.created = book.properties.modified = EPOCH
    with _Timeless(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


class _Timeless(ZipFile):
    """An archive whose members all have the same time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        super().writestr(_member(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        with Path(filename).open("rb") as source, self.open(_member(arcname), "w") as member:
            while block := source.read(1 << 20):
                member.write(block)


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name, EPOCH.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    return info
