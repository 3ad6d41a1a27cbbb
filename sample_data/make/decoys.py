"""What looks like an error and is none: every one of these must pass without a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book import Book
    from key import Key
    from model import Invoice


def plant(book: Book, key: Key) -> None:
    """All of them."""
    for decoys in (charges, limits, prices, discounts, due_dates, references, repeats, credits_):
        decoys(book, key)


def charges(book: Book, key: Key) -> None:
    """Charges that were agreed, or that nothing was agreed about."""
    invoice = book.sale("10031", "2025-10-07", between=(600, 900))
    invoice.lines.append(book.charge(invoice.lines[-1], "rush", "25.00"))
    key.decoy(invoice, "A rush charge; only order costs are excluded.")
    invoice = book.sale("10106", "2025-12-04", between=(600, 900))
    invoice.lines.append(book.charge(invoice.lines[-1], "administration", "3.95"))
    key.decoy(invoice, "Administration costs; only order costs are excluded for this group.")
    invoice = book.sale("40013", "2025-06-03", between=(800, 990))
    invoice.lines.append(book.charge(invoice.lines[-1], "order_costs", "7.50"))
    key.decoy(invoice, "Order costs for a debtor abroad, who was not promised to be spared them.")
    invoice = book.sale("10047", "2025-03-11", between=(600, 800))
    key.decoy(invoice, "Order costs of 5.00: the debtor's own agreement, unlike its group's.")
    invoice = book.sale("10085", "2026-04-08", goods=[("103021", "20"), ("104010", "20")], parts=2)
    key.decoy(invoice, "Packaging twice: one order, two deliveries.")
    invoice = book.sale("20034", "2025-05-13", between=(900, 1200))
    key.decoy(invoice, "Freight on a large order: a fixed amount was agreed instead of a limit.")


def limits(book: Book, key: Key) -> None:
    """Close to a limit, or over it only at first sight."""
    key.decoy(book.sale("10023", "2025-10-02", between=(480, 499)), "Freight just under the limit.")
    for debtor, on, each, why in (
        ("20011", date(2025, 9, 3), (260, 400), "Together over the limit, no order for itself is."),
        ("104523", date(2025, 11, 5), (170, 300), "Three small orders on one collective invoice."),
    ):
        orders = [book.order(debtor, on + timedelta(days=7 * n), each) for n in range(3)]
        lines = [line for order in orders for line in order]
        key.decoy(book.invoice(debtor, lines, on + timedelta(days=25)), why)
    invoice = book.sale("30004", "2025-07-22", goods=[("103023", "40")])
    key.decoy(invoice, "No freight at exactly 500.00: the limit itself is free.")
    invoice = book.sale("20077", "2025-09-17", goods=[("103023", "60")])
    key.decoy(invoice, "Freight at exactly 750.00: for this debtor only more than that is free.")
    invoice = book.sale("40028", "2026-03-24", between=(200, 500))
    _set(invoice, "freight", "48.00")
    key.decoy(invoice, "Freight at cost under the limit: nothing was agreed for small orders.")
    invoice = book.sale("10052", "2025-08-12", between=(420, 480))
    key.decoy(invoice, "Over 500.00 with VAT, under it without: freight is due.")


def prices(book: Book, key: Key) -> None:
    """Prices that differ in form, in date, or by what is tolerated."""
    lines = book.order("30012", date(2025, 12, 29), (700, 1000))
    invoice = book.invoice("30012", lines, date(2026, 1, 6))
    key.decoy(invoice, "Ordered in December, invoiced in January: the price of the order counts.")
    lines = book.order("30041", date(2025, 12, 31), (700, 1000))
    invoice = book.invoice("30041", lines, date(2026, 1, 6))
    key.decoy(
        invoice, "Ordered in 2025 and at the price of 2026: the day of delivery decides here."
    )
    invoice = book.sale("30012", "2025-06-10", goods=[("103021", "60")])
    _reprice(invoice, invoice.goods[0].price + Decimal("0.01"))
    key.decoy(invoice, "One cent over the list: exactly what is tolerated.")
    invoice = book.sale("30027", "2025-02-13", goods=[("101005", "2500"), ("103023", "60")])
    line = invoice.goods[0]
    line.price, line.per = line.price / 100, Decimal(1)
    key.decoy(invoice, "A price per piece where the list has one per 100: it is the same price.")
    invoice = book.sale("30033", "2025-05-20", goods=[("101040", "3333"), ("105002", "210")])
    key.decoy(invoice, "A price of four decimals times an odd quantity: only cents are left of it.")
    invoice = book.sale("30019", "2025-08-13", goods=[("104010", "60")])
    line = invoice.goods[0]
    line.price, line.percent = line.price * 2, Decimal(50)
    key.decoy(
        invoice, "Twice the list price at half of it: after the discount it is the net price."
    )
    invoice = book.sale("20077", "2025-11-05", goods=[("103010", "2000")])
    invoice.goods[0].amount = Decimal("1287.00")
    key.decoy(invoice, "Seven euros off: what two decimals of the price explain at 2,000 pieces.")
    invoice = book.sale("40035", "2026-01-20", between=(900, 1200))
    invoice.biggest.amount += Decimal("0.02")
    key.decoy(invoice, "A line two cents off: the slack of the standard.")


def discounts(book: Book, key: Key) -> None:
    """Steps, tolerances and actions."""
    invoice = book.sale("10023", "2026-03-11", between=(700, 1000))
    key.decoy(invoice, "31.6 % where 20+10+5 was agreed: steps multiply.")
    lines = book.order("20056", date(2025, 11, 30), (900, 1200))
    invoice = book.invoice("20056", lines, date(2025, 12, 4))
    key.decoy(invoice, "The action of autumn ended before the invoice, but not before the order.")
    lines = book.order("20083", date(2025, 6, 30), (900, 1200))
    invoice = book.invoice("20083", lines, date(2025, 7, 3))
    key.decoy(invoice, "15 % in July: ordered on the last day before the addendum.")
    invoice = book.sale("20099", "2025-04-15", between=(1100, 1500))
    line = invoice.biggest
    line.percent = (line.percent or Decimal(0)) + Decimal("0.5")
    line.amount = line.multiplied()
    key.decoy(invoice, "Half a point off the agreed discount: exactly what is tolerated.")


def due_dates(book: Book, key: Key) -> None:
    """The ends of months, weekends, direct debit."""
    for debtor, issued, due, why in (
        ("10064", "2025-01-15", "2025-02-28", "30 days end of month, and the month is February."),
        ("10064", "2026-01-30", "2026-03-31", "30 days after 30 January is in March."),
        ("20042", "2025-01-30", "2025-03-02", "End of January and 30 days: February is short."),
        ("20083", "2025-08-01", "2025-09-01", "A Sunday moved to Monday, within the tolerance."),
        ("20061", "2025-12-17", "2026-01-31", "45 days over the turn of the year."),
    ):
        day = date.fromisoformat(issued)
        lines = book.order(debtor, day - timedelta(days=6), (900, 1200))
        invoice = book.invoice(debtor, lines, day)
        invoice.due = date.fromisoformat(due)
        key.decoy(invoice, why)
    invoice = book.sale("40089", "2025-10-15", between=(900, 1200))
    invoice.due = None
    key.decoy(invoice, "No due date: direct debit, nothing was agreed.")


def references(book: Book, key: Key) -> None:
    """Purchase orders and debtor numbers of unusual form."""
    for debtor, on, reference in (
        ("40057", "2025-03-26", "0000001"),
        ("20099", "2025-06-18", "B00000/01"),
        ("10078", "2025-08-05", "EH000000"),
    ):
        invoice = book.sale(debtor, on, between=(800, 1200))
        for line in invoice.lines:
            line.reference = reference
        key.decoy(invoice, "Looks like a placeholder, and matches the agreed pattern.")
    for debtor, on in (("104523", "2025-02-04"), ("30004", "2025-10-15"), ("40006", "2026-02-25")):
        invoice = book.sale(debtor, on, between=(800, 1200))
        invoice.padded = len(invoice.lines)
        key.decoy(invoice, "The debtor number has leading zeros.")
    invoice = book.sale("10031", "2025-12-09", goods=[("103021", "30"), ("104010", "10")])
    invoice.padded = 1
    key.decoy(invoice, "The debtor number has leading zeros in one row of the invoice.")


def repeats(book: Book, key: Key) -> None:
    """Invoices that resemble each other and are both right."""
    first = book.sale("30085", "2025-04-02", between=(400, 700))
    again = book.again(first, 31)
    key.decoy(again, "The same call-off on the same order, 31 days later.")
    goods = [("105030", "24"), ("105001", "120")]
    book.sale("10052", "2025-05-06", goods=goods)
    key.decoy(book.sale("10052", "2025-05-09", goods=goods), "The same goods again, another order.")
    first = book.sale("20061", "2025-09-11", between=(900, 1200))
    book.credit(first, first.lines, days=5)
    again = book.again(first, 6)
    key.decoy(again, "Credited in full and made again: the same content, and no duplicate.")


def credits_(book: Book, key: Key) -> None:
    """Credit notes: limits are not judged anew, prices are those of the invoice."""
    sold = book.sale("10064", "2025-07-08", between=(510, 560))
    why = "What is left of the order is under the limit; free freight stays free."
    key.decoy(book.credit(sold, [sold.biggest]), why)
    sold = book.sale("10085", "2025-02-18", between=(250, 400))
    why = "Freight and packaging stay where they were: the order was under the limit."
    key.decoy(book.credit(sold, [sold.biggest]), why)
    sold = book.sale("20042", "2026-02-10", between=(900, 1100))
    sold.lines.append(book.charge(sold.lines[-1], "order_costs", "7.50"))
    why = "Order costs; they were credited a week later, but this invoice was wrong."
    key.charged("charge_forbidden", sold, sold.lines[-1], "0", why)
    why = "Order costs paid back: negative order costs are no breach."
    key.decoy(book.credit(sold, sold.lines[-1:], days=7), why)
    lines = book.order("30012", date(2025, 12, 10), (600, 900))
    sold = book.invoice("30012", lines, date(2025, 12, 15))
    why = "Credited in January at the price of December: the invoice's price counts."
    key.decoy(book.credit(sold, [sold.biggest], days=31), why)


def _set(invoice: Invoice, charge_class: str, amount: str) -> None:
    line = invoice.charge(charge_class)
    changed = replace(line, price=Decimal(amount), amount=Decimal(amount))
    invoice.lines[invoice.lines.index(line)] = changed


def _reprice(invoice: Invoice, price: Decimal) -> None:
    line = invoice.goods[0]
    line.price = price
    line.amount = line.multiplied()
