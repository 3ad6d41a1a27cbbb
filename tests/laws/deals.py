"""Agreements with debtors for the laws: any of the nine kinds, with any parameters.

A deal is what a debtor agreed, in plain values; `agreements` makes the tables of the product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import build
import polars as pl
from hypothesis import strategies as st

from checker.agreements.model import OPEN, Agreements

if TYPE_CHECKING:
    from collections.abc import Sequence

CENT = Decimal("0.01")
FIRST = date(2023, 1, 1)
# Days at which months end, years end and a leap day is near.
AROUND = (date(2024, 2, 27), date(2025, 1, 29), date(2025, 6, 28), date(2025, 12, 29))
ITEMS = ("A", "B", "C", "D", "E", "F")
CLASSES = ("freight", "order_costs", "packaging")
PATTERNS = {".+": "NVT-{}", "45[0-9]{4}": "45{:04d}", "PO-[0-9]+|X": "PO-{}"}


@dataclass(frozen=True)
class Term:
    """One clause: kind, parameters as in an agreement file, and the days on which it holds."""

    kind: str
    params: dict
    valid_from: date = FIRST
    valid_to: date = OPEN


@dataclass(frozen=True)
class Deal:
    """All terms of one debtor; `prices` are the rows of the price list."""

    debtor: str
    terms: tuple[Term, ...]
    prices: tuple[dict, ...] = ()

    def term(self, kind: str, dates: dict, charge_class: str | None = None) -> dict | None:
        """The parameters in force; `dates` has the anchor dates of the place."""
        for term in self.terms:
            if (term.kind, term.params.get("class")) == (kind, charge_class):
                on = dates[term.params.get("anchor", "issue_date")]
                if on is not None and term.valid_from <= on <= term.valid_to:
                    return term.params
        return None

    def __str__(self) -> str:
        prices = [" ".join(str(value) for value in row.values()) for row in self.prices]
        terms = [f"{t.kind} {t.params} {t.valid_from}..{t.valid_to}" for t in self.terms]
        return "\n  ".join([f"Deal {self.debtor}", *terms, *prices])

    def has(self, kind: str) -> bool:
        return any(term.kind == kind for term in self.terms)

    def counts_vat(self) -> bool:
        return any(term.params.get("basis") == "gross" for term in self.terms)

    def shares_dates(self) -> bool:
        """Does a term ask for one date of a whole invoice?"""
        return any(
            term.params.get("counted_from") == "delivery_date"
            or (_of_invoice(term) and term.params.get("anchor", "issue_date") != "issue_date")
            for term in self.terms
        )


def _of_invoice(term: Term) -> bool:
    documents = ("payment_due_date", "reference_purchase_order", "document_duplicate")
    return term.kind in documents or term.params.get("scope") == "invoice"


def amounts(low: int, high: int, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Decimals of a number of places, from low to high units of the last one."""
    return st.integers(low, high).map(lambda units: Decimal(units).scaleb(-places))


ANCHORS = st.sampled_from(["order_date", "delivery_date", "issue_date"])
TOLERANCES = st.one_of(
    st.just({}),
    amounts(0, 5).map(lambda amount: {"tolerance": {"amount": amount}}),
    st.builds(
        lambda amount, percent, pass_if: {
            "tolerance": {"amount": amount, "percent": percent, "pass_if": pass_if}
        },
        amounts(0, 5),
        amounts(0, 20, 1),
        st.sampled_from(["both", "either"]),
    ),
)
PERCENTS = st.sampled_from(["5", "10", "12.5", "33.33", "33.335", "0.01", "40"]).map(Decimal)
SCOPES = st.sampled_from(["order", "delivery", "invoice"])


def _net_price(anchor: str) -> st.SearchStrategy[dict]:
    return TOLERANCES.map(lambda tolerance: {"file": "x", "anchor": anchor} | tolerance)


def _discount(anchor: str) -> st.SearchStrategy[dict]:
    steps = st.one_of(PERCENTS, st.lists(PERCENTS, min_size=1, max_size=3))
    return st.builds(lambda p, t: {"percent": p, "anchor": anchor} | t, steps, TOLERANCES)


def _due_date(anchor: str) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries(
        {
            "days": st.sampled_from([0, 1, 14, 28, 30, 31, 60]),
            "counted_from": st.sampled_from(["issue_date", "delivery_date"]),
            "end_of_month": st.sampled_from(["no", "after_days", "before_days"]),
            "tolerance_days": st.sampled_from([0, 0, 2]),
            "anchor": st.just(anchor),
        }
    )


def _reference(anchor: str) -> st.SearchStrategy[dict]:
    return st.sampled_from(sorted(PATTERNS)).map(lambda p: {"pattern": p, "anchor": anchor})


def _duplicate(anchor: str) -> st.SearchStrategy[dict]:
    return st.integers(0, 40).map(lambda days: {"within_days": days, "anchor": anchor})


ONE_EACH = {
    "price_net_list": _net_price,
    "discount_line": _discount,
    "payment_due_date": _due_date,
    "reference_purchase_order": _reference,
    "document_duplicate": _duplicate,
}


def order_numbers(term: dict | None) -> st.SearchStrategy[str | None]:
    """One purchase order number or two, or nothing of the sort where none is asked."""
    if term is None:
        return st.none() | st.just("n.v.t.")
    written = st.integers(1, 9999).map(PATTERNS[term["pattern"]].format)
    return st.lists(written, min_size=1, max_size=2).map("; ".join)


def _fixed(params: dict) -> st.SearchStrategy[Term]:
    return amounts(0, 1500).map(lambda amount: Term("charge_fixed", params | {"amount": amount}))


def _free_from(params: dict) -> st.SearchStrategy[Term]:
    # `world` may set the limit on exactly what an order comes to.
    values = st.fixed_dictionaries(
        {
            "from": st.one_of(st.sampled_from(["0", "50", "500"]).map(Decimal), amounts(0, 90000)),
            "operator": st.sampled_from([">=", ">"]),
            "basis": st.sampled_from(["goods_net", "goods_and_charges_net", "gross"]),
            "below": st.one_of(st.none(), amounts(0, 2500)),
        }
    )
    return values.map(lambda value: Term("charge_free_from", params | value))


def _forbidden(params: dict) -> st.SearchStrategy[Term]:
    return st.just(Term("charge_forbidden", {k: v for k, v in params.items() if k != "scope"}))


CHARGES = {
    "charge_forbidden": _forbidden,
    "charge_fixed": _fixed,
    "charge_free_from": _free_from,
}


def _charge(params: dict, scope: str) -> st.SearchStrategy[Term]:
    # The scope is the same in all papers.
    return st.one_of(made(params | {"scope": scope}) for made in CHARGES.values())


@st.composite
def _spans(draw, terms: st.SearchStrategy[Term], around: date) -> list[Term]:
    """One term or two, one after the other, with or without a gap."""
    first, last = FIRST, OPEN
    if draw(st.booleans()):
        return [replace(draw(terms), valid_from=first, valid_to=last)]
    last = around + timedelta(days=draw(st.integers(0, 4)))
    spans = [replace(draw(terms), valid_from=first, valid_to=last)]
    if draw(st.booleans()):
        second = last + timedelta(days=draw(st.sampled_from([1, 1, 3])))
        spans.append(replace(draw(terms), valid_from=second, valid_to=OPEN))
    return spans


@st.composite
def price_rows(draw, around: date) -> list[dict]:
    """A price list: bases of 1, 100 and 1000, two to four decimals, some prices renewed."""
    rows = []
    for item in ITEMS:
        base, places = draw(st.sampled_from([1, 100, 1000])), draw(st.integers(2, 4))
        for first, last in draw(st.sampled_from([_whole(), _renewed(around)])):
            price = draw(amounts(1, 20000, places))
            rows.append(
                {"seller_item_id": item, "item_net_price": price, "price_base_quantity": base}
                | {"valid_from": first, "valid_to": last, "currency": "EUR", "unit_code": "PCE"}
            )
    return rows


def _whole() -> list[tuple[date, date]]:
    return [(FIRST, OPEN)]


def _renewed(around: date) -> list[tuple[date, date]]:
    last = around + timedelta(days=2)
    return [(FIRST, last), (last + timedelta(days=1), OPEN)]


@st.composite
def deals(draw, debtor: str, around: date, always: str = "") -> Deal:
    """What one debtor agreed: any of the kinds; `always` names one that holds on all days."""
    terms: list[Term] = []
    for kind, params in ONE_EACH.items():
        if kind == always or draw(st.booleans()):
            documents = kind not in ("price_net_list", "discount_line")
            anchor = draw(st.just("issue_date") | ANCHORS if documents else ANCHORS)
            one = params(anchor).map(lambda p, kind=kind: Term(kind, p))
            terms += [draw(one)] if kind == always else draw(_spans(one, around))
    if always == "line_arithmetic" or draw(st.booleans()):
        terms.append(Term("line_arithmetic", {}))
    for charge_class in CLASSES:
        params = {"class": charge_class, "anchor": draw(ANCHORS)}
        if always in CHARGES:
            if charge_class == CLASSES[0]:
                terms.append(draw(CHARGES[always](params | {"scope": draw(SCOPES)})))
        elif draw(st.sampled_from([True, True, False])):
            terms += draw(_spans(_charge(params, draw(SCOPES)), around))
    terms = _one_basis_with_charges(terms)
    return Deal(debtor, tuple(terms), tuple(draw(price_rows(around))))


def _one_basis_with_charges(terms: list[Term]) -> list[Term]:
    """Two thresholds that each count the other's charge have no one answer, so only one may.

    It looks at the whole invoice where other charges are agreed: a fixed charge per delivery
    belongs to no order.
    """
    counting = [t for t in terms if t.params.get("basis", "goods_net") != "goods_net"]
    charged = {t.params["class"] for t in terms if "class" in t.params}
    kept: list[Term] = []
    for term in terms:
        params = term.params
        first = bool(counting) and params.get("class") == counting[0].params["class"]
        if term in counting and not first:
            params = params | {"basis": "goods_net"}
        if first and "scope" in params and len(charged) > 1:
            params = params | {"scope": "invoice"}
        kept.append(replace(term, params=params))
    return kept


def agreements(agreed: Sequence[Deal]) -> Agreements:
    """The product's tables of several deals."""
    parts = []
    for key, deal in enumerate(agreed):
        clauses = [
            (t.kind, t.params | {"valid_from": t.valid_from, "valid_to": t.valid_to})
            for t in deal.terms
        ]
        parts.append(_renumbered(build.agreements(clauses, list(deal.prices)), key))
    kinds = {kind for part in parts for kind in part.tables}
    return Agreements(
        keys={deal.debtor: key + 1 for key, deal in enumerate(agreed)},
        tables={k: pl.concat([p.tables[k] for p in parts if k in p.tables]) for k in kinds},
        provenance=pl.concat([part.provenance for part in parts]),
        prices=pl.concat([part.prices for part in parts]),
        names={},
        hash="",
    )


def _renumbered(one: Agreements, key: int) -> Agreements:
    def shifted(frame: pl.DataFrame) -> pl.DataFrame:
        by = {"agreement_key": key, "clause_key": 1000 * key, "price_list": key}
        return frame.with_columns(pl.col(c) + n for c, n in by.items() if c in frame.columns)

    return replace(
        one,
        tables={kind: shifted(table) for kind, table in one.tables.items()},
        provenance=shifted(one.provenance),
        prices=shifted(one.prices),
    )
