"""The gate stays closed whatever is wrong with what it gets, also with --allow-unknown."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import cli
from checker.errors import CheckerError

ROOT = Path(__file__).parents[2]
HEADING = (
    "Factuurnummer;Factuurdatum;Debiteurnummer;Ordernummer;Orderdatum;Uw referentie;Regel;"
    "Artikelnr.;Omschrijving;Aantal;Prijs;Korting %;Bedrag excl.;Vervaldatum"
)
ROW = "26001;15-01-2026;{};V1;13-01-2026;4512345678;{};14-02-2026"
GOODS = ROW.format("10023", "1;100200;Bout;10;60,00;31,6;410,40")
FREIGHT = ROW.format("10023", "2;VRACHT;Vracht;1;17,50;0;17,50")
STRANGER = ROW.format("99999", "1;100200;Bout;10;60,00;0;600,00").replace("26001", "26002")
TEXT = ROW.format("10023", "4;;Zoals besproken;;;;")
UNREADABLE = ROW.format("10023", "3;100201;Moer;x;1,00;0;1,00")
TOTAL = "Totaal;;;;;;;;;;;;{};"
FINE = (GOODS, FREIGHT)
EXPORTS = {  # rows: exit code, exit code with --allow-unknown
    "as agreed": (FINE, 0, 0),
    "a row of text": ((*FINE, TEXT), 0, 0),
    "a row that cannot be read": ((*FINE, UNREADABLE), 3, 3),
    "all rows": ((UNREADABLE,), 4, 4),
    "a row twice": ((*FINE, GOODS), 3, 3),
    "a total that differs": ((*FINE, TOTAL.format("427,91")), 3, 3),
    "a debtor without agreement": ((*FINE, STRANGER), 3, 0),
    "two currencies in one invoice": ((f"{GOODS};EUR", f"{FREIGHT};USD"), 3, 3),
    "headings only": ((), 4, 4),
    "totals only": ((TOTAL.format("0,00"),), 4, 4),
}
INVOICE = ROOT / "sample_data" / "einvoices" / "265060101-50601.xml"


def gate(source, *options, rules=ROOT / "rules"):
    """Exit code, and the decision where there is one."""
    arguments = ["gate", str(source), "--rules", str(rules), "--lang", "en", *options]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    if isinstance(done.exception, CheckerError):
        assert not done.stdout
        return 4, None
    assert done.exception is None
    return done.return_value, json.loads(done.stdout)


@pytest.mark.parametrize("case", EXPORTS.values(), ids=EXPORTS)
def test_what_is_wrong_with_an_export_closes_the_gate(case, tmp_path):
    rows, code, allowed = case
    path = tmp_path / "invoices.csv"
    heading = f"{HEADING};Valuta" if rows and rows[0].endswith("EUR") else HEADING
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    assert gate(path)[0] == code
    assert gate(path, "--allow-unknown")[0] == allowed


def test_the_gate_says_which_rows_were_set_apart(tmp_path):
    path = tmp_path / "invoices.csv"
    path.write_text("\n".join([HEADING, *FINE, UNREADABLE, ""]), encoding="utf-8")
    _, decision = gate(path)
    (row,) = decision["rejected_rows"]
    assert decision["rejected"] == 1
    assert row["at"].endswith("invoices.csv:4")
    assert row["reason"].endswith(".")
    assert "x" in row["found"]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_one_refused_file_holds_all_others(packed, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    shutil.copy(INVOICE, folder)
    before, _ = gate(folder)
    (folder / "broken.xml").write_text("<Invoice", encoding="utf-8")
    source = folder
    if packed:
        source = tmp_path / "out.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
    code, decision = gate(source, "--allow-unknown")
    assert (before, code, decision["verdict"]) == (0, 3, "hold")
    assert ["broken.xml:1" in row["at"] for row in decision["rejected_rows"]] == [True]


@pytest.mark.parametrize("what", ["no rules", "no input", "empty input"])
def test_what_is_not_there_closes_the_gate(what, tmp_path):
    path = tmp_path / "invoices.csv"
    text = "" if what == "empty input" else "\n".join([HEADING, *FINE, ""])
    if what != "no input":
        path.write_text(text, encoding="utf-8")
    rules = tmp_path if what == "no rules" else ROOT / "rules"
    assert gate(path, "--allow-unknown", rules=rules)[0] == 4
