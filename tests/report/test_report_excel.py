"""The workbook, read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from checker.report.columns import COLUMNS
from checker.report.excel import lists
from checker.report.write import write

SHEETS = {
    "en": ["Corrections", "Not checkable", "By debtor", "By cause", "How it was computed"],
    "nl": ["Correcties", "Niet te controleren", "Per debiteur", "Per oorzaak", "Hoe berekend"],
}
HEADING_ROW = 3
LISTS = 2  # the first two sheets have the columns of the list


@pytest.fixture
def open_book(tmp_path):
    def opened(result, lang="en"):
        path = tmp_path / "list.xlsx"
        write(result, path, lang=lang)
        return openpyxl.load_workbook(path)

    return opened


def table(ws):
    """The rows under the heading, as dicts, up to the first row that is empty."""
    rows = list(ws.iter_rows(min_row=HEADING_ROW, values_only=True))
    names = [name.replace("\n", " ") for name in rows[0] if name]
    found = []
    for row in rows[1:]:
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(names, row, strict=False)))
    return found


def day(*parts):
    return dt.datetime(*parts)  # noqa: DTZ001  a cell knows no zones


def texts(ws):
    return [cell.value for row in ws.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_sheets_are_named_in_the_language_and_set_up_for_reading_and_paper(result, open_book, lang):
    book = open_book(result, lang)
    assert book.sheetnames == SHEETS[lang]
    for ws in book.worksheets[:-1]:
        column, row = ws.freeze_panes[0], int(ws.freeze_panes[1:])
        assert column >= "B"
        assert row == HEADING_ROW + 1
        assert ws.auto_filter.ref.startswith(f"A{HEADING_ROW}:")
        assert ws.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    for ws in book.worksheets:
        assert ws.page_setup.orientation == "landscape"
        assert ws.page_setup.fitToWidth == 1
        assert ws.page_setup.fitToHeight == 0
        assert ws.oddFooter.center.text
        assert all(d.width > 5 for d in ws.column_dimensions.values())


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_lists_have_the_columns_of_the_one_definition(result, open_book, lang):
    book = open_book(result, lang)
    for ws in book.worksheets[:LISTS]:
        headings = [cell.value for cell in ws[HEADING_ROW]][: len(COLUMNS)]
        assert headings == [column.title(lang) for column in COLUMNS]


def test_corrections_are_what_is_violated_and_dearest_first(result, open_book):
    book = open_book(result)
    rows = table(book["Corrections"])
    assert len(rows) == result.violated.height
    costs = [row["Handling cost"] for row in rows]
    assert costs == sorted(costs, reverse=True)
    unknown = table(book["Not checkable"])
    assert {row["Why not checkable"] for row in unknown} == {
        "Item 9999 is not on the price list on this date.",
        "The order is on several invoices and what is known of it does not reach the limit.",
        "No agreement is recorded for this debtor; add a file for it to the rules.",
    }


def test_values_are_numbers_and_dates_where_the_field_is_one(result, open_book):
    rows = {row["Finding"]: row for row in table(open_book(result)["Corrections"])}
    assert rows["id0"]["Stated"] == 7.5
    assert rows["id3"]["Agreed"] == 31.6
    assert rows["id5"]["Agreed"] == day(2026, 4, 1)
    assert rows["id0"]["Issued"] == day(2026, 3, 2)
    assert rows["id6"]["Agreed"] == "45[0-9]{8}"
    assert rows["id3"]["Difference"] == 1234.56
    assert rows["id0"]["Debtor"] == "10023"  # text, as everywhere


def test_numbers_have_formats(result, open_book):
    ws = open_book(result, "nl")["Correcties"]
    formats = {
        ws.cell(HEADING_ROW, cell.column).value: cell.number_format for cell in ws[HEADING_ROW + 1]
    }
    assert formats["Verschil"].startswith("#,##0.00")
    assert formats["Datum"] == "dd-mm-yyyy"
    assert formats["Minuten klant"] == "#,##0.0"


def test_no_cell_is_a_formula(result, open_book):
    for ws in open_book(result).worksheets:
        assert not [c.coordinate for row in ws.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_is_text(result, open_book, start):
    evil = f"{start}HYPERLINK(1+1)"
    findings = result.findings.with_columns(debtor_name=pl.lit(evil), source=pl.lit(evil))
    book = open_book(replace(result, findings=findings))
    cells = [
        cell
        for ws in book.worksheets
        for row in ws.iter_rows()
        for cell in row
        if cell.value == evil
    ]
    assert len(cells) > result.findings.height
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_control_characters_and_error_words_do_no_harm(result, open_book):
    findings = result.findings.with_columns(debtor_name=pl.lit("A\x00B\x1f"), source=pl.lit("#N/A"))
    ws = open_book(replace(result, findings=findings))["Corrections"]
    assert table(ws)[0]["Name"] == "A B "
    found = [c for row in ws.iter_rows() for c in row if c.value == "#N/A"]
    assert {c.data_type for c in found} == {"s"}


def test_charts_show_the_cost_of_both_sides(result, tmp_path):
    path = tmp_path / "list.xlsx"
    write(result, path, lang="en")
    with ZipFile(path) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    assert len(charts) == 2
    for chart, name in zip(charts, ["By debtor", "By cause"], strict=True):
        assert f"'{name}'!$" in chart
        assert "Customer" in chart
        assert "Ours" in chart


def test_by_debtor_and_by_cause_add_up_to_the_list(result, open_book):
    book = open_book(result)
    total = sum(row["Handling cost"] for row in table(book["Corrections"]))
    assert sum(row["Handling cost"] for row in table(book["By debtor"])) == pytest.approx(total)
    assert sum(row["Would save"] for row in table(book["By cause"])) == pytest.approx(total)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_how_it_was_computed_names_every_figure_with_its_source(result, open_book, lang):
    said = texts(open_book(result, lang).worksheets[-1])
    for place, _, figure in result.costs.figures(lang):
        assert place in said
        assert result.costs.evidence[figure.evidence].source in said
    for clause in result.coverage["clause"]:
        assert clause in said
    stage = {"en": "issued", "nl": "verstuurd"}[lang]
    made_from = result.provenance | {"stage": stage}
    for value in (*made_from.values(), *result.mapping.values()):
        assert value in said
    assert result.notes[0].text(lang) in said


def test_accounting_that_does_not_add_up_is_not_hidden(result, open_book):
    assert any("= read" in text for text in texts(open_book(result).worksheets[-1]))
    lost = result.accounting.filter(pl.col("part") != "rejected")
    said = texts(open_book(replace(result, accounting=lost)).worksheets[-1])
    assert any("do not add up" in text for text in said)


def test_rejected_and_unclassified_rows_are_listed_with_their_reason(result, open_book):
    ws = open_book(result, "en")["Not checkable"]
    said = texts(ws)
    assert "without debtor, invoice number and invoice date a row belongs to no invoice" in said
    assert "=Toeslag?" in said
    assert "facturen.csv:17" in said


def test_first_line_has_the_totals(result, open_book):
    said = texts(open_book(result, "en")["Corrections"])[1]
    assert "8 corrections on 4 invoices" in said
    assert "€1,399.62 charged too much" in said
    assert "€17.50 charged too little" in said
    assert "saved €39.41" in said


def test_run_without_findings_gives_a_workbook_that_says_so(result, open_book):
    nothing = replace(result, findings=result.findings.clear(), saved=Decimal(0))
    book = open_book(nothing, "nl")
    assert any("Niets te corrigeren" in text for text in texts(book["Correcties"]))
    assert table(book["Per oorzaak"]) == []


def test_more_findings_than_a_sheet_holds_are_mentioned(result, open_book, monkeypatch):
    monkeypatch.setattr(lists, "MOST_FINDINGS", 3)
    ws = open_book(result)["Corrections"]
    assert len(table(ws)) == 3
    assert "first 3 of 8" in texts(ws)[1]


def test_more_rejected_rows_than_are_shown_are_mentioned(result, open_book, monkeypatch):
    monkeypatch.setattr(lists, "MOST_OTHERS", 1)
    rejected = pl.concat([result.rejected, result.rejected])
    ws = open_book(replace(result, rejected=rejected))["Not checkable"]
    assert "Rows that were set apart: the first 1 of 2" in texts(ws)
