"""830 orders of a food importer with their 2,155 lines, July 1996 to May 1998.

List prices rose by a quarter in the first week of April 1997. Each order is taken as one invoice.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from checker import check, load_agreements

HERE = Path(__file__).parent
DEFAULT = """\
name: Everybody
documents:
  - source: Terms of sale
    valid_from: 1996-07-01
    clauses:
      {clause}
"""


@pytest.fixture(scope="module")
def sql(real_data):
    """The tables `orders`, `details` and `products` of the CSV files, with exact amounts."""
    folder = real_data / "northwind"
    with duckdb.connect() as database:
        for table in ("orders", "products"):
            source = database.read_csv(str(folder / f"{table}.csv"))
            source.create(table)
        exact = {"UnitPrice": "DECIMAL(10, 2)", "Discount": "DECIMAL(4, 2)"}
        database.read_csv(str(folder / "order_details.csv"), dtype=exact).create("details")
        database.execute("""
            CREATE VIEW line AS
            SELECT OrderID, CustomerID, OrderDate, ProductID, Quantity, UnitPrice, Discount,
                round(Quantity * UnitPrice * (1 - Discount), 2) AS amount
            FROM orders JOIN details USING (OrderID)
        """)
        yield database


@pytest.fixture
def agree(sql, tmp_path):
    """Agreements with every customer from one clause, and further files of the folder."""

    def agreements(clause, files=()):
        rules = tmp_path / "rules"
        shutil.copytree(HERE / "rules" / "northwind", rules)
        shutil.copy(HERE.parents[1] / "rules" / "_costs.yaml", rules)
        (rules / "_default.yaml").write_text(DEFAULT.format(clause=clause))
        for (customer,) in sql.sql("SELECT DISTINCT CustomerID FROM orders").fetchall():
            (rules / f"{customer}.yaml").write_text(f"debtor: {customer}\nname: {customer}\n")
        for name, text in dict(files).items():
            (rules / name).write_text(text)
        return load_agreements(rules)

    return agreements


@pytest.fixture
def run(sql, tmp_path):
    """The checker on what a query gives, as a CSV file with dates as the source writes them."""

    def report(query, agreements):
        export = tmp_path / "export.csv"
        sql.sql(query).write_csv(str(export), date_format="%-m/%-d/%Y")
        return check(export, agreements)

    return report


def seen(report, *columns):
    return report.result.findings.select(columns).sort(columns).rows()


def verdicts(report, clause):
    return (
        report.result.coverage.filter(clause=clause).select("bound", "violated", "unknown").row(0)
    )


# Prices ----------------------------------------------------------------------------------------

PRICES = """
    SELECT OrderID AS "Invoice No", CustomerID AS "Customer No", OrderDate AS "Invoice Date",
        OrderDate AS "Order Date", ProductID AS "Item No", Quantity, UnitPrice AS "Unit Price"
    FROM line ORDER BY OrderID, ProductID
"""
FIRST_ORDER = [
    # The very first order has three prices that no later one has.
    ("10248", "11", "14.00", "16.80", Decimal("-33.60")),
    ("10248", "42", "9.80", "11.20", Decimal("-14.00")),
    ("10248", "72", "34.80", "27.80", Decimal("35.00")),
]


PLACE = ("invoice_number", "seller_item_id", "stated", "agreed", "difference")


@pytest.fixture
def list_agreed(sql, agree, tmp_path):
    """Two dated rows per product: the usual price until 4 April 1997, then that of `products`."""
    path = tmp_path / "list.csv"
    sql.sql("""
        SELECT ProductID AS seller_item_id, mode(UnitPrice) AS item_net_price,
            DATE '1996-07-01' AS valid_from, DATE '1997-04-04' AS valid_to
        FROM line WHERE OrderDate <= DATE '1997-04-04' GROUP BY ProductID
        UNION ALL
        SELECT ProductID, UnitPrice, DATE '1997-04-05', NULL FROM products
        ORDER BY ALL
    """).write_csv(str(path))
    return agree("price_net_list: {file: list.csv}", {"list.csv": path.read_text()})


def test_prices_follow_the_list_across_the_rise(run, list_agreed):
    report = run(PRICES, list_agreed)
    assert verdicts(report, "price_net_list") == (2155, 3, 0)
    assert seen(report, *PLACE) == FIRST_ORDER


@pytest.mark.parametrize(
    "wrong",
    [
        ("10497", "56", "38.00", "30.40", Decimal("106.40")),  # 4 April: the new price too early
        ("10498", "42", "11.20", "14.00", Decimal("-84.00")),  # 7 April: still the old one
    ],
    ids=["too early", "too late"],
)
def test_a_price_of_the_wrong_period_is_found(run, list_agreed, wrong):
    order, item, billed, _, _ = wrong
    here = f"CASE WHEN OrderID = {order} AND ProductID = {item} THEN {billed} ELSE UnitPrice END AS"
    report = run(PRICES.replace("UnitPrice AS", here), list_agreed)
    assert seen(report, *PLACE) == sorted([*FIRST_ORDER, wrong])


# Discounts -------------------------------------------------------------------------------------


def test_discounts_equal_to_what_was_agreed_give_no_finding(sql, agree, run):
    """Discounts go by line there, so a percentage stands where other exports have their debtor."""
    files = {
        f"percent-{percent}.yaml": (
            f'debtor: "{percent}"\nname: Discount of {percent} %\n'
            "documents:\n  - source: Discounts\n    valid_from: 1996-07-01\n"
            f"    clauses:\n      discount_line: {{percent: {percent}}}\n"
        )
        for (percent,) in sql.sql("SELECT DISTINCT (100 * Discount)::INT FROM line").fetchall()
    }
    query = """
        SELECT OrderID AS "Invoice No", (100 * Discount)::INT AS "Customer No",
            OrderDate AS "Invoice Date", OrderDate AS "Order Date", ProductID AS "Item No",
            Quantity, UnitPrice AS "Unit Price", Discount AS "Discount %", amount AS "Line Amount"
        FROM line ORDER BY OrderID, ProductID
    """
    report = run(query, agree("line_arithmetic: {}", files))
    assert verdicts(report, "discount_line") == (2155, 0, 0)
    assert verdicts(report, "line_arithmetic") == (2155, 0, 0)
    assert not report.result.findings.height


# Freight ---------------------------------------------------------------------------------------


def test_freight_per_order_free_from_a_limit(sql, agree, run):
    """Nobody promised it: free freight from 2,000.00, to see it found on the orders that SQL names."""
    query = """
        SELECT OrderID AS "Invoice No", CustomerID AS "Customer No", OrderDate AS "Invoice Date",
            OrderID AS "Order No", OrderDate AS "Order Date", "Item No", Quantity,
            "Unit Price", "Discount %", "Line Amount"
        FROM (
            SELECT OrderID, CustomerID, OrderDate, ProductID::VARCHAR AS "Item No", Quantity,
                UnitPrice AS "Unit Price", Discount AS "Discount %", amount AS "Line Amount"
            FROM line
            UNION ALL
            SELECT OrderID, CustomerID, OrderDate, 'FREIGHT', 1, Freight::DECIMAL(10, 2), 0,
                Freight::DECIMAL(10, 2)
            FROM orders
        ) ORDER BY ALL
    """
    freight = "charge_free_from: {class: freight, from: 2000.00}"
    report = run(query, agree(freight))
    expected = sql.sql("""
        SELECT OrderID::VARCHAR, Freight::DECIMAL(10, 2) FROM orders JOIN (
            SELECT OrderID, sum(amount) AS goods FROM line GROUP BY OrderID) USING (OrderID)
        WHERE goods >= 2000 AND Freight > 0 ORDER BY OrderID
    """).fetchall()
    assert len(expected) > 100
    assert seen(report, "sales_order_reference", "difference") == expected
    assert {row[0] for row in seen(report, "charge_class")} == {"freight"}
