"""Findings and invoices for the tests of the cost, from the few columns that matter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from checker import finding, invoice
from checker.cost import load_costs
from checker.money import MONEY

RULES = Path(__file__).parents[2] / "rules"
FIRST_DAY = dt.date(2026, 3, 2)  # a Monday


@pytest.fixture(scope="session")
def costs():
    return load_costs(RULES)


@pytest.fixture
def make_documents():
    """Invoices: (net amount, total with VAT), and whatever else matters."""

    def make(*amounts, **columns):
        n = len(amounts)
        given = {
            "document_key": list(range(n)),
            "net_amount": [Decimal(net) for net, _ in amounts],
            "gross_amount": [Decimal(g) if g is not None else None for _, g in amounts],
            "currency": ["EUR"] * n,
            **columns,
        }
        schema = invoice.columns("documents") | {"net_amount": MONEY}
        frame = {name: given.get(name, [None] * n) for name in schema}
        return pl.DataFrame(frame, schema=schema)

    return make


@pytest.fixture
def make_findings():
    """Findings: (document, difference, outcome), one per row, and whatever else matters."""

    def make(*rows, stage="issued", **columns):
        n = len(rows)
        given = {
            "finding_id": [f"f{i}" for i in range(n)],
            "document_key": [row[0] for row in rows],
            "difference": [Decimal(row[1]) for row in rows],
            "outcome": [row[2] if len(row) > 2 else "violated" for row in rows],
            "debtor": ["10023"] * n,
            "issue_date": [FIRST_DAY] * n,
            "invoice_number": [f"2026-{row[0]}" for row in rows],
            "stage": [stage] * n,
            **columns,
        }
        schema = finding.JUDGED | finding.CORRECTED
        frame = {name: given.get(name, [None] * n) for name in schema}
        return pl.DataFrame(frame, schema=schema)

    return make
