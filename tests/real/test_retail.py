"""320,705 lines of a British wholesaler, December 2010 to August 2011.

Customers in Ireland pay 50.00 carriage below 600.00 of goods; those in the United Kingdom pay
none; fifteen customers have a price list with their usual prices. `rules/` holds the agreements,
`retail.sql` works out independently what the checker has to find.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import polars as pl
import pytest
from compare import COLUMNS, rows


def test_every_finding_is_one_that_sql_has_and_the_other_way_round(found, expected):
    assert found - expected == Counter()
    assert expected - found == Counter()


def test_the_file_that_finance_gets_has_the_same(violated_in_csv, sql):
    """It has no column for the item, and a cell without text is an empty one."""
    columns = ", ".join(
        "NULL" if c == "seller_item_id" else f"nullif({c}::VARCHAR, '')" for c in COLUMNS
    )
    expected = sql.table("finding").filter("outcome = 'violated'").project(columns)
    assert violated_in_csv == rows(expected.fetchall())


def test_how_many_there_are(sql, report):
    """Clause, outcome, reason -> how many, and what they come to."""
    counted = (
        report.result.findings.group_by("clause", "outcome", "reason")
        .agg(pl.len(), pl.col("difference").sum())
        .rows()
    )
    assert {row[:3]: row[3:] for row in counted} == {
        ("charge_forbidden", "violated", None): (9, Decimal("8356.75")),
        ("charge_free_from", "violated", None): (22, Decimal("-675.00")),
        ("document_duplicate", "violated", None): (75, Decimal("6706.40")),
        ("price_net_list", "violated", None): (994, Decimal("-8456.73")),
        ("price_net_list", "unknown", "missing:list_price"): (3551, 0),
        ("price_net_list", "unknown", "missing:original"): (472, 0),
        ("payment_due_date", "unknown", "missing:payment_due_date"): (39, 0),
        ("reference_purchase_order", "unknown", "missing:purchase_order_reference"): (31, 0),
        ("line_arithmetic", "unknown", "missing:line_net_amount"): (47, 0),
        ("agreement", "unknown", "no_agreement"): (12767, 0),
    }
    (together,) = sql.sql("SELECT sum(difference) FROM finding").fetchone()
    assert report.findings["difference"].sum() == together


def test_every_line_and_every_penny_is_accounted_for(sql, report):
    parts = {part: tuple(rest) for part, *rest in report.result.accounting.rows()}
    assert parts == {part: tuple(rest) for part, *rest in sql.sql("FROM accounting").fetchall()}
    for at in (0, 1):
        known = [parts[part][at] for part in ("checked", "not_checkable", "rejected")]
        assert sum(known) == parts["read"][at]
    (rows, amount) = sql.sql("SELECT count(*), sum(amount) FROM line").fetchone()
    assert parts["read"] == (rows, amount) == (320_705, Decimal("5761931.38"))


def test_lines_without_a_customer_are_set_apart_and_no_others(sql, report):
    apart = report.result.rejected
    assert apart["reason"].unique().to_list() == ["read.missing_debtor"]
    assert set(apart["source_row"]) == {
        row for (row,) in sql.sql("SELECT row FROM rejected").fetchall()
    }


# Invoice, clause, what was charged, what was agreed: cases to look up in the export.
STORIES = """
    548449 | -                  |         |        | 118.40 of goods and 50.00 carriage: as agreed
    557605 | charge_free_from   |   25.00 |  50.00 | 122.40 of goods, only 25.00 carriage
    549196 | charge_free_from   |    0.00 |  50.00 | 356.23 of goods, no carriage
    537378 | charge_free_from   |   50.00 |   0.00 | 734.15 of goods, carriage all the same
    556206 | charge_free_from   |   50.00 |   0.00 | 596.27 of goods, but 600.00 and more at the usual prices
    560041 | -                  |         |        | 604.97 of goods, but below 600.00 at the usual prices
    546328 | -                  |         |        | no goods, only an amount somebody typed: no carriage due
    C540164| -                  |         |        | carriage is paid back on a credit note
    551697 | charge_forbidden   | 8142.75 |   0.00 | postage somebody mistyped ...
    C551685| -                  |         |        | ... and took back
    549717 | charge_forbidden   |   15.00 |   0.00 | bank charges
    554924 | charge_forbidden   |    4.00 |   0.00 | the only postage among 127 invoices
    562374 | -                  |         |        | the same 31 lines as 561645, which was credited: no duplicate
"""


@pytest.mark.parametrize("story", STORIES.strip().splitlines())
def test_a_story(report, story):
    number, clause, stated, agreed, _ = (part.strip() for part in story.split("|"))
    charged = report.result.findings.filter(invoice_number=number, outcome="violated").filter(
        pl.col("clause") != "price_net_list"
    )
    assert charged.select("clause", "stated", "agreed").rows() == (
        [] if clause == "-" else [(clause, stated, agreed)]
    )


def test_the_twelve_who_never_pay_postage_have_no_finding_about_it(sql, report):
    twelve = {d for (d,) in sql.sql("FROM united_kingdom WHERE debtor IN (FROM lister)").fetchall()}
    assert len(twelve) == 12
    charged = report.result.findings.filter(pl.col("charge_class").is_not_null())
    assert not twelve & set(charged["debtor"])


def test_differences_are_what_the_invoice_is_off(sql, report):
    """Of an invoice: stated less agreed is the sum of its differences, duplicates left out."""
    of_invoice = (
        report.result.findings.filter(outcome="violated")
        .filter(pl.col("clause") != "document_duplicate")
        .group_by("invoice_number")
        .agg(pl.col("difference").sum())
    )
    off = sql.sql("""
        SELECT invoice, s.amount - a.amount AS off
        FROM as_agreed a JOIN (SELECT invoice, sum(amount) AS amount FROM placed GROUP BY 1) s
            USING (invoice)
        WHERE off <> 0 AND invoice NOT IN (SELECT invoice FROM twice)
    """).fetchall()
    assert dict(of_invoice.filter(pl.col("difference") != 0).rows()) == dict(off)
