"""Whole files of every format, made by the project, and how each format is damaged."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import damage
import damage_binary
import damage_xml
import damage_zip
import openpyxl
import polars as pl
from pypdf import PdfWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

TESTS = Path(__file__).parents[1]
EXPORTS = sorted((TESTS / "read" / "exports").glob("*.csv"))
XML = TESTS / "read" / "xml" / "files"
BOOKS = TESTS / "read" / "workbooks"
BAD = TESTS / "bad_input" / "files"
SAMPLE = TESTS.parent / "sample_data" / "invoices.csv"
LINES = 40  # of the sample: a short file is damaged where it matters
AGREEMENT = b"""\
debtor: "10023"
name: ACME
size: large
documents:
  - source: RV
    valid_from: 2025-01-01
    valid_to: 2025-12-31
    clauses:
      charge_free_from: {class: freight, from: 500.00}
      charge_fixed: [{class: freight, not_agreed: true}, {class: packaging, amount: 4.95}]
      price_net_list: {file: list.csv, tolerance: {amount: 0.01, percent: 1}}
      discount_line: {percent: [20, 10, 5]}
      payment_due_date: not_agreed
"""
LIST = b"""\
Artikel;Omschrijving;Prijs;Per;Valuta;Geldig vanaf;Geldig tot
0012;"Moer; M8";1.012,50;100;EUR;2025-01-01;31-12-2025
0047;Bout;0,3333;;;;
"""
WHOLE_RULES = {"10023.yaml": AGREEMENT, "list.csv": LIST}


@dataclass(frozen=True)
class Reader:
    """Whole files of a format, and what damages them as that format."""

    files: Callable[[], list[bytes]]
    own: Callable[[Random, bytes], bytes] | None = None
    suffix: str = ""


def _sample() -> str:
    return "".join(SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)[:LINES])


def _rows() -> list[list[str]]:
    return [line.split(";")[:30] for line in _sample().splitlines()]


def _frame() -> pl.DataFrame:
    whole = TESTS.parent / "sample_data" / "invoices.parquet"
    return pl.read_parquet(whole).head(LINES)


@cache
def texts() -> list[bytes]:
    sample = _sample()
    comma = sample.replace(",", ".").replace(";", ",")
    found = [sample.encode(), sample.encode("utf-16"), sample.encode("cp1252", "replace")]
    found += [sample.replace(";", "\t").encode("utf-8-sig"), comma.encode()]
    found += [sample.replace(";", "|").replace("\n", "\r\n").encode("utf-16-le")]
    found += [path.read_bytes() for path in EXPORTS]
    return found + [path.read_bytes() for path in sorted(BAD.glob("*.csv")) if path.stat().st_size]


def _workbook(rows: list[list[object]], *, odd: bool) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    for cells in rows:
        page.append(cells)
    if odd:
        page.row_dimensions[3].hidden = True
        page.merge_cells("A5:A9")
        page["G4"], page["H4"] = "=E4*F4", "#N/A"
        other = book.create_sheet("Verborgen")
        other.sheet_state = "hidden"
        other.append(rows[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def workbooks() -> list[bytes]:
    rows = _rows()
    typed = [rows[0], *([_typed(cell) for cell in row] for row in rows[1:])]
    return [_workbook(rows, odd=False), _workbook(typed, odd=True)]


@cache
def databases() -> list[bytes]:
    """Files of SQLite: one of texts, one of the types of their columns."""
    heading, *rows = _rows()
    names = ", ".join(f'"{name}"' for name in heading)
    places = ", ".join("?" * len(heading))
    found = []
    for values in (rows, [[_typed(cell) for cell in row] for row in rows]):
        with closing(sqlite3.connect(":memory:")) as made:
            made.execute(f"CREATE TABLE invoices ({names})")
            made.executemany(f"INSERT INTO invoices VALUES ({places})", values)  # noqa: S608
            made.commit()
            found.append(made.serialize())
    return found


def _typed(cell: str) -> object:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return cell or None


@cache
def parquets() -> list[bytes]:
    frame, found = _frame(), []
    for compression in ("zstd", "snappy", "uncompressed", "gzip"):
        stream = io.BytesIO()
        frame.write_parquet(stream, compression=compression, use_pyarrow=compression == "gzip")
        found.append(stream.getvalue())
    stream = io.BytesIO()
    frame.cast({pl.Decimal: pl.Float64}).write_parquet(stream, use_pyarrow=True)
    return [*found, stream.getvalue()]


@cache
def invoices() -> list[bytes]:
    return [path.read_bytes() for path in sorted(XML.glob("*.xml"))]


@cache
def audit_files() -> list[bytes]:
    return [path.read_bytes() for path in sorted(TESTS.rglob("*.xaf"))]


def pdf_of(xml: bytes, *names: str) -> bytes:
    """A PDF with one page and attachments."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name in names:
        writer.add_attachment(name, xml if name.endswith(".xml") else b"text")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@cache
def pdfs() -> list[bytes]:
    ubl, cii, *_ = sorted(invoices(), key=lambda xml: b"CrossIndustry" in xml)
    return [
        pdf_of(cii, "factur-x.xml"),
        pdf_of(ubl, "notes.txt", "other.xml", "xrechnung.xml"),
        pdf_of(cii),
    ]


@cache
def archives() -> list[bytes]:
    files = invoices()
    parts = [(f"map/{at}.xml", xml) for at, xml in enumerate(files)]
    return [damage_zip.packed(parts), damage_zip.packed([*parts[:1], ("a.pdf", pdfs()[0])])]


READERS: dict[str, Reader] = {
    "text": Reader(texts),
    "xlsx": Reader(workbooks, damage_zip.damaged),
    "xls": Reader(lambda: [path.read_bytes() for path in sorted(BOOKS.glob("*.xls"))]),
    "ods": Reader(lambda: [(BOOKS / "mailed.ods").read_bytes()], damage_zip.damaged),
    "parquet": Reader(parquets, damage_binary.parquet),
    "xml": Reader(invoices, damage_xml.damaged),
    "xaf": Reader(audit_files, damage_xml.damaged),
    "pdf": Reader(pdfs, damage_binary.pdf),
    "zip": Reader(archives, damage_zip.damaged),
    "sqlite": Reader(databases, damage_binary.sqlite),
    "agreement": Reader(lambda: [AGREEMENT], suffix=".yaml"),
    "price_list": Reader(lambda: [LIST, LIST.decode().encode("utf-16")], suffix=".csv"),
}
OWN = 0.7  # how often a file is damaged as what it is, and not as mere bytes


def made(reader: str, chance: Random) -> bytes:
    """A damaged file of a format."""
    about = READERS[reader]
    data = chance.choice(about.files())
    as_it_is = about.own is not None and chance.random() < OWN
    return about.own(chance, data) if as_it_is and about.own else damage.damaged(chance, data)
