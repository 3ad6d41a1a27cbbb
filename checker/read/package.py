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
from itertools import islice
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.read import open_document, shared, sheet_xml
from checker.read.extent import Extent, are_too_large, exact
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

ATTRIBUTE = re.compile(r"""(?<![\w:])(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
STYLES = "xl/styles.xml"
QUOTED = re.compile(r'"[^"]*"|\\.')  # text in a format, which stands there as it is
ZEROS = re.compile("0{2,30}")  # a format that fills numbers of debtors and items up with zeros
CELL_STYLES = re.compile(rb"</?(?:\w+:)?cellXfs\b")
XF = re.compile(rb'<(?:\w+:)?xf\b[^<>]*?\bnumFmtId="([0-9]+)"')
OPEN_DOCUMENT = "content.xml"  # the part of an .ods that holds all its sheets


@dataclass(frozen=True)
class Package:
    """What was found in a package: of an .ods the same for all its sheets."""

    sheets: dict[str, Traces] = field(default_factory=dict)  # by name
    whole: Traces = field(default_factory=Traces)  # of any other sheet
    extents: list[tuple[str, Extent]] = field(default_factory=list)  # each with its sheet
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
            _refuse_twice(package.infolist())
            if OPEN_DOCUMENT in package.namelist():
                _prove(package, package.infolist())
                content = package.read(OPEN_DOCUMENT)
                return Package(
                    whole=open_document.traces(content),
                    extents=open_document.extents(content),
                    open_document=True,
                )
            shared.refuse_expanding(name, package)
            return _workbook(package, wanted)
    except BROKEN:
        raise InputError("read.broken_xlsx", source=name) from None


def _workbook(package: zipfile.ZipFile, wanted: str | None) -> Package:
    from_1904, styles = _counts_from_1904(package), _styles(package)
    named = {name: part for name, part in _parts(package).items() if wanted in {None, name}}
    sheets = {part.filename.lower(): part for part in package.infolist()}
    sheets = {part: sheets[part] for part in named.values() if part in sheets}
    _prove(package, [part for part in package.infolist() if part not in sheets.values()])
    found = {
        name: sheet_xml.traces(
            _chunks(package, part), part.file_size, from_1904=from_1904, styles=styles
        )
        for name, part in sheets.items()
    }
    known = {name: part for name, part in named.items() if part in found}
    extents = [(name, found[part].extent) for name, part in known.items()]
    if are_too_large(extents):
        looked = {p: exact(sheet.file_size, _chunks(package, sheet)) for p, sheet in sheets.items()}
        extents = [(name, looked[part]) for name, part in known.items()]
    traces = {name: found[part] for name, part in known.items()}
    return Package(traces, Traces(from_1904=from_1904), extents)


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo], packed: int) -> None:
    size = sum(p.file_size for p in parts)
    bomb = size > SUSPICIOUS and size > RATIO * max(packed, 1)
    if bomb or size > LARGEST or any(p.file_size > LARGEST_PART for p in parts):
        raise InputError("read.zip_bomb", source=name, size=size >> 20, packed=max(1, packed >> 20))


def _refuse_twice(parts: list[zipfile.ZipInfo]) -> None:
    # Of two parts whose names differ in capitals only, the fast reader might take the other one.
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise ValueError


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
    text = _small(package, part).decode("utf-8", "replace")
    tags = re.findall(rf"<(?:\w+:)?{tag}\b([^<]*)", text)  # a > may stand in an attribute
    found = (ATTRIBUTE.findall(each) for each in tags)
    return [{name: html.unescape(a or b) for name, a, b in each} for each in found]


def _small(package: zipfile.ZipFile, part: str) -> bytes:
    """A part beside the sheets. Raises ValueError: it is larger than most of them."""
    if package.getinfo(part).file_size > SUSPICIOUS:
        raise ValueError
    return package.read(part)


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> name of its part in small letters: capitals make no difference."""
    relations = {
        tag.get("Id", ""): tag.get("Target", "")
        for tag in _tags(package, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    tags = _tags(package, "xl/workbook.xml", "sheet")
    if len({tag.get("name") for tag in tags}) < len(tags):
        raise ValueError
    return {
        tag.get("name", ""): posixpath.join("/xl", relations.get(tag.get("id", ""), ""))
        .lstrip("/")
        .lower()
        for tag in tags
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
    used = [
        formats.get(xf.decode(), "") for xf in XF.findall(_cell_styles(_small(package, STYLES)))
    ]
    return Styles(
        frozenset(at for at, code in enumerate(used) if "%" in QUOTED.sub("", code)),
        {at: len(code) for at, code in enumerate(used) if ZEROS.fullmatch(code)},
    )


def _cell_styles(styles: bytes) -> bytes:
    """The part of the styles that cells name by number."""
    ends = [tag.start() for tag in islice(CELL_STYLES.finditer(styles), 2)]
    return styles[slice(*ends)] if len(ends) > 1 else b""
