"""Files for other programs, and that a file is there whole or not at all."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from checker.errors import OutputError
from checker.report import tables
from checker.report.columns import NAMES, correction_list
from checker.report.write import refuse, write


def test_csv_has_the_columns_and_amounts_with_a_point(result, tmp_path):
    path = tmp_path / "list.csv"
    write(result, path, lang="en")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == NAMES
    by_id = {row["finding_id"]: row for row in rows}
    assert by_id["id0"]["difference"] == "7.50"
    assert by_id["id0"]["issue_date"] == "2026-03-02"
    assert by_id["id3"]["handling_cost"] == "40.91"
    assert by_id["id6"]["stated"] == ""
    assert by_id["id0"]["clause"] == "charge_forbidden"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_harmless_in_csv_only(result, tmp_path, start):
    typed = f"{start}HYPERLINK(A1)"
    findings = result.findings.with_columns(debtor_name=pl.lit(typed), invoice_number=pl.lit(typed))
    given = replace(result, findings=findings)
    for form in ("csv", "jsonl", "parquet"):
        write(given, tmp_path / f"list.{form}", lang="en")
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["debtor_name"] for row in rows} == {f"'{typed}"}
    assert {row["invoice_number"] for row in rows} == {f"'{typed}"}
    lines = (tmp_path / "list.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["debtor_name"] for line in lines} == {typed}
    assert set(pl.read_parquet(tmp_path / "list.parquet")["debtor_name"]) == {typed}


def test_numbers_below_zero_stay_numbers_in_csv(result, tmp_path):
    write(result, tmp_path / "list.csv", lang="en")
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        by_id = {row["finding_id"]: row for row in csv.DictReader(file)}
    assert (by_id["id7"]["stated"], by_id["id7"]["agreed"]) == ("-12.34", "-12.40")
    assert by_id["id4"]["difference"] == "-17.50"


def test_json_lines_have_exactly_the_columns_and_amounts_are_text(result, tmp_path):
    path = tmp_path / "list.jsonl"
    write(result, path, lang="nl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == result.findings.height
    assert {tuple(row) for row in rows} == {NAMES}
    first = next(row for row in rows if row["finding_id"] == "id0")
    assert first["difference"] == "7.50"
    assert first["minutes_supplier"] == "31.70"
    assert first["waived_by"] is None
    assert {type(v) for row in rows for v in row.values()} == {str, type(None)}


def test_parquet_is_the_list_with_its_types(result, tmp_path):
    path = tmp_path / "list.parquet"
    write(result, path, lang="nl")
    assert pl.read_parquet(path).equals(correction_list(result.findings, "nl"))


def test_identifiers_are_the_same_in_both_languages(result):
    ids = ["finding_id", "clause", "outcome", "correction", "owner", "charge_class", "stage"]
    nl, en = (correction_list(result.findings, lang) for lang in ("nl", "en"))
    assert nl.select(ids).equals(en.select(ids))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_minus_is_standard_output(result, form, capfdbinary, tmp_path):
    write(result, "-", form=form, lang="en")
    path = tmp_path / f"list.{form}"
    write(result, path, lang="en")
    assert capfdbinary.readouterr().out == path.read_bytes()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_same_result_same_bytes(result, tmp_path, form):
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    write(result, one, lang="nl")
    write(result, two, lang="nl")
    assert one.read_bytes() == two.read_bytes()


def test_form_wins_over_the_suffix(result, tmp_path):
    path = tmp_path / "list.txt"
    write(result, path, form="jsonl", lang="en")
    json.loads(path.read_text(encoding="utf-8").splitlines()[0])


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("list.html", None, ".html"),
        ("list", None, "list"),
        ("list.csv", "ods", "ods"),
    ],
)
def test_unknown_format_names_those_that_there_are(result, tmp_path, name, form, said):
    with pytest.raises(OutputError) as caught:
        write(result, tmp_path / name, form=form, lang="en")
    for lang in ("en", "nl"):
        assert said in caught.value.text(lang)
        assert ".xlsx, .csv, .jsonl, .parquet" in caught.value.text(lang)
    assert list(tmp_path.iterdir()) == []


def test_workbook_cannot_go_to_standard_output(result):
    with pytest.raises(OutputError, match="xlsx"):
        write(result, "-", form="xlsx", lang="en")


def test_missing_folder_is_named(result, tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        write(result, tmp_path / "nowhere" / "list.csv", lang="en")


@pytest.mark.parametrize("name", ["lists", "list.xlsx"])
def test_a_folder_is_called_a_folder(result, tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(OutputError, match=f"{name} is a folder"):
        write(result, tmp_path / name, lang="en")
    with pytest.raises(OutputError, match=f"{name} is a folder"):
        refuse(str(tmp_path / name), None, source="-")


def test_only_a_file_in_use_may_be_open_in_excel(result, tmp_path, monkeypatch):
    def in_use(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(OutputError, match="open in Excel"):
        write(result, tmp_path / "list.csv", lang="en")
    monkeypatch.setattr(Path, "open", in_use)
    with pytest.raises(OutputError, match="nothing can be made in the folder"):
        write(result, tmp_path / "list.csv", lang="en")
    assert list(tmp_path.iterdir()) == []


def test_after_an_error_the_old_file_is_as_it_was(result, tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_text("old")

    def half(_result, file, _lang):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(
        __import__("checker.report.write", fromlist=["FORMATS"]).FORMATS, "csv", half
    )
    with pytest.raises(OutputError, match="No space left"):
        write(result, path, lang="en")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_our_own_crash_leaves_nothing_either(result, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "_as_text", lambda _frame: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(result, tmp_path / "list.csv", lang="en")
    assert list(tmp_path.iterdir()) == []
