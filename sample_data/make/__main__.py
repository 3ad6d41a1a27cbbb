"""Makes the sample invoices and their answer key from the agreements in `rules/`.

    python sample_data/make [FOLDER [GROUP]]

With a GROUP, such as `charges`, only the modules of `kinds` whose names begin so take part.
The same input gives the same bytes: no clock, and random numbers from a fixed seed.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from book import Book, load_catalogue, month_end
from decoys import plant
from einvoices import einvoices
from einvoices import write as write_einvoices
from export import number, table, write_csv, write_excel, write_parquet, write_register
from key import HEADINGS, Key
from kinds import seeds
from seeding import seed
from terms import Terms
from writing import Writer, is_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model import Invoice, Line

HERE = Path(__file__).parent
SAMPLES = HERE.parent
FIRST, LAST = date(2025, 1, 2), date(2026, 6, 18)  # order dates of eighteen months
COLLECTIVE = {"10093", "20025", "30072"}  # one invoice a month
SATURDAY = 5
CREDITED = 0.035  # share of invoices


def trade(book: Book) -> None:
    """Eighteen months of business as agreed, with all debtors."""
    for debtor in book.terms.files:
        if is_written_out(debtor):
            continue
        orders = [book.order(debtor, day, extras=True) for day in _days(book.rng)]
        if debtor in COLLECTIVE:
            _bill_monthly(book, debtor, orders)
        else:
            _bill(book, debtor, orders)


def _days(rng: Random) -> list[date]:
    days, day = [], FIRST + timedelta(days=rng.randint(0, 14))
    while day <= LAST:
        if day.weekday() < SATURDAY:
            days.append(day)
        day += timedelta(days=rng.randint(9, 25))
    return days


def _bill(book: Book, debtor: str, orders: list[list[Line]]) -> None:
    for lines in orders:
        invoice = book.invoice(debtor, lines)
        if book.rng.random() < CREDITED:
            _return_half(book, invoice)


def _return_half(book: Book, invoice: Invoice) -> None:
    credit = book.credit(invoice, [invoice.biggest], days=book.rng.randint(3, 20))
    line = credit.lines[0]
    line.quantity = -max(Decimal(1), -line.quantity // 2)
    line.amount = line.multiplied()


def _bill_monthly(book: Book, debtor: str, orders: list[list[Line]]) -> None:
    months: dict[tuple[int, int], list[Line]] = {}
    for lines in orders:
        day = max(line.delivery_date for line in lines)
        months.setdefault((day.year, day.month), []).extend(lines)
    for lines in months.values():
        last = max(line.delivery_date for line in lines)
        book.invoice(debtor, lines, month_end(last))


def _write(path: Path, heading: tuple[str, ...], content: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(content)


def make(folder: Path, group: str = "") -> None:
    """All files of the sample."""
    catalogue = load_catalogue(HERE / "catalogue.csv")
    book = Book(Terms(SAMPLES.parent / "rules"), Random(20250101), catalogue)  # noqa: S311  a sample
    key = Key(book)
    trade(book)
    seed(book, key)
    plant(book, key)
    writer = Writer(book)
    for seed_kind in seeds(group):
        seed_kind(writer, key)
    folder.mkdir(exist_ok=True)
    _write_all(folder, book, key)
    if not group:
        _write_einvoices(folder, einvoices(book.terms, catalogue))


def _write_einvoices(folder: Path, key: Key) -> None:
    write_einvoices(folder / "einvoices", key)
    _write(folder / "einvoices_answer_key.csv", HEADINGS, key.rows())
    print(f"{len(key.book.invoices)} e-invoices, {len(key.entries)} findings to be made")


def _write_all(folder: Path, book: Book, key: Key) -> None:
    invoices = number(book.invoices)
    lines = table(invoices, book)
    write_csv(folder / "invoices.csv", lines)
    write_excel(folder / "invoices.xlsx", lines)
    write_parquet(folder / "invoices.parquet", lines)
    write_register(folder, "deliveries", book.deliveries)
    write_register(folder, "orders", book.order_register)
    _write(folder / "answer_key.csv", HEADINGS, key.rows())
    planted = sorted((decoy.number, decoy.debtor, clause, why) for decoy, why, clause in key.decoys)
    _write(folder / "decoys.csv", ("invoice_number", "debtor", "clause", "why"), planted)
    print(
        f"{len(invoices)} invoices, {len(lines.rows)} lines, "
        f"{len(key.entries)} findings to be made, {len(planted)} decoys"
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES, *sys.argv[2:3])
