"""Real exports; skipped where the folder with real data is absent."""

from pathlib import Path

import polars as pl
import pytest

from checker.money import MONEY

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs real data in ../shared/data")


@pytest.fixture(scope="module")
def retail():
    export = pl.read_parquet(DATA / "online_retail" / "lines_2010-12_to_2011-08.parquet")
    return export.with_row_index("row", offset=1).select(
        source_row=pl.col("row").cast(pl.Int64),
        debtor="CustomerID",
        invoice_number="InvoiceNo",
        issue_date=pl.col("InvoiceDate").cast(pl.Date),
        seller_item_id="StockCode",
        item_name="Description",
        invoiced_quantity=pl.col("Quantity").cast(MONEY),
        item_net_price=pl.col("UnitPrice").cast(MONEY),
        line_net_amount=(pl.col("UnitPrice").cast(MONEY) * pl.col("Quantity")).cast(MONEY),
    )


def test_a_wholesaler_with_postage_among_the_articles(invoices_of, retail):
    got = invoices_of(retail, credit_prefix="C")
    known = retail.drop_nulls("debtor")
    assert got.rejected["reason"].unique().to_list() == ["normalise.no_place"]
    assert got.rejected.height == retail.height - known.height
    postage = known.filter(pl.col("seller_item_id") == "POST")
    freight = got.charges.filter(charge_class="freight", charge_reason="POSTAGE")
    assert freight["rows"].sum() == postage.height
    assert freight["charge_amount"].sum() == postage["line_net_amount"].sum()
    notes = got.documents.filter(pl.col("invoice_number").str.starts_with("C"))
    assert notes["invoice_type_code"].unique().to_list() == ["381"]
    assert not (got.lines["item_net_price"] < 0).any()
    total = got.lines["line_net_amount"].sum() + got.charges["charge_amount"].sum()
    assert total == known["line_net_amount"].sum()


def test_discounts_as_fractions_become_percentages(invoices_of):
    sales = pl.read_parquet(DATA / "adventureworks" / "FactResellerSales.parquet")
    got = invoices_of(
        sales.with_row_index("row", offset=1).select(
            source_row=pl.col("row").cast(pl.Int64),
            debtor=pl.col("ResellerKey").cast(pl.String),
            invoice_number="SalesOrderNumber",
            issue_date=pl.col("OrderDate").cast(pl.Date),
            line_id=pl.col("SalesOrderLineNumber").cast(pl.String),
            invoiced_quantity=pl.col("OrderQuantity").cast(MONEY),
            item_net_price=pl.col("UnitPrice").cast(MONEY),
            line_allowance_percentage=pl.col("UnitPriceDiscountPct").cast(MONEY),
            line_net_amount=pl.col("SalesAmount").cast(MONEY),
        )
    )
    of_export = (sales["UnitPriceDiscountPct"].cast(MONEY) * 100).cast(MONEY)
    assert (got.lines["line_allowance_percentage"] == of_export).all()
