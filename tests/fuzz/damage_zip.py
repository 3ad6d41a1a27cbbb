"""Damage to a package of files (zip, .xlsx, .ods) that leaves it a package, with sums that fit."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING

import damage
import damage_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Parts = list[tuple[str, bytes]]
NAMES = (
    *("../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "a/../../b.xml", "\\\\host\\share\\x.xml"),
    *("", ".", "con.xml", "é\u202e.xml", "a" * 60_000 + ".xml", "xl/workbook.xml", "content.xml"),
    *("[Content_Types].xml", "mimetype", "a\nb.xml", "~$x.xml", "__MACOSX/._x.xml", "{0}.xml"),
)
TARGETS = (b"../../../etc/passwd", b"/dev/zero", b"link.xml", b"content.xml", b"workbook.xml")
"""What a member that is a link leads to."""
FILE, LINK = 0o100644, 0o120777
IN_SHEET = (
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b'<row r="70000"><c r="ZZ70000"><v>1</v></c></row>',
    b'<row r="5"><c r="ZZZZZZ99999999999"><v>1</v></c></row>',
    b"<row><c><v>1</v></c><c><v>2</v></c></row>" * 500,
    b'<row r="2"><c r="A2" t="s"><v>99999999</v></c><c r="B2" t="s"><v>-1</v></c></row>',
    b'<row r="3"><c r="A3" t="d"><v>2025-99-99</v></c><c r="B3" t="e"><v>#VERW!</v></c></row>',
    b'<row r="3" hidden="1"><c r="G3"><f>A1</f><v></v></c><c r="F3"><v>1e999</v></c></row>',
    b'<row r="4"><c r="B4" s="99999"><v>99999999999</v></c><c r="B4"><v>-5</v></c></row>',
    b"<!--" + b"<c" * 200_000 + b' t="e" -->',
    b'<row r="6"><c ' + b't="e" ' * 50_000 + b"/></row>",
)
AFTER_SHEET = (
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    b"<mergeCells>" + b'<mergeCell ref="A2:A1048576"/>' * 5000 + b"</mergeCells>",
    b'<mergeCells><mergeCell ref="G9:A2"/><mergeCell ref="A1:"/></mergeCells>',
)
IN_CONTENT = (
    (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        b"</table:table-row>"
    ),
    b'<table:table-row table:number-rows-repeated="-1"><table:table-cell/></table:table-row>',
    (
        b'<table:table-row table:visibility="collapse" table:number-rows-repeated="99999999999999">'
        b'<table:table-cell office:value-type="float" office:value="NaN"/></table:table-row>'
    ),
)


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def packed(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of members with the same name
        with zipfile.ZipFile(stream, "w", method) as made:
            for name, data in parts:
                about = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
                about.external_attr = (LINK if data in TARGETS else FILE) << 16
                made.writestr(about, data, method)
    return stream.getvalue()


def member(chance: Random, parts: Parts) -> Parts:
    """One member is damaged; of XML mostly so that it is still XML."""
    at = chance.randrange(len(parts))
    name, data = parts[at]
    markup = data.lstrip(b"\xef\xbb\xbf").startswith(b"<") and chance.random() < 0.7
    how = damage_xml.damaged if markup else damage.damaged
    return [*parts[:at], (name, how(chance, data)), *parts[at + 1 :]]


def sheet(chance: Random, parts: Parts) -> Parts:
    """Rows, cells and merged cells that no program writes."""

    def changed(data: bytes) -> bytes:
        more = chance.choice(IN_SHEET)
        data = chance.choice([
            lambda: data.replace(b"</sheetData>", more + b"</sheetData>"),
            lambda: data.replace(b"<sheetData>", b"<sheetData>" + more),
            lambda: data.replace(b"</sheetData>", b"</sheetData>" + chance.choice(AFTER_SHEET)),
            lambda: data.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
        ])()  # fmt: skip
        return data.replace(b"</table:table>", chance.choice(IN_CONTENT) + b"</table:table>", 1)

    inside = ("xl/worksheets/sheet", "content.xml")
    return [(n, changed(d) if n.startswith(inside) else d) for n, d in parts]


def gone(chance: Random, parts: Parts) -> Parts:
    kept = list(parts)
    kept.pop(chance.randrange(len(kept)))
    return kept or parts


def twice(chance: Random, parts: Parts) -> Parts:
    name, data = chance.choice(parts)
    return [*parts, (name, damage.damaged(chance, data))]


def named(chance: Random, parts: Parts) -> Parts:
    at = chance.randrange(len(parts))
    return [*parts[:at], (chance.choice(NAMES), parts[at][1]), *parts[at + 1 :]]


def more(chance: Random, parts: Parts) -> Parts:
    """A member beside the others: a bomb, a package, thousands of little ones."""
    name, data = chance.choice(parts)
    return chance.choice([
        lambda: [*parts, ("bomb.xml", b"<a>" + b" " * (80 << 20) + b"</a>")],
        lambda: [*parts, ("inner.zip", packed(parts))],
        lambda: [*parts, *((f"{at}/{name}"[:200], data[:100]) for at in range(2000))],
        lambda: [*parts, ("link.xml", chance.choice(TARGETS))],
        lambda: [(name, chance.choice(TARGETS)), *(p for p in parts if p[0] != name)],
    ])()  # fmt: skip


def directory(chance: Random, data: bytes) -> bytes:
    """A figure of the directory or of a header changed: a size, an offset, a flag, a method."""
    signature = chance.choice([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"])
    places = [found.start() for found in re.finditer(re.escape(signature), data)]
    if not places:
        return data
    at = chance.choice(places) + chance.choice(
        [6, 8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 30, 38, 42]
    )
    figures = (0, 1, 10, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 0xA1FF0000, len(data))
    figure = struct.pack("<I", chance.choice(figures))[: chance.choice([2, 4])]
    return data[:at] + figure + data[at + len(figure) :]


ANY: tuple[Callable[[Random, Parts], Parts], ...] = (
    *(member, member, member, member, member, sheet, sheet, gone, twice, named, more),
)


def damaged(chance: Random, data: bytes) -> bytes:
    """The same package after one or two changes of its members, or of its directory."""
    parts = unpacked(data)
    for _ in range(chance.choice([1, 1, 2])):
        parts = chance.choice(ANY)(chance, parts)
    method = chance.choice(
        [zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA]
    )
    data = packed(parts, method=method)
    return directory(chance, data) if chance.random() < 0.2 else data
