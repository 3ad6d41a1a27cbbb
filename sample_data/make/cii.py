"""An invoice as CII D16B."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bill import ACCOUNT, GLN, SELLER, UNITS, bill, discount, identified, reference
from markup import document, node, path

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from xml.etree.ElementTree import Element

    from bill import Bill
    from model import Invoice, Line

NAMESPACE = "urn:un:unece:uncefact:data:standard"
PARTS = {
    "rsm": "CrossIndustryInvoice",
    "ram": "ReusableAggregateBusinessInformationEntity",
    "udt": "UnqualifiedDataType",
}


def text(invoice: Invoice, name: str, known: dict[str, str]) -> str:
    """The file; `known` are the buyer's identifiers as its agreement has them."""
    made, first = bill(invoice), invoice.lines[0]
    whole = node(
        "rsm:CrossIndustryInvoice",
        node(
            "rsm:ExchangedDocument",
            node("ram:ID", invoice.number),
            node("ram:TypeCode", "380"),
            _date("ram:IssueDateTime", invoice.issued),
        ),
        node(
            "rsm:SupplyChainTradeTransaction",
            *(_line(line) for line in made.lines),
            _agreement(name, known, first),
            _delivery(first),
            _settlement(invoice, made),
        ),
    )
    declared = {f"xmlns:{prefix}": f"{NAMESPACE}:{part}:100" for prefix, part in PARTS.items()}
    return document(whole, declared)


def _date(names: str, day: date) -> Element:
    return path(f"{names}/udt:DateTimeString", f"{day:%Y%m%d}", format="102")


def _money(name: str, amount: Decimal) -> Element:
    return node(f"ram:{name}", f"{amount:.2f}")


def _line(line: Line) -> Element:
    product = node(
        "ram:SpecifiedTradeProduct",
        node("ram:SellerAssignedID", line.item),
        node("ram:Name", line.text),
    )
    price = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
    billed = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    total = "ram:SpecifiedTradeSettlementLineMonetarySummation"
    return node(
        "ram:IncludedSupplyChainTradeLineItem",
        path("ram:AssociatedDocumentLineDocument/ram:LineID", line.line_id),
        product,
        path(price, line.price),
        path(billed, line.quantity, unitCode=UNITS[line.unit]),
        node(
            "ram:SpecifiedLineTradeSettlement",
            _tax(line.vat),
            _allowance(line) if line.percent else None,
            node(total, _money("LineTotalAmount", line.amount)),
        ),
    )


def _allowance(line: Line) -> Element:
    return node(
        "ram:SpecifiedTradeAllowanceCharge",
        path("ram:ChargeIndicator/udt:Indicator", "false"),
        node("ram:CalculationPercent", line.percent),
        _money("ActualAmount", discount(line)),
    )


def _tax(rate: Decimal, made: Bill | None = None) -> Element:
    return node(
        "ram:ApplicableTradeTax",
        _money("CalculatedAmount", made.vat) if made else None,
        node("ram:TypeCode", "VAT"),
        _money("BasisAmount", made.net) if made else None,
        node("ram:CategoryCode", "S"),
        node("ram:RateApplicablePercent", rate),
    )


def _agreement(name: str, known: dict[str, str], first: Line) -> Element:
    scheme, value = identified(known)
    legal = path("ram:SpecifiedLegalOrganization/ram:ID", value, schemeID=scheme)
    buyer = node(
        "ram:BuyerTradeParty",
        node("ram:GlobalID", value, schemeID=scheme) if scheme == GLN else None,
        node("ram:Name", name),
        None if scheme == GLN else legal,
    )
    return node(
        "ram:ApplicableHeaderTradeAgreement",
        path("ram:SellerTradeParty/ram:Name", SELLER),
        buyer,
        path("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID", first.order),
        path("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", reference(first)),
    )


def _delivery(first: Line) -> Element:
    return node(
        "ram:ApplicableHeaderTradeDelivery",
        _date("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime", first.delivery_date),
        path("ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID", first.despatch),
    )


def _settlement(invoice: Invoice, made: Bill) -> Element:
    account = "ram:PayeePartyCreditorFinancialAccount/ram:IBANID"
    means = "ram:SpecifiedTradeSettlementPaymentMeans"
    terms = "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"
    return node(
        "ram:ApplicableHeaderTradeSettlement",
        node("ram:InvoiceCurrencyCode", "EUR"),
        node(means, node("ram:TypeCode", "58"), path(account, ACCOUNT)),
        _tax(made.vat_rate, made),
        _date(terms, invoice.due) if invoice.due else None,
        node(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            _money("LineTotalAmount", made.of_lines),
            _money("TaxBasisTotalAmount", made.net),
            node("ram:TaxTotalAmount", f"{made.vat:.2f}", currencyID="EUR"),
            _money("GrandTotalAmount", made.gross),
            _money("DuePayableAmount", made.gross),
        ),
    )
