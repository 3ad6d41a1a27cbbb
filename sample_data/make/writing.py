"""Invoices that are written out: every line, price and charge as given, nothing looked up.

For debtors 50001 to 50999, who are there to show one clause kind each. Further fields have the
names of the dictionary and are given as text: `goods("K100", "10", "2.50", item_group="cable")`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from book import CHARGES, ONE, STRANGERS
from model import Invoice, Line

if TYPE_CHECKING:
    from book import Book

FIRST, LAST = 50001, 50999
EPOCH = date(2025, 1, 1)
TEXTS = {
    "sales_order_reference": "order",
    "despatch_advice_reference": "despatch",
    "purchase_order_reference": "reference",
    "gl_account": "account",
    "item_name": "text",
    "unit_code": "unit",
}
DATES = ("order_date", "delivery_date")
AMOUNTS = {
    "line_net_amount": "amount",
    "price_base_quantity": "per",
    "line_allowance_percentage": "percent",
    "vat_rate": "vat",
}


def is_written_out(debtor: str) -> bool:
    """Debtors of this module: no trade of eighteen months, numbers of their own."""
    return FIRST <= int(debtor) <= LAST and debtor not in STRANGERS


def goods(item: str, quantity: str, price: str, **fields: str) -> Line:
    """A line of goods; its amount is worked out, unless `line_net_amount` is given."""
    line = Line(
        order="", order_date=EPOCH, despatch="", delivery_date=EPOCH, reference="", item=item,
        text=f"Artikel {item}", quantity=Decimal(quantity), unit="st", price=Decimal(price),
        per=ONE, percent=None, vat=Decimal(21),
    )  # fmt: skip
    _fill(line, fields)
    if "line_net_amount" not in fields:
        line.amount = line.multiplied()
    return line


def charge(charge_class: str, amount: str, quantity: str = "1", **fields: str) -> Line:
    """A charge as an article line of its own; `amount` is the price of one."""
    item, text = CHARGES[charge_class]
    line = goods(item, quantity, amount, **{"item_name": text, "gl_account": "8450"} | fields)
    line.charge_class = charge_class
    return line


def _fill(line: Line, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        if name in TEXTS:
            setattr(line, TEXTS[name], value)
        elif name in AMOUNTS:
            setattr(line, AMOUNTS[name], Decimal(value))
        elif name in DATES and value:
            setattr(line, name, date.fromisoformat(value))
        else:
            line.extra[name] = value


@dataclass
class Writer:
    """Writes invoices into the book, with orders and deliveries numbered per debtor."""

    book: Book
    orders: dict[str, int] = field(default_factory=dict)

    def invoice(self, debtor: str, ordered: str, *lines: Line, **fields: str) -> Invoice:
        """An order of that day and its invoice: delivered a day later, billed the day after that.

        `fields` are those of the document, such as `issue_date`, `payment_due_date` ("" for
        none), `invoice_note`, `purchase_order_reference`. Lines may have their own order,
        delivery and dates.
        """
        if not is_written_out(debtor):
            raise ValueError(f"{debtor}: invoices are written out for {FIRST} to {LAST} only")
        day = date.fromisoformat(ordered)
        self._order(debtor, day, lines, fields.pop("purchase_order_reference", ""))
        last = max(line.delivery_date for line in lines)
        issued = _day(fields.pop("issue_date", "")) or last + timedelta(days=1)
        due = fields.pop("payment_due_date", None)
        made = Invoice(
            debtor, issued, list(lines),
            due=self.book.due(debtor, issued, last) if due is None else _day(due), extra=fields,
        )  # fmt: skip
        self.book.invoices.append(made)
        return made

    def credit(self, original: Invoice, *lines: Line, days: int = 9, **fields: str) -> Invoice:
        """A credit note over lines of an invoice (all of them where none is named).

        `fields` of the document are as given here, those of the lines as on the invoice.
        """
        made = self.book.credit(original, list(lines) or original.lines, days)
        made.extra = fields
        for line in made.lines:
            line.extra = dict(line.extra)
        return made

    def delivered(self, invoice: Invoice, *lines: Line, **fields: str) -> None:
        """Rows of the register of deliveries: the goods as billed, but for `fields`."""
        for line in lines or invoice.goods:
            row = {
                "debtor": invoice.debtor, "despatch_advice_reference": line.despatch,
                "sales_order_reference": line.order, "seller_item_id": line.item,
                "delivered_quantity": str(line.quantity), "unit_code": line.unit,
                "delivery_date": str(line.delivery_date),
            }  # fmt: skip
            self.book.deliveries.append(row | fields)

    def ordered(self, invoice: Invoice, *lines: Line, **fields: str) -> None:
        """Rows of the register of orders: the goods as billed, but for `fields`."""
        for line in lines or invoice.goods:
            row = {
                "debtor": invoice.debtor, "sales_order_reference": line.order,
                "purchase_order_reference": line.reference, "order_date": str(line.order_date),
                "seller_item_id": line.item, "ordered_quantity": str(line.quantity),
                "unit_code": line.unit, "item_net_price": str(line.price),
                "price_base_quantity": str(line.per),
            }  # fmt: skip
            self.book.order_register.append(row | fields)

    def ordered_value(self, debtor: str, **fields: str) -> None:
        """One row of the register of orders for an order as a whole, with its `order_amount`."""
        self.book.order_register.append({"debtor": debtor} | fields)

    def _order(self, debtor: str, day: date, lines: tuple[Line, ...], reference: str) -> None:
        count = self.orders[debtor] = self.orders.get(debtor, 0) + 1
        for line in lines:
            line.order = line.order or f"VO{debtor}-{count:02d}"
            line.despatch = line.despatch or f"PB{debtor}-{count:02d}"
            line.reference = line.reference or reference
            line.order_date = day if line.order_date == EPOCH else line.order_date
            if line.delivery_date == EPOCH:
                line.delivery_date = line.order_date + timedelta(days=1)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
