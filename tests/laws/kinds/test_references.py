"""References, orders and expressions against a reckoning of their own in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import build
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from checker import judge
from checker.errors import RefusedError
from checker.expression import parsed
from checker.fields import ORDERED
from checker.finding import CORRECTED, COSTED
from checker.registers import Registers
from checker.report.columns import correction_list

CENTS = st.decimals(min_value="0.01", max_value=5000, places=2)
SIX = st.decimals(min_value=-1000, max_value=1000, places=6)
CENTRES = ["4100", "4200", "KP-9"]
WRONG = ["", "n.v.t.", "4300", "0000", "4100x"]


def violated(kind: str, invoices: list[dict], clause: dict, **registers) -> dict[str, dict]:
    """The violations by invoice number."""
    judged = judge.check(
        build.invoices(invoices),
        build.agreements([(kind, clause)]),
        registers=Registers(**registers),
    )
    found = judged.findings.filter(pl.col("clause") == kind)
    assert set(found["outcome"]) <= {"violated"}
    return {row["invoice_number"]: row for row in found.iter_rows(named=True)}


@given(st.lists(st.sampled_from(CENTRES + WRONG), min_size=1, max_size=4))
def test_every_reference_of_an_invoice_has_to_be_right(stated):
    invoice = {"buyer_accounting_reference": "; ".join(stated)}
    found = violated("reference_cost_centre", [invoice], {"values": CENTRES})
    assert bool(found) == any(reference not in CENTRES for reference in stated)


AN_INVOICE = st.tuples(CENTS, st.integers(0, 40), st.booleans(), st.sampled_from(["71", "72"]))


@given(st.lists(AN_INVOICE, min_size=1, max_size=8), CENTS, st.integers(0, 20))
def test_an_order_covers_what_was_billed_on_it_so_far(rows, worth, tolerance):
    invoices = [
        {
            "issue_date": date(2025, 3, 1) + timedelta(days),
            "invoice_type_code": "381" if credit else "380",
            "purchase_order_reference": order,
            "lines": [{"line_net_amount": -amount if credit else amount}],
        }
        for amount, days, credit, order in rows
    ]
    register = [
        {"purchase_order_reference": order, "order_amount": worth} for order in ("71", "72")
    ]
    orders = build.register(ORDERED, register)
    clause = {"tolerance_percent": tolerance}
    found = violated("reference_order_value", invoices, clause, orders=orders)
    limit = worth * (100 + tolerance) / 100
    for place, (_, days, credit, order) in enumerate(rows):
        before = [
            -other[0] if other[2] else other[0]
            for at, other in enumerate(rows)
            if other[3] == order and (other[1], at) <= (days, place)
        ]
        number = f"F{place + 1}"
        assert (number in found) == (not credit and sum(before) > limit)
        if number in found:
            assert Decimal(found[number]["stated"]) == sum(before)


@given(SIX, SIX, SIX, st.decimals(min_value=-9, max_value=9, places=3))
def test_an_expression_is_exact(quantity, price, limit, factor):
    line = {"invoiced_quantity": quantity, "item_net_price": price, "line_net_amount": limit}
    text = f"invoiced_quantity * item_net_price * {factor} + 0.1 > line_net_amount"
    found = violated("expression", [{"lines": [line]}], {"name": "a", "holds": text})
    assert bool(found) == (quantity * price * factor + Decimal("0.1") <= limit)


WORDS = """
line_net_amount vat_rate issue_date item_name currency 1 0.5 2.25 'x' DATE '2025-01-31' INTERVAL '5 days'
= <> < >= + - * / % ( ) , AND OR NOT IN LIKE ~ BETWEEN IS NULL TRUE CASE WHEN THEN ELSE END || ::
ABS( ROUND( SUM( COUNT(*) COALESCE( GREATEST( UPPER( LENGTH( LEFT( EXTRACT(YEAR FROM NULLIF( OVER( SELECT
"""
TOKENS = WORDS.replace("DATE '", "DATE_'").replace("INTERVAL '5 d", "INTERVAL_'5_d").split()


@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9))
def test_any_words_are_an_expression_that_can_be_worked_out_or_are_refused(tokens):
    text = " ".join(tokens).replace("_'", " '").replace("5_d", "5 d")
    try:
        expression = parsed(text, "line")
    except RefusedError as error:
        refused = error.message.text("nl")
    else:
        assert expression.meta.has_multiple_outputs() is False
        refused = ""
        rows = build.frame(
            "lines", [{"document_key": 0, "line_net_amount": "7.5", "vat_rate": "0"}]
        )
        rows = rows.with_columns(issue_date=date(2025, 1, 1), currency=pl.lit("EUR"))
        worked = rows.with_columns(worked=expression)["worked"]
        assert worked.dtype in (pl.Boolean, pl.Null)
    assert refused == "" or len(refused) > len("expressie")


def test_the_clause_itself_says_what_to_do():
    clause = {
        "name": "a",
        "holds": "line_net_amount > 5",
        "message": {"nl": "Doe zo.", "en": "Do."},
    }
    agreed = build.agreements([("expression", clause)])
    said = pl.DataFrame({"said_nl": ["Doe zo."], "said_en": ["Do."]})
    agreed = replace(agreed, provenance=agreed.provenance.hstack(said))
    judged = judge.check(build.invoices([{"lines": [{"line_net_amount": "1"}]}]), agreed)
    later = (pl.lit(None, dtype=t).alias(c) for c, t in (CORRECTED | COSTED).items())
    findings = judged.findings.with_columns(later)
    assert [correction_list(findings, lang)["instruction"][0] for lang in ("nl", "en")] == [
        "Doe zo.",
        "Do.",
    ]
