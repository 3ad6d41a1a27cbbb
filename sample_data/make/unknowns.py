"""What nobody can know from the export: unknown is no error and no all-clear."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from book import STRANGERS
from key import Entry, plain

if TYPE_CHECKING:
    from book import Book
    from key import Key
    from model import Invoice, Line

BELOW = 480  # euros: well under the limits of these debtors


def not_judgeable(book: Book, key: Key) -> None:
    """Each with its reason."""
    for unknown in (
        _no_agreement,
        _no_price,
        _no_original,
        _no_order_date,
        _split_orders,
        _no_due_date,
    ):
        unknown(book, key)


def _no_agreement(book: Book, key: Key) -> None:
    for count, debtor in enumerate(STRANGERS):
        for month in range(count, 17, 4):
            on = date(2025 + month // 12, month % 12 + 1, 7 + count * 5)
            key.stranger(book.sale(debtor, str(on), between=(100, 400)))


def _no_price(book: Book, key: Key) -> None:
    for debtor, on in (("30012", "2025-09-04"), ("30066", "2026-02-17"), ("40006", "2025-10-02")):
        invoice = book.sale(debtor, on, between=(900, 1300))
        line = _off_list(book, invoice)
        why = "The item is not on the debtor's price list."
        key.unpriced(invoice, line, "missing:list_price", why)


def _no_original(book: Book, key: Key) -> None:
    for debtor, on, original, why in (
        ("30033", "2025-08-19", None, "The invoice that is credited is not named."),
        ("30058", "2025-02-11", "24107733", "The invoice that is credited is not in the export."),
    ):
        sold = book.sale(debtor, on, between=(800, 1100))
        credit = book.credit(sold, [sold.biggest])
        credit.original = original
        key.unpriced(credit, credit.lines[0], "missing:original", why)


def _no_order_date(book: Book, key: Key) -> None:
    invoice = book.sale("20011", "2025-06-26", between=(900, 1300))
    why = "Without the day of the order nobody knows which paper holds: the old one or the new."
    reason = "missing:anchor:order_date"
    for line in invoice.lines:
        line.has_order_date = False
        stated = plain(line.percent or Decimal(0))
        entry = Entry("discount_line", invoice, (line,), stated=stated, reason=reason, why=why)
        key.entries.append(entry)
    key.entries.append(_no_freight(invoice, reason, why))


def _split_orders(book: Book, key: Key) -> None:
    why = "One order on two invoices, together under the limit: there may be a third part."
    for debtor, on in (("10031", "2025-06-10"), ("30027", "2025-11-11")):
        for invoice in _billed_in_parts(book, debtor, on, (240, 420)):
            key.entries.append(_no_freight(invoice, "undecided", why))
    why = "One order on two invoices, each under the limit: together they reach it."
    for invoice in _billed_in_parts(book, "10031", "2025-09-09", (520, 700)):
        key.decoy(invoice, why)


def _billed_in_parts(book: Book, debtor: str, on: str, between: tuple[int, int]) -> list[Invoice]:
    parts = _halves(book, debtor, date.fromisoformat(on), between)
    return [
        book.invoice(debtor, part, part[0].delivery_date + timedelta(days=count))
        for count, part in enumerate(parts)
    ]


def _no_freight(invoice: Invoice, reason: str, why: str) -> Entry:
    """Freight that nobody can judge, whether it was charged or not."""
    freight = [line for line in invoice.lines if line.charge_class == "freight"]
    return Entry(
        "charge_free_from",
        invoice,
        tuple(freight),
        charge_class="freight",
        order=invoice.lines[0].order,
        stated=plain(sum((line.amount for line in freight), Decimal(0))),
        reason=reason,
        why=why,
    )


def _halves(book: Book, debtor: str, ordered: date, between: tuple[int, int]) -> list[list[Line]]:
    """An order in two deliveries, each under the limit."""
    while True:
        lines = book.order(debtor, ordered, between, parts=2)
        despatches = sorted({line.despatch for line in lines})
        parts = [[line for line in lines if line.despatch == d] for d in despatches]
        if len(parts) > 1 and max(sum(line.amount for line in part) for part in parts) < BELOW:
            return parts


def _no_due_date(book: Book, key: Key) -> None:
    ordered = [
        *book.order("40070", date(2026, 3, 2), (400, 700)),
        *book.order("40070", date(2026, 3, 9), (800, 990)),
    ]
    invoice = book.invoice("40070", ordered, date(2026, 3, 16))
    why = "The term counts from the delivery, and there were two."
    stated = str(invoice.due)
    key.entries.append(
        Entry("payment_due_date", invoice, stated=stated, reason="undecided", why=why)
    )
    invoice = book.sale("10031", "2026-05-28", between=(800, 1000))
    agreed, invoice.due = str(invoice.due), None
    why, reason = "The export has no due date for this invoice.", "missing:payment_due_date"
    key.entries.append(Entry("payment_due_date", invoice, agreed=agreed, reason=reason, why=why))


def _off_list(book: Book, invoice: Invoice) -> Line:
    listed = {
        row["seller_item_id"] for row in book.terms.price_list(invoice.debtor, invoice.issued)
    }
    item = next(i for i in reversed(book.catalogue) if i not in listed)
    entry, line = book.catalogue[item], copy(invoice.goods[0])
    line.item, line.text, line.unit = item, entry["item_name"], entry["unit_code"]
    line.price, line.per = Decimal(entry["item_gross_price"]), Decimal(entry["price_base_quantity"])
    line.quantity, line.percent = Decimal(12), None
    line.amount = line.multiplied()
    invoice.lines.insert(len(invoice.goods), line)
    return line
