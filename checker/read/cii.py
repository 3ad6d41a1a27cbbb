"""CII D16B (XRechnung, NLCIUS-CII, Factur-X, ZUGFeRD 2) and its forerunner, ZUGFeRD 1.

Source: EN 16931-3-3 (which element is which business term); Factur-X EXTENDED for references,
deliveries and discounts of more than EN 16931 has.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context
from typing import TYPE_CHECKING

from checker.read.cii_levels import ABOUT, NO_LINE, STATUS, Levels
from checker.read.cii_names import ROOTS, Names
from checker.read.draft import (
    LAST_DECIMAL,
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
from checker.read.xml import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.read.draft import Draft, Text
    from checker.read.xml import Node

OF_VAT = "VA"
WIDE = Context(prec=60)
MOMENTS = ("DateTimeString", "DateTime", "DateString", "Date")
FREIGHT_CODE = "FC"  # UNCL 7161: what EXTENDED calls a logistics service charge
TOTALS = {
    "sum_of_line_net_amounts": "LineTotalAmount",
    "sum_of_allowances": "AllowanceTotalAmount",
    "sum_of_charges": "ChargeTotalAmount",
    "total_amount_without_vat": "TaxBasisTotalAmount",
    "total_amount_with_vat": "GrandTotalAmount",
    "paid_amount": "TotalPrepaidAmount",
    "rounding_amount": "RoundingAmount",
    "amount_due": "DuePayableAmount",
}


LINE = "ram:IncludedSupplyChainTradeLineItem"
EXTRA = "ram:SpecifiedTradeAllowanceCharge"
FREIGHT = "ram:SpecifiedLogisticsServiceCharge"


def fill(draft: Draft, root: Node) -> None:
    """Reads an invoice. Raises RefusedFileError."""
    names = ROOTS[root.name]
    deal = root.first(names.deal)
    settlement = deal.first(names.settlement)
    stated = settlement.first(names.totals)
    draft.currency = settlement.value("InvoiceCurrencyCode")
    for name, element in TOTALS.items():
        draft.document[name] = plain(draft.money(stated.first(element)))
    draft.document["total_vat_amount"] = plain(draft.vat(stated.all("TaxTotalAmount")))
    draft.document |= {
        **_document(root.first(names.document)),
        "currency": draft.currency,
        **_references(deal.first(names.agreement), settlement),
        **_buyer(deal.first(names.agreement, "BuyerTradeParty")),
        **_payment(settlement),
    }
    for tax in settlement.all("ApplicableTradeTax"):
        if (rate := draft.measure(tax.first(names.percent))) is not None:
            draft.rates.append((tax.value("CategoryCode"), rate))
    where = _where(draft, deal, names)
    way = f"{draft.path}/rsm:{names.deal}"
    levels = Levels()
    for path, line in deal.numbered(way, LINE):
        levels.add(line)
        _line(draft, line, where, names, path)
    levels.refuse()
    _extras(draft, settlement, where, names, f"{way}/ram:{names.settlement}")


def _extras(draft: Draft, settlement: Node, where: dict[str, Text], names: Names, way: str) -> None:
    for path, node in settlement.numbered(way, EXTRA):
        draft.add_extra(_extra(draft, node, names, path), where)
    for path, node in settlement.numbered(way, FREIGHT):
        tax = node.first("AppliedTradeTax")
        extra = Extra(
            is_charge=True,
            amount=draft.extra_amount(node.first("AppliedAmount"), node),
            row=node.row,
            path=path,
            reason=node.value("Description"),
            code=FREIGHT_CODE,
            category=tax.value("CategoryCode"),
            rate=draft.measure(tax.first(names.percent)),
        )
        draft.add_extra(extra, where)


def _document(node: Node) -> dict[str, Text]:
    notes = (text.text for note in node.all("IncludedNote") for text in note.all("Content"))
    return {
        "invoice_number": node.value("ID"),
        "issue_date": day(_moment(node.first("IssueDateTime"))),
        "invoice_type_code": node.value("TypeCode"),
        "invoice_note": prose(notes),
    }


def _moment(node: Node) -> Node:
    """The element of a date that holds its text."""
    return next((node.first(name) for name in MOMENTS if name in node.children), NOTHING)


def _id(node: Node) -> Text:
    return node.value("IssuerAssignedID") or node.value("ID")


def _references(agreement: Node, settlement: Node) -> dict[str, Text]:
    return {
        "buyer_reference": agreement.value("BuyerReference"),
        "project_reference": agreement.value("SpecifiedProcuringProject", "ID"),
        "contract_reference": _id(agreement.first("ContractReferencedDocument")),
        "preceding_invoice_reference": several(
            _id(node) for node in settlement.all("InvoiceReferencedDocument")
        ),
    }


def _buyer(party: Node) -> dict[str, Text]:
    own = list(party.all("ID"))
    registration = party.first("SpecifiedLegalOrganization", "ID")
    vat = (
        node.text
        for each in party.all("SpecifiedTaxRegistration")
        for node in each.all("ID")
        if node.attributes.get("schemeID") == OF_VAT
    )
    address = party.first("URIUniversalCommunication", "URIID")
    return {
        "account": several(node.text for node in own[:1]),
        "debtor_name": party.value("Name"),
        "buyer_vat_identifier": several(list(vat)[:1]),
        **with_its_scheme("buyer_identifier", *party.all("GlobalID"), *own),
        **with_its_scheme("buyer_legal_registration_id", registration),
        **with_its_scheme("buyer_electronic_address", address),
    }


def _payment(settlement: Node) -> dict[str, Text]:
    means = list(settlement.all("SpecifiedTradeSettlementPaymentMeans"))
    accounts = [node.first("PayeePartyCreditorFinancialAccount") for node in means]
    terms = list(settlement.all("SpecifiedTradePaymentTerms"))
    texts = [
        text
        for node in terms
        for text in (*(each.text for each in node.all("Description")), *_discounts(node))
    ]
    return {
        "payment_due_date": only(day(_moment(node.first("DueDateDateTime"))) for node in terms),
        "payment_terms": prose(texts),
        "payment_means_code": several(node.value("TypeCode") for node in means),
        "payment_account_id": several(
            node.value("IBANID") or node.value("ProprietaryID") for node in accounts
        ),
        "blocked_account_id": None,
        "blocked_account_amount": None,
    }


def _discounts(terms: Node) -> Iterator[Text]:
    for discount in terms.all("ApplicableTradePaymentDiscountTerms"):
        days = discount.first("BasisPeriodMeasure")
        number = days.text if days.attributes.get("unitCode") == "DAY" else None
        yield skonto(number, discount.value("CalculationPercent"))


def _where(draft: Draft, deal: Node, names: Names) -> dict[str, Text]:
    """What the lines belong to that name nothing themselves."""
    settlement = deal.first(names.settlement)
    account = settlement.value("ReceivableSpecifiedTradeAccountingAccount", "ID")
    own = _belongs(draft, deal.first(names.agreement), deal.first(names.delivery))
    nothing: dict[str, Text] = dict.fromkeys(BELONGS)
    return {**nothing, "buyer_accounting_reference": account, **own}


BELONGS = (
    "purchase_order_reference",
    "sales_order_reference",
    "order_date",
    "despatch_advice_reference",
    "delivery_date",
    "deliver_to_location_id",
    "deliver_to_post_code",
    "deliver_to_country_code",
)


def _belongs(draft: Draft, agreement: Node, delivery: Node) -> dict[str, Text]:
    """The references that a line has, or the whole invoice; absent where there are none."""
    bought = agreement.first("BuyerOrderReferencedDocument")
    ordered = bought.first("FormattedIssueDateTime")
    despatches = list(delivery.all("DespatchAdviceReferencedDocument"))
    despatches = despatches or list(delivery.all("DeliveryNoteReferencedDocument"))
    event = delivery.first("ActualDeliverySupplyChainEvent", "OccurrenceDateTime")
    own = {
        "purchase_order_reference": _id(bought),
        "sales_order_reference": _id(agreement.first("SellerOrderReferencedDocument")),
        "order_date": draft.aside(_moment(ordered)),
        "despatch_advice_reference": several(map(_id, despatches)),
        "delivery_date": draft.aside(_moment(event)),
    }
    party = delivery.first("ShipToTradeParty")
    place = {
        "deliver_to_location_id": party.value("ID") or party.value("GlobalID"),
        "deliver_to_post_code": party.value("PostalTradeAddress", "PostcodeCode"),
        "deliver_to_country_code": party.value("PostalTradeAddress", "CountryID"),
    }
    stated = {name: value for name, value in own.items() if value}
    return stated | (place if any(place.values()) else {})


def _line(draft: Draft, line: Node, where: dict[str, Text], names: Names, path: str) -> None:
    agreement, delivery = line.first(names.line_agreement), line.first(names.line_delivery)
    settlement = line.first(names.line_settlement)
    quantity = delivery.first("BilledQuantity")
    net = settlement.first(names.line_totals, "LineTotalAmount")
    about = line.first(ABOUT)
    grouping = about.value(STATUS) in NO_LINE
    if grouping or (not quantity.text and not net.text):
        draft.asides += 1
        return
    figures = _figures(draft, agreement, quantity, net)
    way = f"{path}/ram:{names.line_settlement}"
    extras = [_extra(draft, node, names, own) for own, node in settlement.numbered(way, EXTRA)]
    account = settlement.value("ReceivableSpecifiedTradeAccountingAccount", "ID")
    texts = {
        **where,
        **_belongs(draft, agreement, delivery),
        **_item(line.first("SpecifiedTradeProduct")),
        **_taxed(draft, settlement, names),
        "buyer_accounting_reference": accounting(where, account),
        "line_id": about.value("LineID"),
        "unit_code": quantity.attributes.get("unitCode"),
    }
    draft.add_line(texts, figures, extras, (line.row, path))


def _figures(draft: Draft, agreement: Node, quantity: Node, net: Node) -> Figures:
    price = agreement.first("NetPriceProductTradePrice")
    gross = agreement.first("GrossPriceProductTradePrice")
    own = draft.base(price.first("BasisQuantity"), quantity)
    base = draft.base(gross.first("BasisQuantity"), quantity)
    listed = draft.measure(gross.first("ChargeAmount"))
    if own and base and listed is not None:  # each may be for a quantity of its own
        listed = (listed * own / base).quantize(LAST_DECIMAL, ROUND_HALF_UP, WIDE)
    return Figures(
        quantity=draft.measure(quantity),
        price=draft.measure(price.first("ChargeAmount")),
        gross=listed,
        base=base if own is None else own,
        net=draft.money(net),
    )


def _item(product: Node) -> dict[str, Text]:
    return {
        "seller_item_id": product.value("SellerAssignedID"),
        "buyer_item_id": product.value("BuyerAssignedID"),
        "standard_item_id": product.value("GlobalID"),
        "item_group": product.value("DesignatedProductClassification", "ClassCode"),
        "item_name": product.value("Name") or product.value("Description"),
    }


def _taxed(draft: Draft, settlement: Node, names: Names) -> dict[str, Text]:
    taxes = list(settlement.all("ApplicableTradeTax"))
    tax = taxes[0] if len(taxes) == 1 else NOTHING
    period = settlement.first("BillingSpecifiedPeriod")
    return {
        "vat_category_code": tax.value("CategoryCode"),
        "vat_rate": plain(draft.measure(tax.first(names.percent))),
        "invoice_period_start": draft.aside(_moment(period.first("StartDateTime"))),
        "invoice_period_end": draft.aside(_moment(period.first("EndDateTime"))),
    }


def _extra(draft: Draft, node: Node, names: Names, path: str) -> Extra:
    tax = node.first("CategoryTradeTax")
    return Extra(
        is_charge=is_charge(node.first("ChargeIndicator", "Indicator"), node),
        amount=draft.extra_amount(node.first("ActualAmount"), node),
        row=node.row,
        path=path,
        percent=draft.measure(node.first("CalculationPercent")),
        reason=node.value("Reason"),
        code=node.value("ReasonCode"),
        category=tax.value("CategoryCode"),
        rate=draft.measure(tax.first(names.percent)),
    )
