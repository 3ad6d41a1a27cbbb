"""Prices reckoned once more, in plain decimals, for any list, discount and tier."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import build
from hypothesis import given
from hypothesis import strategies as st

from checker import judge

PRICES = st.integers(1, 500_000).map(lambda units: Decimal(units).scaleb(-4))
QUANTITIES = st.integers(1, 400)
PERCENTS = st.integers(0, 9_999).map(lambda units: Decimal(units).scaleb(-2))
BASES = st.sampled_from([1, 10, 100])
LIMITS = st.lists(st.integers(1, 500), min_size=1, max_size=5, unique=True).map(sorted)
WAY_OFF = Decimal(1000)
"""What a line is overcharged per unit, so that every line is violated and says what was agreed."""


def rounded(amount: Decimal, step: str) -> Decimal:
    return amount.quantize(Decimal(step), ROUND_HALF_UP)


def agreed_prices(kind, clause, lines, prices=()):
    """The agreed price that each line is told, in the order of the lines."""
    read = build.invoices([{"lines": lines}])
    findings = judge.check(read, build.agreements([(kind, clause)], list(prices))).findings
    assert findings["clause"].to_list() == [kind] * len(lines)
    return [Decimal(agreed) for agreed in findings["agreed"]]


def line(quantity: int, price: Decimal = WAY_OFF, **fields: object) -> dict:
    return {
        "seller_item_id": "A", "invoiced_quantity": quantity, "item_net_price": price, **fields,
    }  # fmt: skip


@given(
    gross=PRICES,
    steps=st.lists(PERCENTS, min_size=1, max_size=4),
    of_list=BASES,
    of_line=BASES,
    at=st.sampled_from(["unit", "line"]),
)
def test_a_gross_price_less_discounts_in_steps(gross, steps, of_list, of_line, at):
    clause = {"file": "x", "percent": [str(step) for step in steps], "round_at": at}
    prices = [{"seller_item_id": "A", "item_gross_price": gross, "price_base_quantity": of_list}]
    wrong = line(7, WAY_OFF * 1000, price_base_quantity=of_line)
    (found,) = agreed_prices("price_discounted_list", clause, [wrong], prices)
    left = Decimal(1)
    for step in steps:
        left = left * (100 - step) / 100
    listed = rounded(gross * of_line / of_list, "0.000001")
    # A clause knows its percentage to six decimals.
    share = 1 - rounded(100 * (1 - left), "0.000001") / 100
    assert found == rounded(listed * share, "0.01" if at == "unit" else "0.000001")


def slices(limits: list[int], prices: list[Decimal], begin: int, end: int) -> Decimal:
    """What the units from `begin` to `end` cost together, one by one."""
    total = Decimal(0)
    for unit in range(begin, end):
        total += [p for limit, p in zip(limits, prices, strict=True) if limit <= unit][-1]
    return total


@given(
    limits=LIMITS,
    first=st.integers(10_000, 90_000),
    drops=st.lists(st.integers(0, 1_000), min_size=5, max_size=5),
    quantities=st.lists(QUANTITIES, min_size=1, max_size=3),
)
def test_graduated_prices_add_up_unit_by_unit(limits, first, drops, quantities):
    limits = [0, *limits]
    prices = [Decimal(first - sum(drops[:place])).scaleb(-4) for place in range(len(limits))]
    steps = [{"from": f, "price": p} for f, p in zip(limits, prices, strict=True)]
    clause = {"mode": "graduated", "per": "order", "steps": steps}
    found = agreed_prices("price_tier", clause, [line(quantity) for quantity in quantities])
    ends = [sum(quantities[:place]) for place in range(len(quantities) + 1)]
    for (begin, end), price in zip(pairwise(ends), found, strict=True):
        agreed = slices(limits, prices, begin, end) / (end - begin)
        assert abs(price - agreed) <= Decimal("0.0000005")


@given(limits=LIMITS, quantities=st.lists(QUANTITIES, min_size=1, max_size=4), opening=QUANTITIES)
def test_the_tier_of_a_year_counts_all_that_came_before(limits, quantities, opening):
    steps = [{"from": 0, "price": 600}, *({"from": f, "price": 599 - f} for f in limits)]
    clause = {"per": "year", "opening": opening, "steps": steps}
    found = agreed_prices("price_tier", clause, [line(quantity) for quantity in quantities])
    reached = opening
    for quantity, price in zip(quantities, found, strict=True):
        reached += quantity
        assert price == [step["price"] for step in steps if step["from"] <= reached][-1]


@given(limits=LIMITS, gross=PRICES, quantity=QUANTITIES)
def test_a_tier_by_value_takes_its_percentage_of_the_gross_price(limits, gross, quantity):
    percents = [Decimal(10 * place) for place in range(len(limits))]
    steps = [{"from": f, "percent": p} for f, p in zip(limits, percents, strict=True)]
    clause = {"by": "value", "steps": steps}
    wrong = line(quantity, gross + WAY_OFF, item_gross_price=gross)
    reached = [p for f, p in zip(limits, percents, strict=True) if f <= quantity * gross]
    read = build.invoices([{"lines": [wrong]}])
    findings = judge.check(read, build.agreements([("price_tier", clause)])).findings
    agreed = [Decimal(agreed) for agreed in findings["agreed"]]
    share = [1 - percent / 100 for percent in reached[-1:]]
    assert agreed == [rounded(gross * left, "0.000001") for left in share]


@given(
    listed=PRICES,
    percent=PERCENTS,
    announced=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    notice=st.integers(0, 120),
    ordered=st.dates(date(2025, 1, 1), date(2026, 6, 30)),
)
def test_an_increase_waits_for_its_notice(listed, percent, announced, notice, ordered):
    clause = {
        "file": "x", "percent": percent, "announced_on": announced, "notice_days": notice,
    }  # fmt: skip
    prices = [{"seller_item_id": "A", "item_net_price": listed}]
    wrong = line(3, WAY_OFF, order_date=ordered)
    (found,) = agreed_prices("price_increase_cap", clause, [wrong], prices)
    waited = (ordered - announced).days >= notice
    assert found == rounded(listed * (100 + percent * waited) / 100, "0.000001")


def test_a_price_that_another_clause_agrees_is_capped_as_well():
    clauses = [
        ("price_discounted_list", {"file": "x", "percent": 0}),
        ("price_increase_cap", {"file": "x", "percent": 5}),
        ("discount_line", {"percent": 10}),
    ]
    prices = [{"seller_item_id": "A", "item_gross_price": 11, "item_net_price": 10}]
    read = build.invoices([{"lines": [line(10, Decimal(12))]}])
    findings = judge.check(read, build.agreements(clauses, prices)).findings
    # The list asks for 11.00, and no clause asks for more than the highest price: one error.
    assert findings.select("clause", "stated", "agreed", "difference").rows() == [
        ("price_increase_cap", "12.00", "10.50", Decimal(15)),
    ]
