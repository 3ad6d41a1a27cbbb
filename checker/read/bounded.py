"""Bytes from outside, never more than a limit; what is no file or pipe is not opened.

The limits of all readers (INPUTS.md has the same table):

| What                          | At most                               | What helps            |
|-------------------------------|---------------------------------------|-----------------------|
| an input, standard input      | 4 GB                                  | split it; Parquet     |
| a line of a text file         | 4 MB, 16,384 columns                  | leave out columns     |
| a workbook, unpacked          | 2 GB, a part 1 GB, 200 times its size | save it as CSV        |
| cells, blanks between too     | 17 million; of a large sheet 67 million | delete what is beyond |
| texts of a sheet              | 2 GB                                  | save it as CSV        |
| an .xls or .ods               | 1 or 4 GB of memory, 5 minutes        | save it as .xlsx      |
| Parquet                       | 100 million rows; from 1 GB on, 200 times its size | split it |
| an e-invoice                  | 64 MB, 2 million tags, 256 levels     | leave out attachments |
| an archive, unpacked          | 4 GB, 100,000 files, 200 times        | unpack it; a folder   |
| a number                      | 15 digits before the decimal sign     | see magnitude.py      |
| attachments of a PDF          | 50, each 64 MB                        | save the XML          |
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

MOST = 4 << 30  # bytes: ten million lines of an invoice
CHUNK = 1 << 20


class TooLargeError(Exception):
    """There are more bytes than the limit."""


def read_file(path: Path, most: int = MOST) -> bytes:
    """The bytes of a file, or of a pipe that something is written to.

    Raises OSError, also for a device, and TooLargeError.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        about = os.fstat(file.fileno())
        if stat.S_ISFIFO(about.st_mode):
            os.set_blocking(file.fileno(), True)
        elif not stat.S_ISREG(about.st_mode):
            raise OSError(0, "it is no file but a device")
        if about.st_size > most:
            raise TooLargeError
        return file.read() if about.st_size else read_stream(file, most)


def read_stream(stream: BinaryIO, most: int = MOST) -> bytes:
    """All bytes of a stream. Raises TooLargeError."""
    data = bytearray()
    while chunk := stream.read(CHUNK):
        data += chunk
        if len(data) > most:
            raise TooLargeError
    return bytes(data)


def _without_waiting(path: str, flags: int) -> int:
    # A named pipe that nobody writes to would be waited for without an end.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
