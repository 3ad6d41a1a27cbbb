"""The command line as its users meet it: exit codes, streams and languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import command

from checker import cli

ROOT = Path(__file__).parents[2]
HEADING = (
    "Factuurnummer;Factuurdatum;Debiteurnummer;Ordernummer;Orderdatum;Uw referentie;Regel;"
    "Artikelnr.;Omschrijving;Aantal;Prijs;Korting %;Bedrag excl.;Vervaldatum"
)
GOODS = (
    "26001;15-01-2026;10023;V1;13-01-2026;4512345678;1;100200;Bout;10;60,00;31,6;410,40;14-02-2026"
)
FREIGHT = (
    "26001;15-01-2026;10023;V1;13-01-2026;4512345678;2;VRACHT;Vracht;1;17,50;0;17,50;14-02-2026"
)
ORDER_COSTS = (
    "26001;15-01-2026;10023;V1;13-01-2026;4512345678;3;ORDK;Orderkosten;1;7,50;0;7,50;14-02-2026"
)
STRANGER = "26002;15-01-2026;99999;V2;13-01-2026;x;1;100200;Bout;10;60,00;0;600,00;14-02-2026"


def run(*arguments, **how):
    return command(*arguments, cwd=ROOT, **how)


@pytest.fixture
def export(tmp_path):
    def written(*rows):
        path = tmp_path / "invoices.csv"
        path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("rows", "options", "code", "verdict"),
    [
        ((GOODS, FREIGHT), (), 0, "pass"),
        ((GOODS, FREIGHT, ORDER_COSTS), (), 1, "block"),
        ((GOODS, FREIGHT, STRANGER), (), 3, "hold"),
        ((GOODS, FREIGHT, STRANGER), ("--allow-unknown",), 0, "pass"),
        ((GOODS, FREIGHT, GOODS.replace("410,40", "410,4x")), ("--allow-unknown",), 3, "hold"),
    ],
    ids=[
        "as agreed",
        "order costs",
        "no agreement",
        "unknown allowed",
        "a row that cannot be read",
    ],
)
def test_gate(export, rows, options, code, verdict):
    done = run("gate", export(*rows), *options)
    assert done.returncode == code, done.stderr
    assert json.loads(done.stdout)["verdict"] == verdict


def test_what_was_run_is_told(export):
    path = export(GOODS, FREIGHT)
    told = json.loads(run("gate", path, "--lang", "nl").stdout)["provenance"]
    assert told["command"] == f"checker gate {path} --lang nl"
    assert len(told["input_sha256"]) == len(told["rules_sha256"]) == 64


DELIVERIES = "Debiteur;Pakbon;Aantal\n10023;P1;10\n"
ORDERS = "Debiteur;Ordernummer;Besteld aantal\n10023;V1;10\n;;\n10023;;3\n"


@pytest.fixture
def registers(tmp_path):
    options = []
    for name, text in (("deliveries", DELIVERIES), ("orders", ORDERS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        options += [f"--{name}", tmp_path / f"{name}.csv"]
    return options


@pytest.mark.parametrize("command", ["check", "gate"])
def test_registers_are_read_and_told(export, registers, command):
    done = run(command, export(GOODS, FREIGHT), *registers)
    assert done.returncode == 0, done.stderr
    if command == "gate":
        told = json.loads(done.stdout)["provenance"]
        assert (told["deliveries"], told["orders"]) == ("deliveries.csv", "orders.csv")
        assert len(told["deliveries_sha256"]) == len(told["orders_sha256"]) == 64
    else:
        assert "1 of 2 rows could not be read, first: row 4" in " ".join(done.stdout.split())


@pytest.mark.parametrize("command", ["check", "gate"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "gone.csv: there is no such file"),
        ("", "there is nothing in it"),
        ("Debiteur;Artikel;Aantal\n10023;A1;3\n", "despatch_advice_reference"),
    ],
    ids=["missing", "empty", "no reference"],
)
def test_a_register_that_cannot_be_used_ends_the_run(export, tmp_path, command, text, said):
    path = tmp_path / "gone.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = run(command, export(GOODS, FREIGHT), "--deliveries", path)
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("Deliveries: ")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_list_is_not_written_over_a_register(export, registers):
    path = registers[1]
    done = run("check", export(GOODS, FREIGHT), *registers, "--output", path)
    assert done.returncode == 4
    assert path.read_text(encoding="utf-8") == DELIVERIES


def test_gate_reads_standard_input():
    done = run("gate", "-", stdin=f"{HEADING}\n{GOODS}\n{FREIGHT}")
    assert (done.returncode, json.loads(done.stdout)["invoices"]) == (0, 1)


@pytest.mark.parametrize(
    ("options", "code"), [((), 1), (("--exit-zero",), 0)], ids=["violations", "exit zero"]
)
def test_check_exits_like_a_linter(export, options, code):
    assert run("check", export(GOODS, FREIGHT, ORDER_COSTS), *options).returncode == code


def test_nothing_violated_is_zero(export):
    assert run("check", export(GOODS, FREIGHT)).returncode == 0


def test_the_list_on_standard_output_stands_alone(export):
    done = run("check", export(GOODS, FREIGHT, ORDER_COSTS), "-o", "-", "--format", "jsonl")
    (finding,) = map(json.loads, done.stdout.splitlines())
    assert (finding["clause"], finding["difference"]) == ("charge_forbidden", "7.50")
    assert "7.50" in done.stderr  # the summary


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check",), 2),
        (("check", "x.csv", "--stage", "sent"), 2),
        (("check", "no-such-file.csv"), 4),
        (("check", "README.md"), 4),
        (("check", "sample_data/invoices.csv", "--rules", "no-such-folder"), 4),
        (("check", "sample_data/invoices.csv", "--on", "31-12-2026"), 2),
        (("rules", "explain", "charge_forbiden"), 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_trouble_is_told_without_a_traceback(arguments, code):
    done = run(*arguments)
    assert done.returncode == code
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("arguments", "lang", "word"),
    [
        ((), "nl_NL.UTF-8", "Te corrigeren"),
        ((), "en_US.UTF-8", "to correct"),
        (("--lang", "nl"), "en_US.UTF-8", "Te corrigeren"),
    ],
)
def test_summary_speaks_the_users_language(export, arguments, lang, word):
    assert word in run("check", export(GOODS, FREIGHT, ORDER_COSTS), *arguments, lang=lang).stdout


def test_errors_speak_it_too():
    dutch, english = (
        run("check", "no-such-file.csv", "--lang", lang).stderr for lang in ("nl", "en")
    )
    assert dutch != english


def test_crash_is_neither_violation_nor_error(monkeypatch, capsys):
    monkeypatch.setattr(cli.cli, "main", lambda **_: 1 / 0)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_help_imports_nothing_heavy():
    code = "import sys; from checker.cli import cli; print([m for m in ('pandera', 'polars', 'pandas', 'openpyxl') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"


def test_gate_imports_no_workbook_and_no_spark():
    code = "import sys; import checker.gate, checker.pipeline; print([m for m in ('great_expectations', 'pyspark', 'openpyxl') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("command", "rows", "code"),
    [
        (("check", "-o", "-", "--format", "jsonl", "-q"), (GOODS, ORDER_COSTS), 1),
        (("check",), (GOODS, ORDER_COSTS), 1),
        (("check",), (GOODS, FREIGHT), 0),
        (("gate",), (GOODS, ORDER_COSTS), 1),
        (("gate",), (GOODS, FREIGHT), 0),
    ],
)
def test_a_reader_that_stops_reading_changes_no_verdict(export, command, rows, code):
    start = [sys.executable, "-c", "from checker.cli import main; main()"]
    with subprocess.Popen(
        [*start, *command, export(*rows)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (code, b"")


@pytest.mark.parametrize(
    ("name", "said"),
    [("invoices.csv", "the export itself"), ("list.pdf", ".pdf"), ("nowhere/list.csv", "nowhere")],
)
def test_a_list_that_cannot_be_written_is_refused_before_the_work(export, tmp_path, name, said):
    source = export(GOODS, ORDER_COSTS)
    before = source.read_text(encoding="utf-8")
    done = run("check", source, "-o", tmp_path / name, "--rules", tmp_path / "none")
    assert done.returncode == 4
    assert said in done.stderr
    assert source.read_text(encoding="utf-8") == before


def test_a_total_that_differs_is_told_in_the_words_of_the_file(export):
    total = "Totaal;;;;;;;;;;;;430,00;"
    done = run("check", export(GOODS, FREIGHT, total), "--lang", "nl")
    said = " ".join(done.stdout.split())
    assert "rij 4: het totaal van Bedrag excl. is 430,00, maar de regels" in said
    assert "tellen op tot 427,90." in said


def test_rules_show_names_file_and_line():
    done = run("rules", "show", "10023", "--on", "2026-03-01")
    assert "rules/10023-terpstra-wold.yaml:9" in done.stdout


@pytest.mark.parametrize(
    ("options", "code"), [((), 0), (("--strict",), 1)], ids=["warnings pass", "strict"]
)
def test_rules_lint(options, code):
    done = run("rules", "lint", "--on", "2026-11-22", *options)
    assert done.returncode == code, done.stderr
    assert "30066-kozijnenhuis-nijverdal.yaml:10: verified_on:" in done.stdout
    assert done.stdout.rstrip().endswith("[warning]")


def test_rules_lint_names_files_of_debtors_without_invoices(export):
    done = run("rules", "lint", "--on", "2026-06-01", "--invoices", export(GOODS))
    assert "rules/10031-waddentechniek.yaml:1:" in done.stdout
    assert "rules/10023-terpstra-wold.yaml" not in done.stdout


def test_the_demo_makes_no_folder_for_a_list_that_cannot_go_there(tmp_path):
    done = command("demo", "-o", "lists/january.doc", cwd=tmp_path)
    assert done.returncode == 4
    assert not list(tmp_path.iterdir())
