"""Invoices in one file and their lines in another, with either of them as the input."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import cli

RULES = Path(__file__).parents[2] / "rules"
LINES = """Factuurnummer;Regel;Artikelnr.;Omschrijving;Aantal;Prijs;Korting %;Bedrag excl.
26001;1;100200;Bout;10;60,00;31,6;410,40
26001;2;ORDK;Orderkosten;1;7,50;0;7,50
26002;1;100200;Bout;1;60,00;0;60,00
"""
INVOICES = """Factuurnummer;Factuurdatum;Debiteurnummer;Orderdatum;Uw referentie;Vervaldatum
26001;15-01-2026;10023;13-01-2026;4512345678;14-02-2026
26002;15-01-2026;10023;13-01-2026;x;14-02-2026
"""


@pytest.fixture
def halves(tmp_path):
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    (tmp_path / "invoices.csv").write_text(INVOICES, encoding="utf-8")
    return tmp_path


def run(command, halves, source, *arguments):
    given = [f"{halves / each}" if each.endswith(".csv") else each for each in arguments]
    return CliRunner().invoke(
        cli, [command, f"{halves / source}", *given, "--rules", f"{RULES}"], standalone_mode=False
    )


def test_the_lists_are_the_same(halves):
    lists = []
    for source, option, beside in (
        ("lines.csv", "--headers", "invoices.csv"),
        ("invoices.csv", "--lines", "lines.csv"),
    ):
        to = ("-o", "-", "--format", "jsonl", "-q")
        result = run("check", halves, source, option, beside, *to)
        assert result.exception is None
        assert result.return_value == 1
        lists.append(result.stdout)
    assert lists[0] == lists[1]
    assert '"line_id":"2","charge_class":"order_costs"' in lists[0]


@pytest.mark.parametrize("command", ["check", "gate", "read"])
def test_both_at_once_is_wrong_usage(halves, command):
    result = run(command, halves, "lines.csv", "--lines", "lines.csv", "--headers", "invoices.csv")
    assert "cannot go together" in str(result.exception)
    assert result.exception.exit_code == 2


def test_the_list_is_not_written_over_the_other_half(halves):
    result = run("check", halves, "invoices.csv", "--lines", "lines.csv", "-o", "lines.csv")
    assert "lines.csv" in str(result.exception)
    assert (halves / "lines.csv").read_text(encoding="utf-8") == LINES
