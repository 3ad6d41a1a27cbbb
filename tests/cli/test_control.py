"""--control as its users meet it: what is printed and written, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from checker.cli import cli

ROOT = Path(__file__).parents[2]
HEADING = (
    "Factuurnummer;Factuurdatum;Debiteurnummer;Ordernummer;Orderdatum;Uw referentie;Regel;"
    "Artikelnr.;Omschrijving;Aantal;Prijs;Korting %;Bedrag excl.;Vervaldatum"
)
ROW = "26001;15-01-2026;10023;V1;13-01-2026;4512345678;{};14-02-2026"
GOODS = ROW.format("1;100200;Bout;10;60,00;31,6;410,40")
FREIGHT = ROW.format("2;VRACHT;Vracht;1;17,50;0;17,50")
ORDER_COSTS = ROW.format("3;ORDK;Orderkosten;1;7,50;0;7,50")
TOTAL = "Totaal;;;;;;;;;;;;{};"
CLEAN, WRONG = (GOODS, FREIGHT), (GOODS, FREIGHT, ORDER_COSTS)
RIGHT = "count=2,invoices=1,sum=427.90,credits=0"


@pytest.fixture
def export(tmp_path):
    def written(*rows):
        path = tmp_path / "invoices.csv"
        path.write_text("\n".join([HEADING, *rows, ""]), encoding="utf-8")
        return path

    return written


def run(command, *arguments):
    options = ["--rules", str(ROOT / "rules"), "--lang", "en"]
    return CliRunner().invoke(
        cli,
        [command, *map(str, arguments), *options],
        env={"COLUMNS": "200"},
        standalone_mode=False,
    )


GATE = {  # rows, what is stated, verdict
    "as stated": (CLEAN, RIGHT, "pass"),
    "a row too few": (CLEAN, "count=3", "hold"),
    "a cent": (CLEAN, "sum=427.91", "hold"),
    "VAT that the input does not tell": (CLEAN, "vat=0", "hold"),
    "not as stated, and not as agreed": (WRONG, "count=2", "block"),
    "a totals row that differs": ((*CLEAN, TOTAL.format("427,99")), RIGHT, "hold"),
    "a totals row that does not": ((*CLEAN, TOTAL.format("427,90")), RIGHT, "pass"),
}
CHECK = {  # rows, options, exit code
    "as stated": (CLEAN, ["--control", RIGHT], 0),
    "as stated, not as agreed": (WRONG, ["--control", "count=3"], 1),
    "not as stated": (CLEAN, ["--control", "count=3"], 4),
    "not as stated, not as agreed": (WRONG, ["--control", "count=4"], 4),
    "not as stated, exit zero": (CLEAN, ["--control", "vat=1", "--exit-zero"], 4),
    "a totals row that differs": ((*CLEAN, TOTAL.format("427,99")), [], 4),
    "a totals row that differs, exit zero": (
        (*CLEAN, TOTAL.format("427,99")),
        ["--exit-zero", "--quiet"],
        4,
    ),
    "a totals row that does not": ((*CLEAN, TOTAL.format("427,90")), [], 0),
}


@pytest.mark.parametrize("case", GATE.values(), ids=GATE)
def test_the_gate_closes_where_figures_differ(case, export):
    rows, stated, verdict = case
    done = run("gate", export(*rows), "--allow-unknown", "--control", stated)
    decision = json.loads(done.stdout)
    assert decision["verdict"] == verdict
    assert done.return_value == {"pass": 0, "block": 1, "hold": 3}[verdict]


def test_the_gate_tells_the_figures(export):
    path = export(*CLEAN, TOTAL.format("427,99"))
    decision = json.loads(run("gate", path, "--control", "count=2,vat=1").stdout)
    assert {"figure": "count", "currency": None, "found": "2"} in decision["figures"]
    assert {"figure": "sum", "currency": "", "found": "427.90"} in decision["figures"]
    told = [
        (row["kind"], row["stated"], row["found"], row["outcome"]) for row in decision["control"]
    ]
    assert told == [
        ("control", "2", "2", "equal"),
        ("control", "1.00", None, "unknown"),
        ("totals_row", "427.99", "427.90", "different"),
    ]
    assert decision["totals_differ"] == 1


@pytest.mark.parametrize("case", CHECK.values(), ids=CHECK)
def test_check_exits_with_what_is_not_as_stated(case, export):
    rows, options, code = case
    assert run("check", export(*rows), *options).return_value == code


def test_without_a_summary_doubts_about_the_input_go_to_standard_error(export):
    comment = ROW.format("4;;Zie bijlage;;;;")
    done = run("check", export(*CLEAN, comment), "--quiet")
    assert (done.return_value, done.stdout, done.stderr) == (0, "", "")
    lost = ROW.format("3;100201;Moer;x;1,00;0;1,00")
    path = export(*CLEAN, lost, comment, TOTAL.format("430,00"))
    done = run("check", path, "--quiet", "--exit-zero", "--control", "count=3")
    assert (done.return_value, done.stdout) == (4, "")
    control, total, apart = done.stderr.splitlines()
    assert control == "Control: count should be 3, but 4 was read."
    assert total.startswith("invoices.csv, row 6: the total of Bedrag excl. is 430.00")
    assert apart.startswith("Rows that were set apart and not checked: 1. The first stands at ")
    assert "invoices.csv:4: " in apart


def test_a_total_that_differs_stands_in_the_headline(export, tmp_path):
    path = tmp_path / "list.xlsx"
    run("check", export(*CLEAN, TOTAL.format("427,99")), "-o", path)
    cells = openpyxl.load_workbook(path).worksheets[0].iter_rows(max_row=2, values_only=True)
    said = " ".join(str(cell) for row in cells for cell in row if cell)
    assert "1 total of the input is not what was read" in said


def test_what_differs_stands_at_the_head_and_the_report_is_written(export, tmp_path):
    path = tmp_path / "list.xlsx"
    stated = "count=2,sum=428.00,vat=1"
    done = run("check", export(*WRONG, TOTAL.format("430,00")), "--control", stated, "-o", path)
    head, _, rest = done.stdout.partition("\nRead\n")
    assert [line.strip() for line in head.splitlines() if line.strip()] == [
        "Control figures that differ",
        "Control: count should be 2, but 3 was read.",
        "Control: sum should be 428.00, but 435.40 was read.",
        "Control: vat should be 1.00, but the input does not tell it for all invoices.",
        (
            "invoices.csv, row 5: the total of Bedrag excl. is 430.00, but the lines above it add "
            "up to 435.40."
        ),
        "1 correction on 1 invoice  ·  7.50 charged too much",
    ]
    assert "Data rows in the input: 3." in rest
    book = openpyxl.load_workbook(path)
    first, method = book.worksheets[0], book.worksheets[-1]
    cells = [cell for row in first.iter_rows(max_row=2, values_only=True) for cell in row if cell]
    assert any(str(cell).startswith("3 control figures are not as stated") for cell in cells)
    written = [row[:8] for row in method.iter_rows(values_only=True)]
    assert ("given along", "--control", None, "sum", None, 428, 435.4, "different") in written
    assert ("totals row", "invoices.csv", 5, "line_net_amount", None, 430, 435.4, "different") in (
        written
    )


@pytest.mark.parametrize("command", ["check", "read"])
def test_vat_of_which_nothing_tells_what_it_is_is_told(command, tmp_path):
    path = tmp_path / "invoices.csv"
    twice = ROW.format("{};100200;Bout;10;60,00;31,6;410,40") + ";86,18"
    rows = [HEADING + ";BTW-bedrag", *(twice.format(at) for at in (1, 2))]
    path.write_text("\n".join(rows), encoding="utf-8")
    said = " ".join(run(command, path).stdout.split())
    assert "Column BTW-bedrag was not used: it is the same on all lines of an invoice" in said


def test_read_exits_with_a_totals_row_that_differs(export):
    assert run("read", export(*CLEAN, TOTAL.format("427,90"))).return_value == 0
    assert run("read", export(*CLEAN, TOTAL.format("427,99"))).return_value == 4


def test_read_holds_its_figures_against_a_file(export, tmp_path):
    stated = tmp_path / "export.control"
    stated.write_text("count: 2\nsum: 427,90\n", encoding="utf-8")
    done = run("read", export(*CLEAN), "--control", stated)
    assert done.return_value == 0
    assert "As stated: count, sum." in done.stdout
    stated.write_text("count: 2\nsum: 427,95\n", encoding="utf-8")
    done = run("read", export(*CLEAN), "--control", stated)
    assert done.return_value == 4
    assert "Control: sum should be 427.95, but 427.90 was read." in done.stdout


@pytest.mark.parametrize("command", ["check", "gate", "read"])
def test_figures_that_cannot_be_read_end_the_run(command, export):
    done = run(command, export(*CLEAN), "--control", "cuont=2")
    assert done.exception.message.key == "control.unknown_key"
    assert not done.stdout


REGISTER = "Debiteur;Pakbon;Aantal\n10023;P1;10\n10023;P2;5\nTotaal;;{}\n"


@pytest.mark.parametrize(
    ("total", "stated", "verdict"),
    [
        (15, "deliveries=2", "pass"),
        (15, "deliveries=3", "hold"),
        (16, "deliveries=2", "hold"),
        (15, "orders=2", "hold"),  # there is no such register
    ],
)
def test_registers_have_figures_too(total, stated, verdict, export, tmp_path):
    register = tmp_path / "deliveries.csv"
    register.write_text(REGISTER.format(total), encoding="utf-8")
    done = run("gate", export(*CLEAN), "--deliveries", register, "--control", stated)
    decision = json.loads(done.stdout)
    assert (decision["verdict"], decision["totals_differ"]) == (verdict, total - 15)
