"""Workbooks as they are mailed: hidden rows and sheets, merged cells, old and open formats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tables import NO_RULES

from checker.errors import InputError
from checker.read import ReadOptions, calamine, read, sheet_xml
from checker.read.extent import SMALL, Extent

BOOKS = Path(__file__).parent / "workbooks"  # made with LibreOffice
HEADINGS = ("Factuurnr", "Factuurdatum", "Debiteur", "Artikelcode", "Aantal", "Bedrag excl.")
JANUARY = date(2025, 1, 31)
FIRST = ("2025001", JANUARY, "10023", "A1", 1, 10)
FURTHER = (None, None, None, "A2", 2, 20)
NEXT = ("2025002", JANUARY, "10031", "A1", 1, 10)


def saved(folder, *rows, change=lambda _: None):
    made = openpyxl.Workbook()
    made.active.title = "Regels"
    for cells in rows:
        made.active.append(cells)
    change(made)
    made.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def reading_of(path, **options):
    return read(path, rules=NO_RULES, options=ReadOptions(**options))


def keys(reading) -> set[str]:
    return {note.key for note in reading.notes}


@pytest.mark.parametrize("name", ["mailed.xls", "mailed.ods", "mac.xls"])
def test_older_and_open_workbooks_are_read_by_their_content(tmp_path, name):
    path = tmp_path / "export.bin"
    path.write_bytes((BOOKS / name).read_bytes())
    reading = reading_of(path)
    assert reading.rows["item_net_price"].to_list() == [
        Decimal("1.25"), Decimal("-12.5"), Decimal("1234.56"), Decimal(3), Decimal(4),
    ]  # fmt: skip
    assert reading.rows["line_net_amount"].to_list()[:3] == [
        Decimal("2.5"), Decimal(-25), Decimal("2469.12"),
    ]  # fmt: skip
    assert set(reading.rows["issue_date"]) == {JANUARY}
    assert set(reading.rows["delivery_date"]) == {date(2025, 1, 2)}


def test_error_cells_of_an_old_workbook_are_found():
    reading = reading_of(BOOKS / "mailed.xls")
    lost = {n.values["heading"]: n.values["count"] for n in reading.notes if "heading" in n.values}
    assert lost == {"Artikelcode": 1, "Bedrag excl.": 1}
    assert reading.rows["line_net_amount"][3] is None


def test_error_cells_of_an_open_document_are_counted():
    reading = reading_of(BOOKS / "mailed.ods")
    assert [n.values for n in reading.notes if n.key == "read.note_unplaced_errors"] == [
        {"count": 2}
    ]


@pytest.mark.parametrize("name", ["mailed.xls", "mailed.ods"])
def test_hidden_rows_are_read_and_counted(name):
    reading = reading_of(BOOKS / name)
    assert [n.values for n in reading.notes if n.key == "read.note_hidden_rows"] == [{"count": 2}]


@pytest.mark.parametrize("name", ["mailed.xls", "mailed.ods"])
@pytest.mark.parametrize("damage", ["half", "zeros", "middle"])
def test_a_damaged_workbook_is_refused(tmp_path, name, damage):
    whole = (BOOKS / name).read_bytes()
    data = {
        "half": whole[: len(whole) // 2],
        "zeros": whole[:600],
        "middle": whole[:1000] + bytes(len(whole) - 1000),
    }[damage]
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(InputError) as refused:
        reading_of(tmp_path / "x")
    assert refused.value.message.key in {"read.broken_xlsx", "read.is_old_office"}


def test_filtered_rows_of_a_workbook_are_read_and_counted(tmp_path):
    def hide(book):
        book.active.row_dimensions[3].hidden = True

    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, NEXT, change=hide))
    assert reading.rows.height == 2
    assert [str(n) for n in reading.notes] == ["Hidden rows were read like all others: 1."]


def far(book):
    book.active["XFD1048576"] = "?"


def test_a_cell_at_the_far_end_of_a_sheet_is_named(tmp_path):
    with pytest.raises(InputError) as refused:
        reading_of(saved(tmp_path, HEADINGS, FIRST, change=far))
    assert refused.value.message.key == "read.sheet_too_large"
    assert refused.value.message.values == {"source": "[export.xlsx]Regels", "cell": "XFD1048576"}


def test_another_sheet_than_the_one_with_a_far_cell_can_be_read(tmp_path):
    def add(book):
        far(book)
        other = book.create_sheet("Goed")
        other.append(HEADINGS)
        other.append(FIRST)

    assert reading_of(saved(tmp_path, change=add), sheet="Goed").rows.height == 1


@pytest.mark.parametrize(
    ("sheet", "height", "width"),
    [
        ('<row r="3"><c r="AB3"><v>1</v></c></row>', 3, 28),
        ("<row r='3'><c r='ab3'><v>1</v></c></row>", 3, 28),
        ('<x:row r="3"><x:c s="1" r="C5"><x:v>1</x:v></x:c></x:row>', 5, 3),
        (f'<row r="9">{"<c><v>1</v></c>" * 40}</row><row>', 9, 40),
        # A cell further down than its row, and rows in another order.
        ('<row r="1"><c r="B900"><v>1</v></c></row><row r="3"></row>', 900, 2),
        ('<row r="900"><c r="B900"><v>1</v></c></row><row r="3"></row>', 900, 2),
        ("<row r='900'><c r = 'B900'><v>1</v></c></row><row r=\"3\"></row>", 900, 2),
        ('<row r="3"><c r="A3"><v>1</v></c><q:c r="B900"><v>1</v></q:c></row>', 900, 2),
    ],
)
@pytest.mark.parametrize("filling", [0, SMALL])
def test_how_far_a_sheet_reaches(sheet, height, width, filling):
    extent = Extent(len(sheet) + filling)
    extent.see(sheet.encode())
    assert extent.height == height
    assert extent.width in {width, max(width, 26)}  # at a glance, every sheet reaches to column Z


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('<c r="B7" t="e"><v>#N/A</v></c>', "read.error_cell"),
        ('<x:c t="e" s="4" r="B7"><x:v>#N/A</x:v></x:c>', "read.error_cell"),
        ('<c r="B7" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "read.error_cell"),
        ('<c r="B7"><f>A1*2</f></c>', "read.formula_without_value"),
        ('<c r="B7" s="3"><f>A1*2</f><v></v></c>', "read.formula_without_value"),
        ('<c r="B7"><f t="shared" si="0"/><v/></c>', "read.formula_without_value"),
        ('<x:c r="B7"><x:f>A1</x:f><x:v /></x:c>', "read.formula_without_value"),
        ('<c r="B7"><f>A1*2</f><v>4</v></c>', None),
        ('<c r="B7"><f t="shared" si="0"/><v>4</v></c>', None),
        ('<c r="B7" t="str"><f>""</f><v></v></c>', None),
        ('<c r="B7" t="inlineStr"><is><t>t="e"</t></is></c>', None),
        ('<c r="B7" s="3"/>', None),
    ],
)
def test_cells_without_a_value_of_their_own(cell, reason):
    sheet = f'<row r="7"><c r="A7"><v>1</v></c>{cell}</row>'.encode()
    found = sheet_xml.traces([sheet], len(sheet), from_1904=False).faults
    assert found == ({} if reason is None else {(7, 1): reason})


def test_days_from_1904_as_dates_and_as_plain_numbers(tmp_path):
    def from_1904(book):
        book.epoch = CALENDAR_MAC_1904

    rows = ((*HEADINGS, "Leverdatum"), (*FIRST, 44197), (*NEXT, 44198))
    reading = reading_of(saved(tmp_path, *rows, change=from_1904))
    assert set(reading.rows["issue_date"]) == {JANUARY}
    assert reading.rows["delivery_date"].to_list() == [date(2025, 1, 2), date(2025, 1, 3)]


def test_a_hidden_sheet_is_read_where_no_other_can_be_the_export(tmp_path):
    def add(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Samenvatting").append(("Zie het andere blad",))
        book.active = 1

    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, change=add))
    assert reading.rows.height == 1
    assert "read.note_hidden_sheet" in keys(reading)


def test_hidden_sheets_that_are_not_read_are_counted(tmp_path):
    def add(book):
        for name in ("Oud", "Ouder"):
            other = book.create_sheet(name)
            other.append(HEADINGS)
            other.append(NEXT)
            other.sheet_state = "veryHidden" if name == "Ouder" else "hidden"

    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, change=add))
    assert reading.rows["invoice_number"].to_list() == ["2025001"]
    assert [n.values for n in reading.notes] == [{"count": 2, "sheets": "Oud, Ouder"}]


def test_keys_in_merged_cells_hold_for_all_their_rows(tmp_path):
    def merge(book):
        for letter in "ABC":
            book.active.merge_cells(f"{letter}2:{letter}3")

    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, FURTHER, NEXT, change=merge))
    assert reading.rows["invoice_number"].to_list() == ["2025001", "2025001", "2025002"]
    assert reading.rows["debtor"].to_list() == ["10023", "10023", "10031"]
    assert [n.values for n in reading.notes] == [{"count": 1}]


def test_a_merged_amount_is_not_counted_twice(tmp_path):
    def merge(book):
        for letter in "ABCF":
            book.active.merge_cells(f"{letter}2:{letter}3")

    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, FURTHER, NEXT, change=merge))
    assert reading.rows["line_net_amount"].to_list() == [Decimal(10), None, Decimal(10)]


def test_a_row_below_the_merged_cells_is_no_line_of_theirs(tmp_path):
    def merge(book):
        book.active.merge_cells("A2:A3")

    with pytest.raises(InputError) as refused:
        reading_of(saved(tmp_path, HEADINGS, FIRST, FURTHER, FURTHER, change=merge))
    assert refused.value.message.key == "read.grouped"


def test_a_heading_over_two_rows_with_merged_cells(tmp_path):
    def merge(book):
        for cells in ("A2:A3", "B2:B3", "D2:E2"):
            book.active.merge_cells(cells)

    reading = reading_of(
        saved(
            tmp_path,
            ("Acme BV", None, None, None, None, None),
            ("Factuurnr", "Factuurdatum", "Klant", "Artikel", None, "Bedrag excl."),
            (None, None, "Nummer", "Code", "Omschrijving", None),
            ("2025001", JANUARY, "10023", "A1", "Schroef", 10),
            change=merge,
        )
    )
    assert reading.mapping == {
        "debtor": "Klant Nummer",
        "invoice_number": "Factuurnr",
        "issue_date": "Factuurdatum",
        "seller_item_id": "Artikel Code",
        "item_name": "Artikel Omschrijving",
        "line_net_amount": "Bedrag excl.",
    }
    assert reading.rows["source_row"].to_list() == [4]
    assert keys(reading) == {"read.note_two_rows"}


@pytest.mark.parametrize(
    ("heading", "field", "style", "pairs"),
    [
        ("Btw %", "vat_rate", "0%", {0.21: 21, 0.09: 9}),
        ("Btw %", "vat_rate", "0.0%", {0: 0, 1: 100}),
        ("Btw %", "vat_rate", "0.0%", {0.005: Decimal("0.5"), None: None}),
        ("Btw %", "vat_rate", '0"%"', {1: 1, 0: 0}),
        ("Btw %", "vat_rate", "General", {1: 1, 0: 0}),
        ("Korting %", "line_allowance_percentage", "0%", {1: 100, 0.005: Decimal("0.5")}),
    ],
)
def test_a_cell_that_shows_a_percentage_is_one(tmp_path, heading, field, style, pairs):
    def shown(book):
        for row, cell in enumerate(pairs, start=2):
            book.active.cell(row, 7, cell).number_format = style

    path = saved(tmp_path, (*HEADINGS, heading), FIRST, NEXT, change=shown)
    assert reading_of(path).rows[field].to_list() == list(pairs.values())


def styled(code: str, *places: str):
    def change(book):
        for place in places:
            book.active[place].number_format = code

    return change


@pytest.mark.parametrize(
    ("cells", "shown", "rates"),
    [
        ((0.21, 21, 0.09, 9), (2, 4), [21, 21, 9, 9]),
        ((0.21, "21%", "9 %", 0.09), (2, 5), [21, 21, 9, 9]),
        ((0.21, 0.21, None, 0), (2,), [21, 21, None, 0]),
        ((0.005, 0, 1, 6), (2,), [Decimal("0.5"), 0, 1, 6]),
    ],
)
def test_percentages_and_numbers_in_one_column_are_what_they_show(tmp_path, cells, shown, rates):
    rows = [(*FIRST, cell) for cell in cells]
    change = styled("0%", *(f"G{row}" for row in shown))
    reading = reading_of(saved(tmp_path, (*HEADINGS, "Btw %"), *rows, change=change))
    assert reading.rows["vat_rate"].to_list() == rates
    assert keys(reading) & {"read.note_some_percent", "read.note_fraction"}


def test_numbers_keep_the_zeros_that_excel_shows_in_front(tmp_path):
    rows = [(12, JANUARY, 23, 123, 5, 10), (123456, JANUARY, "0031", 7, 5, 10)]
    change = styled("00000", "A2", "A3", "C2", "C3", "D2", "E2", "F2")
    rows = reading_of(saved(tmp_path, HEADINGS, *rows, change=change)).rows
    assert rows["invoice_number"].to_list() == ["00012", "123456"]
    assert rows["debtor"].to_list() == ["00023", "0031"]
    assert rows["seller_item_id"].to_list() == ["00123", "7"]
    assert rows["invoiced_quantity"].to_list() == [5, 5]
    assert rows["line_net_amount"].to_list() == [10, 10]


ERRORS = ("#N/B", "#N/A", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!", "#VELD!")


@pytest.mark.parametrize("error", ERRORS)
def test_errors_in_words_are_no_values_in_any_language(tmp_path, error):
    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, (*NEXT[:3], error, *NEXT[4:])))
    assert reading.rows["seller_item_id"].to_list() == ["A1", None]
    assert [n.values["count"] for n in reading.notes] == [1]


@pytest.mark.parametrize("item", ["#12", "#A1", "NIET!", "#1 spoed"])
def test_an_item_with_a_hash_is_no_error(tmp_path, item):
    reading = reading_of(saved(tmp_path, HEADINGS, FIRST, (*NEXT[:3], item, *NEXT[4:])))
    assert reading.rows["seller_item_id"].to_list() == ["A1", item]


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ((True, False), ["381", "380"]),
        (("WAAR", "ONWAAR"), ["381", "380"]),
        (("J", "N"), ["381", "380"]),
    ],
)
def test_yes_and_no_in_every_form(tmp_path, cells, codes):
    rows = [(*row, cell) for row, cell in zip((FIRST, NEXT), cells, strict=True)]
    reading = reading_of(saved(tmp_path, (*HEADINGS, "Credit j/n"), *rows))
    assert reading.rows["invoice_type_code"].to_list() == codes


def test_a_workbook_that_ends_its_reader_is_refused(tmp_path, monkeypatch):
    whole = bytearray((BOOKS / "mailed.xls").read_bytes())
    (tmp_path / "x").write_bytes(bytes(whole[: len(whole) // 512 * 512 - 40]))
    monkeypatch.setattr(calamine, "SECONDS", 60)
    with pytest.raises(InputError) as refused:
        reading_of(tmp_path / "x")
    assert refused.value.message.key == "read.broken_xlsx"


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(calamine, "SECONDS", 0.0001)
    with pytest.raises(InputError) as refused:
        reading_of(BOOKS / "mailed.ods")
    assert refused.value.message.key == "read.takes_too_much"


def test_a_sheet_of_an_old_workbook_can_be_named():
    assert reading_of(BOOKS / "mailed.xls", sheet="Regels").source == "[mailed.xls]Regels"
    with pytest.raises(InputError) as refused:
        reading_of(BOOKS / "mailed.xls", sheet="Blad9")
    assert refused.value.message.values["sheets"] == "Regels, Oud"
