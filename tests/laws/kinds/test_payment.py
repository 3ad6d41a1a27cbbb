"""Payment, tax and totals against their formulas in plain Decimal."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import build
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import judge
from checker.correct import agreed_invoices
from checker.payment_terms import offered

CENT, HUNDRED = Decimal("0.01"), Decimal(100)
TOTALS = (
    "sum_of_line_net_amounts", "total_amount_without_vat", "total_amount_with_vat", "amount_due",
)  # fmt: skip
AMOUNT = st.decimals("-9999.99", "9999.99", places=2)
RATE = st.sampled_from([Decimal(0), Decimal(9), Decimal(21), Decimal("5.5")])
ROWS = st.lists(st.tuples(AMOUNT, RATE), min_size=1, max_size=8)
OFF = st.sampled_from([Decimal(0), CENT, -CENT, 2 * CENT, Decimal("0.27"), Decimal(-1)])
PERCENT = st.decimals("0.1", "10", places=1)


def cents(amount: Decimal) -> Decimal:
    """Half-up, away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def vat_per_rate(rows) -> Decimal:
    bases = defaultdict(Decimal)
    for amount, rate in rows:
        bases[rate] += amount
    return sum((cents(base * rate / HUNDRED) for rate, base in bases.items()), Decimal(0))


def vat_per_line(rows) -> Decimal:
    return sum((cents(amount * rate / HUNDRED) for amount, rate in rows), Decimal(0))


def net(rows) -> Decimal:
    return sum((amount for amount, _rate in rows), Decimal(0))


def invoice(lines, charges=(), **fields) -> dict:
    return fields | {
        "lines": [{"line_net_amount": amount, "vat_rate": rate} for amount, rate in lines],
        "charges": [
            {"charge_class": "freight", "charge_amount": amount, "vat_rate": rate, "encoding": form}
            for amount, rate, form in charges
        ],
    }


def check(clauses, document):
    invoices = build.invoices([document])
    return invoices, judge.check(invoices, build.agreements(clauses))


def outcomes(judged) -> list[tuple]:
    return judged.findings.select("clause", "outcome", "agreed").rows()


@settings(max_examples=40, deadline=None)
@given(
    lines=ROWS, off=OFF, method=st.sampled_from(["either", "per_rate", "per_line"]), data=st.data()
)
def test_vat_is_that_of_the_rates_or_of_the_lines(lines, off, method, data):
    ways = {"per_rate": vat_per_rate(lines), "per_line": vat_per_line(lines)}
    stated = ways[data.draw(st.sampled_from(sorted(ways)))] + off
    good = [ways[method]] if method != "either" else list(ways.values())
    _, judged = check(
        [("tax_arithmetic", {"method": method})], invoice(lines, total_vat_amount=stated)
    )
    is_good = any(abs(stated - way) <= CENT for way in good)
    assert [outcome for _, outcome, _ in outcomes(judged)] == ([] if is_good else ["violated"])


@settings(max_examples=40, deadline=None)
@given(
    lines=ROWS, charges=st.lists(st.tuples(AMOUNT, RATE, st.sampled_from(["article_line", "document_charge"])), max_size=3),
    paid=AMOUNT, total=st.sampled_from(TOTALS), off=OFF,
)  # fmt: skip
def test_totals_are_those_of_lines_and_charges(lines, charges, paid, total, off):
    rows = [*lines, *((amount, rate) for amount, rate, _form in charges)]
    on_lines = net(lines) + sum(a for a, _, form in charges if form == "article_line")
    vat = vat_per_rate(rows)
    due = {
        "sum_of_line_net_amounts": on_lines,
        "total_amount_without_vat": net(rows),
        "total_amount_with_vat": net(rows) + vat,
        "amount_due": net(rows) + vat - paid,
    }
    fields = {"total_vat_amount": vat, "paid_amount": paid, total: due[total] + off}
    _, judged = check([("document_totals", {"total": total})], invoice(lines, charges, **fields))
    other = due[total] + vat_per_line(rows) - vat
    good = {due[total]} | ({other} if total in ("total_amount_with_vat", "amount_due") else set())
    found = [(outcome, Decimal(value)) for _, outcome, value in outcomes(judged)]
    if any(abs(due[total] + off - one) <= CENT for one in good):
        assert found == []
    else:
        ((outcome, agreed),) = found
        assert outcome == "violated"
        assert agreed in good


@settings(max_examples=40, deadline=None)
@given(lines=ROWS, percent=PERCENT, freight=st.decimals("0.01", "99", places=2))
def test_credit_restriction_is_a_percentage_of_the_gross_amount(lines, percent, freight):
    lines = [(abs(amount), rate) for amount, rate in lines]
    gross = net(lines) + vat_per_line(lines) + freight + cents(freight * 21 / HUNDRED)
    document = invoice(lines, [(freight, Decimal(21), None)])
    _, judged = check(
        [("payment_credit_restriction", {"percent": percent, "tolerance": 0})], document
    )
    due = cents(gross * percent / HUNDRED)
    found = [
        (value, row) for _, _, value in outcomes(judged) for row in judged.findings["difference"]
    ]
    assert found == ([(str(due), -due)] if due else [])


@given(
    percent=st.decimals("0.1", "9.99", places=2), days=st.integers(1, 99),
    wording=st.sampled_from([
        "#SKONTO#TAGE={days}#PROZENT={percent}#", "{comma}% binnen {days} dagen",
        "{percent} % korting bij betaling binnen {days} dagen", "{percent}% within {days} days",
        "{days} days {percent}%",
        "binnen {days} dagen {comma}% korting, anders binnen 60 dagen",
        "Netto 30 dagen. {comma} % bij betaling binnen {days} dgn",
        "{days} dagen {comma} %, 60 dagen netto",
    ]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_terms_in_words_are_read_as_they_were_written(percent, days, wording):
    text = wording.format(percent=percent, comma=str(percent).replace(".", ","), days=days)
    read = pl.DataFrame({"terms": [text]}).select(offered(pl.col("terms"))).item()
    assert read == f"{percent} % / {days}"


@pytest.mark.parametrize(
    "text",
    [
        "1% rente per maand",
        "krediet 2% 8 dagen",
        "2% toeslag binnen 8 dagen",
        "korting op aanvraag",
        "Betaling binnen 14 dagen, daarna 1,5% per maand",
        "14 dagen, 1% per maand",
        "Betaling binnen 30 dagen, daarna 15% incassokosten",
        "30 dagen, 2,0 % contant binnen acht dagen",
        "netto 30 dagen, 2% korting bij contante betaling",
        "Betaling binnen 30 dagen, btw 9%",
        "30 dagen, 21% btw verlegd",
        "30% vooraf, rest binnen 14 dagen",
        "Aanbetaling 30% binnen 8 dagen",
        "30 dagen, 5% G-rekening",
    ],
)
def test_terms_that_are_not_clear_are_not_read(text):
    assert pl.DataFrame({"terms": [text]}).select(offered(pl.col("terms"))).item() is None


ARITHMETIC = [
    ("line_arithmetic", {}),
    ("tax_arithmetic", {}),
    *(("document_totals", {"total": total}) for total in TOTALS),
]


def test_one_wrong_line_is_one_finding_and_the_totals_follow():
    lines = [
        {"invoiced_quantity": 10, "item_net_price": 10, "line_net_amount": 105, "vat_rate": 21},
        {"invoiced_quantity": 1, "item_net_price": 50, "line_net_amount": 50, "vat_rate": 9},
    ]
    document = {
        "lines": lines, "sum_of_line_net_amounts": "155.00", "total_amount_without_vat": "155.00",
        "total_vat_amount": "26.55", "total_amount_with_vat": "181.55", "paid_amount": "81.55",
        "amount_due": "100.00",
    }  # fmt: skip
    invoices, judged = check(ARITHMETIC, document)
    assert outcomes(judged) == [("line_arithmetic", "violated", "100.00")]
    corrected = agreed_invoices(judged, invoices)
    amounts = corrected.documents.select(*TOTALS, "total_vat_amount").row(0)
    assert [str(amount.quantize(CENT)) for amount in amounts] == [
        "150.00", "150.00", "175.50", "93.95", "25.50",
    ]  # fmt: skip
    assert outcomes(judge.check(corrected, build.agreements(ARITHMETIC))) == []


def test_invoices_that_round_vat_per_line_do_so_as_agreed():
    lines = [(Decimal("0.12"), Decimal(21))] * 10
    document = invoice(lines, [(Decimal(10), Decimal(21), None)], total_vat_amount="2.40")
    clauses = [
        ("tax_arithmetic", {"method": "per_line"}),
        ("charge_forbidden", {"class": "freight"}),
    ]
    invoices, judged = check(clauses, document)
    assert outcomes(judged) == [("charge_forbidden", "violated", "0.00")]
    corrected = agreed_invoices(judged, invoices)
    assert corrected.documents["total_vat_amount"].to_list() == [Decimal("0.30")]


def test_totals_that_the_invoice_does_not_state_stay_away():
    invoices, judged = check([("line_arithmetic", {})], invoice([(Decimal(5), Decimal(21))]))
    assert agreed_invoices(judged, invoices).documents.select(TOTALS).row(0) == (None,) * 4


def test_freight_that_was_forbidden_bears_no_credit_restriction():
    document = invoice([(Decimal(1000), Decimal(21))], [(Decimal(50), Decimal(21), None)])
    clauses = [
        ("charge_forbidden", {"class": "freight"}),
        ("payment_credit_restriction", {"percent": 2}),
    ]
    invoices, judged = check(clauses, document)
    assert outcomes(judged) == [
        ("charge_forbidden", "violated", "0.00"),
        ("payment_credit_restriction", "violated", "24.20"),
    ]
    charges = agreed_invoices(judged, invoices).charges
    assert charges.select("charge_class", "charge_amount", "vat_rate").rows() == [
        ("credit_restriction", Decimal("24.20"), Decimal(0))
    ]


def test_vat_of_a_charge_that_was_taken_off_is_no_breach_of_the_category():
    document = invoice(
        [], [(Decimal(50), Decimal(21), None)], buyer_vat_identifier="NL823400417B01"
    )
    line = {"line_net_amount": 100, "vat_rate": 0, "vat_category_code": "AE"}
    clauses = [("charge_forbidden", {"class": "freight"}), ("tax_category", {"category": "AE"})]
    _, judged = check(clauses, document | {"lines": [line]})
    assert outcomes(judged) == [("charge_forbidden", "violated", "0.00")]


def test_a_wrong_rate_is_told_once():
    line = {"line_net_amount": 100, "vat_rate": 21, "vat_category_code": "AE"}
    clauses = [("tax_rate", {"percent": 0}), ("tax_category", {"category": "AE"})]
    _, judged = check(clauses, {"lines": [line], "buyer_vat_identifier": "NL823400417B01"})
    assert outcomes(judged) == [("tax_rate", "violated", "0.00")]


@settings(max_examples=40, deadline=None)
@given(
    quantity=st.integers(1, 500), price=st.decimals("0.01", "99", places=3),
    percent=st.decimals("0.5", "60", places=1), off=OFF,
)  # fmt: skip
def test_discount_amounts_are_their_percentage(quantity, price, percent, off):
    due = cents(quantity * price * percent / HUNDRED)
    line = {
        "invoiced_quantity": quantity, "item_net_price": price, "line_net_amount": 1,
        "line_allowance_percentage": percent, "line_allowance_amount": due + off,
    }  # fmt: skip
    _, judged = check([("allowance_arithmetic", {})], {"lines": [line]})
    silent = due + off == 0 or abs(off) <= 2 * CENT
    assert [outcome for _, outcome, _ in outcomes(judged)] == ([] if silent else ["violated"])
