"""The wholesaler's invoices: judged by the checker, and computed a second time in SQL."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
import pytest

from checker import check, load_agreements

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "rules"
COLUMNS = (
    "clause",
    "outcome",
    "debtor",
    "invoice_number",
    "line_id",
    "seller_item_id",
    "charge_class",
    "stated",
    "agreed",
    "difference",
    "reason",
)
"""What a finding is compared by."""


@pytest.fixture(scope="session")
def retail(real_data):
    return real_data / "online_retail" / "lines_2010-12_to_2011-08.parquet"


@pytest.fixture(scope="session")
def sql(retail):
    """A database with the tables of retail.sql."""
    with duckdb.connect() as database:
        database.execute("SET VARIABLE export = ?", [str(retail)])
        database.execute((HERE / "retail.sql").read_text())
        yield database


@pytest.fixture(scope="session")
def retail_rules(sql, tmp_path_factory):
    """The agreements, with the usual prices of every customer as its price list."""
    rules = tmp_path_factory.mktemp("retail") / "rules"
    shutil.copytree(HERE / "rules" / "retail", rules)
    for part in ("_costs.yaml", "_exports"):
        copy = shutil.copytree if (RULES / part).is_dir() else shutil.copy
        copy(RULES / part, rules / part)
    (rules / "prices").mkdir()
    for (debtor,) in sql.sql("FROM lister").fetchall():
        prices = sql.sql(
            "SELECT item AS seller_item_id, price AS item_net_price FROM usual_price"
            " WHERE debtor = ? ORDER BY item",
            params=[debtor],
        )
        prices.write_csv(str(rules / "prices" / f"{debtor}.csv"))
    return rules


@pytest.fixture(scope="session")
def report(retail, retail_rules):
    return check(retail, load_agreements(retail_rules))


def amount(text):
    """7.5, 7.50 and "7.500000" are one amount; what is no amount stays text."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return text


def rows(records):
    """How often each finding occurs, whoever wrote it down and in whatever order."""
    amounts = {COLUMNS.index(c) for c in ("stated", "agreed", "difference")}
    return Counter(
        tuple(amount(cell) if at in amounts else cell for at, cell in enumerate(record))
        for record in records
    )


@pytest.fixture(scope="session")
def found(report):
    """What the checker found."""
    return rows(report.result.findings.select(COLUMNS).rows())


@pytest.fixture(scope="session")
def expected(sql):
    """What SQL found."""
    return rows(sql.table("finding").project(", ".join(COLUMNS)).fetchall())
