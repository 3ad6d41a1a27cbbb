"""The export of an invoicing system, written in three ways; the same bytes every time."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from book import STRANGERS
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from book import Book
    from model import Invoice, Line
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | date | Decimal | None
COMPANY = "Bevestigingsgroothandel De Waag BV"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
PADDED = 8  # digits of a debtor number with leading zeros
FIXED = datetime(2026, 7, 1, tzinfo=UTC)
AMOUNT = pl.Decimal(18, 4)


class Column(NamedTuple):
    """A heading of the export, the dictionary's name for it, its type and number format."""

    dutch: str
    english: str
    dtype: pl.DataType | type[pl.DataType] = pl.String
    number_format: str = "@"


COLUMNS = (
    Column("Factuurnummer", "invoice_number"),
    Column("Factuurdatum", "issue_date", pl.Date, "dd-mm-yyyy"),
    Column("Soort", "invoice_type_code"),
    Column("Debiteurnummer", "debtor"),
    Column("Debiteurnaam", "debtor_name"),
    Column("Ordernummer", "sales_order_reference"),
    Column("Orderdatum", "order_date", pl.Date, "dd-mm-yyyy"),
    Column("Pakbon", "despatch_advice_reference"),
    Column("Leverdatum", "delivery_date", pl.Date, "dd-mm-yyyy"),
    Column("Uw referentie", "purchase_order_reference"),
    Column("Regel", "line_id"),
    Column("Artikelnr.", "seller_item_id"),
    Column("Omschrijving", "item_name"),
    Column("Aantal", "invoiced_quantity", AMOUNT, "0.##"),
    Column("Eenheid", "unit_code"),
    Column("Prijs", "item_net_price", AMOUNT, "0.00##"),
    Column("Per", "price_base_quantity", AMOUNT, "0"),
    Column("Korting %", "line_allowance_percentage", AMOUNT, "0.00"),
    Column("Bedrag excl.", "line_net_amount", AMOUNT, "#,##0.00"),
    Column("Btw %", "vat_rate", AMOUNT, "0"),
    Column("Valuta", "currency"),
    Column("Vervaldatum", "payment_due_date", pl.Date, "dd-mm-yyyy"),
    Column("Grootboek", "gl_account"),
    Column("Oorspronkelijke factuur", "preceding_invoice_reference"),
)
AT = {column.dutch: place for place, column in enumerate(COLUMNS)}


def number(invoices: list[Invoice]) -> list[Invoice]:
    """The invoices by date, with their numbers, and their lines with theirs."""
    ordered = sorted(invoices, key=lambda invoice: invoice.issued)
    for count, invoice in enumerate(ordered, start=1):
        invoice.number = f"{invoice.issued:%y}{100000 + count}"
        for place, line in enumerate(invoice.lines, start=1):
            line.line_id = str(place)
    for invoice in ordered:
        if invoice.number_of:
            invoice.number = invoice.prefix + invoice.number_of.number
    return ordered


def rows(invoices: Iterable[Invoice], book: Book) -> Iterator[tuple[Value, ...]]:
    """One row per invoice line, by COLUMNS."""
    for invoice in invoices:
        name = STRANGERS.get(invoice.debtor) or book.terms.name(invoice.debtor)
        for place, line in enumerate(invoice.lines):
            debtor = invoice.debtor.zfill(PADDED) if place < invoice.padded else invoice.debtor
            yield _row(invoice, line, debtor, name)


def _row(invoice: Invoice, line: Line, debtor: str, name: str) -> tuple[Value, ...]:
    original = invoice.original
    ordered = line.order_date if line.has_order_date else None
    return (
        invoice.number, invoice.issued, "Credit" if invoice.is_credit else "Factuur", debtor, name,
        line.order, ordered, line.despatch, line.delivery_date, line.reference or None,
        line.line_id, line.item, line.text, line.quantity, line.unit, line.price, line.per,
        line.percent, line.amount, line.vat, "EUR", invoice.due, line.account,
        original if isinstance(original, str) or original is None else original.number,
    )  # fmt: skip


def write_csv(path: Path, table: Sequence[tuple[Value, ...]]) -> None:
    """Semicolons, decimal commas, dd-mm-yyyy, as a Dutch system exports it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(column.dutch for column in COLUMNS)
        writer.writerows([_dutch(cell, at) for at, cell in enumerate(row)] for row in table)


def _dutch(cell: Value, at: int) -> str:
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, Decimal):
        return _decimals(cell, COLUMNS[at].dutch).replace(".", ",")
    return cell or ""


def _decimals(amount: Decimal, heading: str) -> str:
    if heading in ("Aantal", "Per", "Btw %"):
        return f"{amount.normalize():f}"
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def write_parquet(path: Path, table: Sequence[tuple[Value, ...]]) -> None:
    """The dictionary's names, dates and decimals as such."""
    schema = {column.english: column.dtype for column in COLUMNS}
    frame = pl.DataFrame(table, schema=schema, orient="row", infer_schema_length=None)
    codes = {"Factuur": "380", "Credit": "381"}
    frame.with_columns(pl.col("invoice_type_code").replace(codes)).write_parquet(path)


def write_excel(path: Path, table: Sequence[tuple[Value, ...]]) -> None:
    """Title rows above the headings, a total after every month and at the end."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = COMPANY
    workbook.properties.created = FIXED
    sheet = workbook.create_sheet("Factuurregels")
    for title in (COMPANY, "Factuurregels 01-01-2025 t/m 30-06-2026", None):
        sheet.append([title] if title else [])
    sheet.append([_bold(sheet, column.dutch) for column in COLUMNS])
    for (year, month), lines in groupby(table, key=_month):
        of_month = list(lines)
        for row in of_month:
            sheet.append([_typed(sheet, cell, at) for at, cell in enumerate(row)])
        sheet.append(_total(sheet, f"Totaal {MONTHS[month - 1]} {year}", of_month))
    sheet.append(_total(sheet, "Totaal", table))
    buffer = BytesIO()
    workbook.save(buffer)
    path.write_bytes(_without_clock(buffer))


def _month(row: tuple[Value, ...]) -> tuple[int, int]:
    day = row[AT["Factuurdatum"]]
    if not isinstance(day, date):
        raise TypeError(day)
    return day.year, day.month


def _cell(sheet: Worksheet, value: Value) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = value
    return cell


def _bold(sheet: Worksheet, value: Value) -> Cell:
    cell = _cell(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _typed(sheet: Worksheet, value: Value, at: int) -> Cell | None:
    if value is None:
        return None
    cell = _cell(sheet, value)
    cell.number_format = COLUMNS[at].number_format
    return cell


def _total(sheet: Worksheet, title: str, table: Sequence[tuple[Value, ...]]) -> list[Cell | None]:
    at = AT["Bedrag excl."]
    amounts = (row[at] for row in table)
    total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
    cells: list[Cell | None] = [None] * len(COLUMNS)
    cells[0], cells[at] = _bold(sheet, title), _bold(sheet, total)
    return cells


def _without_clock(workbook: BytesIO) -> bytes:
    """The same workbook with fixed times, so that a new run gives the same bytes."""
    fixed = BytesIO()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.namelist()):
            content = old.read(entry)
            if entry == "docProps/core.xml":
                stamp = f"{FIXED:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, content)
            info = zipfile.ZipInfo(entry, date_time=(2026, 7, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return fixed.getvalue()
