"""Errors that meet on one invoice: their differences add up, and nothing is counted twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book import Book
    from key import Key


def together(book: Book, key: Key) -> None:
    """Errors that meet on one invoice: their differences add up, and nothing is counted twice."""
    _price_and_freight(book, key)
    _discount_and_freight(book, key)
    _three_at_once(book, key)
    _price_and_multiplying(book, key)
    _made_twice(book, key)


def _price_and_freight(book: Book, key: Key) -> None:
    for on, billed in (("2025-05-27", False), ("2026-05-19", True)):
        invoice = book.sale("30004", on, goods=[("103023", "38")])
        freight_line = invoice.charge("freight")
        why = "The wrong price lifts the order over the limit for free freight."
        key.priced(invoice, invoice.goods[0], why, price="14.50")
        if not billed:
            why = "At the agreed price the order is under the limit: freight was due."
            key.not_charged("charge_free_from", invoice, freight_line, why)


def _discount_and_freight(book: Book, key: Key) -> None:
    invoice = book.sale("10023", "2025-09-30", between=(400, 480))
    freight_line = invoice.charge("freight")
    for line in invoice.goods:
        key.discounted(
            invoice, line, "", "Without the discount the order seems to reach the limit."
        )
    why = "At the agreed discount the order is under the limit: freight was due."
    key.not_charged("charge_free_from", invoice, freight_line, why)


def _three_at_once(book: Book, key: Key) -> None:
    invoice = book.sale("20042", "2025-11-18", between=(1200, 1600))
    key.discounted(invoice, invoice.biggest, "", "The discount is missing, and there is more.")
    invoice.lines.append(book.charge(invoice.lines[-1], "order_costs", "7.50"))
    key.charged(
        "charge_forbidden",
        invoice,
        invoice.lines[-1],
        "0",
        "Order costs besides.",
    )
    key.due(invoice, invoice.issued + timedelta(days=14), "And too early a due date.")


def _price_and_multiplying(book: Book, key: Key) -> None:
    invoice = book.sale("30019", "2026-03-17", goods=[("104010", "50")])
    line = invoice.goods[0]
    key.priced(
        invoice, line, "The line multiplies to this price, which is wrong too.", price="17.50"
    )
    why = "The line does not multiply; the price on it is another error."
    key.miscounted(invoice, line, line.amount + Decimal("45.00"), why)


def _made_twice(book: Book, key: Key) -> None:
    first = book.sale("10085", "2026-03-03", between=(700, 900))
    first.lines.append(book.charge(first.lines[-1], "order_costs", "7.50"))
    again = book.again(first, 7)
    key.charged("charge_forbidden", first, first.lines[-1], "0", "Order costs on the first of two.")
    why = "Made twice: it goes as a whole, so its order costs are no finding of their own."
    key.duplicated(again, first.total, why)
