"""Credit notes and negative invoices have one normal form; prices stay positive."""

from __future__ import annotations

import re

import pytest
from einvoices import CII, UBL, changed, invoices_of, read_text, shown

from checker.totals import totals

CREDIT_NOTE = changed(
    UBL,
    ("<Invoice ", "<CreditNote "),
    ("</Invoice>", "</CreditNote>"),
    ("schema:xsd:Invoice-2", "schema:xsd:CreditNote-2"),
    ("InvoiceLine", "CreditNoteLine"),
    ("InvoicedQuantity", "CreditedQuantity"),
    ("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>"),
    ("  <cbc:DueDate>2026-02-14</cbc:DueDate>\n", ""),
    ("<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>", "<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-02-14</cbc:PaymentDueDate>"),
    ("<cac:ProjectReference><cbc:ID>PR-7</cbc:ID></cac:ProjectReference>", "<cac:AdditionalDocumentReference><cbc:ID>PR-7</cbc:ID><cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"),
)  # fmt: skip
AMOUNTS = (
    "LineExtensionAmount|TaxExclusiveAmount|TaxInclusiveAmount|PrepaidAmount|PayableAmount"
    "|PayableRoundingAmount|TaxAmount|TaxableAmount|InvoicedQuantity"
)


def negative(text: str) -> str:
    """The invoice that takes itself back: all amounts and quantities below zero, prices not."""
    text = re.sub(rf"<cbc:({AMOUNTS})([^>]*)>([0-9.]+)<", r"<cbc:\1\2>-\3<", text)
    begin, price, rest = text.partition("<cac:Price>")
    begin = re.sub(r"<cbc:Amount([^>]*)>([0-9.]+)<", r"<cbc:Amount\1>-\2<", begin)
    return begin + price + rest


FORMS = {
    "a credit note in UBL": CREDIT_NOTE,
    "a credit note in CII": changed(
        CII, ("<ram:TypeCode>380</ram:TypeCode>", "<ram:TypeCode>381</ram:TypeCode>")
    ),
    "a self-billed credit note": changed(
        CII, ("<ram:TypeCode>380</ram:TypeCode>", "<ram:TypeCode>261</ram:TypeCode>")
    ),
    "a negative invoice": negative(UBL),
}
EACH = pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())


@EACH
def test_quantities_and_amounts_are_negative_and_prices_positive(text, tmp_path):
    invoices = invoices_of(read_text(text, tmp_path))
    told = "invoice_type_code payment_due_date project_reference total_amount_with_vat"
    assert shown(invoices.documents, told) == ["381 | 2026-02-14 | PR-7 | -408.98"]
    told = "invoiced_quantity item_net_price line_allowance_amount line_net_amount"
    assert shown(invoices.lines, told) == [
        "-2000.00 | 10.00 | -20.00 | -180.00",
        "-3.00 | 30.00 | - | -90.00",
    ]


@EACH
def test_what_was_charged_is_paid_back_in_the_same_class(text, tmp_path):
    charges = invoices_of(read_text(text, tmp_path)).charges
    assert shown(charges, "charge_class charge_amount") == [
        "administration | -7.50",
        "freight | -25.00",
        "other_charge | -40.00",
        "order_discount | 12.50",
        "packaging | -8.00",
    ]


@EACH
def test_the_totals_hold_in_the_normal_form_too(text, tmp_path):
    invoices = invoices_of(read_text(text, tmp_path))
    worked = totals(invoices.lines, invoices.charges)
    assert shown(worked, "net_of_lines net vat_per_rate") == ["-278.00 | -338.00 | -70.98"]
    told = "sum_of_line_net_amounts total_amount_without_vat paid_amount rounding_amount amount_due"
    assert shown(invoices.documents, told) == ["-278.00 | -338.00 | -100.00 | -0.02 | -309.00"]


def test_an_allowance_without_class_is_one_on_a_credit_note_too(tmp_path):
    text = changed(CREDIT_NOTE, ("<cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode>", ""))  # fmt: skip
    charges = invoices_of(read_text(text, tmp_path)).charges
    assert shown(charges, "charge_class charge_amount")[3] == "other_allowance | 12.50"
