"""The command line about invoices that name their buyer by a number."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from checker.cli import cli

RULES = Path(__file__).parents[2] / "rules"
AGREEMENT = """debtor: "10023"
name: ACME
identifiers: {legal_registration: "12345678"}
"""
EXPORT = """Debiteur;Factuurnr;Factuurdatum;KvK-nummer klant;Omschrijving;Aantal;Prijs;Bedrag excl.
K-1;F1;15-01-2026;12345678;Schroef;20,00;9,00;180,00
K-2;F2;15-01-2026;87654321;Schroef;20,00;9,00;180,00
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules").mkdir()
    shutil.copy(RULES / "_charges.yaml", tmp_path / "rules")
    (tmp_path / "rules" / "10023.yaml").write_text(AGREEMENT)
    (tmp_path / "export.csv").write_text(EXPORT)
    return tmp_path


def run(folder, *words):
    options = ["--rules", str(folder / "rules"), "--lang", "en"]
    return CliRunner().invoke(cli, [*map(str, words), *options], env={"COLUMNS": "250"})


def test_read_tells_how_many_were_found_and_writes_their_account(folder):
    done = run(folder, "read", folder / "export.csv", "-o", folder / "rows.parquet")
    assert "1 of 2 invoices were found by what they say of their buyer" in done.output
    assert pl.read_parquet(folder / "rows.parquet")["debtor"].to_list() == ["10023", "K-2"]


def test_read_tells_that_the_agreements_have_mistakes(folder):
    (folder / "rules" / "10023.yaml").write_text(AGREEMENT + "nmae: x\n")
    done = run(folder, "read", folder / "export.csv")
    assert "`checker rules lint` names them" in done.output
    assert "were found by" not in done.output


def test_read_needs_no_agreements(folder):
    (folder / "rules" / "10023.yaml").unlink()
    done = run(folder, "read", folder / "export.csv")
    assert done.exit_code == 0
    assert "Rows read: 2." in done.output


def test_lint_takes_a_debtor_for_one_with_invoices(folder):
    (folder / "rules" / "10024.yaml").write_text('debtor: "10024"\nname: Boni\n')
    done = run(folder, "rules", "lint", "--invoices", folder / "export.csv")
    unused = [line for line in done.output.splitlines() if "has no invoice" in line]
    assert len(unused) == 1, done.output
    assert "10024.yaml" in unused[0]


def test_an_export_without_accounts_is_told_what_can_stand_in(folder):
    export = folder / "export.csv"
    export.write_text("\n".join(line.partition(";")[2] for line in EXPORT.splitlines()))
    refused = run(folder, "read", export)
    assert "as debtor and as buyer_legal_registration_id" in str(refused.exception)
    names = "debtor invoice_number issue_date buyer_legal_registration_id item_name line_net_amount"
    heads = ["KvK-nummer klant", *EXPORT.splitlines()[0].split(";")[1:]]
    del heads[5:7]
    mapping = "name: ours\nmatch: [KvK-nummer klant]\ncolumns:\n" + "".join(
        f"  {name}: {head}\n" for name, head in zip(names.split(), heads, strict=True)
    )
    (folder / "rules" / "_exports").mkdir()
    (folder / "rules" / "_exports" / "ours.yaml").write_text(mapping)
    done = run(folder, "read", export, "-o", folder / "rows.parquet")
    assert "1 of 2 invoices were found" in done.output
    assert pl.read_parquet(folder / "rows.parquet")["debtor"].to_list() == ["10023", "87654321"]
