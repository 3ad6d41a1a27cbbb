"""Errors made on purpose: one fact of an invoice is changed, and what has to be found is known.

Each change is a function of `draw` and a document that it may alter. It gives the finding that
it must lead to, worked out here, or None where the document has nothing of that sort.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING

from deals import CENT, CLASSES, amounts
from dues import dues
from hypothesis import strategies as st
from lines import rounding
from reckoning import MILLIONTH, Doc, Line, price
from world import charge_row, due_date

if TYPE_CHECKING:
    from dues import Due

NO_MONEY = Decimal(0)


@dataclass(frozen=True)
class Expected:
    """The finding that a change must lead to."""

    clause: str
    invoice_number: str
    place: str | None  # line number, or charge class and order
    stated: str | None
    agreed: str | None
    difference: Decimal

    def rounded(self) -> Expected:
        """A discount to four decimals: the sixth depends on the order of multiplying."""
        if self.clause != "discount_line" or self.agreed.startswith("missing"):
            return self
        stated, agreed = (
            text(Decimal(value).quantize(Decimal("0.0001"))) for value in (self.stated, self.agreed)
        )
        return replace(self, stated=stated, agreed=agreed)


def text(value: Decimal) -> str:
    """Two decimals at least, no needless zeros."""
    whole, _, decimals = f"{value.quantize(MILLIONTH):f}".partition(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def net(line: Line) -> Decimal:
    return line.row["line_net_amount"]


def _lines(doc: Doc, rule: str, *columns: str) -> list[Line]:
    """Lines not yet changed that are ruled by a kind and state these columns."""
    return [
        line
        for line in doc.lines
        if line.rule == rule
        and not line.changed
        and all(line.row.get(c) is not None for c in columns)
    ]


def _slack(line: Line) -> Decimal:
    """The most that rounding may explain of a price that is derived."""
    gross = line.gross() or Decimal(0)
    return gross * Decimal("0.00005") + Decimal("0.005") * line.base / abs(line.quantity)


def another_price(draw, doc: Doc) -> Expected | None:
    """The price by a millionth more than the tolerance, or by a lot; its amount with it."""
    lines = _lines(doc, "price_net_list", "item_net_price")
    if not lines:
        return None
    line = draw(st.sampled_from(lines))
    row, plain = line.row, line.row["item_net_price"] == line.exact_price()
    if plain and draw(st.booleans()):
        row["item_net_price"] = (
            line.agreed + line.allowed.quantize(MILLIONTH, "ROUND_DOWN") + MILLIONTH
        )
    else:
        left = 1 - line.get("line_allowance_percentage") / 100
        if not left:
            return None
        off = (2 * (line.allowed + _slack(line)) / left).quantize(CENT, ROUND_UP)
        row["item_net_price"] += off + draw(amounts(1, 2000))
    row["line_net_amount"] = line.calculated()
    return _of_line(line, doc, price(line.exact_price()))


def another_discount(draw, doc: Doc) -> Expected | None:
    """The discount forgotten, or some points too much or too little; its amount with it."""
    lines = _lines(doc, "discount_line", "line_allowance_percentage")
    if not lines:
        return None
    line = draw(st.sampled_from(lines))
    off = line.allowed.quantize(CENT, ROUND_UP) + draw(amounts(2, 3000))
    stated = line.agreed.quantize(CENT) + draw(st.sampled_from([off, -off]))
    if not 0 <= stated <= 100:
        stated = Decimal(0)
    if abs(stated - line.agreed) <= line.allowed + Decimal("0.02"):
        return None
    line.row["line_allowance_percentage"] = stated
    line.row["line_net_amount"] = line.calculated()
    return _of_line(line, doc, line.discount())


def forgotten_discount(draw, doc: Doc) -> Expected | None:
    """A discount that stood as an amount or as a net price is not given."""
    lines = [
        line
        for column in ("line_allowance_amount", "item_gross_price")
        for line in _lines(doc, "discount_line", column)
        if line.agreed > line.allowed + 1
        and line.gross() >= 1  # more than a rounded price explains
    ]
    if not lines:
        return None
    line = draw(st.sampled_from(lines))
    line.row["item_net_price"] = line.gross()
    line.row["line_allowance_amount"] = None
    line.row["line_net_amount"] = line.calculated()
    return _of_line(line, doc, Decimal(0))


def _of_line(line: Line, doc: Doc, stated: Decimal) -> Expected:
    line.changed = True
    return Expected(
        line.rule,
        doc.number,
        line.row["line_id"],
        text(stated),
        text(line.agreed),
        net(line) - line.as_agreed(),
    ).rounded()


def another_amount(draw, doc: Doc) -> Expected | None:
    """Only the amount of a line, by a cent more than rounding explains or by a lot."""
    if not doc.deal.has("line_arithmetic"):
        return None
    lines = [line for line in doc.lines if not line.changed]
    if not lines:
        return None
    line = draw(st.sampled_from(lines))
    off = rounding(line) + draw(st.just(CENT) | amounts(1, 9999))
    calculated = line.calculated()
    line.row["line_net_amount"] = calculated + draw(st.sampled_from([off, -off]))
    line.changed = True
    line.recalculated = True
    return Expected(
        "line_arithmetic",
        doc.number,
        line.row["line_id"],
        text(net(line)),
        text(calculated),
        net(line) - calculated,
    )


def _agreed_dues(doc: Doc) -> list[Due]:
    return [due for due in dues(doc, final_amounts(doc)) if due.amount is not None]


def another_charge(draw, doc: Doc) -> Expected | None:
    """A charge of another amount."""
    settled = [d for d in _agreed_dues(doc) if d.rows and d.clause != "charge_forbidden"]
    if not settled:
        return None
    due = draw(st.sampled_from(settled))
    due.rows[0]["charge_amount"] += draw(amounts(1, 5000))
    return _of_charge(due, doc) if due.stated != due.agreed else None


def dropped_charge(draw, doc: Doc) -> Expected | None:
    """A charge that is due is not made."""
    settled = [d for d in _agreed_dues(doc) if d.rows and d.agreed and d.agreed == d.stated]
    if not settled:
        return None
    due = draw(st.sampled_from(settled))
    doc.charges = [row for row in doc.charges if not any(row is gone for gone in due.rows)]
    return _of_charge(replace(due, rows=[]), doc)


def needless_charge(draw, doc: Doc) -> Expected | None:
    """A charge of a class that is forbidden, free or not due any more."""
    row = charge_row(
        draw(st.sampled_from(doc.lines)), draw(st.sampled_from(CLASSES)), draw(amounts(1, 5000))
    )
    if any(c["charge_class"] == row["charge_class"] and same_place(c, row) for c in doc.charges):
        return None
    doc.charges.append(row)
    for due in _agreed_dues(doc):
        if any(row is mine for mine in due.rows) and due.stated != due.agreed:
            return _of_charge(due, doc)
    doc.charges.pop()
    return None


def same_place(one: dict, other: dict) -> bool:
    return one["despatch_advice_reference"] == other["despatch_advice_reference"]


def _of_charge(due: Due, doc: Doc) -> Expected:
    order = due.value if due.reference == "sales_order_reference" else None
    place = f"{due.charge_class} {order or ''}"
    difference = due.stated - due.agreed
    return Expected(due.clause, doc.number, place, text(due.stated), text(due.agreed), difference)


def another_due_date(draw, doc: Doc) -> Expected | None:
    """The due date by a day more than the tolerance, or by a lot."""
    term = doc.deal.term("payment_due_date", doc.dates())
    if term is None or doc.credit:
        return None
    agreed = due_date(doc, term)
    off = term["tolerance_days"] + draw(st.sampled_from([1, 1, 30]))
    stated = doc.fields["payment_due_date"] = agreed + timedelta(draw(st.sampled_from([off, -off])))
    place = (doc.number, None, stated.isoformat(), agreed.isoformat())
    return Expected("payment_due_date", *place, NO_MONEY)


def another_reference(draw, doc: Doc) -> Expected | None:
    """A placeholder instead of the order number, or what does not match."""
    term = doc.deal.term("reference_purchase_order", doc.dates())
    if term is None:
        return None
    wrong = ["", "n.v.t.", "N/A", "-", "0000", "volgt"]
    wrong += [] if term["pattern"] == ".+" else ["45123", "4512345", "PO-", "PO-1; Y"]
    stated = doc.fields["purchase_order_reference"] = draw(st.sampled_from(wrong))
    clause = "reference_purchase_order"
    return Expected(clause, doc.number, None, stated, term["pattern"], NO_MONEY)


OF_LINES = (another_price, another_discount, forgotten_discount, another_amount)
OF_CHARGES = (another_charge, dropped_charge, needless_charge)
OF_DOCUMENTS = (another_due_date, another_reference)
CHANGES = (*OF_CHARGES, *OF_DOCUMENTS, *OF_LINES)


def final_amounts(doc: Doc) -> list[Decimal]:
    """What the lines come to as agreed: as stated where nothing is wrong with them."""
    return [
        net(line)
        if not line.changed
        else line.calculated()
        if line.recalculated
        else line.as_agreed()
        for line in doc.lines
    ]


def agreed_total(doc: Doc) -> Decimal:
    """What an invoice comes to as agreed, without VAT."""
    settled = dues(doc, final_amounts(doc))
    wrong = sum((due.stated - due.agreed for due in settled), Decimal(0))
    charged = sum((row["charge_amount"] for row in doc.charges), Decimal(0))
    return sum(final_amounts(doc), Decimal(0)) + charged - wrong


def as_made(doc: Doc, expected: list[Expected]) -> bool:
    """Are its charges wrong only where they were changed?

    A price inside its tolerance that is changed is set to the agreed price itself; that may
    bring an order over or under a limit, which is one more finding, and rightly so.
    """
    settled = dues(doc, final_amounts(doc))
    wrong = [_of_charge(due, doc) for due in settled if due.stated != due.agreed]
    made = [e for e in expected if e.clause.startswith("charge_")]
    return sorted(wrong, key=str) == sorted(made, key=str)
