"""Where a finding says that it stands in the input, there it stands."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from checker import Report, check, load_agreements

if TYPE_CHECKING:
    from checker.agreements.model import Agreements

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
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    at = next(n for n, row in enumerate(rows) if NUMBER in row)
    return {
        n: {heading: str(cell) for heading, cell in zip(rows[at], row, strict=True)}
        for n, row in enumerate(rows[at + 1 :], at + 2)
    }


@cache
def agreements() -> Agreements:
    return load_agreements(ROOT / "rules")


def checked(path: Path) -> Report:
    registers = {name: SAMPLE / f"{name}.csv" for name in ("deliveries", "orders")}
    return check(path, agreements(), **registers)


@cache
def sample_of(name: str) -> tuple[Path, dict[int, dict[str, str]], list[dict]]:
    path = SAMPLE / name
    rows = lines_of_text(path) if path.suffix == ".csv" else rows_of_sheet(path)
    findings = checked(path).result.findings.to_dicts()
    for finding in findings:
        place = PLACE.fullmatch(finding["invoice_at"])
        assert place, finding["invoice_at"]
        finding["row"] = int(place["row"])
    return path, rows, findings


@pytest.fixture(scope="module", params=["invoices.csv", "invoices.xlsx"])
def sample(request):
    return sample_of(request.param)


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
    of_invoice = defaultdict(list)
    for number, row in rows.items():
        of_invoice[number_of(row[NUMBER])].append(number)
    for finding in charged:
        lines = {part.rpartition("/")[2] for part in finding["line_id"].split(", ")}
        own = [
            n for n in of_invoice[finding["invoice_number"]] if number_of(rows[n][LINE]) in lines
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


def test_the_order_of_debtors_changes_nothing_else(tmp_path):
    path, _, findings = sample_of("invoices.csv")
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    at = heading.split(";").index("Debiteurnummer")
    rows.sort(key=lambda row: row.split(";")[at], reverse=True)
    (tmp_path / "sorted.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    again = checked(tmp_path / "sorted.csv").result.findings.to_dicts()

    def but_for_the_place(found: list[dict]) -> list[dict]:
        place = {"document_key", "line_key", "charge_key", "invoice_at", "invoice_sha256", "row"}
        left = ({k: v for k, v in f.items() if k not in place} for f in found)
        return sorted(left, key=lambda f: f["finding_id"])

    assert but_for_the_place(again) == but_for_the_place(findings)
    assert {f["invoice_at"] for f in again} != {f["invoice_at"] for f in findings}


def test_rows_of_parquet_and_of_a_frame_are_counted_from_1(tmp_path):
    frame = pl.read_parquet(SAMPLE / "invoices.parquet").head(400)
    frame.write_parquet(tmp_path / "part.parquet")
    of_file, of_frame = (check(given, agreements()) for given in (tmp_path / "part.parquet", frame))
    assert of_frame.findings["invoice_sha256"].isna().all()
    rows = of_frame.findings["invoice_at"].str.removeprefix("frame:")
    assert (of_file.findings["invoice_at"] == "part.parquet:" + rows).all()
    numbers = frame[of_file.result.mapping["invoice_number"]].cast(pl.String)
    named = numbers.gather([int(row) - 1 for row in rows]).to_list()
    assert named == list(of_frame.findings["invoice_number"])
