"""Where findings are to be seen: lines, charges, orders, invoices, sheets and XML."""

from __future__ import annotations

import polars as pl
import pytest

from checker.invoice import Invoices, Positions, empty
from checker.locate import locate, set_apart
from checker.read.reading import FILES

ORDERS = ("V1", "V1", "V2", None)  # of lines 0 to 3
LINES = pl.concat(
    [
        empty("lines"),
        pl.DataFrame(
            {
                "document_key": [0, 0, 0, 1],
                "line_key": [0, 1, 2, 3],
                "sales_order_reference": ORDERS,
            },
            schema_overrides={"document_key": pl.Int64, "line_key": pl.Int64},
        ),
    ],
    how="diagonal",
)
CHARGES = pl.concat(
    [
        empty("charges"),
        pl.DataFrame(
            {
                "document_key": [0, 0],
                "charge_class": ["freight", "freight"],
                "sales_order_reference": ["V2", "V1"],
            }
        ),
    ],
    how="diagonal",
)
ONE = [(0, "export.csv", None, "5e")]
SHEET = [(0, "export.xlsx", "Regels 2026", "5e")]
ASKED = {
    "document_key": pl.Int64,
    "line_key": pl.Int64,
    "charge_key": pl.Int64,
    "charge_class": pl.String,
    "sales_order_reference": pl.String,
    "despatch_advice_reference": pl.String,
}


def rows(numbers, **more) -> pl.DataFrame:
    return pl.DataFrame({"source_row": pl.Series(numbers, dtype=pl.Int32), **more})


def invoices(files=ONE, **more) -> Invoices:
    return Invoices(
        documents=empty("documents"),
        lines=LINES,
        charges=CHARGES,
        rows_read=6,
        positions=Positions(
            files=pl.DataFrame(files, schema=FILES, orient="row"),
            documents=rows([2, 9]),
            lines=rows([2, 3, 6, 9]),
            charges=rows([7, 4]),
        ),
        **more,
    )


def places(*asked: tuple, of: Invoices) -> list[str]:
    frame = pl.DataFrame(asked, schema=ASKED, orient="row")
    return locate(frame, of)["invoice_at"].to_list()


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        pytest.param((0, 1, None, None, "V1", None), 3, id="a line"),
        pytest.param((0, None, 0, "freight", "V2", None), 7, id="a charge"),
        pytest.param((0, None, None, "freight", "V1", None), 4, id="a charge of an order"),
        pytest.param((0, None, None, "freight", None, None), 4, id="charges of an invoice: first"),
        pytest.param((0, None, None, "packaging", "V2", None), 6, id="missing: its order"),
        pytest.param((0, None, None, "packaging", None, None), 2, id="missing: its invoice"),
        pytest.param((0, None, None, "packaging", "V2", "P9"), 2, id="a delivery of no row"),
        pytest.param((1, None, None, "freight", "V2", None), 9, id="an order of another invoice"),
        pytest.param((1, None, None, None, None, None), 9, id="an invoice"),
    ],
)
def test_the_row_of_a_finding(asked, row):
    assert places(asked, of=invoices()) == [f"export.csv:{row}"]


def test_findings_keep_their_order():
    asked = [(1, None, None, None, None, None), (0, 1, None, None, None, None)]
    assert places(*asked, *asked, of=invoices()) == ["export.csv:9", "export.csv:3"] * 2


def test_a_sheet_is_referred_to_as_excel_does():
    assert places((0, 1, *[None] * 4), of=invoices(SHEET)) == ["[export.xlsx]Regels 2026!A3"]


def test_rows_set_apart_say_where_they_stood():
    rejected = pl.DataFrame({"source_row": [5], "source_file": pl.Series([None], dtype=pl.Int32)})
    told = set_apart(invoices(SHEET, rejected=rejected))
    assert told["at"].to_list() == ["[export.xlsx]Regels 2026!A5"]


def in_xml(path: str) -> Invoices:
    stand = rows([12], source_file=pl.Series([1], dtype=pl.Int32), source_path=[path])
    files = [(0, "a.zip/1.xml", None, "aa"), (1, "a.zip/2.xml", None, "bb")]
    found = Positions(pl.DataFrame(files, schema=FILES, orient="row"), stand, stand, stand)
    return Invoices(empty("documents"), LINES, CHARGES, rows_read=1, positions=found)


@pytest.mark.parametrize(
    ("path", "invoice"),
    [
        ("/ubl:Invoice/cac:InvoiceLine[3]", "/ubl:Invoice"),
        ("/sh:StandardBusinessDocument/ubl:Invoice/cac:InvoiceLine[1]",
         "/sh:StandardBusinessDocument/ubl:Invoice"),
        (None, "12"),
    ],
)  # fmt: skip
def test_in_xml_it_is_an_xpath_and_of_an_invoice_its_root(path, invoice):
    asked = [(0, 0, *[None] * 4), (0, *[None] * 5)]
    found = locate(pl.DataFrame(asked, schema=ASKED, orient="row"), in_xml(path))
    line = f"a.zip/2.xml:{path or 12}"
    assert found["invoice_at"].to_list() == [line, f"a.zip/2.xml:{invoice}"]
    assert found["invoice_sha256"].to_list() == ["bb", "bb"]


def test_of_frames_that_were_not_read_nobody_knows():
    made = Invoices(empty("documents"), LINES, CHARGES, rows_read=1)
    assert places((0, 1, *[None] * 4), of=made) == [None]
