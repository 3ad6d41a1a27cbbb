"""`checker read`: what is printed, and the rows in every format."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from checker.cli import cli

ROOT = Path(__file__).parents[2]
ODOO = ROOT / "tests" / "read" / "exports" / "odoo-invoices.csv"
AMOUNTS = [Decimal(108), Decimal("7.5"), Decimal(-18)]


def run(*arguments):
    options = ["--rules", str(ROOT / "rules"), "--lang", "en"]
    return CliRunner().invoke(cli, ["read", *map(str, arguments), *options], env={"COLUMNS": "200"})


def test_control_figures_and_columns_are_printed():
    shown = run(ODOO).output
    assert "odoo-invoices.csv, columns found by odoo-invoices" in shown
    assert "Rows read: 4. Lines: 2, charges: 1, set apart: 1." in shown
    assert "Data rows in the input: 4." in shown
    cells = [" ".join(line.split()) for line in shown.splitlines()]
    assert "EUR 2 1 (50.0 %) 97.50 20.48 -18.00 (15.6 %)" in cells
    assert "partner_id/ref" in shown
    assert "A row of text: neither quantity nor amount." in shown


def test_explain_shows_cells_beside_values():
    shown = run(ODOO, "--explain").output
    assert "line_net_amount: Amount excl. VAT, from invoice_line_ids/price_subtotal" in shown
    assert "odoo-invoices.csv:2  108.0 → 108.00" in shown


def test_parquet_has_types_and_the_mapping(tmp_path):
    path = tmp_path / "rows.parquet"
    assert run(ODOO, "-o", path).exit_code == 0
    rows = pl.read_parquet(path)
    assert rows["row"].to_list() == ["line", "charge", "line"]
    amounts = rows.select(pl.coalesce("charge_amount", "line_net_amount"))
    assert amounts.to_series().to_list() == AMOUNTS
    assert rows.select("source_file", "source_row").rows() == [
        ("odoo-invoices.csv", row) for row in (2, 4, 5)
    ]
    metadata = pyarrow.parquet.read_metadata(path).metadata
    mapping = json.loads(metadata[b"checker.mapping"])
    assert mapping["debtor"] == "partner_id/ref"
    assert metadata[b"checker.input"] == b"odoo-invoices.csv"


def test_a_workbook_has_rows_rows_set_apart_and_mapping(tmp_path):
    path = tmp_path / "rows.xlsx"
    assert run(ODOO, "-o", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Rows", "Set apart", "Mapping"]
    assert book["Rows"].max_row == 4
    assert [cell.value for cell in book["Set apart"][2]][:3] == [
        "odoo-invoices.csv:3", "A row of text: neither quantity nor amount.", "Bijkomende kosten",
    ]  # fmt: skip
    pairs = dict(book["Mapping"].iter_rows(min_row=2, values_only=True))
    assert pairs["export"] == "odoo-invoices"
    assert pairs["invoice_number"] == "name"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_on_standard_output_stand_alone(form):
    result = run(ODOO, "-o", "-", "--format", form)
    lines = result.stdout.splitlines()
    assert len(lines) == 3 + (form == "csv")
    assert "Control figures" in result.stderr


def test_no_formula_gets_into_a_csv(tmp_path):
    (tmp_path / "x.csv").write_text(
        "Factuurnr;Factuurdatum;Debiteur;Omschrijving;Aantal;Bedrag excl.\n"
        "1;31-01-2026;10023;=1+1;1;1,00\n",
        encoding="utf-8",
    )
    assert "'=1+1" in run(tmp_path / "x.csv", "-o", "-").stdout


def test_a_mapping_is_saved_once(tmp_path):
    (tmp_path / "_charges.yaml").write_bytes((ROOT / "rules" / "_charges.yaml").read_bytes())
    arguments = [str(ODOO), "--grouped", "--save-mapping", "ours", "--rules", str(tmp_path)]
    text = ODOO.read_text(encoding="utf-8").replace('"name"', '"Factuurnummer"', 1)
    (tmp_path / "x.csv").write_text(text.replace("invoice_line_ids/", ""), encoding="utf-8")
    arguments[0] = str(tmp_path / "x.csv")
    first = CliRunner().invoke(cli, ["read", *arguments, "--lang", "nl"])
    assert first.exit_code == 0, first.output
    assert "grouped: 'true'" in (tmp_path / "_exports" / "ours.yaml").read_text(encoding="utf-8")
    again = CliRunner().invoke(cli, ["read", *arguments])
    assert again.exception.message.key == "read.mapping_exists"


def test_an_e_invoice_is_told_by_its_business_terms():
    result = run(ROOT / "tests" / "read" / "xml" / "files" / "invoice-ubl.xml", "--explain")
    assert result.exit_code == 0
    assert "invoice_number: Invoice number, from BT-1\n" in result.output
    assert "as EN 16931 defines it" in result.output
