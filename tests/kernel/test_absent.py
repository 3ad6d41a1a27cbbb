"""What an export does not have at all is told once per invoice, and never passes."""

from __future__ import annotations

from dataclasses import replace

import build

from checker import judge

TWO_LINES = {"lines": [{"invoiced_quantity": 1, "item_net_price": "5.00"}] * 2}


def test_amounts_that_were_worked_out_are_not_checked_against_themselves():
    absent = frozenset({"line_net_amount"})
    invoices = replace(build.invoices([TWO_LINES]), absent=absent, derived=absent)
    judged = judge.check(invoices, build.agreements([("line_arithmetic", {})]))
    assert judged.findings["outcome"].to_list() == ["unknown"]
    assert judged.findings["reason"].to_list() == ["missing:line_net_amount"]
    assert judged.coverage.per_clause()["unknown"].to_list() == [2]
    assert judged.coverage.accounting()["rows"].to_list() == [0, 2, 0, 2]


def test_worked_out_amounts_still_count_for_limits():
    absent = frozenset({"line_net_amount"})
    clause = ("charge_free_from", {"class": "freight", "from": "10.00", "below": "4.00"})
    invoices = replace(build.invoices([TWO_LINES]), absent=absent, derived=absent)
    judged = judge.check(invoices, build.agreements([clause]))
    assert judged.coverage.per_clause()["holds"].to_list() == [1]


def test_one_empty_cell_is_told_on_its_line():
    document = {
        "lines": [{"invoiced_quantity": 1, "item_net_price": "5.00"}, {"item_net_price": "5.00"}]
    }
    judged = judge.check(build.invoices([document]), build.agreements([("line_arithmetic", {})]))
    assert judged.findings["line_id"].to_list() == ["2"]


def test_two_charges_without_a_date_are_two_unknowns():
    charge = {"charge_class": "order_costs", "charge_amount": "7.50", "order_date": "null"}
    document = {"charges": [charge, charge | {"sales_order_reference": "O2"}]}
    judged = judge.check(
        build.invoices([document]),
        build.agreements([("charge_forbidden", {"class": "order_costs"})]),
    )
    assert judged.findings["reason"].to_list() == ["missing:anchor:order_date"] * 2
    assert judged.findings["finding_id"].n_unique() == 2


def test_without_its_date_a_row_names_its_clause_only_if_there_is_but_one():
    charge = {"charge_class": "order_costs", "charge_amount": "7.50", "order_date": "null"}
    one = ("charge_forbidden", {"class": "order_costs", "valid_to": "2025-12-31"})
    two = ("charge_forbidden", {"class": "order_costs", "valid_from": "2026-01-01"})
    for clauses, named in (([one], "rules/10023.yaml:0"), ([one, two], None)):
        judged = judge.check(build.invoices([{"charges": [charge]}]), build.agreements(clauses))
        assert judged.findings["clause_at"].to_list() == [named]
