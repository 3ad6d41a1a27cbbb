"""The invoices of customer 14911 in Ireland, with something changed: that is found, nothing else."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from checker import check, load_agreements
from checker.read import ReadOptions

PLACE = ("clause", "invoice_number", "line_id", "stated", "agreed", "difference")


@pytest.fixture(scope="module")
def agreements(retail_rules):
    return load_agreements(retail_rules)


@pytest.fixture(scope="module")
def irish(retail):
    return pl.read_parquet(retail).filter(pl.col("CustomerID") == "14911")


@pytest.fixture(scope="module")
def before(irish, agreements):
    return check(irish, agreements).result.findings


@pytest.fixture(scope="module")
def changed(agreements, before):
    """From other lines to the findings that are new; none of the old ones may be gone."""

    def new(lines):
        after = check(lines, agreements).result.findings
        assert before.join(after, on="finding_id", how="anti").is_empty()
        return after.join(before, on="finding_id", how="anti")

    return new


def test_other_customers_do_not_matter(report, before):
    same = ["finding_id", "outcome", "stated", "agreed", "difference", "reason"]
    of_all = report.result.findings.filter(debtor="14911").select(same).sort(same)
    assert before.select(same).sort(same).equals(of_all)


# Invoice 548449 has 50.00 carriage, invoice 564654 has too and 590.14 of goods.
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        # 40.00 carriage where 50.00 is due
        (
            ("548449", "C2", "UnitPrice", 40.0),
            ("charge_free_from", "9", "40.00", "50.00", "-10.00"),
        ),
        # 6 at 3.50 where 3.25 is usual
        (("548449", "21035", "UnitPrice", 3.5), ("price_net_list", "1", "3.50", "3.25", "1.50")),
        # 24 at 1.65 where 0.85 is usual: 609.34 of goods, but not as agreed, so carriage stays due
        (("564654", "22573", "UnitPrice", 1.65), ("price_net_list", "26", "1.65", "0.85", "19.20")),
        # Twice as many: now the goods come to more than 600.00, so carriage is free
        (("564654", "22573", "Quantity", 48), ("charge_free_from", "29", "50.00", "0.00", "50.00")),
    ],
)
def test_one_change_is_one_finding(irish, changed, change, finding):
    invoice, item, column, typed = change
    here = (pl.col("InvoiceNo") == invoice) & (pl.col("StockCode") == item)
    lines = irish.with_columns(pl.when(here).then(pl.lit(typed)).otherwise(column).alias(column))
    (new,) = changed(lines).select(PLACE).rows()
    clause, line, stated, agreed, difference = finding
    assert new == (clause, invoice, line, stated, agreed, Decimal(difference))


# Two lines of invoice 549667 do not have the usual price, but its copy goes as a whole: 744.41.
@pytest.mark.parametrize(("days", "difference"), [(0, "744.41"), (30, "744.41"), (31, None)])
def test_the_same_goods_under_another_number(irish, changed, days, difference):
    again = irish.filter(InvoiceNo="549667").with_columns(
        InvoiceNo=pl.lit("549999"), InvoiceDate=pl.col("InvoiceDate").dt.offset_by(f"{days}d")
    )
    twice = changed(pl.concat([irish, again])).filter(clause="document_duplicate")
    found = [("document_duplicate", "549999", None, "549999", "", Decimal(difference or 0))]
    assert twice.select(PLACE).rows() == (found if difference else [])


# Customer 16029 wants its lines to multiply. The export has no amounts; once it has, it can be
# told. 100 bags at 1.65 are 165.00, and half a penny of rounding in the price is 0.50 on 100.
@pytest.mark.parametrize(
    ("amount", "differences"), [("165.50", []), ("165.51", ["0.51"]), ("164.49", ["-0.51"])]
)
def test_amounts_that_do_not_multiply(retail, agreements, amount, differences):
    bags = (pl.col("InvoiceNo") == "536386") & (pl.col("StockCode") == "85099C")
    price = pl.col("UnitPrice").cast(pl.Decimal(18, 2))
    lines = (
        pl.read_parquet(retail)
        .filter(CustomerID="16029")
        .with_columns(
            pl.when(bags)
            .then(pl.lit(Decimal(amount)))
            .otherwise(pl.col("Quantity") * price)
            .alias("Line Amount")
        )
    )
    # The mapping file knows no amounts, so the headings are left to speak for themselves.
    report = check(lines, agreements, options=ReadOptions(export="synonyms"))
    found = report.result.findings.filter(clause="line_arithmetic")
    assert found["difference"].to_list() == [Decimal(d) for d in differences]
    goods = lines.filter(~pl.col("StockCode").is_in(["POST", "M", "D"]))
    assert report.result.coverage.filter(clause="line_arithmetic")["bound"].item() == goods.height


def test_headings_are_known_without_a_mapping_too(retail, agreements, report):
    """Then a credit note is known by its sign, not by the C before its number."""
    lines = pl.read_parquet(retail).filter(pl.col("CustomerID").is_in(list(agreements.keys)))
    by_synonym = check(lines, agreements, options=ReadOptions(export="synonyms"))
    same = ["finding_id", "outcome", "stated", "agreed", "difference", "reason"]
    of_all = report.result.findings.filter(pl.col("debtor").is_in(list(agreements.keys)))
    one, other = (found.select(same).sort(same) for found in (by_synonym.result.findings, of_all))
    assert one.equals(other)
