"""A run over a handful of invoices: every correction, every shape of value, one of everything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from checker import finding
from checker.clauses import BY_NAME
from checker.cost import cost, load_costs
from checker.invoice import UNCLASSIFIED
from checker.locate import SET_APART
from checker.messages import Message
from checker.money import MONEY
from checker.report.result import ACCOUNTING, COVERAGE, RunResult

RULES = Path(__file__).parents[2] / "rules"
ACME, BAKKER = "10023", "10024"
NAMES = {ACME: "ACME GmbH", BAKKER: "Bakker & Zonen B.V."}
COLUMNS = (
    "clause", "document_key", "debtor", "line_id", "seller_item_id", "charge_class",
    "stated", "agreed", "difference", "correction", "reason",
)  # fmt: skip
CREDIT, DEBIT, MEND = "credit_and_reissue", "debit_note", "corrected_invoice"
ROWS = (
    ("charge_forbidden", 0, ACME, "3", None, "order_costs", "7.50", "0.00", "7.50", CREDIT, None),
    ("charge_forbidden", 1, ACME, "4", None, "order_costs", "7.50", "0.00", "7.50", CREDIT, None),
    ("price_net_list", 1, ACME, "1", "4711", None, "1.35", "1.20", "150.00", CREDIT, None),
    ("discount_line", 2, BAKKER, "1", "0815", None, "20.00", "31.60", "1234.56", CREDIT, None),
    ("charge_free_from", 2, BAKKER, None, None, "freight", "0.00", "17.50", "-17.50", DEBIT, None),
    ("payment_due_date", 3, BAKKER, None, None, None, "2026-03-31", "2026-04-01", "0", MEND, None),
    ("reference_purchase_order", 3, BAKKER, None, None, None, None, "45[0-9]{8}", "0", MEND, None),
    ("line_arithmetic", 3, BAKKER, "2", "0815", None, "-12.34", "-12.40", "0.06", CREDIT, None),
    ("price_net_list", 4, ACME, "1", "9999", None, None, None, "0", None, "missing:list_price"),
    ("charge_free_from", 4, ACME, None, None, "freight", None, None, "0", None, "undecided"),
    ("agreement", 5, "99999", None, None, None, None, None, "0", None, "no_agreement"),
)


def findings_of(rows):
    """A frame of findings with their costs; the row says what differs, the rest follows."""
    given = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row", strict=False)
    given = given.with_columns(
        pl.col("document_key").cast(pl.Int64),
        pl.col("difference").cast(MONEY),
        outcome=pl.when(pl.col("reason").is_null())
        .then(pl.lit("violated"))
        .otherwise(pl.lit("unknown")),
        finding_id=pl.format("id{}", pl.int_range(pl.len())),
        debtor_name=pl.col("debtor").replace_strict(NAMES, default=None),
        invoice_number=pl.format("2026-{}", pl.col("document_key").cast(pl.Int64) + 100),
        issue_date=pl.lit(dt.date(2026, 3, 2)),
        currency=pl.lit("EUR"),
        owner=pl.col("clause").replace_strict(
            {k: m.OWNER for k, m in BY_NAME.items()}, default="sales"
        ),
        source=pl.lit("RV-2025-017, signed 2024-12-12, 4.2"),
        clause_at=pl.format("rules/{}-acme.yaml:12", "debtor"),
        invoice_at=pl.format("[facturen.xlsx]Blad1!A{}", pl.int_range(2, pl.len() + 2)),
        invoice_sha256=pl.lit("5e" * 32),
        stage=pl.lit("issued"),
    )
    schema = finding.JUDGED | finding.CORRECTED | finding.LOCATED
    frame = given.with_columns(
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
        if name not in given.columns
    ).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    documents = (
        frame.select("document_key", "currency")
        .unique(maintain_order=True)
        .with_columns(
            net_amount=pl.lit(Decimal(1250), dtype=MONEY),
            gross_amount=pl.lit(Decimal("1512.50"), dtype=MONEY),
        )
    )
    return cost(frame, documents, load_costs(RULES))


@pytest.fixture(scope="session")
def findings():
    return findings_of(ROWS)


@pytest.fixture(scope="session")
def result(findings):
    coverage = [
        ("price_net_list", 120, 117, 1, 2, 1, Decimal("0.01")),
        ("charge_forbidden", 40, 38, 2, 0, 0, None),
    ]
    accounting = [
        ("checked", 94, Decimal("94000.00")),
        ("not_checkable", 4, Decimal("5500.00")),
        ("rejected", 2, Decimal("500.00")),
        ("read", 100, Decimal("100000.00")),
    ]
    return RunResult(
        findings=findings,
        coverage=pl.DataFrame(coverage, schema=COVERAGE, orient="row"),
        accounting=pl.DataFrame(accounting, schema=ACCOUNTING, orient="row"),
        costs=load_costs(RULES),
        saved=Decimal("39.41"),
        rejected=pl.DataFrame(
            [("facturen.csv:17", 17, "normalise.no_place", None, Decimal("250.00"), None)],
            schema=SET_APART,
            orient="row",
        ),
        unclassified=pl.DataFrame(
            [("TOESL", "=Toeslag?", 3, Decimal("12.00"))], schema=UNCLASSIFIED, orient="row"
        ),
        provenance={"input": "facturen.csv", "version": "0.1.0", "stage": "issued"},
        mapping={"debtor": "Debiteurnr.", "line_net_amount": "Bedrag"},
        notes=[Message("cost.step_twice")],
    )
