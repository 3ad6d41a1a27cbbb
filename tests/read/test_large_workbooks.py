"""Workbooks that are made to take all memory or time: refused before they are read, and soon."""

from __future__ import annotations

import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from checker.errors import InputError
from checker.read import ReadOptions, calamine, extent, read
from checker.read.sheet_xml import traces

RULES = Path(__file__).parents[2] / "rules"
OPEN = Path(__file__).parent / "workbooks" / "mailed.ods"
HEADINGS = ["Factuurnr", "Factuurdatum", "Debiteur", "Aantal", "Prijs", "Bedrag excl."]
PART, BOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CONTENT, END, TABLE_END = "content.xml", "</sheetData>", "</table:table>"
FAR = '<row r="1048576"><c r="Z1048576"><v>1</v></c></row>'
MANY = '<row r="3"><c r="A3"><v>1</v></c></row>' * 50
AMOUNT, ERROR = '<c r="F2" t="n"><v>25</v></c>', '<c r="F2" t="e"><v>#N/A</v></c>'
CELL = '<table:table-cell office:value-type="float" office:value="1"/>'
TIMES, WIDE = (f'table:number-{what}-repeated="999999999"' for what in ("rows", "columns"))


@pytest.fixture
def excel(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Regels"
    book.active.append(HEADINGS)
    book.active.append(["2025001", "31-01-2025", "10023", 10, 2.5, 25])
    book.save(tmp_path / "whole.xlsx")
    return tmp_path / "whole.xlsx"


def rebuilt(folder: Path, book: Path, where: str, what: str, by: str) -> Path:
    """A workbook in which a text of a part has been replaced, or of a name if there is no part."""
    path = folder / "rebuilt"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8", "surrogateescape")
            assert where != name or what in text, what
            put = text.replace(what, by, 1) if where == name else text
            new_name = name if where else name.replace(what, by)
            new.writestr(new_name, put.encode("utf-8", "surrogateescape"))
    return path


def read_all(path: Path):
    return read(path, rules=RULES, options=ReadOptions())


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_all(path)
    return refused.value.message.key.removeprefix("read.")


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (END, FAR + END),
        (END, MANY + FAR + MANY + END),
        (END, MANY + FAR.replace('row r="1048576"', 'row r="3"') + MANY + END),
        (END, MANY + FAR.replace('"', "'") + MANY + END),
        (END, MANY + FAR.replace("<c", "<q:c").replace("</c", "</q:c") + MANY + END),
    ],
    ids=["small", "out of order", "beyond its row", "other quotes", "other prefix"],
)
def test_a_cell_far_away_is_seen_wherever_it_stands(what, by, excel, tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "SMALL", 1000)  # as in a large sheet, seen at a glance
    assert refusal(rebuilt(tmp_path, excel, PART, what, by)) == "sheet_too_large"


def test_cells_without_anything_may_be_anywhere(excel, tmp_path):
    blank = '<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    assert read_all(rebuilt(tmp_path, excel, PART, END, blank + END)).rows_read == 1


def test_sheets_are_counted_together(excel, tmp_path):
    by = "".join(f'<sheet name="{at}" sheetId="{at}" r:id="rId1"/>' for at in range(9, 99))
    low = rebuilt(tmp_path, excel, PART, END, FAR.replace("1048576", "90000") + END)
    low = low.rename(tmp_path / "low")
    link = ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id'
    book = rebuilt(tmp_path, low, BOOK, "</sheets>", by.replace(" r:id", link) + "</sheets>")
    assert refusal(book) == "sheet_too_large"


@pytest.mark.parametrize(
    "row",
    [
        f"<table:table-row {TIMES}>{CELL}</table:table-row>",
        f"<table:table-row {TIMES}/><table:table-row>{CELL}</table:table-row>",
        f"<table:table-row><table:table-cell {WIDE}/>{CELL}</table:table-row>",
    ],
)
def test_rows_and_cells_of_an_ods_are_not_repeated_without_end(row, tmp_path):
    book = rebuilt(tmp_path, OPEN, CONTENT, TABLE_END, row + TABLE_END)
    assert refusal(book) == "sheet_too_large"


def test_an_ods_that_takes_more_memory_than_it_may(tmp_path, monkeypatch):
    monkeypatch.setattr(calamine, "MOST", 400 << 20)
    spaces = '<text:p>a<text:s text:c="999999999"/></text:p>'
    book = rebuilt(tmp_path, OPEN, CONTENT, "<text:p>Aantal</text:p>", spaces)
    assert refusal(book) == "takes_too_much"


@pytest.mark.parametrize(
    ("where", "what", "by"),
    [
        (BOOK, 'name="Regels"', 'name="Foto\'s"'),
        (BOOK, 'name="Regels"', "name = 'a>b'"),
        (LINKS, 'Target="', 'Target = "'),
        ("", "sheet1.xml", "SHEET1.xml"),
    ],
)
def test_a_sheet_is_searched_however_its_name_is_written(where, what, by, excel, tmp_path):
    whole = rebuilt(tmp_path, excel, PART, AMOUNT, ERROR)
    book = rebuilt(tmp_path, whole.rename(tmp_path / "error"), where, what, by)
    assert [note.key for note in read_all(book).notes] == ["read.note_lost_cells"]


def test_a_sheet_that_could_not_be_searched_is_not_read(excel, tmp_path):
    # Two names that only one program takes for the same: of the other nothing would be known.
    assert (
        refusal(rebuilt(tmp_path, excel, BOOK, 'name="Regels"', 'name="a&Ouml;"')) == "broken_xlsx"
    )


@pytest.mark.parametrize(
    "text",
    [
        b"row " * 250_000 + b'hidden="1"',
        b"f " * 500_000,
        b"f>" * 500_000,
        b't="e"' * 200_000,
        b"<!--" + b"<c" * 200_000 + b't="e" -->',
        b'<c t="e" r="' + b"A" * 900_000 + b'1">',
        b"<c " + b't="e" ' * 150_000 + b">",
        b'<c r="' * 150_000,
        b"<" + b"a" * 900_000,
        b"<row>" * 200_000,
        b"<row><c>" * 100_000,
        b"/><v/></c>" * 90_000,
    ],
    ids=lambda text: text[:12].decode(),
)
def test_the_search_of_a_sheet_takes_time_by_its_size(text):
    begin = time.process_time()
    traces([text + b"<"], 1 << 30, from_1904=False)
    traces([b"<row r='1'>" + text + b"</row>"], 1, from_1904=False)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("where", "what", "by"),
    [
        (BOOK, "<sheets>", "<sheet " * 200_000 + "<sheets>"),
        (BOOK, "<sheets>", f"<sheet {'a' * 900_000}/><sheets>"),
        ("xl/styles.xml", "<cellXfs", "<cellXfs " * 100_000 + "<cellXfs"),
        ("xl/styles.xml", "<cellXfs", "<xf " * 200_000 + "<cellXfs"),
    ],
)
def test_the_search_of_the_other_parts_takes_time_by_their_size(where, what, by, excel, tmp_path):
    book = rebuilt(tmp_path, excel, where, what, by)
    begin = time.process_time()
    with suppress(InputError):
        read_all(book)
    assert time.process_time() - begin < 2
