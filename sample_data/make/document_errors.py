"""Errors of the invoice as a whole: due dates, references, invoices made twice, credit notes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book import Book
    from key import Key


def due_dates(book: Book, key: Key) -> None:
    """Too early, too late, counted from the wrong day."""
    for debtor, on, days, why in (
        ("10031", "2025-03-27", 14, "14 days where 30 were agreed: too early."),
        ("20018", "2025-08-28", 8, "8 days where 30 were agreed: too early."),
        ("10052", "2025-11-20", 30, "30 days where 14 were agreed: too late."),
        ("40006", "2025-06-26", 30, "30 days where 45 were agreed: too early."),
        ("30019", "2026-05-21", 60, "60 days where 30 were agreed: too late."),
        ("10064", "2025-05-06", 30, "30 days, but not to the end of that month."),
        (
            "20042",
            "2026-03-10",
            30,
            "30 days from the invoice; they count from the end of the month.",
        ),
        ("20083", "2025-10-28", 33, "Two days are tolerated, this is three."),
    ):
        invoice = book.sale(debtor, on, between=(800, 1300))
        key.due(invoice, invoice.issued + timedelta(days=days), why)
    ordered = book.order("40070", date(2025, 9, 24), (800, 1100))
    issued = ordered[0].delivery_date + timedelta(days=6)
    invoice = book.invoice("40070", ordered, issued)
    why = "Counted from the day of the invoice; the day of delivery was agreed."
    key.due(invoice, issued + timedelta(days=30), why)


def references(book: Book, key: Key) -> None:
    """No purchase order, a word instead of one, one of another form."""
    for debtor, on, reference, why in (
        ("10023", "2025-04-24", "", "The purchase order is missing."),
        ("20011", "2025-10-14", "", "The purchase order is missing."),
        ("104523", "2025-06-17", "N/A", "N/A is no purchase order."),
        ("10093", "2025-09-02", "volgt", "'volgt' (to follow) is no purchase order."),
        ("30072", "2025-12-09", "n.v.t.", "'n.v.t.' (does not apply) is no purchase order."),
        ("40057", "2026-04-14", "0000000", "Zeros fill the field; they are no purchase order."),
        ("10078", "2026-02-24", "-", "A dash is no purchase order."),
        ("10023", "2025-12-18", "450012345", "A digit is missing."),
        ("40028", "2025-05-27", "K25/0417", "A slash where the debtor's system wants a dash."),
        ("20018", "2026-06-02", "gb482913", "Small letters where capitals were agreed."),
    ):
        invoice = book.sale(debtor, on, between=(800, 1300))
        key.referred(invoice, reference, why)


def duplicates(book: Book, key: Key) -> None:
    """The same invoice twice: under its own number, or under another."""
    for debtor, on, days, prefix, why in (
        ("10023", "2025-05-12", 9, "", "Sent again with a new date."),
        ("30085", "2025-10-30", 45, "", "Sent again with a reminder, and a new date."),
        ("40020", "2026-02-26", 5, "0", "The same number, written with a leading zero."),
    ):
        first = book.sale(debtor, on, between=(900, 1300))
        again = book.again(first, days)
        again.number_of, again.prefix = first, prefix
        key.duplicated(again, first.total, why)
    for debtor, on, days, why in (
        ("20061", "2025-06-24", 3, "The same delivery invoiced twice under two numbers."),
        ("40064", "2025-11-25", 30, "The same again after 30 days, the last day that counts."),
        ("20077", "2026-04-28", 0, "Twice on one day."),
    ):
        first = book.sale(debtor, on, between=(900, 1300))
        key.duplicated(book.again(first, days), first.total, why)


def credit_notes(book: Book, key: Key) -> None:
    """Credit notes at other prices than their invoices."""
    for debtor, on, item, price, why in (
        ("30004", "2025-04-08", "103023", "11.50", "Credited at less than was invoiced."),
        ("30019", "2025-11-04", "105031", "9.20", "Credited at more than was invoiced."),
    ):
        sold = book.sale_of(debtor, on, item, "60")
        credit = book.credit(sold, sold.goods[:1])
        key.credited(credit, credit.lines[0], price, why)
    sold = book.sale("10064", "2026-02-03", between=(800, 1200))
    credit = book.credit(sold, [sold.biggest])
    why = "Credited at 20 %, invoiced at 31.6 %: more goes back than was paid."
    key.discounted(credit, credit.lines[0], "20", why)
