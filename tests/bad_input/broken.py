"""Broken files that are no text: each is made when it is needed."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

HEADINGS = (
    "Factuurnr",
    "Factuurdatum",
    "Debiteur",
    "Artikelcode",
    "Aantal",
    "Prijs",
    "Bedrag excl.",
)
JANUARY = date(2025, 1, 31)
LINES = (
    "Factuurnr;Factuurdatum;Debiteur;Debiteurnaam;Aantal;Prijs;Bedrag excl.\n"
    "2025001;31-01-2025;10023;Café België;10;2,50;25,00\n"
)


def row(**other):
    usual = {
        "number": 2025001, "day": JANUARY, "debtor": "10023", "item": "A1", "quantity": 10,
        "price": 2.5, "amount": 25,
    }  # fmt: skip
    return tuple((usual | other).values())


def workbook(*rows, **more_sheets) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Regels"
    for cells in rows:
        sheet.append(cells)
    for name, cells_of in more_sheets.items():
        other = book.create_sheet(name)
        for cells in cells_of:
            other.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def package(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return stream.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def frame(**columns) -> pl.DataFrame:
    plain = {
        "Factuurnr": ["2025001"], "Factuurdatum": [JANUARY], "Debiteur": ["10023"],
        "Bedrag excl.": [25.0],
    }  # fmt: skip
    return pl.DataFrame(plain | columns)


SHEET = "xl/worksheets/sheet1.xml"
ROW = row()
GOOD = workbook(HEADINGS, ROW)
IN_SHEET = GOOD.index(SHEET.encode()) + len(SHEET) + 20
SHEET_SIZE = zipfile.ZipFile(io.BytesIO(GOOD)).getinfo(SHEET).file_size.to_bytes(4, "little")
SWAPPED = [date(2025, 4, 3), date(2025, 5, 3), "25-03-2025", "26-03-2025"]

BROKEN: dict[str, Callable[[], bytes]] = {
    "dos-letters.csv": lambda: LINES.encode("cp850"),
    "no-encoding-at-all.csv": lambda: LINES.replace("Café", "Caf\x8d").encode("latin-1"),
    "windows-letters.csv": lambda: LINES.encode("cp1252"),
    "zero-bytes.csv": lambda: LINES.replace("10023", "10\x0023").encode(),
    "pdf.xlsx": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + bytes(20),
    "database.csv": lambda: b"SQLite format 3\x00" + bytes(20),
    "old-excel.xlsx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "password.xlsx": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    ),
    "packed.csv": lambda: gzip.compress(LINES.encode()),
    "archive.xlsx": lambda: package(**{"export.csv": LINES.encode()}),
    "binary-workbook.xlsx": lambda: package(xl__workbook="", **{"xl__workbook.bin": b"\x83"}),
    "open-document.xlsx": lambda: package(**{"content.xml": b"<office/>"}),
    "cut-off.xlsx": lambda: GOOD[: len(GOOD) // 2],
    "damaged-sheet.xlsx": lambda: with_part(GOOD, SHEET, lambda xml: xml[: len(xml) // 2] + b"<<"),
    "damaged-bytes.xlsx": lambda: GOOD[:IN_SHEET] + bytes(40) + GOOD[IN_SHEET + 40 :],
    "no-workbook-inside.xlsx": lambda: with_part(GOOD, "xl/workbook.xml", lambda _: b"<workbook/>"),
    "zip-bomb.xlsx": lambda: package(
        **{"xl__workbook.xml": b"<workbook/>", "xl__worksheets__sheet1.xml": bytes(100 << 20)}
    ),
    "zip-bomb-that-lies.xlsx": lambda: GOOD.replace(SHEET_SIZE, (10).to_bytes(4, "little")),
    "empty-workbook.xlsx": workbook,
    "two-months.xlsx": lambda: workbook(HEADINGS, ROW, Februari=[HEADINGS, ROW]),
    "formulas-without-value.xlsx": lambda: workbook(
        HEADINGS, ROW, row(amount="=E3*F3"), row(item="=A1")
    ),
    "only-formulas.xlsx": lambda: workbook(HEADINGS, row(amount="=E2*F2")),
    "error-cells.xlsx": lambda: workbook(
        HEADINGS, ROW, row(debtor="#N/A"), row(day="#REF!"), row(amount="#DIV/0!")
    ),
    "half-converted-dates.xlsx": lambda: workbook(HEADINGS, *(row(day=day) for day in SWAPPED)),
    "item-number-too-long.xlsx": lambda: workbook(HEADINGS, ROW, row(item=87112345678901230)),
    "seven-decimals.xlsx": lambda: workbook(HEADINGS, ROW, row(price=2.5000001), row(price=2 / 3)),
    "text-in-a-number.xlsx": lambda: workbook(HEADINGS, ROW, row(amount="gratis")),
    "heading-twice.xlsx": lambda: workbook((*HEADINGS, "Prijs"), (*ROW, 2)),
    "cut-off.parquet": lambda: parquet(frame())[:-20],
    "only-the-mark.parquet": lambda: b"PAR1PAR1",
    "no-rows.parquet": lambda: parquet(frame().clear()),
    "lists.parquet": lambda: parquet(frame(**{"Bedrag excl.": [[1.0, 2.0]]})),
    "no-customer.parquet": lambda: parquet(
        pl.concat([frame(), frame(Debiteur=pl.Series([None], dtype=pl.String))])
    ),
    "not-a-number.parquet": lambda: parquet(
        pl.concat([frame(), frame(**{"Bedrag excl.": [float("nan")]})])
    ),
}
