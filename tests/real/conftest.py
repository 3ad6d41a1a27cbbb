"""The wholesaler's invoices: judged by the checker, and computed a second time in SQL."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest
from compare import COLUMNS, rows

from checker import check, load_agreements

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "rules"


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


@pytest.fixture(scope="session")
def found(report):
    """What the checker found."""
    return rows(report.result.findings.select(COLUMNS).rows())


@pytest.fixture(scope="session")
def expected(sql):
    """What SQL found."""
    return rows(sql.table("finding").project(", ".join(COLUMNS)).fetchall())


@pytest.fixture
def violated_in_csv(report, tmp_path):
    """What is violated, by the file that finance gets."""
    report.write(tmp_path / "corrections.csv")
    with (tmp_path / "corrections.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [line for line in csv.DictReader(file) if line["outcome"] == "violated"]
    return rows([[line.get(c) or None for c in COLUMNS] for line in listed])
