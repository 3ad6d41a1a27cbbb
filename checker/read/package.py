"""An .xlsx or .ods as the package of XML that it is: guarded against bombs, and searched.

The fast reader gives error cells and formulas without a result as empty, and says nothing of
hidden rows; here they are found.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 2 << 30  # bytes after unpacking; a million rows of twenty columns are 1 GB
LARGEST_PART = 1 << 30
SUSPICIOUS = 64 << 20  # from here on the ratio counts
RATIO = 200  # real sheets pack by 5 to 40
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    EOFError,
    OSError,
)
CHUNK = 1 << 20
OVERLAP = 1 << 14  # longer than a cell with its formula

FAULTY = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>'
    rb"|<(?:\w+:)?c\b((?:(?!\bt=\"str\")[^>])*[^/>]|)>"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?"
    rb"</(?:\w+:)?c>"
)
ATTRIBUTE = re.compile(r"""(?:\w+:)?(\w+)=["']([^"']*)["']""")
TRACES = (b't="e"', b"<f", b":f")  # without any of them there is nothing to search for
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="([0-9]+)"[^>]*[^/]>')
REFERENCE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')

OPEN_ROW = re.compile(
    rb"<table:table-row\b(?=[^>]*\btable:visibility=\"(?:collapse|filter)\")([^>]*)>"
    rb"(?=<table:(?:covered-)?table-cell[^>]*office:value-type)"
)
REPEATED = re.compile(rb'number-rows-repeated="([0-9]+)"')
OPEN_DOCUMENT = "content.xml"  # the part of an .ods that holds all its sheets
OPEN_ERROR = b'calcext:value-type="error"'

Faults = dict[tuple[int, int], str]
"""Row as the user sees it and column from 0 -> reason."""


@dataclass(frozen=True)
class Traces:
    """What a workbook tells beside its cells."""

    faults: Faults = field(default_factory=dict)
    hidden: int = 0  # rows
    from_1904: bool = False  # days are counted from 1 January 1904, as on early Macintoshes
    errors: int = 0  # error cells whose place is not known


def guard(name: str, data: bytes) -> None:
    """Raises if the package would unpack to more than any export can be, or is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_bomb(name, package.infolist())
            # Sizes can lie; reading every part up to its size and checking its sum cannot.
            damaged = package.testzip()
    except BROKEN:
        damaged = name
    if damaged:
        raise InputError("read.broken_xlsx", source=name)


def is_open_document(data: bytes) -> bool:
    """True for an .ods; the package has been guarded."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return OPEN_DOCUMENT in package.namelist()


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo]) -> None:
    size, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    bomb = size > SUSPICIOUS and size > RATIO * max(packed, 1)
    if bomb or size > LARGEST or any(p.file_size > LARGEST_PART for p in parts):
        raise InputError("read.zip_bomb", source=name, size=size >> 20, packed=max(1, packed >> 20))


def _chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def _tags(package: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    # The two small parts that are looked into are flat lists of tags with attributes.
    text = package.read(part).decode("utf-8", "replace")
    tags = re.findall(rf"<(?:\w+:)?{tag}\b([^>]*)>", text)
    return [{k: html.unescape(v) for k, v in ATTRIBUTE.findall(found)} for found in tags]


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> name of its part."""
    relations = {
        tag.get("Id", ""): tag.get("Target", "")
        for tag in _tags(package, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    return {
        tag.get("name", ""): posixpath.join("/xl", relations.get(tag.get("id", ""), "")).lstrip("/")
        for tag in _tags(package, "xl/workbook.xml", "sheet")
    }


def _position(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1


def traces(name: str, data: bytes, sheet: str) -> Traces:
    """Of a sheet: cells that hold an error or a formula never computed, and its hidden rows."""
    found: Faults = {}
    hidden: set[bytes] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if OPEN_DOCUMENT in package.namelist():
                return _open_document(package.read(OPEN_DOCUMENT))
            from_1904 = _counts_from_1904(package)
            part = _parts(package).get(sheet, "")
            if part not in package.namelist():
                return Traces(from_1904=from_1904)
            for chunk in _chunks(package, part):
                if b'hidden="' in chunk:
                    hidden.update(HIDDEN.findall(chunk))
                if any(sign in chunk for sign in TRACES):
                    found |= _faults(chunk)
    except BROKEN:
        raise InputError("read.broken_xlsx", source=name) from None
    return Traces(found, len(hidden), from_1904)


def _faults(chunk: bytes) -> Faults:
    found: Faults = {}
    for match in FAULTY.finditer(chunk):
        error, formula = match.groups()
        at = REFERENCE.search(error or formula)
        if at:
            reason = "read.error_cell" if error else "read.formula_without_value"
            found[int(at[2]), _position(at[1])] = reason
    return found


def _counts_from_1904(package: zipfile.ZipFile) -> bool:
    tags = _tags(package, "xl/workbook.xml", "workbookPr")
    return any(tag.get("date1904") in {"1", "true", "on"} for tag in tags)


def _open_document(content: bytes) -> Traces:
    # Rows and cells that are alike stand there once with a number, so that places are not known.
    hidden = 0
    for row in OPEN_ROW.findall(content):
        repeated = REPEATED.search(row)
        hidden += int(repeated[1]) if repeated else 1
    return Traces(hidden=hidden, errors=content.count(OPEN_ERROR))
