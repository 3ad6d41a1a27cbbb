"""Lines of UBL, and the allowances and charges of lines and of the whole invoice.

Source: EN 16931-3-2, BG-20 to BG-31; the lines within lines of XRechnung.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.read.draft import Extra, Figures, is_charge
from checker.read.einvoice_values import accounting, only, plain, several
from checker.read.refusal import RefusedFileError
from checker.read.xml import NOTHING

if TYPE_CHECKING:
    from decimal import Decimal

    from checker.read.draft import Draft
    from checker.read.einvoice_values import Text
    from checker.read.xml import Node

EXTRA = "cac:AllowanceCharge"
SUB_LINES = {
    **dict.fromkeys(("InvoiceLine", "SubInvoiceLine"), "cac:SubInvoiceLine"),
    **dict.fromkeys(("CreditNoteLine", "SubCreditNoteLine"), "cac:SubCreditNoteLine"),
}
"""What a line may have within it, in the extension of XRechnung (BG-DEX-01)."""


def place(delivery: Node) -> dict[str, Text]:
    """Where a delivery went."""
    location = delivery.first("DeliveryLocation")
    return {
        "deliver_to_location_id": location.value("ID"),
        "deliver_to_post_code": location.value("Address", "PostalZone"),
        "deliver_to_country_code": location.value("Address", "Country", "IdentificationCode"),
    }


def add_lines(draft: Draft, line: Node, where: dict[str, Text], path: str) -> None:
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
        add_lines(draft, part, where, own)


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
    extras = [read_extra(draft, node, own) for own, node in line.numbered(path, EXTRA)]
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
    where = place(delivery)
    stated = {name: value for name, value in own.items() if value}
    return stated | (where if any(where.values()) else {})


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


def read_extra(draft: Draft, node: Node, path: str) -> Extra:
    """A charge or an allowance. Raises RefusedFileError: it does not say which, or how much."""
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
