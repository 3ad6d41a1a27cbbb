"""`--sheet '*'`: a workbook with a sheet per month is read as one export."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from tables import NO_RULES

from checker.errors import InputError
from checker.messages import LANGS
from checker.read import ReadOptions, read
from checker.read.control import compared
from checker.read.excel import ALL

HEADINGS = ("Factuurnr", "Factuurdatum", "Debiteur", "Artikelcode", "Aantal", "Bedrag excl.")


def line(number: str, month: int, item: str = "A1") -> tuple:
    return (number, date(2026, month, 3), "10023", item, 2, 10)


MONTHS = {
    "Januari": [HEADINGS, line("M1", 1), line("M1", 1, "A2"), ("Totaal", *[None] * 4, 20)],
    "Toelichting": [("Alle verkopen van 2026",)],
    "Februari": [HEADINGS, line("M2", 2), (None, *line("M2", 2)[1:]), ("Totaal", *[None] * 4, 11)],
    "Maart": [HEADINGS],
}


def reading_of(folder, sheets: dict, *, hidden: tuple = (), **options):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(folder / "year.xlsx")
    options = ReadOptions(**({"sheet": ALL} | options))
    return read(folder / "year.xlsx", rules=NO_RULES, options=options)


def refusal(*given, **options) -> InputError:
    with pytest.raises(InputError) as refused:
        reading_of(*given, **options)
    assert all(refused.value.text(lang) for lang in LANGS)
    return refused.value


def test_rows_keep_the_sheet_that_they_stand_on(tmp_path):
    reading = reading_of(tmp_path, MONTHS)
    names = reading.files["sheet"].to_list()
    assert names == ["Januari", "Februari"]
    assert reading.rows.select("source_file", "source_row", "invoice_number").rows() == [
        (0, 2, "M1"), (0, 3, "M1"), (1, 2, "M2"),
    ]  # fmt: skip
    assert reading.rejected.select("source_file", "source_row").rows() == [(1, 3)]
    assert reading.rows_read == reading.data_rows == 4


def test_the_totals_of_each_sheet_are_held_against_its_own_rows(tmp_path):
    reading = reading_of(tmp_path, MONTHS)
    assert reading.totals.select("stated", "computed").rows() == [(20, 20), (11, Decimal(20))]
    places = compared(reading, (), reading.totals.clear())["place"].to_list()
    assert places == ["[year.xlsx]Januari", "[year.xlsx]Februari"]


def test_sheets_that_are_not_read_are_named(tmp_path):
    notes = [str(n) for n in reading_of(tmp_path, MONTHS).notes]
    assert "Sheets were read as one: 2 (Januari, Februari)." in notes
    assert any(note.endswith("not read: 2 (Toelichting, Maart).") for note in notes)
    reading = reading_of(tmp_path, MONTHS, hidden=("Februari",))
    assert reading.files["sheet"].to_list() == ["Januari"]
    assert any("3 (Toelichting, Februari, Maart)" in str(n) for n in reading.notes)


def test_other_headings_are_refused_and_named(tmp_path):
    other = [("Factuurnr", "Orderdatum", *HEADINGS[2:], "Factuurdatum")]
    other.append(("M4", date(2026, 4, 1), *line("M4", 4)[2:], date(2026, 4, 3)))
    refused = refusal(tmp_path, MONTHS | {"April": other})
    assert refused.message.key == "read.sheets_differ"
    for part in ("Orderdatum", "[year.xlsx]Januari", "[year.xlsx]April", "order_date"):
        assert part in refused.text("nl")


def test_an_invoice_on_two_sheets_is_told(tmp_path):
    reading = reading_of(tmp_path, MONTHS | {"Alles": [HEADINGS, line("M1", 1), line("M5", 1)]})
    told = [n.values for n in reading.notes if n.key == "read.note_invoices_on_sheets"]
    assert told == [{"count": 1, "first": "M1", "sheets": "Januari, Alles"}]


def test_nothing_but_headings_is_refused(tmp_path):
    assert refusal(tmp_path, {"A": [HEADINGS], "B": [HEADINGS]}).message.key == "read.no_rows"
    assert refusal(tmp_path, {"A": [("Niets",)]}).message.key == "read.no_heading"


def test_several_sheets_name_the_way_to_read_them_all(tmp_path):
    refused = refusal(tmp_path, {"A": MONTHS["Januari"], "B": MONTHS["Februari"]}, sheet=None)
    assert "--sheet '*'" in refused.text("nl")


def test_files_beside_it_belong_to_one_sheet(tmp_path):
    refused = refusal(tmp_path, MONTHS, headers=tmp_path / "invoices.csv")
    assert refused.message.key == "read.all_sheets_beside"
