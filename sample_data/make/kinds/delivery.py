"""Quantities, deliveries, time, limits and credit notes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from writing import goods

if TYPE_CHECKING:
    from key import Key
    from model import Line
    from writing import Writer


def quantity_delivered(writer: Writer, key: Key) -> None:
    """As many as the delivery notes say; whatever the order said."""
    debtor, kind = "50501", "quantity_delivered"
    invoice = writer.invoice(
        debtor, "2025-02-11", goods("L2010", "120", "2.35"), goods("L2015", "40", "6.10")
    )
    writer.delivered(invoice, invoice.lines[0], delivered_quantity="110")
    writer.delivered(invoice, invoice.lines[1])
    why = "Ordered 120, and the last ten were out of stock."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="120.00", agreed="110.00", difference="23.50", why=why)

    invoice = writer.invoice(debtor, "2025-03-18", goods("L2015", "48", "6.10"))
    writer.delivered(invoice, delivered_quantity="60")
    why = "A whole pallet went out where four boxes were ordered."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="48.00", agreed="60.00", difference="-73.20", why=why)

    parts = {"sales_order_reference": "VO50501-P", "despatch_advice_reference": "PB50501-P"}
    first = writer.invoice(
        debtor, "2025-05-06", goods("L2010", "80", "2.35", **parts),
        goods("L2031", "25", "11.40", **parts),
    )  # fmt: skip
    writer.delivered(first)
    key.decoy(first, "The first of two invoices for one delivery, and the right one.", kind)
    again = writer.invoice(
        debtor, "2025-05-06", goods("L2010", "80", "2.35", **parts), issue_date="2025-06-24"
    )
    why = "The delivery note was billed in May already; one line of it comes back in June."
    line = again.lines[0]
    key.entry(kind, again, line, stated="80.00", agreed="0.00", difference="188.00", why=why)

    split = {"sales_order_reference": "VO50501-S", "despatch_advice_reference": "PB50501-S"}
    early = writer.invoice(debtor, "2025-09-02", goods("L2010", "50", "2.35", **split))
    writer.delivered(early, delivered_quantity="90")
    writer.invoice(debtor, "2025-09-02", goods("L2010", "40", "2.35", **split),
                   issue_date="2025-09-11")  # fmt: skip
    key.decoy(early, "50 of the 90 that were delivered: the other 40 are on another invoice.", kind)

    invoice = writer.invoice(debtor, "2025-11-12", goods("L2031", "10", "11.40"))
    why = "The delivery is not in the register."
    reason = "missing:delivered_quantity"
    key.entry(kind, invoice, invoice.lines[0], stated="10.00", reason=reason, why=why)


def quantity_ordered(writer: Writer, key: Key) -> None:
    """Printed matter: up to ten percent more than was ordered."""
    debtor, kind = "50502", "quantity_ordered"
    invoice = writer.invoice(debtor, "2025-02-18", goods("D510", "5600", "0.042"))
    writer.ordered(invoice, ordered_quantity="5000")
    why = "The press ran on: twelve percent more than was ordered."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="5600.00", agreed="5000.00", difference="25.20", why=why)

    invoice = writer.invoice(debtor, "2025-06-03", goods("D510", "5500", "0.042"))
    writer.ordered(invoice, ordered_quantity="5000")
    key.decoy(invoice, "500 more than the 5000 ordered: ten percent to the sheet.", kind)


def quantity_pack(writer: Writer, key: Key) -> None:
    """Sealant comes in boxes of twelve."""
    debtor, kind, kit = "50503", "quantity_pack", {"item_group": "kit"}
    invoice = writer.invoice(debtor, "2025-03-04", goods("K310", "30", "4.95", **kit))
    why = "Two and a half boxes of twelve."
    key.entry(kind, invoice, invoice.lines[0], stated="6.00", agreed="0.00", why=why)

    invoice = writer.invoice(
        debtor, "2025-04-08", goods("K310", "36", "4.95", **kit),
        goods("K311", "5", "57.00", unit_code="doos", **kit), goods("L120", "7", "8.20"),
    )  # fmt: skip
    key.decoy(invoice, "Whole boxes, boxes as a unit, and 7 of what comes loose.", kind)


def _penalty(amount: str) -> Line:
    line = goods("BOETE", "-1", amount, item_name="Boete te late levering", gl_account="8490")
    line.charge_class = "penalty"
    return line


def delivery_penalty(writer: Writer, key: Key) -> None:
    """Half a percent for each day after the first, five percent at most."""
    debtor, kind = "50504", "delivery_penalty"

    def late(promised: str, came: str, quantity: str = "4") -> Line:
        return goods("M800", quantity, "450.00", promised_delivery_date=promised,
                     delivery_date=came)  # fmt: skip

    invoice = writer.invoice(debtor, "2025-02-03", late("2025-02-24", "2025-03-03"))
    why = "A week late over the end of February: six days after the day of grace."
    key.entry(
        kind, invoice, charge_class="penalty", stated="0.00", agreed="-54.00", difference="54.00",
        why=why,
    )  # fmt: skip

    penalty = _penalty("90.00")
    invoice = writer.invoice(debtor, "2025-04-07", late("2025-04-28", "2025-05-02"), penalty)
    why = "Five percent was credited at once; three days come to one and a half."
    key.entry(
        kind, invoice, penalty, stated="-90.00", agreed="-27.00", difference="-63.00", why=why
    )

    invoice = writer.invoice(
        debtor, "2025-09-01", late("2025-09-22", "2025-10-20", "2"), _penalty("45.00")
    )
    key.decoy(invoice, "Four weeks late, and credited no more than five percent.", kind)


def delivery_before_invoice(writer: Writer, key: Key) -> None:
    """Nothing is billed before it is there."""
    debtor, kind = "50505", "delivery_before_invoice"
    invoice = writer.invoice(
        debtor, "2025-04-22", goods("S100", "12", "38.50"),
        goods("S140", "3", "210.00", delivery_date="2025-05-06"), issue_date="2025-04-30",
    )  # fmt: skip
    why = "Billed before the month was closed; the second line came a week later."
    line = invoice.lines[1]
    key.entry(kind, invoice, line, stated="2025-05-06", agreed="2025-04-30", why=why)

    invoice = writer.invoice(
        debtor, "2025-12-29", goods("S100", "8", "38.50", delivery_date="2025-12-31"),
        issue_date="2025-12-31",
    )  # fmt: skip
    key.decoy(invoice, "Billed on the very day of the delivery.", kind)


def document_collective(writer: Writer, key: Key) -> None:
    """One invoice a month."""
    debtor, kind = "50506", "document_collective"
    writer.invoice(debtor, "2025-03-11", goods("Z210", "40", "3.15"), issue_date="2025-03-28")
    invoice = writer.invoice(
        debtor, "2025-03-27", goods("Z210", "25", "3.15"), issue_date="2025-03-31"
    )
    why = "The order of the last week got an invoice of its own."
    key.entry(kind, invoice, stated="255050602", agreed="255050601", why=why)

    invoice = writer.invoice(
        debtor, "2025-03-31", goods("Z215", "10", "5.60"), issue_date="2025-04-01"
    )
    key.decoy(invoice, "A day after the invoice of March: it is April now.", kind)

    wrong = writer.invoice(
        debtor, "2025-06-10", goods("Z215", "20", "6.50"), issue_date="2025-06-27"
    )
    writer.credit(wrong, days=1)
    invoice = writer.invoice(
        debtor, "2025-06-10", goods("Z215", "20", "5.60"), issue_date="2025-06-30"
    )
    key.decoy(invoice, "The second of June, and the first was credited in full.", kind)


def document_max_age(writer: Writer, key: Key) -> None:
    """Billed within sixty days of the delivery."""
    debtor, kind = "50507", "document_max_age"
    invoice = writer.invoice(
        debtor, "2025-01-13", goods("W410", "6", "88.00"), issue_date="2025-04-02"
    )
    why = "The work order lay with the mechanic until the end of the quarter."
    key.entry(kind, invoice, stated="2025-04-02", agreed="2025-03-15", why=why)

    invoice = writer.invoice(
        debtor, "2025-05-12", goods("W410", "2", "88.00"), issue_date="2025-07-12"
    )
    key.decoy(invoice, "Delivered on 13 May: the sixtieth day.", kind)


def limit_contract(writer: Writer, key: Key) -> None:
    """10,000.00 for the project, and not a cent more."""
    debtor, kind = "50508", "limit_contract"
    first = writer.invoice(debtor, "2025-02-17", goods("B700", "60", "100.00"))
    writer.credit(first, first.lines[0], days=10).lines[0].quantity = Decimal(-5)
    writer.book.invoices[-1].lines[0].amount = Decimal("-500.00")
    writer.invoice(debtor, "2025-05-19", goods("B700", "39", "100.00"))
    invoice = writer.invoice(debtor, "2025-08-25", goods("B720", "8", "75.00"))
    key.decoy(invoice, "6,000 - 500 + 3,900 + 600: the limit to the cent.", kind)
    invoice = writer.invoice(debtor, "2025-10-06", goods("B720", "4", "75.00"))
    why = "The project went on after its 10,000.00 were spent."
    key.entry(kind, invoice, stated="10300.00", agreed="10000.00", why=why)


def limit_agreement(writer: Writer, key: Key) -> None:
    """The yearly agreement ended in September, and nobody renewed it."""
    debtor, kind = "50509", "limit_agreement"
    invoice = writer.invoice(debtor, "2025-09-28", goods("G600", "14", "23.40"))
    key.decoy(invoice, "Billed on the last day of the agreement.", kind)
    invoice = writer.invoice(debtor, "2025-10-13", goods("G600", "20", "23.40"))
    why = "Two weeks after the last paper ended."
    key.entry(kind, invoice, stated="2025-10-15", agreed="2025-09-30", why=why)


def credit_notes(writer: Writer, key: Key) -> None:
    """Each credit note names its invoice, and takes back no more than that."""
    debtor = "50510"
    sold = writer.invoice(
        debtor, "2025-03-03", goods("E110", "100", "1.80"), goods("E125", "10", "14.50")
    )
    whole = writer.credit(sold, sold.lines[1], days=7)
    key.decoy(whole, "The smaller line came back whole.", "credit_reference")
    more = writer.credit(sold, sold.lines[0], days=20)
    key.decoy(more, "With the other line: all of the invoice, and no more.", "credit_exceeds")
    again = writer.credit(sold, sold.lines[1], days=60)
    why = "Sales and accounts both credited the ten that came back."
    key.entry("credit_exceeds", again, stated="470.00", agreed="325.00", why=why)

    sold = writer.invoice(debtor, "2025-07-07", goods("E110", "250", "1.80"))
    lost = writer.credit(sold, days=5)
    lost.original = None
    why = "The field was left empty; the invoice of July has the same line."
    key.entry("credit_reference", lost, stated="", agreed="255051005", why=why)

    old = writer.credit(sold, days=70)
    old.lines[0].quantity, old.lines[0].amount = Decimal(-30), Decimal("-54.00")
    old.original = "23104477"
    why = "An invoice of 2023, which the export does not reach."
    key.entry("credit_reference", old, stated="23104477", reason="undecided", why=why)
    reason = "missing:original_amount"
    key.entry("credit_exceeds", old, reason=reason, why=why)


def price_identical_lines(writer: Writer, key: Key) -> None:
    """Five items of one price are a fault of the system that made the invoice."""
    debtor, kind = "50511", "price_identical_lines"
    items = ("T101", "T102", "T205", "T330", "T412", "T518")
    invoice = writer.invoice(debtor, "2025-04-15", *(goods(i, "3", "14.95") for i in items))
    why = "Made from the delivery note: every line has the price of the first."
    key.entry(kind, invoice, invoice.lines[0], stated="14.95", agreed="", why=why)

    invoice = writer.invoice(
        debtor, "2025-06-17", *(goods(i, "2", "9.95") for i in items[:5]),
        goods("T900", "1", "129.00"),
    )  # fmt: skip
    key.decoy(invoice, "Five items at 9.95, and one that costs something else.", kind)
