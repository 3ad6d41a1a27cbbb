"""Lines in one file and their invoices in another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from tables import NO_RULES, read_text

from checker.errors import InputError
from checker.read import ReadOptions, read, read_frame

LINES = """Factuurnr;Regel;Artikelcode;Omschrijving;Aantal;Prijs;Bedrag excl.
1;1;A1;Schroef;2;5,00;10,00
1;2;A2;Moer;1;7,50;7,50
2;1;A1;Schroef;1;5,00;5,00
Totaal;;;;;;22,50
"""
HEADERS = """Factuurnummer;Factuurdatum;Debiteurnummer;Uw referentie;Valuta;Totaal excl. btw
2;2026-02-01;10031;;EUR;5,00
1;2026-01-31;10023;4500000001;EUR;17,50
"""


def joined(folder, lines=LINES, headers=HEADERS, **options):
    path = folder / "headers.csv"
    path.write_text(headers, encoding="utf-8")
    return read_text(lines, folder, headers=path, **options)


def told(reading, key):
    return [note.values for note in reading.notes if note.key == f"read.{key}"]


def test_lines_get_what_their_invoice_says(tmp_path):
    reading = joined(tmp_path)
    found = reading.rows.select(
        "invoice_number", "debtor", "issue_date", "purchase_order_reference", "line_net_amount"
    ).rows()
    january, february = date(2026, 1, 31), date(2026, 2, 1)
    assert found == [
        ("1", "10023", january, "4500000001", Decimal(10)),
        ("1", "10023", january, "4500000001", Decimal("7.5")),
        ("2", "10031", february, "", Decimal(5)),
    ]
    assert reading.rows["total_amount_without_vat"].to_list()[0] == Decimal("17.5")
    assert reading.mapping["debtor"] == "Debiteurnummer (headers.csv)"
    assert told(reading, "note_lines_alone") == told(reading, "note_headers_alone") == []


def test_totals_of_the_lines_are_still_held_against_them(tmp_path):
    reading = joined(tmp_path)
    assert reading.totals.rows() == [(5, "line_net_amount", Decimal("22.5"), Decimal("22.5"))]


def test_the_file_of_invoices_is_told_with_its_hash(tmp_path):
    (note,) = told(joined(tmp_path), "note_headers")
    assert note["source"] == "headers.csv"
    assert len(note["sha256"]) == 64


def test_a_line_without_invoice_is_set_apart_and_counted(tmp_path):
    reading = joined(tmp_path, LINES.replace("2;1;A1", "3;1;A1"))
    assert reading.rejected.select("source_row", "reason").rows() == [(4, "read.missing_debtor")]
    assert told(reading, "note_lines_alone") == [
        {"source": "headers.csv", "count": 1, "first": "3"}
    ]
    assert told(reading, "note_headers_alone") == [
        {"source": "headers.csv", "count": 1, "first": "2"}
    ]


def test_what_the_lines_say_themselves_goes_first(tmp_path):
    lines = LINES.replace("Factuurnr;", "Factuurnr;Uw referentie;").replace("\n1;", "\n1;own;")
    reading = joined(tmp_path, lines.replace("\n2;", "\n2;own;").replace("Totaal;", "Totaal;;"))
    assert set(reading.rows["purchase_order_reference"]) == {"own"}


def test_an_invoice_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        joined(tmp_path, headers=f"{HEADERS}1;2026-01-30;10023;;EUR;0,00\n")
    assert refused.value.message.key == "read.header_twice"
    assert refused.value.message.values["rows"] == "3, 4"


@pytest.mark.parametrize(
    ("lines", "headers", "field"),
    [
        (LINES.replace("Factuurnr", "Nota-id x"), HEADERS, "invoice_number"),
        (LINES, HEADERS.replace("Debiteurnummer", "Wie"), "debtor"),
        (LINES.replace("Bedrag excl.", "x").replace("Prijs", "y"), HEADERS, "line_net_amount"),
    ],
)
def test_what_is_in_neither_file_is_named(tmp_path, lines, headers, field):
    with pytest.raises(InputError) as refused:
        joined(tmp_path, lines, headers)
    assert refused.value.message.key == "read.column_missing"
    assert refused.value.message.values["field"] == field


def test_a_date_that_is_open_is_told_with_the_name_of_its_file(tmp_path):
    headers = HEADERS.replace("2026-02-01", "01-02-2026").replace("2026-01-31", "02-01-2026")
    with pytest.raises(InputError) as refused:
        joined(tmp_path, headers=headers)
    assert refused.value.message.key == "read.ambiguous_date"
    assert "Factuurdatum (headers.csv)" in refused.value.text("en")
    assert joined(tmp_path, headers=headers, dates="dmy").rows["issue_date"][0] == date(2026, 1, 2)


def test_a_workbook_can_hold_the_invoices(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ("Factuurnummer", "Factuurdatum", "Debiteurnummer"),
        (1, date(2026, 1, 31), 10023),
        (2, date(2026, 2, 1), 10031),
    ):
        book.active.append(row)
    book.save(tmp_path / "headers.xlsx")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    options = ReadOptions(headers=tmp_path / "headers.xlsx")
    reading = read(tmp_path / "lines.csv", rules=NO_RULES, options=options)
    assert reading.rows["debtor"].to_list() == ["10023", "10023", "10031"]
    assert reading.rows["issue_date"][2] == date(2026, 2, 1)


def test_an_e_invoice_has_no_headers_of_its_own(tmp_path):
    source = Path(__file__).parent / "xml" / "files" / "invoice-ubl.xml"
    for lines, headers in ((source, tmp_path / "x.csv"), (tmp_path / "x.csv", source)):
        (tmp_path / "x.csv").write_text(LINES, encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read(lines, rules=NO_RULES, options=ReadOptions(headers=headers))
        assert refused.value.message.key == "read.headers_as_einvoice"


def test_either_half_can_be_the_input(tmp_path):
    by_headers = joined(tmp_path)
    options = ReadOptions(lines=tmp_path / "export.csv")
    by_lines = read(tmp_path / "headers.csv", rules=NO_RULES, options=options)
    assert by_lines.rows.equals(by_headers.rows)
    assert by_lines.totals.equals(by_headers.totals)
    assert by_lines == replace(by_headers, rows=by_lines.rows, **frames(by_lines))


def frames(reading):
    """What is compared as a frame, and not with =="""
    return {name: getattr(reading, name) for name in ("rejected", "totals", "files")}


def test_headers_and_lines_do_not_go_together(tmp_path):
    (tmp_path / "x.csv").write_text(LINES, encoding="utf-8")
    options = ReadOptions(lines=tmp_path / "x.csv", headers=tmp_path / "x.csv")
    with pytest.raises(InputError, match="cannot go together"):
        read(tmp_path / "x.csv", rules=NO_RULES, options=options)


def test_a_frame_has_no_file_of_lines():
    frame = pl.DataFrame({"Factuurnr": ["1"]})
    with pytest.raises(InputError, match="--lines is for files"):
        read_frame(frame, rules=NO_RULES, options=ReadOptions(lines=Path("lines.csv")))
