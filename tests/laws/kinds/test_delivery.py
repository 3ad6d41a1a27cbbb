"""Quantities, penalties, limits and credit notes reckoned once more, one by one in plain Decimal."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import build
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from checker import judge
from checker.correct import agreed_invoices
from checker.fields import DELIVERED
from checker.registers import Registers

CENT = Decimal("0.01")
AMOUNTS = st.decimals(CENT, 5000, places=2)
QUANTITIES = st.integers(1, 60)
DAYS = st.integers(0, 700).map(lambda days: date(2025, 1, 1) + timedelta(days))


def check(kind: str, clause: dict, invoices: list[dict], delivered: list[dict] | None = None):
    registers = Registers(deliveries=build.register(DELIVERED, delivered))
    return judge.check(
        build.invoices(invoices), build.agreements([(kind, clause)]), registers=registers
    )


def told(judged) -> dict[str, tuple[str, str | None, str | None]]:
    """Outcome, stated and agreed by invoice number; invoices without a finding are not in it."""
    rows = judged.findings.select("invoice_number", "outcome", "stated", "agreed").rows()
    return {number: rest for number, *rest in rows}


def line(quantity: int, item: str = "A", **fields: object) -> dict:
    return {
        "seller_item_id": item, "invoiced_quantity": quantity, "item_net_price": 1,
        "despatch_advice_reference": "P1", **fields,
    }  # fmt: skip


OF_AN_ITEM = st.tuples(st.sampled_from("ABC"), QUANTITIES, st.integers(0, 2))


@given(
    rows=st.lists(OF_AN_ITEM, min_size=1, max_size=10),
    delivered=st.fixed_dictionaries(dict.fromkeys("ABC", st.integers(0, 120))),
    credited=st.integers(0, 30),
    only_over=st.booleans(),
)
def test_what_was_delivered_goes_to_the_lines_in_their_order(rows, delivered, credited, only_over):
    invoices = [
        {
            "issue_date": date(2025, 5, 1 + place),
            "lines": [line(quantity, item) for item, quantity, at in rows if at == place],
        }
        for place in range(3)
    ]
    back = {"invoice_type_code": "381", "lines": [line(-credited, "A")] if credited else []}
    register = [
        {"despatch_advice_reference": "P1", "seller_item_id": i, "delivered_quantity": q}
        for i, q in delivered.items()
    ]
    judged = check("quantity_delivered", {"over": only_over}, [*invoices, back], register)
    found = agreed_invoices(judged, build.invoices([*invoices, back])).lines
    for item, there in delivered.items():
        billed = [q for place in range(3) for i, q, at in rows if i == item and at == place]
        left = there + (min(credited, max(0, sum(billed) - there)) if item == "A" else 0)
        wanted = []
        for quantity in billed:
            wanted.append(min(quantity, left))
            left -= wanted[-1]
        if billed and left > 0 and not only_over:
            wanted[-1] += left
        of_item = found.filter((pl.col("seller_item_id") == item) & (pl.col("document_key") < 3))
        assert of_item["invoiced_quantity"].to_list() == wanted


@given(
    value=AMOUNTS,
    percent=st.decimals("0.01", 5, places=2),
    late=st.integers(-20, 60),
    per=st.sampled_from(["day", "week", "started_week"]),
    grace=st.integers(0, 10),
    most=st.decimals(0, 100, places=1),
)
def test_a_penalty_is_a_share_of_the_value_for_each_day_or_week(  # noqa: PLR0913, PLR0917
    value, percent, late, per, grace, most
):
    promised = date(2025, 2, 20)
    goods = {
        "line_net_amount": value, "despatch_advice_reference": "P1",
        "promised_delivery_date": promised, "delivery_date": promised + timedelta(late),
    }  # fmt: skip
    clause = {"percent": percent, "per": per, "grace_days": grace, "at_most": most}
    judged = check("delivery_penalty", clause, [{"issue_date": "2025-06-30", "lines": [goods]}])
    counted, times = max(0, late - grace), 0
    while counted > 0:
        counted -= 1 if per == "day" else 7
        times += 1 if counted >= 0 or per == "started_week" else 0
    due = (value * min(percent * times, most) / 100).quantize(CENT, ROUND_HALF_UP)
    differences = judged.findings["difference"].to_list()
    assert differences == ([due] if due else [])


INVOICES = st.lists(st.tuples(DAYS, AMOUNTS, st.booleans()), min_size=1, max_size=8)


def dated(rows) -> list[dict]:
    return [
        {
            "issue_date": day,
            "invoice_type_code": "381" if credit else "380",
            "lines": [{"line_net_amount": -amount if credit else amount}],
        }
        for day, amount, credit in rows
    ]


@given(
    rows=INVOICES, limit=AMOUNTS, opening=st.none() | AMOUNTS,
    per=st.sampled_from(["month", "year", "contract"]),
)  # fmt: skip
def test_a_limit_holds_for_all_invoices_of_the_period_so_far(rows, limit, opening, per):
    clause = {"amount": limit, "per": per, "opening": opening}
    found = told(check("limit_contract", clause, dated(rows)))
    length = {"month": 7, "year": 4, "contract": 0}[per]
    in_order = sorted(range(len(rows)), key=lambda place: (rows[place][0], place))
    first_period = str(rows[in_order[0]][0])[:length]
    sums: Counter[str] = Counter()
    sums[first_period] = opening or Decimal(0)
    for place in in_order:
        day, amount, credit = rows[place]
        period = str(day)[:length]
        sums[period] += -amount if credit else amount
        known = opening is not None or period != first_period
        outcome, stated, agreed = found.get(f"F{place + 1}", ("holds", None, None))
        if credit:
            assert outcome == "holds"
        elif sums[period] > limit:
            assert (outcome, Decimal(stated), Decimal(agreed)) == (
                "violated", sums[period], limit,
            )  # fmt: skip
        else:
            assert outcome == ("holds" if known else "unknown")


@given(rows=INVOICES, per=st.sampled_from(["week", "month"]))
def test_a_period_has_one_invoice(rows, per):
    found = told(check("document_collective", {"per": per}, dated(rows)))
    firsts: dict[tuple[int, int], str] = {}
    for place in sorted(range(len(rows)), key=lambda place: (rows[place][0], place)):
        day, _amount, credit = rows[place]
        number = f"F{place + 1}"
        if credit:
            assert number not in found
            continue
        period = day.isocalendar()[:2] if per == "week" else (day.year, day.month)
        first = firsts.setdefault(period, number)
        assert found.get(number) == (None if first == number else ["violated", number, first])


@given(sold=AMOUNTS, rows=INVOICES, tolerance=st.decimals(0, 50, places=2))
def test_credit_notes_together_are_no_more_than_their_invoice(sold, rows, tolerance):
    original = {"issue_date": "2024-12-01", "lines": [{"line_net_amount": sold}]}
    credits_ = dated([(day, amount, True) for day, amount, _credit in rows])
    credits_ = [credit | {"preceding_invoice_reference": "f1"} for credit in credits_]
    clause = {"tolerance": str(tolerance), "valid_from": "2024-01-01"}
    found = told(check("credit_exceeds", clause, [original, *credits_]))
    total = Decimal(0)
    for place in sorted(range(len(rows)), key=lambda place: (rows[place][0], place)):
        total += rows[place][1]
        outcome = found.get(f"F{place + 2}", ["holds"])[0]
        assert outcome == ("violated" if total > sold + tolerance else "holds")
