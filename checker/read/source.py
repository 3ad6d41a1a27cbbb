"""The bytes of an input and what they are: by content, because a suffix is only a claim."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from checker.errors import InputError
from checker.read.audit_input import audits
from checker.read.bounded import MOST, TooLargeError, read_file, read_stream
from checker.read.file_name import printable

if TYPE_CHECKING:
    from pathlib import Path

Format = Literal["text", "xlsx", "parquet", "einvoice", "xaf", "database"]  # xlsx: any workbook

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "is_packed"),
    (b"\x28\xb5\x2f\xfd", "is_packed"),
    (b"7z\xbc\xaf", "is_packed"),
    (b"Rar!", "is_packed"),
    (b"BZh", "is_packed"),
    (b"\x89PNG", "is_picture"),
    (b"\xff\xd8\xff", "is_picture"),
    (b"SQLite format 3", "is_database"),
    (b"ID;PWXL", "is_older_excel"),  # SYLK; without the name of the program it may be a heading
    (b"ID;PSCALC", "is_older_excel"),
)
"""How files begin that are often taken for an export."""
OLE = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and every workbook with a password
MARKUP = re.compile(rb"\s*<(\?xml|!--|!doctype|[a-z_]+[\s>:])|..?<\x00|..?\x00<", re.IGNORECASE)
PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body|table|meta|style|title|div)\b"
    rb"|mime-version:",  # a page with its pictures in one file
    re.IGNORECASE | re.DOTALL,
)
SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"  # a workbook of Excel 2003 as XML
JSON = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[\[{\"])")
SNIFFED = 4096
STANDARD_INPUT = "standard input"


@dataclass(frozen=True)
class Source:
    """An input in memory."""

    name: str  # without its folder, or `standard input`
    data: bytes
    format: Format


def open_source(path: Path | Literal["-"]) -> Source:
    """The input under a path, or standard input."""
    if path == "-":
        name, data = STANDARD_INPUT, _stdin()
    else:
        name, data = printable(path.name), _bytes(path)
    if not data.strip(b"\xef\xbb\xbf\r\n\t \x00"):
        raise InputError("read.empty", source=name)
    return Source(name, data, _format(name, data))


def _stdin() -> bytes:
    try:
        return read_stream(sys.stdin.buffer)
    except TooLargeError:
        raise _too_large(STANDARD_INPUT) from None


def _bytes(path: Path) -> bytes:
    try:
        return read_file(path)
    except FileNotFoundError:
        raise InputError("read.not_found", path=path) from None
    except TooLargeError:
        raise _too_large(path.name) from None
    except OSError as error:
        raise InputError("read.not_readable", path=path, why=error.strerror) from None


def _too_large(name: str) -> InputError:
    return InputError("read.too_large", source=name, most=MOST >> 30)


def _format(name: str, data: bytes) -> Format:
    for begin, key in FOREIGN:
        if data.startswith(begin):
            if audits(name, data):  # packed, from standard input
                return "xaf"
            raise InputError(f"read.{key}", source=name)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError("read.is_locked", source=name)
        return "xlsx"
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK"):
        return _zip_format(name, data)
    return _text_format(name, data)


def _text_format(name: str, data: bytes) -> Format:
    head = data[:SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if PAGE.match(head):
        raise InputError("read.is_markup", source=name)
    if SPREADSHEET in head.replace(b"\0", b""):
        raise InputError("read.is_older_excel", source=name)
    if MARKUP.match(head) or data.startswith(b"%PDF"):
        return "einvoice"  # or not: that shows when it is opened
    if JSON.match(head):
        raise InputError("read.is_json", source=name)
    return "text"


def _zip_format(name: str, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise InputError("read.broken_xlsx", source=name) from None
    if "xl/workbook.xml" in names or "content.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise InputError("read.is_other_table", source=name)
    return "einvoice"
