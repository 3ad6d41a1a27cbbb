"""Prices: gross lists less discount, tiers, increases, orders and units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from writing import goods

if TYPE_CHECKING:
    from key import Key
    from writing import Writer


def price_discounted_list(writer: Writer, key: Key) -> None:
    """20+10+5 % off the gross list, 12.5 % off pumps; a new list on 1 January."""
    debtor, kind = "50102", "price_discounted_list"
    invoice = writer.invoice(
        debtor, "2025-03-11", goods("X110", "40", "12.40", line_allowance_percentage="35")
    )
    key.entry(
        kind, invoice, invoice.lines[0], stated="8.06", agreed="8.4816", difference="-16.86",
        why="The steps were added up: 20+10+5 is 31.6 %, not 35 %.",
    )  # fmt: skip
    invoice = writer.invoice(
        debtor, "2025-05-20",
        goods("Z900", "2", "230.00", line_allowance_percentage="31.6", item_group="pompen"),
    )  # fmt: skip
    key.entry(
        kind, invoice, invoice.lines[0], stated="157.32", agreed="201.25", difference="-87.86",
        why="The discount on taps for a pump, which has 12.5 %.",
    )  # fmt: skip
    invoice = writer.invoice(
        debtor, "2025-12-29", goods("X215", "10", "50.44", line_allowance_percentage="31.6")
    )
    key.entry(
        kind, invoice, invoice.lines[0], stated="34.50096", agreed="33.174", difference="13.27",
        why="Ordered in December, so the list of 2025 counts.",
    )  # fmt: skip
    invoice = writer.invoice(
        debtor, "2025-12-30", goods("X215", "10", "48.50", line_allowance_percentage="31.6")
    )
    key.decoy(invoice, "The old price on an invoice of January: it was ordered in December.", kind)
    invoice = writer.invoice(
        debtor, "2025-08-12", goods("X380", "50", "4.1895", price_base_quantity="100")
    )
    key.decoy(invoice, "50 pieces at a price per 100 with four decimals.", kind)


def price_tier(writer: Writer, key: Key) -> None:
    """Clips in tiers per order, a cabinet in tiers per calendar year."""
    debtor, kind = "50103", "price_tier"
    invoice = writer.invoice(
        debtor, "2025-04-02", goods("B400", "600", "0.42"), goods("B400", "400", "0.42")
    )
    why = "600 and 400 on two lines are an order of 1,000, which has the next price."
    for line, difference in zip(invoice.lines, ("24.00", "16.00"), strict=True):
        key.entry(kind, invoice, line, stated="0.42", agreed="0.38", difference=difference, why=why)
    invoice = writer.invoice(debtor, "2025-05-14", goods("B400", "999", "0.42"))
    key.decoy(invoice, "999 pieces: one short of the next tier.", kind)

    first = writer.invoice(debtor, "2025-02-04", goods("B777", "150", "18.50"))
    returned = writer.credit(first).lines[0]
    returned.quantity, returned.amount = Decimal(-30), Decimal("-555.00")
    invoice = writer.invoice(debtor, "2025-06-17", goods("B777", "60", "18.50"))
    why = "150 less 30 that came back, and 60: 180 in the year, 20 short of the next price."
    key.decoy(invoice, why, kind)
    invoice = writer.invoice(debtor, "2025-09-09", goods("B777", "20", "18.50"))
    key.entry(
        kind, invoice, invoice.lines[0], stated="18.50", agreed="17.25", difference="25.00",
        why="The 200th piece of the year: from here on 17.25.",
    )  # fmt: skip


def price_increase_cap(writer: Writer, key: Key) -> None:
    """The prices of 2024, and 3 % more once sixty days of notice have passed."""
    debtor, kind = "50104", "price_increase_cap"
    invoice = writer.invoice(debtor, "2025-12-01", goods("D610", "20", "25.75"))
    key.entry(
        kind, invoice, invoice.lines[0], stated="25.75", agreed="25.00", difference="15.00",
        why="Announced on 15 October: the increase may not begin before 14 December.",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2026-01-12", goods("D610", "20", "26.00"))
    key.entry(
        kind, invoice, invoice.lines[0], stated="26.00", agreed="25.75", difference="5.00",
        why="4 % more, where 3 % is the most.",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2025-12-15", goods("D610", "20", "25.75"))
    key.decoy(invoice, "3 % more on the second day on which it may be.", kind)


def price_order_confirmed(writer: Writer, key: Key) -> None:
    """The price of the order holds, also when the list has changed since."""
    debtor, kind = "50105", "price_order_confirmed"
    invoice = writer.invoice(debtor, "2025-03-19", goods("G330", "10", "14.20"))
    writer.ordered(invoice, item_net_price="13.95")
    key.entry(
        kind, invoice, invoice.lines[0], stated="14.20", agreed="13.95", difference="2.50",
        why="Raised between order and invoice; 13.95 was confirmed.",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2025-07-08", goods("G350", "250", "0.1845"))
    writer.ordered(invoice, item_net_price="18.45", price_base_quantity="100")
    key.decoy(invoice, "18.45 per 100 in the order, 0.1845 per piece on the invoice.", kind)
    invoice = writer.invoice(debtor, "2025-10-21", goods("G330", "12", "13.95"))
    for price in ("13.95", "13.20"):
        writer.ordered(invoice, item_net_price=price, ordered_quantity="6")
    key.entry(
        kind, invoice, invoice.lines[0], reason="missing:order_price",
        why="The order has the item twice, at two prices.",
    )  # fmt: skip


def price_unit(writer: Writer, key: Key) -> None:
    """Screws per 100, sealant in packs of 24."""
    debtor, kind = "50106", "price_unit"
    invoice = writer.invoice(debtor, "2025-02-18", goods("S010", "200", "3.85"))
    key.entry(
        kind, invoice, invoice.lines[0], stated="3.85", agreed="0.0385", difference="762.30",
        why="The price per 100 was charged for every screw.",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2025-06-24", goods("S024", "5", "50.40"))
    key.entry(
        kind, invoice, invoice.lines[0], stated="50.40", agreed="2.10", difference="241.50",
        why="The price of a pack of 24 was charged for every cartridge.",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2025-09-02", goods("S010", "200", "0.0385"))
    key.decoy(invoice, "3.85 per 100 on the list is 0.0385 for one.", kind)
