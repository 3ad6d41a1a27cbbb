"""Deals, and invoices that are as agreed by construction: boundary values, roundings, credits."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from credit_notes import credits_of
from deals import AROUND, CLASSES, Deal, agreements, amounts, deals, order_numbers
from dues import CHARGE_VAT, REFERENCE, dues, scopes, value_of
from hypothesis import strategies as st
from lines import line_of
from reckoning import Doc, Line, cents, invoices

if TYPE_CHECKING:
    from checker.agreements.model import Agreements
    from checker.invoice import Invoices


@dataclass(frozen=True, repr=False)
class World:
    """Deals and invoices as agreed."""

    deals: tuple[Deal, ...]
    docs: tuple[Doc, ...]

    def __repr__(self) -> str:
        return "\n".join(["World", *map(str, self.deals), *map(str, self.docs)])

    def agreements(self) -> Agreements:
        return agreements(self.deals)

    def invoices(self) -> Invoices:
        return invoices(self.docs)


@st.composite
def worlds(
    draw, *, debtors: int = 3, most: int = 3, credit_notes: bool = True, always: str = ""
) -> World:
    """Up to `most` invoices for each of some debtors, and credit notes for some of them."""
    around = draw(st.sampled_from(AROUND))
    agreed, docs = [], []
    for number in range(draw(st.integers(1, debtors))):
        deal = draw(deals(f"1002{number}", around, always))
        mine = [draw(_goods(deal, around)) for _ in range(draw(st.integers(1, most)))]
        for counting in (False, True):
            deal = _with_limits(draw, deal, mine, counting=counting)
            for doc in mine:
                doc.deal = deal
                if not counting:
                    _charge_freely(draw, doc)
                _charge(draw, doc, counting=counting)
        for doc in mine:
            _number(doc, len(docs))
            docs.append(doc)
            if credit_notes and draw(st.booleans()):
                credit = draw(credits_of(doc))
                if credit.lines:
                    _number(credit, len(docs))
                    docs.append(credit)
        agreed.append(deal)
    return World(tuple(agreed), tuple(docs))


def _number(doc: Doc, place: int) -> None:
    doc.fields["invoice_number"] = f"F{2500 + place}"
    for row in (*(line.row for line in doc.lines), *doc.charges):
        for column in REFERENCE.values():
            if not doc.credit:
                row[column] = f"{place}-{row[column]}"


@st.composite
def _goods(draw, deal: Deal, around: date) -> Doc:
    issued = around + timedelta(days=draw(st.integers(2, 5)))
    one_date = deal.shares_dates() or draw(st.booleans())
    fields = {"debtor": draw(st.sampled_from([deal.debtor, f"00{deal.debtor}"]))}
    fields |= {"issue_date": issued, "invoice_type_code": "380", "currency": "EUR"}
    doc = Doc(deal, fields, [])
    ordered, delivered = _dates(draw, around)
    for order in range(draw(st.integers(1, 3))):
        if not one_date:
            ordered, delivered = _dates(draw, around)
        for delivery in range(draw(st.integers(1, 2))):
            place = {
                "sales_order_reference": f"O{order}",
                "order_date": ordered,
                "despatch_advice_reference": f"P{order}{delivery}",
                "delivery_date": delivered,
            }
            for _ in range(draw(st.integers(1, 2))):
                doc.lines.append(
                    line_of(draw, deal, place | {"line_id": f"{len(doc.lines) + 1}"}, issued)
                )
    fields["payment_due_date"] = _due_date(draw, doc)
    fields["purchase_order_reference"] = draw(
        order_numbers(deal.term("reference_purchase_order", doc.dates()))
    )
    return doc


def _dates(draw, around: date) -> tuple[date, date]:
    ordered = around + timedelta(days=draw(st.integers(0, 3)))
    return ordered, ordered + timedelta(days=draw(st.integers(0, 2)))


# The document.


def due_date(doc: Doc, term: dict) -> date:
    start = doc.dates()[term["counted_from"]]
    if term["end_of_month"] == "before_days":
        start = _month_end(start)
    due = start + timedelta(days=term["days"])
    return _month_end(due) if term["end_of_month"] == "after_days" else due


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _due_date(draw, doc: Doc) -> date | None:
    term = doc.deal.term("payment_due_date", doc.dates())
    if term is None:
        return draw(st.none() | st.just(doc.fields["issue_date"]))
    moved = draw(st.sampled_from([0, 1, -1])) * term["tolerance_days"]
    return due_date(doc, term) + timedelta(days=moved)


# Charges.


def _with_limits(draw, deal: Deal, docs: list[Doc], *, counting: bool) -> Deal:
    """Some limits are set on exactly what an order, a delivery or an invoice comes to."""
    terms = []
    for term in deal.terms:
        params = term.params
        if (
            term.kind == "charge_free_from"
            and (params["basis"] != "goods_net") == counting
            and draw(st.booleans())
        ):
            doc = draw(st.sampled_from(docs))
            places = [s for s in scopes(doc, stated(doc)) if s.name == params["scope"]]
            limit = value_of(doc, params, draw(st.sampled_from(places)), [])
            params = params | {"from": max(limit, Decimal(0))}
        terms.append(replace(term, params=params))
    return replace(deal, terms=tuple(terms))


def stated(doc: Doc) -> list[Decimal]:
    return [line.row["line_net_amount"] for line in doc.lines]


def _charge_freely(draw, doc: Doc) -> None:
    """Some charges of the classes that nothing was ever agreed about."""
    agreed = {term.params.get("class") for term in doc.deal.terms}
    for charge_class in CLASSES:
        if charge_class not in agreed and draw(st.booleans()):
            line, amount = draw(st.sampled_from(doc.lines)), draw(amounts(0, 3000))
            doc.charges.append(charge_row(line, charge_class, amount))


def _charge(draw, doc: Doc, *, counting: bool) -> None:
    """The charges that are due, in one row or, where there are two deliveries, in two."""
    for due in dues(doc, stated(doc)):
        if due.amount is None or due.amount == due.stated or due.counting != counting:
            continue
        inside = [
            line
            for line in doc.lines
            if due.reference is None or line.row[due.reference] == due.value
        ]
        first, last = inside[0], inside[-1]
        apart = first.row["despatch_advice_reference"] != last.row["despatch_advice_reference"]
        part = cents(due.amount / 3) if apart and draw(st.booleans()) else due.amount
        doc.charges.append(charge_row(first, due.charge_class, part))
        if part != due.amount:
            doc.charges.append(charge_row(last, due.charge_class, due.amount - part))


def charge_row(line: Line, charge_class: str, amount: Decimal) -> dict:
    columns = ("sales_order_reference", "order_date", "despatch_advice_reference", "delivery_date")
    return {c: line.row[c] for c in columns} | {
        "charge_class": charge_class,
        "charge_amount": amount,
        "vat_rate": CHARGE_VAT,
        "line_id": f"C{charge_class}",
    }
