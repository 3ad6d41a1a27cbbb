"""UBL 2.1 Invoice and CreditNote: Peppol BIS 3, NLCIUS, SI-UBL, XRechnung, EN 16931.

Source: EN 16931-3-2 (which element is which business term); the G-account extension of NLCIUS.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from checker.read.draft import (
    Extra,
    Figures,
    accounting,
    day,
    is_charge,
    only,
    plain,
    prose,
    several,
    skonto,
    with_its_scheme,
)
from checker.read.refusal import RefusedFileError
from checker.read.xml import NOTHING

if TYPE_CHECKING:
    from decimal import Decimal

    from checker.read.draft import Draft, Text
    from checker.read.xml import Node

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
CREDIT_NOTE = "381"
PROJECT = "50"  # UNCL 1001: a credit note names its project among the other documents
BLOCKED = "GACCOUNT"
NO_ORDER = "NA"  # stands for BT-13 where only BT-14 is given, because the element has to be there
SUBJECT = re.compile(r"^#[A-Z]{3}#")  # BT-21, before the text of BT-22
LINES = {"Invoice": "cac:InvoiceLine", "CreditNote": "cac:CreditNoteLine"}
EXTRA = "cac:AllowanceCharge"
SUB_LINES = {
    **dict.fromkeys(("InvoiceLine", "SubInvoiceLine"), "cac:SubInvoiceLine"),
    **dict.fromkeys(("CreditNoteLine", "SubCreditNoteLine"), "cac:SubCreditNoteLine"),
}
"""What a line may have within it, in the extension of XRechnung (BG-DEX-01)."""
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
        _lines(draft, line, where, path)
    for path, node in root.numbered(draft.path, EXTRA):
        draft.add_extra(_extra(draft, node, path), where)


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
        **_place(delivery),
    }


def _place(delivery: Node) -> dict[str, Text]:
    location = delivery.first("DeliveryLocation")
    return {
        "deliver_to_location_id": location.value("ID"),
        "deliver_to_post_code": location.value("Address", "PostalZone"),
        "deliver_to_country_code": location.value("Address", "Country", "IdentificationCode"),
    }


def _lines(draft: Draft, line: Node, where: dict[str, Text], path: str) -> None:
    """A line; or in its place those that it groups, which have the items and the prices.

    Raises RefusedFileError: the two do not come to the same, so that nobody knows which counts.
    """
    name = SUB_LINES[line.name]
    below = list(line.numbered(path, name))
    if not below:
        _line(draft, line, where, path)
        return
    amounts = [draft.money(part.first("LineExtensionAmount")) for _, part in below]
    whole = draft.money(line.first("LineExtensionAmount"))
    if "AllowanceCharge" in line.children or whole != sum(amount or 0 for amount in amounts):
        raise RefusedFileError("read.sub_lines_differ", line.value("ID") or "", line.row)
    draft.asides += 1
    where = where | _belongs(draft, line)
    for own, part in below:
        _lines(draft, part, where, own)


def _line(draft: Draft, line: Node, where: dict[str, Text], path: str) -> None:
    quantity = line.first("InvoicedQuantity")
    if quantity is NOTHING:
        quantity = line.first("CreditedQuantity")
    net = line.first("LineExtensionAmount")
    if not quantity.text and not net.text:
        draft.asides += 1
        return
    price = line.first("Price")
    unit = draft.measure(price.first("PriceAmount"))
    figures = Figures(
        quantity=draft.measure(quantity),
        price=unit,
        gross=_gross(draft, price, unit),
        base=draft.base(price.first("BaseQuantity"), quantity),
        net=draft.money(net),
    )
    extras = [_extra(draft, node, own) for own, node in line.numbered(path, EXTRA)]
    texts = where | _belongs(draft, line) | _item(draft, line)
    texts["buyer_accounting_reference"] = accounting(where, line.value("AccountingCost"))
    texts["unit_code"] = quantity.attributes.get("unitCode")
    draft.add_line(texts, figures, extras, (line.row, path))


def _gross(draft: Draft, price: Node, unit: Decimal | None) -> Decimal | None:
    for node in price.all("AllowanceCharge"):
        before = draft.measure(node.first("BaseAmount"))
        off = draft.measure(node.first("Amount"))
        if before is not None or off is None or unit is None:
            return before
        return unit + off
    return None


def _belongs(draft: Draft, line: Node) -> dict[str, Text]:
    """The references of a line that has its own; absent where it has none."""
    orders = [node.first("OrderReference") for node in line.all("OrderLineReference")]
    orders = [node for node in orders if node is not NOTHING]
    despatches = line.all("DespatchLineReference")
    deliveries = list(line.all("Delivery"))
    if not (orders or despatches or deliveries):  # as most lines
        return {}
    delivery = deliveries[0] if len(deliveries) == 1 else NOTHING
    own = {
        "purchase_order_reference": several(node.value("ID") for node in orders),
        "sales_order_reference": several(node.value("SalesOrderID") for node in orders),
        "order_date": only(draft.aside(node.first("IssueDate")) for node in orders),
        "despatch_advice_reference": several(
            node.value("DocumentReference", "ID") for node in despatches
        ),
        "delivery_date": draft.aside(delivery.first("ActualDeliveryDate")),
    }
    place = _place(delivery)
    stated = {name: value for name, value in own.items() if value}
    return stated | (place if any(place.values()) else {})


def _item(draft: Draft, line: Node) -> dict[str, Text]:
    item = line.first("Item")
    tax = item.first("ClassifiedTaxCategory")
    period = line.first("InvoicePeriod")
    return {
        "line_id": line.value("ID"),
        "seller_item_id": item.value("SellersItemIdentification", "ID"),
        "buyer_item_id": item.value("BuyersItemIdentification", "ID"),
        "standard_item_id": item.value("StandardItemIdentification", "ID"),
        "item_group": item.value("CommodityClassification", "ItemClassificationCode"),
        "item_name": item.value("Name") or item.value("Description"),
        "invoice_period_start": draft.aside(period.first("StartDate")),
        "invoice_period_end": draft.aside(period.first("EndDate")),
        "vat_category_code": tax.value("ID"),
        "vat_rate": plain(draft.measure(tax.first("Percent"))),
    }


def _extra(draft: Draft, node: Node, path: str) -> Extra:
    tax = node.first("TaxCategory")
    return Extra(
        is_charge=is_charge(node.first("ChargeIndicator"), node),
        amount=draft.extra_amount(node.first("Amount"), node),
        row=node.row,
        path=path,
        percent=draft.measure(node.first("MultiplierFactorNumeric")),
        reason=several((each.text for each in node.all("AllowanceChargeReason")), " "),
        code=node.value("AllowanceChargeReasonCode"),
        category=tax.value("ID"),
        rate=draft.measure(tax.first("Percent")),
    )
