"""Discounts, free goods, hours and subscriptions reckoned once more, in plain decimals."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

import build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import judge

AMOUNTS = st.integers(1, 500_000).map(lambda cents: Decimal(cents).scaleb(-2))
PERCENTS = st.integers(1, 9_999).map(lambda units: Decimal(units).scaleb(-2))
DAYS = st.integers(0, 1500).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
MONTHS = {"month": 1, "quarter": 3, "year": 12}
WAY_OFF = Decimal(9_999_999)
"""What a line says that it comes to, so that it is violated and says what was agreed."""


def cents(amount: Decimal | Fraction) -> Decimal:
    if isinstance(amount, Fraction):
        amount = Decimal(amount.numerator) / Decimal(amount.denominator)
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def findings(clauses, prices=(), **invoice):
    read = build.invoices([invoice])
    return judge.check(read, build.agreements(clauses, list(prices))).findings


def agreed(kind, clause, **invoice):
    """The one value that a violated finding says was agreed."""
    found = findings([(kind, clause)], **invoice)
    assert found["outcome"].to_list() == ["violated"]
    return Decimal(found["agreed"][0])


@given(goods=AMOUNTS, percent=PERCENTS)
def test_an_order_discount_is_a_percentage_in_cents(goods, percent):
    line = {"invoiced_quantity": 1, "item_net_price": goods}
    charge = {"charge_class": "order_discount", "charge_amount": -WAY_OFF}
    found = agreed("discount_order", {"percent": percent}, lines=[line], charges=[charge])
    assert found == -cents(goods * percent / 100)


@given(goods=AMOUNTS, limits=st.lists(AMOUNTS, min_size=1, max_size=6, unique=True), data=st.data())
def test_the_last_step_that_is_reached_counts(goods, limits, data):
    limits = sorted(limits)
    percents = data.draw(st.lists(PERCENTS, min_size=len(limits), max_size=len(limits)))
    ladder = list(zip(limits, percents, strict=True))
    steps = [{"from": limit, "percent": percent} for limit, percent in ladder]
    charge = {"charge_class": "order_discount", "charge_amount": -WAY_OFF}
    line = {"invoiced_quantity": 1, "item_net_price": goods}
    found = agreed("discount_order", {"steps": steps}, lines=[line], charges=[charge])
    reached = [percent for limit, percent in ladder if limit <= goods]
    assert found == -cents(goods * (reached[-1] if reached else 0) / 100)


@given(
    minutes=st.integers(1, 1200), step=st.sampled_from([1, 5, 6, 10, 15, 20, 30, 60]),
    least=st.sampled_from([None, 1, 2]), rate=AMOUNTS, weekend=st.tuples(PERCENTS, DAYS),
)  # fmt: skip
def test_minutes_worked_are_charged_in_steps(minutes, step, least, rate, weekend):
    surcharge, day = weekend
    clause = {"rate": rate, "increment_minutes": step, "weekend_percent": surcharge}
    clause |= {"minimum_hours": least} if least else {}
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    line = {"invoiced_quantity": hours, "line_net_amount": WAY_OFF, "delivery_date": day}
    found = agreed("price_hourly", clause, lines=[line | {"item_net_price": 1}])
    charged = max(Fraction(ceil(minutes / step) * step, 60), least or 0)
    on_top = surcharge if day.strftime("%a") in {"Sat", "Sun"} else Decimal(0)
    assert found == cents(charged * Fraction(rate) * Fraction(100 + on_top) / 100)


def period_of(day, months):
    """How many days the calendar month, quarter or year of a day has."""
    first = (day.month - 1) // months * months + 1
    return sum(monthrange(day.year, month)[1] for month in range(first, first + months))


def whole(start, end, months):
    """The number of periods, counted month by month from the first day; None where one is broken."""
    day, passed = start, 0
    while day <= end:
        passed += 1
        month = start.month - 1 + passed
        year, month = start.year + month // 12, month % 12 + 1
        day = date(year, month, min(start.day, monthrange(year, month)[1]))
    return passed // months if day == end + timedelta(days=1) and passed % months == 0 else None


@given(
    amount=AMOUNTS, start=DAYS, days=st.integers(0, 800), period=st.sampled_from(sorted(MONTHS)),
    proration=st.sampled_from(["actual", "30_360", "none"]),
)  # fmt: skip
def test_a_subscription_counts_day_by_day(amount, start, days, period, proration):
    months, end = MONTHS[period], start + timedelta(days=days)
    line = {"invoiced_quantity": 1, "item_net_price": 1, "line_net_amount": WAY_OFF}
    line |= {"invoice_period_start": start, "invoice_period_end": end}
    clause = {"amount": amount, "period": period, "proration": proration}
    found = agreed("price_subscription", clause, lines=[line])
    every = [start + timedelta(days=n) for n in range(days + 1)]
    counted = whole(start, end, months)
    if counted is None and proration == "30_360":
        thirty = [30 if d.day == monthrange(d.year, d.month)[1] else d.day for d in (start, end)]
        apart = 12 * (end.year - start.year) + end.month - start.month
        counted = Fraction(30 * apart + thirty[1] - thirty[0] + 1, 30 * months)
    elif counted is None:
        counted = sum(Fraction(1, period_of(day, months)) for day in every)
        counted = ceil(counted) if proration == "none" else counted
    assert found == cents(Fraction(amount) * counted)


@given(
    price=AMOUNTS, quantities=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    buy=st.integers(1, 12), free=st.integers(1, 3),
)  # fmt: skip
def test_so_many_units_of_an_order_are_free(price, quantities, buy, free):
    lines = [
        {"seller_item_id": "A", "invoiced_quantity": q, "item_net_price": price} for q in quantities
    ]
    found = findings([("price_free_goods", {"buy": buy, "free": free})], lines=lines)
    units = sum(quantities) // (buy + free) * free
    assert set(found["outcome"]) <= {"violated"}
    assert sum(found["difference"]) == units * price


@given(price=AMOUNTS, percent=PERCENTS)
def test_a_promotion_is_a_percentage_off_the_gross_price(price, percent):
    line = {"invoiced_quantity": 1, "item_net_price": WAY_OFF, "item_gross_price": price}
    clause = {"percent": percent, "from": "2025-06-01", "to": "2025-06-30"}
    found = agreed("price_promotion", clause, lines=[line])
    assert found == price * (100 - percent) / 100


def test_over_and_under_that_come_to_nothing_are_both_told():
    clauses = [
        ("price_hourly", {"rate": 60, "only": {"seller_item_id": "MONTEUR"}}),
        ("price_net_list", {"file": "x", "only": {"seller_item_id": "A"}}),
    ]
    lines = [
        {"seller_item_id": "MONTEUR", "invoiced_quantity": 1, "item_net_price": 65},
        {"seller_item_id": "A", "invoiced_quantity": 5, "item_net_price": 9},
    ]
    found = findings(clauses, [{"seller_item_id": "A", "item_net_price": 10}], lines=lines)
    assert sorted(found["difference"]) == [-5, 5]


@pytest.mark.parametrize(
    "lines",
    [
        [
            {"invoiced_quantity": 10, "item_net_price": 10},
            {"invoiced_quantity": 1, "item_net_price": 0},
        ],
        [{"invoiced_quantity": 11, "item_net_price": 10, "line_net_amount": 100}],
        [{"invoiced_quantity": 11, "item_net_price": 10, "line_allowance_amount": 10}],
    ],
)
def test_a_free_unit_is_no_error_of_price_discount_or_arithmetic(lines):
    clauses = [
        ("price_free_goods", {"buy": 10, "free": 1}),
        ("price_net_list", {"file": "x"}),
        ("discount_line", {"percent": 0}),
        ("line_arithmetic", {}),
    ]
    of_item = [{"seller_item_id": "A"} | line for line in lines]
    prices = [{"seller_item_id": "A", "item_net_price": 10}]
    assert findings(clauses, prices, lines=of_item).is_empty()


def test_an_export_without_amounts_is_judged_by_quantity_and_price():
    line = {"seller_item_id": "MONTEUR", "invoiced_quantity": 2, "item_net_price": 65}
    read = build.invoices([{"lines": [line]}])
    read = replace(read, derived=frozenset({"line_net_amount"}))
    judged = judge.check(read, build.agreements([("price_hourly", {"rate": 60})]))
    assert judged.findings["agreed"].to_list() == ["120.00"]


def test_a_discount_on_top_of_a_promotion_is_judged_by_its_own_clause():
    days = {"from": "2025-06-01", "to": "2025-06-30"}
    clauses = [
        ("price_promotion", {"file": "x", "stackable": True} | days),
        ("discount_line", {"percent": 10}),
    ]
    line = {"seller_item_id": "A", "invoiced_quantity": 10, "item_net_price": 8}
    prices = [{"seller_item_id": "A", "item_net_price": 8}]
    catalogue = line | {"item_gross_price": 12, "line_allowance_percentage": 10}
    assert findings(clauses, prices, lines=[catalogue]).is_empty()
    (forgotten,) = findings(clauses, prices, lines=[line]).iter_rows(named=True)
    assert (forgotten["clause"], forgotten["difference"]) == ("discount_line", 8)
