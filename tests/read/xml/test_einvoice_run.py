"""An e-invoice from beginning to end: the same findings as from a table, and a gate that holds."""

from __future__ import annotations

import io
import json
import shutil
import sys
from types import SimpleNamespace

import pytest
from einvoices import CII, OLD, RULES, UBL, changed

from checker import check, cli, load_agreements
from checker.gate import decide
from checker.report.control import differences

AGREEMENT = """
debtor: "10023"
name: Klant & Zonen BV
documents:
  - source: RV-2026-3, signed 2025-12-12
    valid_from: 2026-01-01
    verified_on: 2026-01-05
    clauses:
      charge_forbidden: {class: administration, anchor: issue_date}
      line_arithmetic: {}
      document_totals: {total: sum_of_line_net_amounts}
      tax_arithmetic: {}
"""
TABLE = """Debiteur;Factuurnr;Factuurdatum;Artikelcode;Omschrijving;Aantal;Prijs;Bedrag excl.;Btw %;Order;Pakbon;Valuta
10023;F2601;15-01-2026;101020;Schroef 4 x 40;20,00;9,00;180,00;21;V1;P1;EUR
10023;F2601;15-01-2026;;Administratiekosten;1,00;7,50;7,50;21;V1;P1;EUR
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("einvoices") / "rules"
    folder.mkdir()
    for name in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(RULES / name, folder / name)
    (folder / "10023-klant.yaml").write_text(AGREEMENT, encoding="utf-8")
    return folder


def run(text: str, rules, tmp_path, name="invoice.xml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return check(path, load_agreements(rules))


@pytest.mark.parametrize("text", [UBL, CII], ids=["ubl", "cii"])
def test_a_document_charge_is_the_same_finding_as_an_article_line(text, rules, tmp_path):
    of_table = run(TABLE, rules, tmp_path, "export.csv").findings
    of_invoice = run(text, rules, tmp_path).findings
    told = ["finding_id", "clause", "charge_class", "stated", "agreed", "difference", "instruction"]
    assert of_invoice["clause"].tolist() == ["charge_forbidden"]
    expected = of_table[of_table["clause"] == "charge_forbidden"]
    assert of_invoice[told].to_dict("records") == expected[told].to_dict("records")


def test_all_rows_are_accounted_for(rules, tmp_path):
    (tmp_path / "a.xml").write_text(UBL, encoding="utf-8")
    (tmp_path / "b.xml").write_text(OLD[:500], encoding="utf-8")
    report = check(tmp_path, load_agreements(rules))
    assert report.result.adds_up
    read = report.totals[report.totals["part"] == "read"]
    assert read["rows"].tolist() == [8]
    assert any(
        note.key == "read.note_files_refused" and "b.xml" in note.text("nl")
        for note in report.result.notes
    )


def test_the_hash_is_that_of_all_files(rules, tmp_path):
    agreements = load_agreements(rules)
    (tmp_path / "a.xml").write_text(UBL, encoding="utf-8")
    first = check(tmp_path, agreements).provenance["input_sha256"]
    assert check(tmp_path, agreements).provenance["input_sha256"] == first
    (tmp_path / "b.xml").write_text("", encoding="utf-8")
    assert check(tmp_path, agreements).provenance["input_sha256"] != first


CLEAN = changed(UBL, ("Administratiekosten", "Kraan"))
VERDICTS = {
    "as agreed": (CLEAN, "pass", 0),
    "a charge that was forbidden": (UBL, "block", 1),
    "a total that its lines are not": (
        changed(CLEAN, (">278.00</cbc:LineExtensionAmount>", ">287.00</cbc:LineExtensionAmount>")),
        "block",
        1,
    ),
}


@pytest.mark.parametrize("case", VERDICTS.values(), ids=VERDICTS.keys())
def test_the_gate_reads_standard_input(case, rules, monkeypatch, capsys):
    text, verdict, code = case
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    monkeypatch.setattr(sys, "argv", ["checker", "gate", "-", "--rules", str(rules)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    decision = json.loads(capsys.readouterr().out)
    assert (decision["verdict"], left.value.code) == (verdict, code), decision


def test_the_gate_holds_where_the_totals_are_not_those_of_the_rows(rules, tmp_path):
    report = run(changed(CLEAN, (">408.98<", ">409.98<")), rules, tmp_path)
    decision = decide(report)
    assert (decision["verdict"], decision["totals_differ"]) == ("hold", 1)
    (told,) = decision["control"]
    assert (told["place"], told["figure"]) == ("invoice.xml", "BT-112")
    assert (told["stated"], told["found"], told["outcome"]) == ("409.98", "408.98", "different")
    assert differences(report.result.compared, "en") == [
        "invoice.xml: BT-112 (Total with VAT) is 409.98, but what was read comes to 408.98."
    ]
