"""An .xlsx as the package of XML that it is: guarded against bombs, searched for faulty cells.

The fast reader gives error cells and formulas without a result as empty; here they are found.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
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
REFERENCE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')

Faults = dict[tuple[int, int], str]
"""Row as the user sees it and column from 0 -> reason."""


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


def faults(name: str, data: bytes, sheet: str) -> Faults:
    """Cells of a sheet that hold an error, or a formula that was never computed."""
    found: Faults = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            part = _parts(package).get(sheet, "")
            if part not in package.namelist():
                return found
            for chunk in _chunks(package, part):
                if not any(sign in chunk for sign in TRACES):
                    continue
                for match in FAULTY.finditer(chunk):
                    error, formula = match.groups()
                    at = REFERENCE.search(error or formula)
                    if at:
                        reason = "read.error_cell" if error else "read.formula_without_value"
                        found[int(at[2]), _position(at[1])] = reason
    except BROKEN:
        raise InputError("read.broken_xlsx", source=name) from None
    return found
