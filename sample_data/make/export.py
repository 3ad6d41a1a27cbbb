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
from writing import is_written_out

from checker.fields import DELIVERED, EXPORT, FIELDS, ORDERED

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
ISSUED = next(at for at, column in enumerate(COLUMNS) if column.english == "issue_date")
NET = next(at for at, column in enumerate(COLUMNS) if column.english == "line_net_amount")
WHOLE = ("invoiced_quantity", "price_base_quantity", "vat_rate")
REGISTERS = {"deliveries": DELIVERED, "orders": ORDERED}


class Table(NamedTuple):
    """An export: its columns and one row per invoice line."""

    columns: tuple[Column, ...]
    rows: list[tuple[Value, ...]]


def number(invoices: list[Invoice]) -> list[Invoice]:
    """The invoices by date, with their numbers, and their lines with theirs.

    What is written out has a series per debtor, so that one more invoice moves no other number.
    """
    ordered = sorted(invoices, key=lambda invoice: invoice.issued)
    counts: dict[str, int] = {}
    for invoice in ordered:
        series = invoice.debtor if is_written_out(invoice.debtor) else ""
        counts[series] = count = counts.get(series, 0) + 1
        of_year = f"{series}{count:02d}" if series else str(100000 + count)
        invoice.number = f"{invoice.issued:%y}{of_year}"
        for place, line in enumerate(invoice.lines, start=1):
            line.line_id = str(place)
    for invoice in ordered:
        if invoice.number_of:
            invoice.number = invoice.prefix + invoice.number_of.number
    return ordered


def table(invoices: Sequence[Invoice], book: Book) -> Table:
    """One row per invoice line: the columns of every export, and those that some invoice needs."""
    used = {name for invoice in invoices for name in invoice.extra}
    used |= {name for invoice in invoices for line in invoice.lines for name in line.extra}
    usual = {column.english for column in COLUMNS}
    unknown = used - usual - {entry.name for entry in EXPORT}
    if unknown:
        raise ValueError(f"no export has such columns: {sorted(unknown)}")
    columns = (*COLUMNS, *(_column(f.name) for f in EXPORT if f.name in used - usual))
    return Table(columns, list(_rows(invoices, book, columns)))


def _column(name: str) -> Column:
    entry = FIELDS[name]
    if entry.dtype == pl.Date:
        return Column(entry.nl, name, pl.Date, "dd-mm-yyyy")
    return Column(entry.nl, name) if entry.dtype == pl.String else _amount(entry.nl, name)


def _amount(title: str, name: str) -> Column:
    return Column(title, name, AMOUNT, "0.00##")


def _rows(
    invoices: Iterable[Invoice], book: Book, columns: tuple[Column, ...]
) -> Iterator[tuple[Value, ...]]:
    for invoice in invoices:
        name = STRANGERS.get(invoice.debtor) or book.terms.name(invoice.debtor)
        for place, line in enumerate(invoice.lines):
            debtor = invoice.debtor.zfill(PADDED) if place < invoice.padded else invoice.debtor
            usual = dict(zip(COLUMNS, _row(invoice, line, debtor, name), strict=True))
            said = invoice.extra | line.extra
            yield tuple(
                _value(said[column.english], column)
                if column.english in said
                else usual.get(column)
                for column in columns
            )


def _value(text: str, column: Column) -> Value:
    if not text or column.dtype == pl.String:
        return text or None
    return date.fromisoformat(text) if column.dtype == pl.Date else Decimal(text)


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


def write_register(folder: Path, name: str, entries: list[dict[str, str]]) -> None:
    """`deliveries.csv` or `orders.csv` with the columns that its rows use; no rows, no file."""
    unknown = {key for row in entries for key in row} - {entry.name for entry in REGISTERS[name]}
    if unknown:
        raise ValueError(f"no columns of {name}: {sorted(unknown)}")
    used = [f.name for f in REGISTERS[name] if any(row.get(f.name) for row in entries)]
    columns = tuple(_column(field) for field in used)
    rows = [tuple(_value(row.get(c.english, ""), c) for c in columns) for row in entries]
    if rows:
        # In a file this small the order of day and month might stay open.
        write_csv(folder / f"{name}.csv", Table(columns, rows), dates="%Y-%m-%d")
    else:
        (folder / f"{name}.csv").unlink(missing_ok=True)


def write_csv(path: Path, table: Table, dates: str = "%d-%m-%Y") -> None:
    """Semicolons, decimal commas, dd-mm-yyyy, as a Dutch system exports it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(column.dutch for column in table.columns)
        for row in table.rows:
            writer.writerow(_dutch(*of, dates) for of in zip(row, table.columns, strict=True))


def _dutch(cell: Value, column: Column, dates: str) -> str:
    if isinstance(cell, date):
        return f"{cell:{dates}}"
    if isinstance(cell, Decimal):
        return _decimals(cell, column.english).replace(".", ",")
    return cell or ""


def _decimals(amount: Decimal, field: str) -> str:
    if field in WHOLE or field.endswith("_quantity"):
        return f"{amount.normalize():f}"
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def write_parquet(path: Path, table: Table) -> None:
    """The dictionary's names, dates and decimals as such."""
    schema = {column.english: column.dtype for column in table.columns}
    frame = pl.DataFrame(table.rows, schema=schema, orient="row", infer_schema_length=None)
    codes = {"Factuur": "380", "Credit": "381"}
    frame.with_columns(pl.col("invoice_type_code").replace(codes)).write_parquet(path)


def write_excel(path: Path, table: Table) -> None:
    """Title rows above the headings, a total after every month and at the end."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = COMPANY
    workbook.properties.created = FIXED
    sheet = workbook.create_sheet("Factuurregels")
    for title in (COMPANY, "Factuurregels 01-01-2025 t/m 30-06-2026", None):
        sheet.append([title] if title else [])
    sheet.append([_bold(sheet, column.dutch) for column in table.columns])
    for (year, month), lines in groupby(table.rows, key=_month):
        of_month = list(lines)
        for row in of_month:
            sheet.append([_typed(sheet, *of) for of in zip(row, table.columns, strict=True)])
        sheet.append(_total(sheet, f"Totaal {MONTHS[month - 1]} {year}", of_month))
    sheet.append(_total(sheet, "Totaal", table.rows))
    buffer = BytesIO()
    workbook.save(buffer)
    path.write_bytes(_without_clock(buffer))


def _month(row: tuple[Value, ...]) -> tuple[int, int]:
    day = row[ISSUED]
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


def _typed(sheet: Worksheet, value: Value, column: Column) -> Cell | None:
    if value is None:
        return None
    cell = _cell(sheet, value)
    cell.number_format = column.number_format
    return cell


def _total(sheet: Worksheet, title: str, rows: Sequence[tuple[Value, ...]]) -> list[Cell | None]:
    amounts = (row[NET] for row in rows)
    total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
    cells: list[Cell | None] = [None] * len(COLUMNS)
    cells[0], cells[NET] = _bold(sheet, title), _bold(sheet, total)
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
