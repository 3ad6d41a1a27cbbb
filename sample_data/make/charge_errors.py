"""Errors in charges: forbidden, forgotten, of another amount than agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book import Book
    from key import Key

FREE, FIXED, FORBIDDEN = "charge_free_from", "charge_fixed", "charge_forbidden"


def forbidden_charges(book: Book, key: Key) -> None:
    """Charges that the debtor was promised not to get."""
    months = ("2025-02-06", "2025-04-10", "2025-05-15", "2025-08-21", "2025-11-13", "2026-01-22")
    for on in months:
        why = "Order costs month after month: the switch in the debtor's master data was never set."
        _forbidden(book, key, "10031", on, "order_costs", "7.50", why)
    why = "A new clerk charged order costs that this group does not pay."
    _forbidden(book, key, "20042", "2025-06-12", "order_costs", "7.50", why)
    _forbidden(book, key, "30019", "2026-04-09", "order_costs", "12.50", why)
    why = "Administration costs came in with an ERP update; partners do not pay them."
    for debtor, on in (("30004", "2025-09-18"), ("30072", "2025-09-23"), ("30085", "2025-09-25")):
        _forbidden(book, key, debtor, on, "administration", "3.95", why)
    why = "Fuel surcharge of the carrier passed on, against the export conditions."
    _forbidden(book, key, "40013", "2026-03-12", "fuel", "8.40", why)
    _forbidden(book, key, "40041", "2026-03-19", "fuel", "11.15", why)
    _forbidden(
        book, key, "40035", "2025-10-09", "rush", "25.00",
        "A rush charge, and for this debtor rush is excluded in words.",
    )  # fmt: skip


def freight(book: Book, key: Key) -> None:
    """Free from a limit: charged above it, or forgotten below it."""
    over = "Freight on an order above the limit."
    for debtor, on, between, amount, why in (
        ("10023", "2025-03-06", (520, 700), "17.50", over),
        ("10064", "2025-10-16", (600, 900), "17.50", over),
        ("104523", "2026-02-05", (420, 490), "17.50",
         "Since the amendment of 2026 freight is free from 400.00, not from 500.00."),
        ("20011", "2025-05-08", (760, 900), "17.50", over),
        ("30027", "2025-07-17", (510, 600), "17.50", over),
        ("30066", "2025-10-02", (270, 400), "17.50",
         "Since the amendment of October 2025 freight is free from 250.00."),
        ("40028", "2025-12-04", (800, 1100), "48.00", over),
    ):  # fmt: skip
        invoice = book.sale(debtor, on, between=between)
        invoice.lines.append(book.charge(invoice.lines[-1], "freight", amount))
        key.charged(FREE, invoice, invoice.lines[-1], "0", why)
    for debtor, on in (("10085", "2025-09-11"), ("20083", "2026-05-07"), ("30033", "2025-04-17")):
        invoice = book.sale(debtor, on, between=(120, 480))
        why = "Freight forgotten on an order under the limit: nobody will call about it."
        key.not_charged(FREE, invoice, invoice.charge("freight"), why)
    invoice = book.sale("20018", "2026-02-12", between=(300, 700))
    why = "Freight under the limit is 17.50; this is last year's tariff for others."
    key.recharged(FREE, invoice, invoice.charge("freight"), "19.50", why)


def fixed_charges(book: Book, key: Key) -> None:
    """A fixed amount per order or delivery: more, less or not at all."""
    for debtor, on, charge, amount, why in (
        ("10085", "2025-06-05", "packaging", "5.95", "The new tariff for packaging; fixed here."),
        ("20025", "2025-11-06", "packaging", "13.00", "Packaging twice for one delivery."),
        ("30058", "2026-01-15", "packaging", "3.50", "The general tariff, less than agreed."),
        ("10047", "2025-07-10", "order_costs", "7.50", "The list amount for order costs."),
        ("20034", "2026-04-16", "freight", "17.50", "Freight of the group; 12.50 fixed here."),
        ("40057", "2025-08-14", "packaging", "19.00", "Per pallet, and it is per order."),
    ):  # fmt: skip
        invoice = book.sale(debtor, on, between=(800, 1200))
        key.recharged(FIXED, invoice, invoice.charge(charge), amount, why)
    for debtor, on, charge in (
        ("30058", "2025-03-13", "packaging"), ("20034", "2025-09-04", "freight"),
    ):  # fmt: skip
        invoice = book.sale(debtor, on, between=(800, 1200))
        key.not_charged(FIXED, invoice, invoice.charge(charge), "The fixed charge was forgotten.")


def _forbidden(  # noqa: PLR0913, PLR0917  the columns of the tables above
    book: Book, key: Key, debtor: str, on: str, charge: str, amount: str, why: str
) -> None:
    invoice = book.sale(debtor, on, between=(800, 1500))
    invoice.lines.append(book.charge(invoice.lines[-1], charge, amount))
    key.charged(FORBIDDEN, invoice, invoice.lines[-1], "0", why)
