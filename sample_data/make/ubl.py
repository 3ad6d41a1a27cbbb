"""An invoice or a credit note as UBL 2.1, in the terms of NLCIUS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bill import ACCOUNT, GLN, SELLER, UNITS, bill, discount, identified, reference
from markup import document, node, path

if TYPE_CHECKING:
    from decimal import Decimal
    from xml.etree.ElementTree import Element

    from bill import Bill
    from model import Invoice, Line

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd"
PROFILE = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"


def text(invoice: Invoice, name: str, known: dict[str, str]) -> str:
    """The file; `known` are the buyer's identifiers as its agreement has them."""
    root = "CreditNote" if invoice.is_credit else "Invoice"
    made = bill(invoice)
    whole = node(
        root,
        *_head(invoice, root),
        *_references(invoice),
        path(
            "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
            SELLER,
        ),
        _buyer(name, known),
        path("cac:Delivery/cbc:ActualDeliveryDate", invoice.lines[0].delivery_date),
        node(
            "cac:PaymentMeans",
            node("cbc:PaymentMeansCode", "58"),
            path("cac:PayeeFinancialAccount/cbc:ID", ACCOUNT),
        ),
        *(_charge(line, made) for line in made.charges),
        *_totals(made),
        *(_line(line, root, made) for line in made.lines),
    )
    of_parts = {"cac": "CommonAggregateComponents", "cbc": "CommonBasicComponents"}
    declared = {f"xmlns:{prefix}": f"{NAMESPACE}:{part}-2" for prefix, part in of_parts.items()}
    return document(whole, {"xmlns": f"{NAMESPACE}:{root}-2"} | declared)


def _head(invoice: Invoice, root: str) -> list[Element]:
    head = [
        node("cbc:CustomizationID", PROFILE),
        node("cbc:ID", invoice.number),
        node("cbc:IssueDate", invoice.issued),
    ]
    if not invoice.is_credit:
        head.append(node("cbc:DueDate", invoice.due))
    code = "381" if invoice.is_credit else "380"
    return [*head, node(f"cbc:{root}TypeCode", code), node("cbc:DocumentCurrencyCode", "EUR")]


def _references(invoice: Invoice) -> list[Element]:
    first, original = invoice.lines[0], invoice.original
    order = node(
        "cac:OrderReference",
        node("cbc:ID", reference(first)),
        node("cbc:SalesOrderID", first.order),
    )
    despatch = path("cac:DespatchDocumentReference/cbc:ID", first.despatch)
    if original is None or isinstance(original, str):
        return [order, despatch]
    earlier = path("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", original.number)
    return [order, earlier, despatch]


def _buyer(name: str, known: dict[str, str]) -> Element:
    scheme, value = identified(known)
    is_gln = scheme == GLN
    own = path("cac:PartyIdentification/cbc:ID", value, schemeID=scheme)
    party = node(
        "cac:Party",
        node("cbc:EndpointID", value, schemeID=scheme),
        own if is_gln else None,
        node(
            "cac:PartyLegalEntity",
            node("cbc:RegistrationName", name),
            None if is_gln else node("cbc:CompanyID", value, schemeID=scheme),
        ),
    )
    return node("cac:AccountingCustomerParty", party)


def _money(name: str, amount: Decimal) -> Element:
    return node(f"cbc:{name}", f"{amount:.2f}", currencyID="EUR")


def _category(rate: Decimal, name: str = "cac:TaxCategory") -> Element:
    scheme = path("cac:TaxScheme/cbc:ID", "VAT")
    return node(name, node("cbc:ID", "S"), node("cbc:Percent", rate), scheme)


def _charge(line: Line, made: Bill) -> Element:
    return node(
        "cac:AllowanceCharge",
        node("cbc:ChargeIndicator", "true"),
        node("cbc:AllowanceChargeReason", line.text),
        _money("Amount", made.sign * line.amount),
        _category(line.vat),
    )


def _totals(made: Bill) -> list[Element]:
    net, vat = _money("TaxableAmount", made.net), _money("TaxAmount", made.vat)
    subtotal = node("cac:TaxSubtotal", net, vat, _category(made.vat_rate))
    sums = node(
        "cac:LegalMonetaryTotal",
        _money("LineExtensionAmount", made.of_lines),
        _money("TaxExclusiveAmount", made.net),
        _money("TaxInclusiveAmount", made.gross),
        _money("ChargeTotalAmount", made.of_charges),
        _money("PayableAmount", made.gross),
    )
    return [node("cac:TaxTotal", _money("TaxAmount", made.vat), subtotal), sums]


def _line(line: Line, root: str, made: Bill) -> Element:
    quantity = "cbc:CreditedQuantity" if root == "CreditNote" else "cbc:InvoicedQuantity"
    item = node(
        "cac:Item",
        node("cbc:Name", line.text),
        path("cac:SellersItemIdentification/cbc:ID", line.item),
        _category(line.vat, "cac:ClassifiedTaxCategory"),
    )
    return node(
        f"cac:{root}Line",
        node("cbc:ID", line.line_id),
        node(quantity, made.sign * line.quantity, unitCode=UNITS[line.unit]),
        _money("LineExtensionAmount", made.sign * line.amount),
        _allowance(line, made) if line.percent else None,
        item,
        node("cac:Price", node("cbc:PriceAmount", line.price, currencyID="EUR")),
    )


def _allowance(line: Line, made: Bill) -> Element:
    return node(
        "cac:AllowanceCharge",
        node("cbc:ChargeIndicator", "false"),
        node("cbc:MultiplierFactorNumeric", line.percent),
        _money("Amount", made.sign * discount(line)),
    )
