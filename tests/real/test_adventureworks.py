"""60,855 lines of a bicycle maker's resellers: every discount is that of the line's promotion.

So an agreement made from the table of promotions, one per promotion, must give no finding.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from checker import check, load_agreements

HERE = Path(__file__).parent
AGREEMENT = """\
debtor: "{PromotionKey}"
name: {EnglishPromotionName}
documents:
  - source: DimPromotion
    valid_from: {StartDate:%Y-%m-%d}
    valid_to: {EndDate:%Y-%m-%d}
    clauses:
      discount_line: {{percent: {percent}}}
"""


@pytest.fixture(scope="module")
def sales(real_data):
    return real_data / "adventureworks" / "FactResellerSales.parquet"


@pytest.fixture(scope="module")
def promotions(real_data, tmp_path_factory):
    """One agreement per promotion, valid as long as the promotion."""
    rules = tmp_path_factory.mktemp("adventureworks") / "rules"
    shutil.copytree(HERE / "rules" / "adventureworks", rules)
    shutil.copy(HERE.parents[1] / "rules" / "_costs.yaml", rules)
    for promotion in pl.read_parquet(
        real_data / "adventureworks" / "DimPromotion.parquet"
    ).iter_rows(named=True):
        percent = (100 * Decimal(str(promotion["DiscountPct"]))).normalize()
        text = AGREEMENT.format(**promotion, percent=f"{percent:f}")
        (rules / f"{promotion['PromotionKey']}.yaml").write_text(text)
    return load_agreements(rules)


@pytest.fixture(scope="module")
def report(sales, promotions):
    return check(sales, promotions)


def lines(report, clause):
    """What became of the rows that a clause asks something of."""
    return (
        report.result.coverage.filter(clause=clause)
        .select("bound", "holds", "violated", "unknown")
        .row(0)
    )


def test_every_discount_is_the_one_of_its_promotion(report):
    assert lines(report, "discount_line") == (60_855, 60_855, 0, 0)


def test_every_line_multiplies(report):
    assert lines(report, "line_arithmetic") == (60_855, 60_855, 0, 0)


def test_every_invoice_has_an_order_number(report):
    invoices = report.invoices
    assert lines(report, "reference_purchase_order") == (invoices, invoices, 0, 0)


def test_one_day_had_the_wrong_payment_term(report, sales):
    """The term is 12 days but for a few invoices that have 13; SQL says which."""
    thirteen = duckdb.execute(
        "SELECT DISTINCT PromotionKey::VARCHAR, SalesOrderNumber, DueDate::DATE::VARCHAR,"
        " (OrderDate::DATE + 12)::VARCHAR"
        " FROM read_parquet(?) WHERE DueDate::DATE - OrderDate::DATE <> 12",
        [str(sales)],
    ).fetchall()
    found = report.result.findings.select("debtor", "invoice_number", "stated", "agreed").rows()
    assert thirteen
    assert sorted(found) == sorted(thirteen)
    assert set(report.result.findings["clause"]) == {"payment_due_date"}


def test_everything_could_be_checked(report, sales):
    (rows, amount) = duckdb.execute(
        "SELECT count(*), sum(SalesAmount) FROM read_parquet(?)", [str(sales)]
    ).fetchone()
    parts = {part: (rows, amount) for part, rows, amount in report.result.accounting.rows()}
    assert parts["checked"] == parts["read"] == (rows, amount)


def with_discount(sales, number, line, percent):
    """The sales with another discount on one line, and the amount that goes with it."""
    here = (pl.col("SalesOrderNumber") == number) & (pl.col("SalesOrderLineNumber") == line)
    left = pl.lit((100 - Decimal(percent)) / 100, dtype=pl.Decimal(19, 4))
    return sales.with_columns(
        pl.when(here)
        .then(float(percent) / 100)
        .otherwise("UnitPriceDiscountPct")
        .alias("UnitPriceDiscountPct"),
        pl.when(here)
        .then((pl.col("ExtendedAmount") * left).round(2, mode="half_away_from_zero"))
        .otherwise("SalesAmount")
        .alias("SalesAmount"),
    )


@pytest.mark.parametrize(
    ("typed", "difference"),
    [
        ("4", "4.23"),  # 406.07 where 401.84 was agreed
        ("0", "21.15"),  # the discount forgotten: 422.99
        ("50", "-190.34"),  # a slip of the finger: 211.50
    ],
)
def test_one_changed_discount_is_that_one_finding(report, sales, promotions, typed, difference):
    """Line 18 of order SO44525 comes to 422.992 before its 5 %."""
    changed = with_discount(pl.read_parquet(sales), "SO44525", 18, typed)
    found = check(changed, promotions).result.findings
    new = found.join(report.result.findings, on="finding_id", how="anti")
    assert found.height == report.result.findings.height + 1
    assert new.select(
        "clause", "invoice_number", "line_id", "stated", "agreed", "difference"
    ).rows() == [("discount_line", "SO44525", "18", f"{typed}.00", "5.00", Decimal(difference))]
