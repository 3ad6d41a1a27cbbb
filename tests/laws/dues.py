"""Which charges are due in an order, a delivery or an invoice: an own computation in Decimal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from deals import CLASSES
from reckoning import cents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reckoning import Doc, Line

REFERENCE = {"order": "sales_order_reference", "delivery": "despatch_advice_reference"}
CHARGE_VAT = Decimal(21)  # all charges of a world have this rate


@dataclass(frozen=True)
class Scope:
    """An order, a delivery or the invoice, with the amounts of its lines."""

    name: str
    value: str | None  # order or delivery number
    goods: tuple[tuple[Line, Decimal], ...]

    @property
    def reference(self) -> str | None:
        return REFERENCE.get(self.name)

    def within(self, row: dict) -> bool:
        return self.reference is None or row[self.reference] == self.value


@dataclass(frozen=True)
class Due:
    """What a class of charge has to come to in one scope, by which clause."""

    clause: str
    charge_class: str
    reference: str | None  # the column that tells its scope
    value: str | None
    rows: list[dict]  # the charges that stand there
    amount: Decimal | None  # None: the agreement says nothing
    counting: bool = False  # it depends on other charges

    @property
    def stated(self) -> Decimal:
        return sum((row["charge_amount"] for row in self.rows), Decimal(0))

    @property
    def agreed(self) -> Decimal:
        """As it will be: paid back is no breach where nothing is due."""
        paid_back = self.amount == 0 and self.stated < 0 and self.clause != "charge_fixed"
        return self.stated if self.amount is None or paid_back else self.amount


def scopes(doc: Doc, goods: list[Decimal]) -> Iterator[Scope]:
    """Every order and delivery of an invoice, and itself; `goods` are the amounts of its lines."""
    lines = list(zip(doc.lines, goods, strict=True))
    for name, reference in REFERENCE.items():
        for value in dict.fromkeys(line.row[reference] for line in doc.lines):
            inside = tuple((line, amount) for line, amount in lines if line.row[reference] == value)
            yield Scope(name, value, inside)
    yield Scope("invoice", None, tuple(lines))


def dues(doc: Doc, goods: list[Decimal]) -> list[Due]:
    """All charges that the deal says something about; what depends on other charges last."""
    if doc.credit:
        return []
    found = _forbidden(doc)
    every = [(c, scope) for c in CLASSES for scope in scopes(doc, goods)]
    found += [due for c, scope in every if (due := _fixed(doc, c, scope))]
    for counting in (False, True):
        before = list(found)
        candidates = [_free_from(doc, c, scope, before) for c, scope in every]
        found += [due for due in candidates if due and due.counting == counting]
    return found


def _forbidden(doc: Doc) -> list[Due]:
    found = []
    for row in doc.charges:
        dates = row | {"issue_date": doc.fields["issue_date"]}
        if doc.deal.term("charge_forbidden", dates, row["charge_class"]) is not None:
            place = row["charge_class"], "sales_order_reference", row["sales_order_reference"]
            found.append(Due("charge_forbidden", *place, [row], Decimal(0)))
    return found


def _term(doc: Doc, kind: str, charge_class: str, scope: Scope) -> tuple[dict | None, Due]:
    dates = replace(doc, lines=[line for line, _ in scope.goods]).dates()
    term = doc.deal.term(kind, dates, charge_class)
    rows = [c for c in doc.charges if c["charge_class"] == charge_class and scope.within(c)]
    due = Due(kind, charge_class, scope.reference, scope.value, rows, None)
    return (term if term and term["scope"] == scope.name else None), due


def _fixed(doc: Doc, charge_class: str, scope: Scope) -> Due | None:
    term, due = _term(doc, "charge_fixed", charge_class, scope)
    return replace(due, amount=term["amount"]) if term else None


def _free_from(doc: Doc, charge_class: str, scope: Scope, others: list[Due]) -> Due | None:
    term, due = _term(doc, "charge_free_from", charge_class, scope)
    if term is None:
        return None
    worth = value_of(doc, term, scope, others)
    over = worth > term["from"] or (worth == term["from"] and term["operator"] == ">=")
    counting = term["basis"] != "goods_net"
    return replace(due, amount=Decimal(0) if over else term["below"], counting=counting)


def value_of(doc: Doc, term: dict, scope: Scope, others: list[Due]) -> Decimal:
    """What the scope comes to on the basis of a term, other charges as agreed."""
    goods = sum(
        (_on(term, amount, line.row["vat_rate"]) for line, amount in scope.goods), Decimal(0)
    )
    if term["basis"] == "goods_net":
        return goods
    charged = [c for c in doc.charges if c["charge_class"] != term["class"] and scope.within(c)]
    worth = goods + sum((_on(term, c["charge_amount"], c["vat_rate"]) for c in charged), Decimal(0))
    for other in others:
        same = (other.reference, other.value) == (scope.reference, scope.value)
        if other.charge_class != term["class"] and (scope.reference is None or same):
            worth += _on(term, other.agreed - other.stated, CHARGE_VAT)
    return worth


def _on(term: dict, amount: Decimal, vat: Decimal) -> Decimal:
    return cents(amount * (100 + vat) / 100) if term["basis"] == "gross" else amount
