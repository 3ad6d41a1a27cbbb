"""Payment, tax and totals: what an invoice comes to, and how it is to be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writing import charge, goods

if TYPE_CHECKING:
    from key import Key
    from model import Line
    from writing import Writer

ACCOUNT, BLOCKED = "NL91ABNA0417164300", "NL86INGB0002445588"


def _totals(vat: str, total: str, due: str = "", **fields: str) -> dict[str, str]:
    return {
        "total_vat_amount": vat, "total_amount_with_vat": total, "amount_due": due or total,
    } | fields  # fmt: skip


def document_totals(writer: Writer, key: Key) -> None:
    """An invoice of which the freight is not in the total, and one that was paid in part."""
    debtor, kind = "50301", "document_totals"
    invoice = writer.invoice(
        debtor, "2025-03-11", goods("K2010", "100", "4.15"), charge("freight", "17.50"),
        **_totals("90.83", "505.83"),
    )  # fmt: skip
    why = "The freight of 17.50 is in the VAT, but not in the total."
    for _ in ("total_amount_with_vat", "amount_due"):
        key.entry(kind, invoice, stated="505.83", agreed="523.33", why=why)

    invoice = writer.invoice(
        debtor, "2025-06-17", goods("K2010", "100", "4.15"), charge("freight", "17.50"),
        **_totals("90.83", "523.33", "423.33", paid_amount="100.00"),
    )  # fmt: skip
    key.decoy(invoice, "Less is due than the total: 100.00 was paid in advance.", kind)


def tax_arithmetic(writer: Writer, key: Key) -> None:
    """VAT that is 0.27 too high, which validators let pass; and VAT rounded per line."""
    debtor, kind = "50301", "tax_arithmetic"
    invoice = writer.invoice(
        debtor, "2025-04-08", goods("K2010", "100", "4.15"), charge("freight", "17.50"),
        **_totals("91.10", "523.60"),
    )  # fmt: skip
    why = "VAT of 0.27 too much: well inside the euro that validators accept."
    key.entry(kind, invoice, stated="91.10", agreed="90.83", why=why)

    small = [goods(f"K20{number}", "1", "0.12") for number in range(20, 30)]
    invoice = writer.invoice(debtor, "2025-09-23", *small, **_totals("0.30", "1.50"))
    key.decoy(invoice, "VAT of 0.30 on 1.20: rounded line by line, as many systems do.", kind)


def allowance_arithmetic(writer: Writer, key: Key) -> None:
    """10 % discount of which the amount was typed in by hand."""
    debtor, kind = "50307", "allowance_arithmetic"
    typed = goods(
        "K2044", "20", "12.50", line_allowance_percentage="10", line_allowance_amount="20.00"
    )
    invoice = writer.invoice(debtor, "2025-02-18", typed)
    why = "10 % of 250.00 is 25.00; the amount beside it says 20.00."
    key.entry(kind, invoice, typed, stated="20.00", agreed="25.00", why=why)

    rounded = goods(
        "K2045", "7", "3.33", line_allowance_percentage="12.5", line_allowance_amount="2.90",
        line_net_amount="20.40",
    )  # fmt: skip
    invoice = writer.invoice(debtor, "2025-07-02", rounded)
    key.decoy(invoice, "A discount of 2.90 where 2.91 is exact: rounding per piece.", kind)


def tax_rate(writer: Writer, key: Key) -> None:
    """A handbook at the rate of the tools that it comes with."""
    debtor, kind = "50313", "tax_rate"
    book = goods("B7701", "4", "32.50", item_group="vakboeken")
    tools = goods("K2060", "4", "89.00", item_group="gereedschap")
    invoice = writer.invoice(debtor, "2025-05-20", tools, book)
    why = "Books go at 9 %, this one has the 21 % of the tools."
    key.entry(kind, invoice, book, stated="21.00", agreed="9.00", why=why)

    book = goods("B7701", "4", "32.50", item_group="vakboeken", vat_rate="9")
    tools = goods("K2060", "4", "89.00", item_group="gereedschap")
    invoice = writer.invoice(debtor, "2025-10-07", tools, book)
    key.decoy(invoice, "Two rates on one invoice: tools at 21 %, books at 9 %.", kind)


def tax_category(writer: Writer, key: Key) -> None:
    """A subcontractor's debtor whose VAT is reversed, and a Belgian one without VAT number."""
    debtor, kind = "50318", "tax_category"
    number = {"buyer_vat_identifier": "NL823400417B01"}
    works = goods("W3010", "16", "62.00", vat_category_code="S")
    invoice = writer.invoice(debtor, "2025-03-25", works, **number)
    why = "21 % VAT on work in subcontract, where the debtor declares the VAT."
    key.entry(kind, invoice, stated="S; 21 %", agreed="AE", why=why)

    works = goods("W3010", "12", "62.00", vat_rate="0", vat_category_code="AE")
    invoice = writer.invoice(debtor, "2025-08-19", works, **number)
    key.decoy(invoice, "No VAT at all: it is reversed to the debtor, whose number is there.", kind)

    debtor, belgian = "50322", {"deliver_to_country_code": "BE", "vat_category_code": "K"}
    supply = goods("K2010", "200", "4.15", vat_rate="0", **belgian)
    invoice = writer.invoice(debtor, "2025-04-29", supply)
    why = "Goods to Belgium without VAT, but without the VAT number that this rests on."
    key.entry(kind, invoice, stated="K; BT-48: -", agreed="K", why=why)

    supply = goods("K2010", "150", "4.15", vat_rate="0", **belgian)
    invoice = writer.invoice(debtor, "2025-11-04", supply, buyer_vat_identifier="BE 0403.170.701")
    key.decoy(invoice, "Goods to Belgium without VAT, with number, country and date.", kind)


def payment_discount(writer: Writer, key: Key) -> None:
    """2 % within 8 days, of which the invoice says something else."""
    debtor, kind = "50331", "payment_discount"
    terms = {"payment_means_code": "58"}
    invoice = writer.invoice(
        debtor, "2025-02-04", goods("K2071", "30", "21.40"),
        payment_terms="1% binnen 8 dagen, 30 dagen netto", **terms,
    )  # fmt: skip
    why = "1 % for early payment; 2 % was agreed."
    key.entry(kind, invoice, stated="1.00 % / 8", agreed="2.00 % / 8", why=why)

    invoice = writer.invoice(
        debtor, "2025-05-06", goods("K2071", "30", "21.40"),
        payment_terms="30 dagen netto, 2 % korting bij betaling binnen 8 dagen", **terms,
    )  # fmt: skip
    key.decoy(invoice, "The discount stands behind the term of 30 days.", kind)


def payment_means(writer: Writer, key: Key) -> None:
    """A direct debit that nobody gave a mandate for."""
    debtor, kind = "50331", "payment_means"
    terms = {"payment_terms": "2% binnen 8 dagen"}
    invoice = writer.invoice(
        debtor, "2025-06-24", goods("K2071", "12", "21.40"), payment_means_code="59", **terms
    )
    why = "SEPA direct debit on the invoice; the debtor transfers."
    key.entry(kind, invoice, stated="59", agreed="30, 58", why=why)

    invoice = writer.invoice(
        debtor, "2025-09-30", goods("K2071", "12", "21.40"), payment_means_code="30", **terms
    )
    key.decoy(invoice, "An old code for a transfer, which was agreed as well.", kind)


def _surcharge(amount: str) -> Line:
    line = goods(
        "KREDB", "1", amount, item_name="Kredietbeperking 2%", gl_account="8450", vat_rate="0"
    )
    line.charge_class = "credit_restriction"
    return line


def payment_credit_restriction(writer: Writer, key: Key) -> None:
    """2 % credit restriction over the amount without VAT, forgotten, and as it should be."""
    debtor, kind = "50336", "payment_credit_restriction"
    invoice = writer.invoice(
        debtor, "2025-03-18", goods("K2082", "25", "40.00"), _surcharge("20.00")
    )
    why = "2 % of 1,000.00 without VAT; it goes over the 1,210.00 with VAT."
    line = invoice.charge("credit_restriction")
    key.entry(
        kind, invoice, line, stated="20.00", agreed="24.20", difference="-4.20", why=why
    )  # fmt: skip

    invoice = writer.invoice(debtor, "2025-06-03", goods("K2082", "10", "40.00"))
    key.entry(
        kind, invoice, stated="0.00", agreed="9.68", difference="-9.68",
        charge_class="credit_restriction", why="The credit restriction was forgotten.",
    )  # fmt: skip

    invoice = writer.invoice(
        debtor, "2025-10-14",
        goods("K2082", "25", "40.00"), charge("freight", "50.00"), _surcharge("25.41"),
    )  # fmt: skip
    key.decoy(invoice, "2 % of goods and freight with VAT, and no VAT on the surcharge.", kind)


def payment_account(writer: Writer, key: Key) -> None:
    """40 % on the blocked account; an invoice without it, and one with the share of the net."""
    debtor, kind = "50342", "payment_account"
    reversed_vat = {"vat_rate": "0"}
    invoice = writer.invoice(
        debtor, "2025-04-15", goods("W3020", "40", "58.50", **reversed_vat),
        payment_account_id="NL20INGB0001234567", blocked_account_id=BLOCKED,
        blocked_account_amount="936.00",
    )  # fmt: skip
    share = f"{BLOCKED} 936.00"
    why = "The account at the bank that the seller has left."
    key.entry(
        kind, invoice, stated=f"NL20INGB0001234567; {share}", agreed=f"{ACCOUNT}; {share}", why=why
    )

    invoice = writer.invoice(
        debtor, "2025-07-08", goods("W3020", "20", "58.50", **reversed_vat),
        payment_account_id=ACCOUNT,
    )  # fmt: skip
    why = "The whole amount on the ordinary account; 40 % belongs on the blocked one."
    key.entry(kind, invoice, stated=ACCOUNT, agreed=f"{ACCOUNT}; {BLOCKED} 468.00", why=why)

    invoice = writer.invoice(
        debtor, "2025-11-11", goods("W3020", "30", "58.50", **reversed_vat),
        payment_account_id="nl91 abna 0417 1643 00", blocked_account_id=BLOCKED,
        blocked_account_amount="702.00",
    )  # fmt: skip
    key.decoy(invoice, "The agreed accounts, one of them written with spaces.", kind)
