"""Lines of CII, and what they have in common with the whole invoice.

Source: EN 16931-3-3, BG-20 to BG-31; Factur-X EXTENDED for references and deliveries of lines.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context
from typing import TYPE_CHECKING

from checker.read.cii_levels import ABOUT, NO_LINE, STATUS
from checker.read.draft import LAST_DECIMAL, Extra, Figures, is_charge
from checker.read.einvoice_values import accounting, plain, several
from checker.read.xml import NOTHING

if TYPE_CHECKING:
    from checker.read.cii_names import Names
    from checker.read.draft import Draft
    from checker.read.einvoice_values import Text
    from checker.read.xml import Node

WIDE = Context(prec=60)
MOMENTS = ("DateTimeString", "DateTime", "DateString", "Date")
EXTRA = "ram:SpecifiedTradeAllowanceCharge"


def moment(node: Node) -> Node:
    """The element of a date that holds its text."""
    return next((node.first(name) for name in MOMENTS if name in node.children), NOTHING)


def identifier(node: Node) -> Text:
    """The number of a document that is referred to."""
    return node.value("IssuerAssignedID") or node.value("ID")


def belongs(draft: Draft, agreement: Node, delivery: Node) -> dict[str, Text]:
    """The references that a line has, or the whole invoice; absent where there are none."""
    bought = agreement.first("BuyerOrderReferencedDocument")
    ordered = bought.first("FormattedIssueDateTime")
    despatches = list(delivery.all("DespatchAdviceReferencedDocument"))
    despatches = despatches or list(delivery.all("DeliveryNoteReferencedDocument"))
    event = delivery.first("ActualDeliverySupplyChainEvent", "OccurrenceDateTime")
    own = {
        "purchase_order_reference": identifier(bought),
        "sales_order_reference": identifier(agreement.first("SellerOrderReferencedDocument")),
        "order_date": draft.aside(moment(ordered)),
        "despatch_advice_reference": several(map(identifier, despatches)),
        "delivery_date": draft.aside(moment(event)),
    }
    party = delivery.first("ShipToTradeParty")
    place = {
        "deliver_to_location_id": party.value("ID") or party.value("GlobalID"),
        "deliver_to_post_code": party.value("PostalTradeAddress", "PostcodeCode"),
        "deliver_to_country_code": party.value("PostalTradeAddress", "CountryID"),
    }
    stated = {name: value for name, value in own.items() if value}
    return stated | (place if any(place.values()) else {})


def add_line(draft: Draft, line: Node, where: dict[str, Text], names: Names, path: str) -> None:
    """A line, unless it is of text or only groups others. Raises RefusedFileError."""
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
    extras = [read_extra(draft, node, names, own) for own, node in settlement.numbered(way, EXTRA)]
    account = settlement.value("ReceivableSpecifiedTradeAccountingAccount", "ID")
    texts = {
        **where,
        **belongs(draft, agreement, delivery),
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
        "invoice_period_start": draft.aside(moment(period.first("StartDateTime"))),
        "invoice_period_end": draft.aside(moment(period.first("EndDateTime"))),
    }


def read_extra(draft: Draft, node: Node, names: Names, path: str) -> Extra:
    """A charge or an allowance. Raises RefusedFileError: it does not say which, or how much."""
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
