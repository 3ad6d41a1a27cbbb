"""Formulas of charges against a reckoning of their own, in plain Decimal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import build
from hypothesis import assume, given
from hypothesis import strategies as st

from checker import judge

CENT = Decimal("0.01")
amounts = st.decimals(0, 5000, places=2)
percents = st.decimals(0, 100, places=3)
offs = st.sampled_from([Decimal(0), CENT, -CENT, Decimal("7.25")])


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def judged(kind: str, clause: dict, invoice: dict, **more) -> tuple[str, Decimal | None, Decimal]:
    """Outcome, agreed amount and difference of the one finding; holds where there is none."""
    agreements = build.agreements([(kind, clause)], **more)
    found = judge.check(build.invoices([invoice]), agreements).findings
    if found.is_empty():
        return "holds", None, Decimal(0)
    (row,) = found.iter_rows(named=True)
    agreed = None if row["agreed"] is None else Decimal(row["agreed"])
    return row["outcome"], agreed, row["difference"]


def expected(stated: Decimal, agreed: Decimal) -> tuple[str, Decimal | None, Decimal]:
    if stated == agreed or (agreed == 0 and stated < 0):
        return "holds", None, Decimal(0)
    return "violated", agreed, stated - agreed


def invoice(goods: list[Decimal], *charges: tuple[str, Decimal], **fields: object) -> dict:
    """An invoice of one order; a charge of nothing does not stand on it."""
    return {
        "lines": [{"invoiced_quantity": 1, "item_net_price": g, **fields} for g in goods],
        "charges": [
            {"charge_class": name, "charge_amount": amount, "line_id": str(place), **fields}
            for place, (name, amount) in enumerate(charges, 50)
            if amount
        ],
    }


@given(
    st.lists(amounts, min_size=1, max_size=4), amounts, percents, offs,
    st.none() | amounts, st.none() | amounts, st.booleans(),
)  # fmt: skip
def test_a_percentage_is_that_of_its_basis_inside_its_limits(  # noqa: PLR0913, PLR0917
    goods, freight, percent, off, least, most, of_freight
):
    assume(least is None or most is None or least <= most)
    basis = freight if of_freight else sum(goods)
    agreed = cents(basis * percent / 100)
    if least is not None and basis > 0 and agreed < least:
        agreed = least
    elif most is not None and agreed > most:
        agreed = most
    of = {"basis": "charge", "of": "freight"} if of_freight else {}
    limits = {"at_least": least, "at_most": most}
    clause = {"class": "fuel", "percent": percent, **of, **limits}
    stated = agreed + off
    bill = invoice(goods, ("freight", freight), ("fuel", stated))
    assert judged("charge_percentage", clause, bill) == expected(stated, agreed)


@given(
    st.lists(amounts, min_size=1, max_size=4), amounts, percents,
    st.none() | amounts, st.booleans(),
)  # fmt: skip
def test_a_maximum_is_the_lower_one_of_amount_and_percentage(goods, stated, percent, amount, both):
    part = cents(sum(goods) * percent / 100)
    clause = {"class": "freight", "amount": amount}
    limits = [] if amount is None else [amount]
    if both or amount is None:
        clause["percent"] = percent
        limits.append(part)
    found = judged("charge_capped", clause, invoice(goods, ("freight", stated)))
    agreed = min(stated, *limits)
    assert found == expected(stated, agreed)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20, unique_by=lambda step: step[0]),
    amounts, st.booleans(), offs, st.data(),
)  # fmt: skip
def test_the_highest_step_that_an_order_reaches_counts(steps, value, at_a_step, off, data):
    steps = sorted(steps)
    if at_a_step:  # the limit itself, and a cent to both sides
        value = max(data.draw(st.sampled_from(steps))[0] + data.draw(offs), Decimal(0))
    reached = [amount for limit, amount in steps if limit <= value]
    agreed = reached[-1] if reached else None
    stated = (agreed or Decimal(0)) + off
    ladder = [{"from": limit, "amount": amount} for limit, amount in steps]
    found = judged(
        "charge_ladder", {"class": "small_order", "steps": ladder},
        invoice([value], ("small_order", stated)),
    )  # fmt: skip
    # Below the first step nothing is agreed.
    assert found == (expected(stated, agreed) if reached else expected(stated, stated))


values = st.decimals("0.5", 3, places=4)


@given(
    st.lists(values, min_size=3, max_size=3), values, st.none() | st.decimals("0.001", 1, places=3),
    st.decimals("0.01", 5, places=2), st.integers(0, 2), st.none() | percents, amounts, offs,
    st.dates(date(2025, 3, 1), date(2025, 3, 31)),
)  # fmt: skip
def test_a_surcharge_follows_the_index_of_its_month(  # noqa: PLR0913, PLR0917
    index, base, step, per_step, lag, most, freight, off, delivered
):
    gap = index[2 - lag] - base
    steps = gap if step is None else (gap / step).to_integral_value(ROUND_DOWN)
    percent = max(steps * per_step, Decimal(0))
    percent = percent if most is None else min(percent, most)
    agreed = cents(freight * percent / 100)
    stated = agreed + off
    clause = {
        "class": "fuel", "index": "diesel", "base": base, "step": step, "lag_months": lag,
        "percent_per_step": per_step, "at_most": most, "basis": "charge", "of": "freight",
    }  # fmt: skip
    bill = invoice([Decimal(10)], ("freight", freight), ("fuel", stated), delivery_date=delivered)
    bill["issue_date"] = delivered + timedelta(days=40)  # another month: the delivery counts
    months = [
        {"index": "diesel", "valid_from": date(2025, month, 1), "value": value}
        for month, value in enumerate(index, 1)
    ]
    table = build.table(build.INDICES, months)
    assert judged("charge_indexed", clause, bill, indices=table) == expected(stated, agreed)


@given(values, values, amounts, st.integers(1, 1000), st.lists(amounts, min_size=1, max_size=3))
def test_a_metal_surcharge_is_the_quantity_times_the_rise(value, base, amount, per, quantities):
    amount += CENT
    agreed = cents(max(value - base, Decimal(0)) * amount * sum(quantities) / per)
    clause = {
        "class": "metal", "index": "copper", "base": base, "amount": amount, "per": per,
        "basis": "quantity", "anchor": "order_date",
    }  # fmt: skip
    bill = invoice([Decimal(1)] * len(quantities), ("metal", agreed + CENT))
    for line, quantity in zip(bill["lines"], quantities, strict=True):
        line["invoiced_quantity"] = quantity
    june = [{"index": "copper", "valid_from": date(2025, 6, 1), "value": value}]
    table = build.table(build.INDICES, june)
    found = judged("charge_indexed", clause, bill, indices=table)
    assert found == expected(agreed + CENT, agreed)


@given(st.lists(st.sampled_from([100, -100, 40, -40]), min_size=1, max_size=8), st.randoms())
def test_a_charge_is_made_once_until_it_is_taken_back(charged, random):
    bills = [
        {
            "issue_date": date(2025, 1, 1) + timedelta(days=day),
            "invoice_number": f"F{day}",
            "invoice_type_code": "380" if amount > 0 else "381",
            "charges": [{"charge_class": "tooling", "charge_amount": amount}],
        }
        for day, amount in enumerate(charged)
    ]
    wrong = {
        f"F{day}" for day, amount in enumerate(charged) if amount > 0 and sum(charged[:day]) > 0
    }
    random.shuffle(bills)  # dates decide, not the order of the export
    agreements = build.agreements([("charge_once", {"class": "tooling", "per": "debtor"})])
    found = judge.check(build.invoices(bills), agreements).findings
    assert set(found["invoice_number"]) == wrong
    assert found.height == len(wrong)


@given(st.integers(-50, 50), amounts, offs)
def test_a_deposit_is_the_balance_of_the_carriers_times_its_amount(balance, amount, off):
    agreed = cents(balance * amount)
    bill = invoice([Decimal(10)], ("deposit", agreed + off))
    for charge in bill["charges"]:
        charge["charge_quantity"] = balance
    found = judged("charge_deposit", {"class": "deposit", "amount": amount}, bill)
    stands = agreed + off != 0
    is_right = off == 0 or not stands
    assert found == (("holds", None, 0) if is_right else ("violated", agreed, off))
