"""Credit notes for invoices, or for parts of them, at the prices of the invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from deals import order_numbers
from hypothesis import strategies as st
from lines import allowed
from reckoning import Doc, Line, cents, price


@st.composite
def credits_of(draw, doc: Doc, *, whole: bool = False) -> Doc:
    """A credit note for an invoice, or for a part of it, at the prices of the invoice."""
    fields = doc.fields | {
        "invoice_type_code": "381",
        "preceding_invoice_reference": draw(
            st.sampled_from([doc.number, doc.number.lower(), f"0 {doc.number}"])
        ),
        "issue_date": doc.fields["issue_date"] + timedelta(days=draw(st.integers(0, 40))),
    }
    items = [line.row["seller_item_id"] for line in doc.lines]
    # An item that stands twice at two prices has no one original.
    lines = [line for line in doc.lines if items.count(line.row["seller_item_id"]) == 1]
    credit = Doc(doc.deal, fields, [])
    credit.lines = [c for c in (_credited(draw, credit, line, whole=whole) for line in lines) if c]
    credit.fields["purchase_order_reference"] = draw(
        order_numbers(doc.deal.term("reference_purchase_order", credit.dates()))
    )
    if whole or draw(st.booleans()):
        credit.charges = [c | {"charge_amount": -c["charge_amount"]} for c in doc.charges]
    return credit


def _credited(draw, credit: Doc, line: Line, *, whole: bool) -> Line | None:
    row = dict(line.row)
    for column in ("invoiced_quantity", "line_net_amount", "line_allowance_amount"):
        row[column] = -row[column] if row.get(column) is not None else None
    credited = Line(row)
    share = Decimal(1) / line.quantity
    left = cents((row["line_allowance_amount"] or line.quantity) * share)
    if not whole and line.quantity > 2 and left and draw(st.booleans()):
        row["invoiced_quantity"] = Decimal(-1)
        if row["line_allowance_amount"] is not None:
            row["line_allowance_amount"] = cents(row["line_allowance_amount"] * share)
        if row.get("item_net_price") is None:
            row["line_net_amount"] = cents(row["line_net_amount"] * share)
        else:
            row["line_net_amount"] = credited.calculated()
    return _ruled(credit, credited, line)


def _ruled(credit: Doc, credited: Line, line: Line) -> Line | None:
    """With the values of the original; None where a discount is asked and no price is stated."""
    dates = credited.row | {"issue_date": credit.fields["issue_date"]}
    for rule, of in (("price_net_list", Line.exact_price), ("discount_line", Line.discount)):
        term = credit.deal.term(rule, dates)
        if term is not None:
            if rule == "discount_line" and line.gross() is None:
                return None
            agreed = price(of(line))
            return replace(credited, rule=rule, agreed=agreed, allowed=allowed(term, agreed))
    return credited
