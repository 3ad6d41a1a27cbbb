"""A few e-invoices to debtors that they name by GLN, KvK number or OIN, with a key of their own."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import cii
import ubl
from book import Book
from export import number
from key import Key
from writing import Writer, charge, goods

if TYPE_CHECKING:
    from pathlib import Path

    from terms import Terms

FREE, BY_GLN, BY_KVK, BY_OIN = "charge_free_from", "50601", "50602", "50603"
FORM, BESIDE = "form", "beside"
"""Of an invoice: cii, or else UBL; of a charge: it stands beside the lines."""


def einvoices(terms: Terms, catalogue: dict[str, dict[str, str]]) -> Key:
    """The invoices, right and wrong, with their numbers; the key has its entries and decoys."""
    book = Book(terms, Random(20260101), catalogue)  # noqa: S311  a sample
    writer, key = Writer(book), Key(book)
    for seed in (_charges, _discounts, _payment, _references):
        seed(writer, key)
    for invoice in number(book.invoices):
        for line in invoice.lines:
            line.line_id = "" if BESIDE in line.extra else line.line_id
    return key


def write(folder: Path, key: Key) -> None:
    """A file per invoice."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.xml"):
        path.unlink()
    terms = key.book.terms
    for invoice in key.book.invoices:
        form = cii if invoice.extra.get(FORM) == "cii" else ubl
        text = form.text(invoice, terms.name(invoice.debtor), terms.identifiers(invoice.debtor))
        (folder / f"{invoice.number}-{invoice.debtor}.xml").write_text(text, encoding="utf-8")


def _charges(writer: Writer, key: Key) -> None:
    freight = charge("freight", "25.00", beside="true")
    invoice = writer.invoice(BY_GLN, "2026-02-09", goods("K2010", "40", "5.50"), freight)
    key.decoy(invoice, "Freight of 25.00 on an order of 220.00, as agreed.", FREE)

    freight = charge("freight", "25.00", beside="true")
    dear = (goods("K2010", "60", "5.50"), goods("K2044", "30", "9.40"))
    invoice = writer.invoice(BY_GLN, "2026-03-10", *dear, freight)
    key.charged(FREE, invoice, freight, "0", "Freight on an order of 612.00: free from 500.00.")

    costs = charge("administration", "7.50", beside="true")
    freight = charge("freight", "25.00", beside="true")
    invoice = writer.invoice(BY_GLN, "2026-04-07", goods("K2044", "30", "9.40"), freight, costs)
    why = "Administration costs beside the lines, which were excluded."
    key.charged("charge_forbidden", invoice, costs, "0", why)


def _discounts(writer: Writer, key: Key) -> None:
    tenth = {"line_allowance_percentage": "10"}
    right = writer.invoice(
        BY_KVK, "2026-02-16", goods("K2010", "100", "5.50", **tenth),
        goods("K2044", "10", "9.40", **tenth), form="cii",
    )  # fmt: skip
    key.decoy(right, "A CII invoice with the discount as agreed.", "discount_line")
    credit = writer.credit(right, right.biggest)
    key.decoy(credit, "A credit note at the discount of its invoice.", "discount_line")

    wrong = goods("K2010", "100", "5.50", **tenth)
    invoice = writer.invoice(BY_KVK, "2026-03-16", wrong, form="cii")
    key.discounted(invoice, wrong, "5", "Half of the discount that was agreed.")


def _payment(writer: Writer, key: Key) -> None:
    line = goods("K2044", "25", "9.40", line_allowance_percentage="10")
    invoice = writer.invoice(
        BY_KVK, "2026-04-20", line, issue_date="2026-04-22", payment_due_date="2026-05-06"
    )
    key.due(invoice, invoice.issued, "Due at once, where 14 days were agreed.")


def _references(writer: Writer, key: Key) -> None:
    freight = charge("freight", "17.50")
    invoice = writer.invoice(
        BY_OIN, "2026-02-23", goods("K2010", "80", "5.50"), freight,
        purchase_order_reference="GV-260114",
    )  # fmt: skip
    key.charged("charge_forbidden", invoice, freight, "0", "Freight as a line: delivery is franco.")

    invoice = writer.invoice(BY_OIN, "2026-05-18", goods("K2044", "12", "9.40"))
    key.referred(invoice, "", "The purchase order is missing.")
