"""Charges that are worked out from others see those as they come out, on every way in."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.errors
import pytest

from checker import check, load_agreements

CHARGES = Path(__file__).parents[2] / "rules" / "_charges.yaml"
COSTS = CHARGES.with_name("_costs.yaml")
AGREEMENT = """
debtor: "10023"
name: ACME
documents:
  - source: RV-1
    valid_from: 2025-01-01
    clauses:
      charge_free_from: {class: freight, from: 500.00}
      charge_percentage: {class: fuel, percent: 8, basis: charge, of: freight}
"""


@pytest.fixture
def agreements(tmp_path):
    for file in (CHARGES, COSTS):
        shutil.copy(file, tmp_path)
    (tmp_path / "10023-acme.yaml").write_text(AGREEMENT, encoding="utf-8")
    return load_agreements(tmp_path)


def invoice(fuel: str) -> pd.DataFrame:
    """An order of 600.00 with freight that is not due, and fuel."""
    of_document = {
        "debtor": "10023", "invoice_number": "F1", "issue_date": "2025-06-15", "currency": "EUR",
        "sales_order_reference": "O1", "order_date": "2025-06-10", "invoiced_quantity": "1",
    }  # fmt: skip
    rows = [("K1", "600.00"), ("VRACHT", "17.50"), ("DOT", fuel)]
    return pd.DataFrame(
        of_document | {"seller_item_id": item, "item_net_price": price, "line_net_amount": price}
        for item, price in rows
    )


def test_fuel_on_freight_that_is_not_due_is_not_due_either(agreements):
    found = check(invoice("1.40"), agreements).findings
    assert sorted(zip(found["clause"], found["agreed"], strict=True)) == [
        ("charge_free_from", "0.00"),
        ("charge_percentage", "0.00"),
    ]


def test_the_schema_says_the_same(agreements):
    schema = agreements.agreement("10023").schema(on=date(2025, 6, 10))
    with pytest.raises(pandera.errors.SchemaErrors) as errors:
        schema.validate(invoice("1.40"), lazy=True)
    assert {"charge_free_from", "charge_percentage"} == set(errors.value.failure_cases["check"])
