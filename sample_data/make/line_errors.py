"""Errors in lines: prices, discounts, amounts that do not multiply."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from book import STRANGERS

if TYPE_CHECKING:
    from book import Book
    from key import Key


def prices(book: Book, key: Key) -> None:
    """Old lists, mixed-up price units, typing errors."""
    for debtor, on in (("30012", "2026-01-08"), ("30072", "2026-01-13"), ("40064", "2026-02-10")):
        invoice = book.sale(debtor, on, between=(900, 1400))
        for line in invoice.goods:
            old = book.terms.price(debtor, line.item, date(2025, 12, 1), date(2025, 12, 1))
            if old is not None and line.price - old.amount > Decimal("0.01"):
                why = "The price list of 2025 on an order of 2026."
                key.priced(invoice, line, why, price=old.amount)
    for debtor, on, item, per in (
        ("30027", "2025-05-22", "101005", 1), ("30004", "2025-08-07", "101020", 1),
        ("30027", "2026-03-26", "103023", 100), ("30066", "2025-12-11", "105004", 100),
    ):  # fmt: skip
        invoice = book.sale_of(debtor, on, item, "200")
        line = invoice.goods[0]
        why = "Price per 100 and price per piece mixed up."
        key.priced(invoice, line, why, price=line.price, per=per)
    for debtor, on, item, factor, why in (
        ("30019", "2025-06-19", "104010", "1.10", "Ten percent above the list."),
        ("30033", "2025-10-23", "105002", "0.90", "Below the list: nobody will report it."),
        ("10106", "2025-09-09", "105021", "1.2", "A discount off the gross price."),
        ("40006", "2026-04-21", "103021", "1.02", "Two percent over: more than is tolerated."),
    ):  # fmt: skip
        invoice = book.sale_of(debtor, on, item, "80")
        line = invoice.goods[0]
        key.priced(invoice, line, why, price=round(line.price * Decimal(factor), 2))
    invoice = book.sale("30012", "2025-03-20", goods=[("103021", "60")])
    line = invoice.goods[0]
    why = "Two cents above the list, where one cent is tolerated."
    key.priced(invoice, line, why, price=line.price + Decimal("0.02"))
    invoice = book.sale("30041", "2025-12-30", goods=[("104022", "30")])
    line = invoice.goods[0]
    for each in invoice.lines:
        each.delivery_date = date(2026, 1, 5)
    invoice.issued = date(2026, 1, 6)
    invoice.due = book.due("30041", invoice.issued, invoice.issued)
    old = book.terms.price("30041", line.item, line.order_date, line.order_date)
    why = "The price of the day of the order; for this debtor the day of delivery decides."
    key.priced(invoice, line, why, price=old.amount if old else "0")


def discounts(book: Book, key: Key) -> None:
    """Forgotten, added up, of last year, of an action that is over."""
    for debtor, on, percent, why in (
        ("10023", "2025-07-03", "", "The discount is missing."),
        ("10052", "2026-02-19", "", "The discount is missing."),
        ("40041", "2025-05-20", "", "The discount is missing."),
        ("10064", "2025-04-03", "35", "20+10+5 added up to 35 %; it is 31.6 %."),
        ("10093", "2026-05-13", "35", "20+10+5 added up to 35 %; it is 31.6 %."),
        ("10031", "2026-03-05", "20", "Only the first step of 20+10+5."),
        ("20011", "2025-07-08", "15", "The discount before the addendum of 1 July 2025."),
        ("20083", "2025-07-15", "15", "The discount before the addendum of 1 July 2025."),
        ("20056", "2025-12-02", "30", "The autumn action ended on 30 November."),
        ("10078", "2026-01-20", "31.6", "The group's discount; its own since 1 January 2026."),
        ("40013", "2025-09-16", "15.2", "Typing error: 12.5 % was agreed."),
        ("20099", "2025-10-07", "23.01", "Half a point is tolerated, this is 0.51."),
    ):
        invoice = book.sale(debtor, on, between=(1100, 1700))
        key.discounted(invoice, invoice.biggest, percent, why)


def arithmetic(book: Book, key: Key) -> None:
    """Lines that do not multiply."""
    for debtor, on, item, quantity, change, why in (
        ("20077", "2025-02-20", "103021", "40", "9.00", "Digits swapped in the amount."),
        ("40089", "2025-08-26", "104010", "36", "-27.00", "An amount changed by hand."),
        ("30085", "2025-12-16", "106011", "144", "100.00", "One hundred too much."),
        ("10052", "2026-01-27", "105030", "90", "-3.85", "A rebate of old, still in the amount."),
        ("40035", "2026-06-04", "102040", "48", "-76.32", "Amount of a delivery in parts."),
        ("50122", "2025-10-21", "103020", "24", "0.99", "No agreement, but it must add up."),
    ):  # fmt: skip
        invoice = book.sale_of(debtor, on, item, quantity)
        line = invoice.goods[0]
        key.miscounted(invoice, line, line.amount + Decimal(change), why)
        if debtor in STRANGERS:
            key.stranger(invoice)
