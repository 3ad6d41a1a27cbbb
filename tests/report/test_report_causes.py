"""Findings taken together by debtor and by cause."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from checker.report.causes import COSTS, by_cause, by_clause, by_debtor, totals

ACME, BAKKER = "10023", "10024"
SPACE = "\N{NO-BREAK SPACE}"


def test_same_debtor_kind_and_charge_are_one_cause(findings):
    causes = by_cause(findings, "en")
    (order_costs,) = causes.filter(clause="charge_forbidden").to_dicts()
    assert order_costs["findings"] == 2
    assert order_costs["invoices"] == 2
    assert order_costs["over_charged"] == Decimal("15.00")
    assert order_costs["subject"] == "order costs"
    assert order_costs["change"] == "Debtor 10023: set order costs to €0.00."
    assert order_costs["first_date"] == order_costs["last_date"] == dt.date(2026, 3, 2)
    assert causes.height == 7  # eight violations


def test_two_items_and_two_debtors_are_apart(findings):
    price = findings.filter(finding_id="id2")
    other_item = price.with_columns(seller_item_id=pl.lit("4712"))
    other_debtor = price.with_columns(debtor=pl.lit(BAKKER))
    assert by_cause(pl.concat([price, other_item, other_debtor]), "en").height == 3
    assert by_cause(pl.concat([price, price]), "en").height == 1


CHANGES = {
    ("price_net_list", "nl"): f"Debiteur 10023, artikel 4711: zet Prijs op €{SPACE}1,20.",
    # A discount is set once for all items.
    ("discount_line", "en"): "Debtor 10024: set the line discount to 31.6 %.",
    # What is agreed on freight depends on the order: the amount is nothing to fill in.
    ("charge_free_from", "en"): (
        "Debtor 10024, freight: set from which order value it is free and what it costs below; "
        "the agreed amounts stand in the list."
    ),
    # An amount that follows from others cannot be filled in either.
    ("line_arithmetic", "en"): (
        "Debtor 10024, item 0815: find out why price, quantity and discount do not come to the "
        "line amount; the right ones stand in the list."
    ),
    ("payment_due_date", "nl"): (
        "Debiteur 10024: stel de betalingstermijn in; de afgesproken datums staan in de lijst."
    ),
    ("reference_purchase_order", "en"): (
        "Debtor 10024: make the order number a required field; the agreed form stands in the list."
    ),
}


@pytest.mark.parametrize(("clause", "lang"), CHANGES)
def test_change_says_what_to_set_for_whom(findings, clause, lang):
    causes = by_cause(findings, lang)
    assert causes.filter(clause=clause)["change"].item() == CHANGES[clause, lang]


def test_different_prices_agreed_over_time_are_not_one_value_to_set(findings):
    price = findings.filter(finding_id="id2")
    later = price.with_columns(agreed=pl.lit("1.25"))
    (cause,) = by_cause(pl.concat([price, later]), "en").to_dicts()
    assert cause["change"] == (
        "Debtor 10023, item 4711: look up its prices in the ERP; the agreed ones stand in the list."
    )


def test_a_discount_that_is_missing_on_two_items_is_one_cause(findings):
    discount = findings.filter(clause="discount_line")
    other = discount.with_columns(seller_item_id=pl.lit("0816"))
    assert by_cause(pl.concat([discount, other]), "en").height == 1
    later = other.with_columns(agreed=pl.lit("40.00"))
    (cause,) = by_cause(pl.concat([discount, later]), "en").to_dicts()
    assert cause["change"].endswith("anew; the agreed percentages stand in the list.")


def test_two_amounts_of_a_charge_have_the_sentence_of_all_kinds(findings):
    charge = findings.filter(finding_id="id0").with_columns(clause=pl.lit("charge_fixed"))
    later = charge.with_columns(agreed=pl.lit("5.00"))
    (cause,) = by_cause(pl.concat([charge, later]), "en").to_dicts()
    assert cause["change"].startswith("Debtor 10023, order costs: mend the set-up of ")


@pytest.mark.parametrize(
    "summed", [totals, by_debtor, by_clause, lambda f: by_cause(f, "en")],
    ids=["totals", "by_debtor", "by_clause", "by_cause"],
)  # fmt: skip
def test_every_way_of_summing_comes_to_the_same(findings, summed):
    frame = summed(findings)
    for cost in COSTS:
        assert frame[cost].sum() == findings[cost].sum()
    difference = findings["difference"]
    assert frame["over_charged"].sum() == difference.filter(difference > 0).sum()
    assert (
        frame["under_charged"].sum() == -difference.filter(difference < 0).sum() == Decimal("17.50")
    )


def test_dearest_comes_first(findings):
    for frame in (by_debtor(findings), by_cause(findings, "nl")):
        costs = frame["handling_cost"].to_list()
        assert costs == sorted(costs, reverse=True)


def test_amounts_of_two_currencies_are_never_added(findings):
    dollars = findings.filter(finding_id="id0").with_columns(currency=pl.lit("USD"))
    both = pl.concat([findings.filter(finding_id="id1"), dollars])
    assert by_debtor(both).select("currency", "over_charged").rows() == [
        (currency, Decimal("7.50")) for currency in by_debtor(both)["currency"]
    ]
    assert set(totals(both)["currency"]) == {"EUR", "USD"}
    assert by_cause(both, "en").height == 2


def test_what_is_unknown_has_no_cause(findings):
    unknown = findings.filter(outcome="unknown")
    for frame in (by_debtor(unknown), by_cause(unknown, "en"), totals(unknown)):
        assert frame.is_empty()
    assert by_cause(unknown, "en").columns == by_cause(findings, "en").columns


def test_order_of_the_findings_does_not_matter(findings):
    for frame in (by_debtor, lambda f: by_cause(f, "en")):
        assert frame(findings.reverse()).equals(frame(findings))
