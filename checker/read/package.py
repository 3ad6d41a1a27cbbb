"""An .xlsx or .ods as the package of XML that it is: guarded against bombs, and searched."""

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
from checker.read import shared, sheet_xml
from checker.read.sheet_xml import Styles, Traces

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

ATTRIBUTE = re.compile(r"""(?:\w+:)?(\w+)=["']([^"']*)["']""")
STYLES = "xl/styles.xml"
QUOTED = re.compile(r'"[^"]*"|\\.')  # text in a format, which stands there as it is
ZEROS = re.compile("00+")  # a format that fills numbers of debtors and items up with zeros
XF = re.compile(rb'<(?:\w+:)?xf\b[^>]*?\bnumFmtId="([0-9]+)"')
OPEN_ROW = re.compile(
    rb"<table:table-row\b(?=[^>]*\btable:visibility=\"(?:collapse|filter)\")([^>]*)>"
    rb"(?=<table:(?:covered-)?table-cell[^>]*office:value-type)"
)
REPEATED = re.compile(rb'number-rows-repeated="([0-9]+)"')
OPEN_DOCUMENT = "content.xml"  # the part of an .ods that holds all its sheets
OPEN_ERROR = b'calcext:value-type="error"'


@dataclass(frozen=True)
class Package:
    """What was found in a package: of an .ods the same for all its sheets."""

    sheets: dict[str, Traces] = field(default_factory=dict)  # by name
    whole: Traces = field(default_factory=Traces)  # of any other sheet
    open_document: bool = False

    def traces(self, sheet: str) -> Traces:
        """Of a sheet: cells without a value, hidden rows, the calendar."""
        return self.sheets.get(sheet, self.whole)


def inspect(name: str, data: bytes, wanted: str | None) -> Package:
    """Every part read once, the sheets searched, or the one that is wanted.

    Raises InputError: the package is damaged, or unpacks to more than any export can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_bomb(name, package.infolist(), len(data))
            if OPEN_DOCUMENT in package.namelist():
                _prove(package, package.infolist())
                traces = _open_document(package.read(OPEN_DOCUMENT))
                return Package(whole=traces, open_document=True)
            shared.refuse_expanding(name, package)
            return _workbook(package, wanted)
    except BROKEN:
        raise InputError("read.broken_xlsx", source=name) from None


def _workbook(package: zipfile.ZipFile, wanted: str | None) -> Package:
    from_1904, styles = _counts_from_1904(package), _styles(package)
    sheets = {part: name for name, part in _parts(package).items() if wanted in {None, name}}
    _prove(package, [part for part in package.infolist() if part.filename not in sheets])
    found = {
        sheets[part.filename]: sheet_xml.traces(
            _chunks(package, part), part.file_size, from_1904=from_1904, styles=styles
        )
        for part in package.infolist()
        if part.filename in sheets
    }
    return Package(found, Traces(from_1904=from_1904))


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo], packed: int) -> None:
    size = sum(p.file_size for p in parts)
    bomb = size > SUSPICIOUS and size > RATIO * max(packed, 1)
    if bomb or size > LARGEST or any(p.file_size > LARGEST_PART for p in parts):
        raise InputError("read.zip_bomb", source=name, size=size >> 20, packed=max(1, packed >> 20))


def _prove(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    # Sizes can lie; reading every part up to its size, where its sum is compared, cannot.
    for part in parts:
        for _ in _chunks(package, part):
            pass


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def _tags(package: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    # The small parts that are looked into are flat lists of tags with attributes.
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


def _counts_from_1904(package: zipfile.ZipFile) -> bool:
    tags = _tags(package, "xl/workbook.xml", "workbookPr")
    return any(tag.get("date1904") in {"1", "true", "on"} for tag in tags)


def _styles(package: zipfile.ZipFile) -> Styles:
    """The styles that show 0.21 as 21 %, and 123 as 00123."""
    if STYLES not in package.namelist():
        return Styles()
    formats = {"9": "0%", "10": "0.00%"}
    formats |= {
        tag.get("numFmtId", ""): tag.get("formatCode", "")
        for tag in _tags(package, STYLES, "numFmt")
    }
    cells = re.search(
        rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", package.read(STYLES), re.DOTALL
    )
    used = [formats.get(xf.decode(), "") for xf in XF.findall(cells[0] if cells else b"")]
    return Styles(
        frozenset(at for at, code in enumerate(used) if "%" in QUOTED.sub("", code)),
        {at: len(code) for at, code in enumerate(used) if ZEROS.fullmatch(code)},
    )


def _open_document(content: bytes) -> Traces:
    # Rows and cells that are alike stand there once with a number, so that places are not known.
    hidden = 0
    for row in OPEN_ROW.findall(content):
        repeated = REPEATED.search(row)
        hidden += int(repeated[1]) if repeated else 1
    return Traces(hidden=hidden, errors=content.count(OPEN_ERROR))
