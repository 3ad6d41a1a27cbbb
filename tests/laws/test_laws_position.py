"""Where a finding says that it stands in the input, there it stands."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from checker import check, load_agreements

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
NUMBER, LINE, ITEM, AMOUNT = "Factuurnummer", "Regel", "Artikelnr.", "Bedrag excl."
PLACE = re.compile(r"(?P<file>invoices\.csv:|\[invoices\.xlsx\]\w+!A)(?P<row>\d+)")


def lines_of_text(path: Path) -> dict[int, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        found = {}
        for row in rows:
            found[rows.line_num] = row  # of a record over several lines its last, none here has
        return found


def rows_of_sheet(path: Path) -> dict[int, dict[str, str]]:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    rows = list(sheet.iter_rows(max_col=19, values_only=True))
    at = next(n for n, row in enumerate(rows) if NUMBER in row)
    return {
        n: {h: "" if v is None else str(v) for h, v in zip_longest(rows[at], row)}
        for n, row in enumerate(rows[at + 1 :], at + 2)
    }


@pytest.fixture(scope="module", params=["invoices.csv", "invoices.xlsx"])
def sample(request):
    path = SAMPLE / request.param
    registers = {name: SAMPLE / f"{name}.csv" for name in ("deliveries", "orders")}
    report = check(path, load_agreements(ROOT / "rules"), **registers)
    rows = lines_of_text(path) if path.suffix == ".csv" else rows_of_sheet(path)
    findings = report.result.findings.to_dicts()
    for finding in findings:
        place = PLACE.fullmatch(finding["invoice_at"])
        assert place, finding["invoice_at"]
        finding["row"] = int(place["row"])
    return path, rows, findings


def amount(text: str) -> Decimal:
    return abs(Decimal(text.replace(".", "").replace(",", ".") if "," in text else text or "0"))


def number_of(text: str) -> str:
    return text.removesuffix(".0")


def on_own_line(finding: dict, row: dict[str, str]) -> bool:
    # Where each order counts from 1 again, the number of the order goes before.
    return finding["line_id"].rpartition("/")[2] == number_of(row[LINE])


def test_every_finding_is_on_its_invoice_in_its_file(sample):
    path, rows, findings = sample
    assert findings
    for finding in findings:
        assert number_of(rows[finding["row"]][NUMBER]) == finding["invoice_number"], finding
    digest = sha256(path.read_bytes()).hexdigest()
    assert {finding["invoice_sha256"] for finding in findings} == {digest}


def test_of_a_line_it_is_the_line(sample):
    _, rows, findings = sample
    of_lines = [finding for finding in findings if finding["line_key"] is not None]
    assert len(of_lines) > 50
    for finding in of_lines:
        row = rows[finding["row"]]
        assert on_own_line(finding, row), finding
        assert number_of(row[ITEM]) == (finding["seller_item_id"] or ""), finding
        if finding["clause"] == "line_arithmetic" and finding["stated"]:
            assert amount(row[AMOUNT]) == amount(finding["stated"]), finding


def test_of_a_charge_it_is_one_of_its_rows(sample):
    _, rows, findings = sample
    charged = [f for f in findings if f["charge_class"] and f["line_id"]]
    assert len(charged) > 20
    for finding in charged:
        own = [
            number
            for number, row in rows.items()
            if number_of(row[NUMBER]) == finding["invoice_number"]
            and number_of(row[LINE])
            in {part.rpartition("/")[2] for part in finding["line_id"].split(", ")}
        ]
        assert finding["row"] in own, finding
        if len(own) == 1 and finding["clause"] in ("charge_forbidden", "charge_free_from"):
            assert amount(rows[own[0]][AMOUNT]) == amount(finding["stated"]), finding


def test_of_an_invoice_it_is_its_first_row(sample):
    _, rows, findings = sample
    whole = [f for f in findings if f["line_key"] is None and not f["charge_class"]]
    assert len(whole) > 10
    for finding in whole:
        before = rows.get(finding["row"] - 1)
        again = before is not None and before[NUMBER] == rows[finding["row"]][NUMBER]
        assert not again or finding["clause"] == "document_duplicate", finding


def test_rows_of_parquet_and_of_a_frame_are_counted_from_1():
    frame = pl.read_parquet(SAMPLE / "invoices.parquet")
    agreements = load_agreements(ROOT / "rules")
    of_file = check(SAMPLE / "invoices.parquet", agreements)
    of_frame = check(frame, agreements).findings
    assert of_frame["invoice_sha256"].isna().all()
    rows = of_frame["invoice_at"].str.removeprefix("frame:")
    assert (of_file.findings["invoice_at"] == "invoices.parquet:" + rows).all()
    numbers = frame[of_file.result.mapping["invoice_number"]].cast(pl.String)
    assert numbers.gather([int(row) - 1 for row in rows]).to_list() == list(
        of_frame["invoice_number"]
    )
