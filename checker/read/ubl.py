"""UBL 2.1 Invoice and CreditNote: Peppol BIS 3, NLCIUS, SI-UBL, XRechnung, EN 16931.

Source: EN 16931-3-2 (which element is which business term); the G-account extension of NLCIUS.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from checker.read.einvoice_values import day, only, plain, prose, several, skonto, with_its_scheme
from checker.read.refusal import RefusedFileError
from checker.read.ubl_lines import EXTRA, add_lines, place, read_extra
from checker.read.xml import NOTHING

if TYPE_CHECKING:
    from decimal import Decimal

    from checker.read.draft import Draft
    from checker.read.einvoice_values import Text
    from checker.read.xml import Node

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
CREDIT_NOTE = "381"
PROJECT = "50"  # UNCL 1001: a credit note names its project among the other documents
BLOCKED = "GACCOUNT"
NO_ORDER = "NA"  # stands for BT-13 where only BT-14 is given, because the element has to be there
SUBJECT = re.compile(r"^#[A-Z]{3}#")  # BT-21, before the text of BT-22
LINES = {"Invoice": "cac:InvoiceLine", "CreditNote": "cac:CreditNoteLine"}
TOTALS = {
    "sum_of_line_net_amounts": "LineExtensionAmount",
    "sum_of_allowances": "AllowanceTotalAmount",
    "sum_of_charges": "ChargeTotalAmount",
    "total_amount_without_vat": "TaxExclusiveAmount",
    "total_amount_with_vat": "TaxInclusiveAmount",
    "paid_amount": "PrepaidAmount",
    "rounding_amount": "PayableRoundingAmount",
    "amount_due": "PayableAmount",
}


def fill(draft: Draft, root: Node) -> None:
    """Reads an invoice or a credit note. Raises RefusedFileError."""
    draft.currency = root.value("DocumentCurrencyCode")
    stated = root.first("LegalMonetaryTotal")
    for name, element in TOTALS.items():
        draft.document[name] = plain(draft.money(stated.first(element)))
    draft.document["currency"] = draft.currency
    draft.document |= _document(root) | _references(root) | _buyer(root) | _payment(draft, root)
    draft.document["total_vat_amount"] = plain(_vat(draft, root))
    where = _where(draft, root)
    for path, line in root.numbered(draft.path, LINES[root.name]):
        add_lines(draft, line, where, path)
    for path, node in root.numbered(draft.path, EXTRA):
        draft.add_extra(read_extra(draft, node, path), where)


def _document(root: Node) -> dict[str, Text]:
    notes = (SUBJECT.sub("", node.text) for node in root.all("Note"))
    credit = root.name == "CreditNote"
    return {
        "invoice_number": root.value("ID"),
        "issue_date": day(root.first("IssueDate")),
        "invoice_type_code": CREDIT_NOTE if credit else root.value("InvoiceTypeCode"),
        "invoice_note": prose(notes),
    }


def _references(root: Node) -> dict[str, Text]:
    own = ("Party", "Contact", "ID")  # where SI-UBL 1 has it
    projects = [
        node.value("ID")
        for node in root.all("AdditionalDocumentReference")
        if node.value("DocumentTypeCode") == PROJECT
    ]
    earlier = [
        node.value(kind, "ID")
        for node in root.all("BillingReference")
        for kind in ("InvoiceDocumentReference", "CreditNoteDocumentReference")
    ]
    return {
        "buyer_reference": root.value("BuyerReference")
        or root.value("AccountingCustomerParty", *own),
        "project_reference": root.value("ProjectReference", "ID") or several(projects),
        "contract_reference": root.value("ContractDocumentReference", "ID"),
        "preceding_invoice_reference": several(earlier),
    }


def _buyer(root: Node) -> dict[str, Text]:
    customer = root.first("AccountingCustomerParty")
    party = customer.first("Party")
    ids = [node.first("ID") for node in party.all("PartyIdentification")]
    plain_ids = [node for node in ids if not node.attributes.get("schemeID")]
    vat = [
        node.value("CompanyID")
        for node in party.all("PartyTaxScheme")
        if node.value("TaxScheme", "ID") in {"VAT", None}
    ]
    legal = party.first("PartyLegalEntity")
    account = customer.first("SupplierAssignedAccountID").text
    return {
        "account": account or several(node.text for node in plain_ids[:1]),
        "debtor_name": legal.value("RegistrationName") or party.value("PartyName", "Name"),
        "buyer_vat_identifier": several(vat[:1]),
        **with_its_scheme("buyer_identifier", *ids),
        **with_its_scheme("buyer_legal_registration_id", legal.first("CompanyID")),
        **with_its_scheme("buyer_electronic_address", party.first("EndpointID")),
    }


def _payment(draft: Draft, root: Node) -> dict[str, Text]:
    means = list(root.all("PaymentMeans"))
    blocked = next((node for node in means if _is_blocked(node.value("ID"))), NOTHING)
    usual = [node for node in means if node is not blocked]
    account = ("PayeeFinancialAccount", "ID")
    terms = list(root.all("PaymentTerms"))
    held = next((node for node in terms if _is_blocked(node.value("PaymentMeansID"))), NOTHING)
    texts = [
        text
        for node in terms
        for text in (*(note.text for note in node.all("Note")), _discount(node))
    ]
    due = day(root.first("DueDate")) or only(day(node.first("PaymentDueDate")) for node in means)
    return {
        "payment_due_date": due,
        "payment_terms": prose(texts),
        "payment_means_code": several(node.value("PaymentMeansCode") for node in usual),
        "payment_account_id": several(node.value(*account) for node in usual),
        "blocked_account_id": blocked.value(*account),
        "blocked_account_amount": plain(draft.money(held.first("Amount"))),
    }


def _is_blocked(identifier: Text) -> bool:
    return (identifier or "").upper() == BLOCKED


def _discount(terms: Node) -> Text:
    period = terms.first("SettlementPeriod")
    days = period.first("DurationMeasure")
    number = days.text if days.attributes.get("unitCode") == "DAY" else None
    try:
        begin, end = day(period.first("StartDate")), day(period.first("EndDate"))
    except RefusedFileError:
        return None
    if not number and begin and end:
        number = str((date.fromisoformat(end) - date.fromisoformat(begin)).days)
    return skonto(number, terms.value("SettlementDiscountPercent"))


def _vat(draft: Draft, root: Node) -> Decimal | None:
    """BT-110, and the rates of the invoice."""
    taxes = list(root.all("TaxTotal"))
    for tax in taxes:
        for part in tax.all("TaxSubtotal"):
            category = part.first("TaxCategory")
            rate = category.first("Percent") if category.value("Percent") else part.first("Percent")
            if (percent := draft.measure(rate)) is not None:
                draft.rates.append((category.value("ID"), percent))
    return draft.vat(node for tax in taxes for node in tax.all("TaxAmount"))


def _where(draft: Draft, root: Node) -> dict[str, Text]:
    """What the lines belong to that name nothing themselves."""
    order = root.first("OrderReference")
    sales = order.value("SalesOrderID")
    bought = order.value("ID")
    deliveries = list(root.all("Delivery"))
    delivery = deliveries[0] if len(deliveries) == 1 else NOTHING
    return {
        "purchase_order_reference": None if sales and bought == NO_ORDER else bought,
        "buyer_accounting_reference": root.value("AccountingCost"),
        "sales_order_reference": sales,
        "order_date": draft.aside(order.first("IssueDate")),
        "despatch_advice_reference": several(
            node.value("ID") for node in root.all("DespatchDocumentReference")
        ),
        "delivery_date": draft.aside(delivery.first("ActualDeliveryDate")),
        **place(delivery),
    }
