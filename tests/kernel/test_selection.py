"""`only` and `except`: which rows a clause is about, the same way for every kind."""

import json
from datetime import date

import build
import pytest

from checker import judge
from checker.agreements.load import collect, load

LIST = {"invoiced_quantity": 1, "item_gross_price": "100.00"}
GROUPS = {"1": "A", "2": "B"}
ZONES = [{"zone": "wadden", "country": "NL", "first": 9166, "last": 9166}]


def found(clauses, documents, **tables):
    judged = judge.check(build.invoices(documents), build.agreements(clauses, **tables))
    return [
        (row["line_id"] or row["charge_class"], row["reason"] or row["agreed"])
        for row in judged.findings.iter_rows(named=True)
    ]


def line(**fields):
    return LIST | {"item_net_price": "100.00"} | fields


def discount(percent, **selection):
    return ("discount_line", {"percent": percent} | selection)


def freight(limit, **selection):
    values = {"class": "freight", "from": limit, "below": "17.50"}
    return ("charge_free_from", values | selection)


@pytest.mark.parametrize(
    ("item", "clauses", "expected"),
    [
        ("1", [discount(20, only={"item_group": "a"}), discount(10)], [("1", "20.00")]),
        ("2", [discount(20, only={"item_group": "A"}), discount(10)], [("1", "10.00")]),
        ("3", [discount(20, only={"item_group": "A"})], []),
        ("1", [discount(20, **{"except": {"item_group": "A"}})], []),
        ("2", [discount(20, **{"except": {"item_group": "A"}})], [("1", "20.00")]),
        ("3", [discount(20, **{"except": {"item_group": "A"}})], [("1", "20.00")]),
        ("1", [discount(20, only={"item_group": "A", "seller_item_id": "9"})], []),
        ("1", [discount(20, only={"item_group": ["B", "A"]})], [("1", "20.00")]),
    ],
)
def test_a_discount_for_some_items(item, clauses, expected):
    documents = [{"lines": [line(seller_item_id=item)]}]
    assert found(clauses, documents, item_groups=GROUPS) == expected


def test_two_clauses_of_equal_rank_are_unknown_and_not_a_guess():
    clauses = [
        discount(20, only={"item_group": "A"}),
        discount(10, only={"seller_item_id": ["1", "9"]}),
    ]
    documents = [{"lines": [line(seller_item_id="1")]}]
    assert found(clauses, documents, item_groups=GROUPS) == [("1", "conflict")]


def test_no_order_costs_except_on_rush_orders():
    clause = ("charge_forbidden", {"class": "order_costs", "except": {"order_flag": "rush"}})
    costs = {"charge_class": "order_costs", "charge_amount": "7.50"}
    charges = [costs | {"order_flag": "Rush"}, costs | {"sales_order_reference": "O2"}]
    documents = [{"lines": [line()], "charges": charges}]
    assert found([clause], documents) == [("9", "0.00")]


def test_goods_that_do_not_count_for_free_freight():
    lines = [line(seller_item_id="1"), line(seller_item_id="volume")]
    documents = [{"lines": lines}]
    assert found([freight("150.00")], documents) == []
    without = freight("150.00", **{"except": {"seller_item_id": "volume"}})
    assert found([without], documents) == [("freight", "17.50")]


@pytest.mark.parametrize(
    ("country", "post_code", "expected"),
    [
        ("NL", "9166 AB", [("freight", "17.50")]),
        ("NL", "8011 AB", []),
        ("nl", "9166", [("freight", "17.50")]),
        ("BE", "9166", []),
        (None, None, [("freight", "missing:zone")]),
        ("NL", None, [("freight", "missing:zone")]),
    ],
)
def test_free_from_another_limit_in_a_zone(country, post_code, expected):
    clauses = [freight("150.00", only={"zone": "wadden"}), freight("50.00")]
    where = {"deliver_to_country_code": country, "deliver_to_post_code": post_code}
    assert found(clauses, [{"lines": [line(**where)]}], zones=ZONES) == expected


def test_an_invoice_with_lines_of_two_channels_is_unknown():
    clauses = [
        ("payment_due_date", {"days": 14, "only": {"order_channel": "web"}}),
        ("payment_due_date", {"days": 30}),
    ]
    document = {"payment_due_date": "2025-06-29"}
    lines = [line(order_channel="web"), line(order_channel="phone")]
    assert found(clauses, [document | {"lines": lines}]) == [(None, "missing:order_channel")]
    assert found(clauses, [document | {"lines": lines[:1]}]) == []
    assert found(clauses, [document | {"lines": lines[1:]}]) == [(None, "2025-07-15")]


RUSH, WEB = {"order_flag": "rush"}, {"order_channel": ["web", "edi"]}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"only": RUSH}, {"except": RUSH}, True),
        ({"only": RUSH}, {"except": {"order_flag": ["Rush", "backorder"]}}, True),
        ({"only": WEB}, {"except": {"order_channel": "web"}}, False),
        ({"only": RUSH}, {"only": {"order_flag": "backorder"}}, True),
        ({"only": RUSH}, {"only": WEB}, False),
        ({"only": RUSH}, {}, False),
        ({"except": RUSH}, {"except": RUSH}, False),
    ],
)
def test_two_clauses_on_one_charge_must_be_apart(tmp_path, one, other, apart):
    rules = tmp_path / "rules"
    rules.mkdir()
    forbidden, fixed = {"class": "x"} | one, {"class": "x", "amount": "7.50"} | other
    (rules / "10023-acme.yaml").write_text(
        AGREEMENT.format(forbidden=json.dumps(forbidden), fixed=json.dumps(fixed)), "utf-8"
    )
    problems = collect(rules).problems
    assert [p.message.key for p in problems] == (
        [] if apart else ["agreements.contradiction_inside"]
    )


AGREEMENT = """
debtor: "10023"
name: ACME
documents:
  - source: RV-1
    valid_from: 2025-01-01
    clauses:
      charge_forbidden: {forbidden}
      charge_fixed: {fixed}
"""

EVERYBODY = """
name: Terms
documents:
  - source: Terms 2024
    valid_from: 2024-01-01
    clauses:
      discount_line:
        - {percent: 2}
        - {percent: 5, only: {order_channel: web}}
"""
OWN = """
debtor: "10023"
name: ACME
documents:
  - source: RV-1
    valid_from: 2025-01-01
    valid_to: 2025-12-31
    clauses: {discount_line: %s}
"""
TERMS = "Terms 2024"


@pytest.mark.parametrize(
    ("own", "day", "in_force"),
    [
        ("{percent: 10}", "2025-06-01", ["RV-1"]),
        ("{percent: 10}", "2024-06-01", [TERMS, TERMS]),
        ("{percent: 10}", "2026-06-01", [TERMS, TERMS]),
        ("{not_agreed: true}", "2025-06-01", []),
        ("not_agreed", "2025-06-01", []),
        ("{percent: 9, only: {order_channel: web}}", "2025-06-01", [TERMS, "RV-1"]),
        ("{percent: 9, only: {order_flag: rush}}", "2025-06-01", [TERMS, TERMS, "RV-1"]),
        ("{not_agreed: true, only: {order_channel: web}}", "2025-06-01", [TERMS]),
        (
            "[{not_agreed: true}, {percent: 9, only: {order_flag: rush}}]",
            "2025-06-01",
            ["RV-1"],
        ),
    ],
)
def test_what_a_debtor_agreed_for_all_rows_replaces_what_others_have_for_some(
    tmp_path, own, day, in_force
):
    (tmp_path / "_default.yaml").write_text(EVERYBODY, "utf-8")
    (tmp_path / "10023-acme.yaml").write_text(OWN % own, "utf-8")
    agreed = load(tmp_path)
    clauses = agreed.agreement("10023").in_force(date.fromisoformat(day))
    assert sorted(c.paper for c in clauses) == sorted(in_force)
