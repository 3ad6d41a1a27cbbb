"""Exports that name an invoice on its first row only, and headings of two rows in text files."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tables import NO_RULES, read_text

from checker.errors import InputError

HEADING = "Factuurnr;Factuurdatum;Debiteur;Inkooporder;Artikelcode;Omschrijving;Aantal;Bedrag excl."
GROUPED = f"""{HEADING}
2025001;2025-01-31;10023;4500000001;A1;Schroef;1;10,00
;;;;A2;Moer;2;20,00
;;;;;Totaalpakket;1;5,00
2025002;2025-01-31;10031;;A1;Schroef;1;10,00
;;;;A3;Ring;1;1,50
Totaal;;;;;;;46,50
"""


def test_the_option_is_named_where_the_pattern_is_regular(tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(GROUPED, tmp_path)
    said = refused.value.text("en")
    assert "--grouped" in said
    assert "grouped: true" in said
    assert "Factuurnr, Factuurdatum" in said
    assert "3 rows" in said
    assert "export.csv:3" in said


def test_the_invoice_is_filled_down_when_it_is_asked_for(tmp_path):
    reading = read_text(GROUPED, tmp_path, grouped=True)
    assert reading.rows["invoice_number"].to_list() == ["2025001"] * 3 + ["2025002"] * 2
    assert reading.rows["debtor"].to_list() == ["10023"] * 3 + ["10031"] * 2
    assert reading.rows["line_net_amount"].sum() == Decimal("46.5")
    assert [note.values["count"] for note in reading.notes] == [3]


def test_a_blank_of_the_next_invoice_is_not_filled_from_the_one_before(tmp_path):
    reading = read_text(GROUPED, tmp_path, grouped=True)
    assert reading.rows["purchase_order_reference"].to_list() == ["4500000001"] * 3 + ["", ""]


def test_totals_of_a_grouped_export_are_held_against_its_lines(tmp_path):
    reading = read_text(GROUPED, tmp_path, grouped=True)
    assert reading.totals.rows() == [(7, "line_net_amount", Decimal("46.5"), Decimal("46.5"))]


def test_a_row_of_the_invoice_alone_is_no_line(tmp_path):
    text = f"{HEADING}\n1;2025-01-31;10023;4500000001;;;;\n;;;;A1;Schroef;1;10\n;;;;A2;Moer;1;5\n"
    reading = read_text(text, tmp_path, grouped=True)
    assert reading.rows.select("invoice_number", "seller_item_id").rows() == [
        ("1", "A1"),
        ("1", "A2"),
    ]
    assert reading.rows_read == 2


def test_what_stands_only_beside_the_invoice_holds_for_its_lines(tmp_path):
    heading = "Factuurnr;Factuurdatum;Debiteur;Order;Leverdatum;Artikelcode;Aantal;Bedrag excl."
    text = (
        f"{heading}\n1;2025-01-31;10023;V1;2025-01-30;A1;1;10\n;;;;;A2;1;5\n"
        "2;2025-01-31;10023;V2;2025-01-29;A1;1;10\n;;;;2025-01-28;A2;1;5\n"
    )
    reading = read_text(text, tmp_path, grouped=True)
    assert reading.rows["sales_order_reference"].to_list() == ["V1", "V1", "V2", "V2"]
    assert [day.day if day else None for day in reading.rows["delivery_date"]] == [30, None, 29, 28]


def test_lines_above_the_first_invoice_are_set_apart(tmp_path):
    text = f"{HEADING}\n;;;;A1;Schroef;1;10\n1;2025-01-31;10023;;A1;Schroef;1;10\n"
    reading = read_text(text, tmp_path, grouped=True)
    assert reading.rejected["source_row"].to_list() == [2]


@pytest.mark.parametrize(
    "lines",
    [
        "1;2025-01-31;10023;;A1;Schroef;1;10\n;2025-01-31;10023;;A2;Moer;1;5",  # dated: a mistake
        ";;;;A2;Moer;1;5\n1;2025-01-31;10023;;A1;Schroef;1;10",  # nothing above it
        "\n".join(f"{n};2025-01-31;10023;;A1;Schroef;1;10" for n in range(9)) + "\n;;;;A;B;1;5",
    ],
)
def test_single_rows_without_a_number_are_set_apart_and_do_not_stop_the_run(tmp_path, lines):
    reading = read_text(f"{HEADING}\n{lines}\n", tmp_path)
    assert reading.rejected.height == 1


def test_a_mapping_file_can_say_that_an_export_is_grouped(tmp_path):
    folder = tmp_path / "rules" / "_exports"
    folder.mkdir(parents=True)
    (folder / "ours.yaml").write_text(
        "name: ours\nmatch: [Factuurnr, Inkooporder]\ngrouped: true\ncolumns:\n"
        "  invoice_number: Factuurnr\n  issue_date: Factuurdatum\n  debtor: Debiteur\n"
        "  line_net_amount: Bedrag excl.\n  invoiced_quantity: Aantal\n  item_name: Omschrijving\n"
        "  seller_item_id: Artikelcode\n",
        encoding="utf-8",
    )
    reading = read_text(GROUPED, tmp_path, rules=tmp_path / "rules", export="ours")
    assert reading.rows.height == 5


UPPER = "Factuur;;Klant;;Artikel;;;Bedrag excl."
LOWER = "Nummer;Datum;Nummer;Naam;Code;Omschrijving;Aantal;"


def test_a_heading_of_two_rows_in_a_text_file(tmp_path):
    text = f"{UPPER}\n{LOWER}\n1;2025-01-31;10023;Acme;A1;Schroef;1;10\n"
    reading = read_text(text, tmp_path)
    assert reading.mapping == {
        "debtor": "Klant Nummer",
        "debtor_name": "Klant Naam",
        "invoice_number": "Factuur Nummer",
        "issue_date": "Factuur Datum",
        "seller_item_id": "Artikel Code",
        "item_name": "Artikel Omschrijving",
        "invoiced_quantity": "Aantal",
        "line_net_amount": "Bedrag excl.",
    }
    assert (
        str(reading.notes[0]) == "The headings were put together from row 2 and the row above it."
    )
    assert reading.rows["source_row"].to_list() == [3]


def test_a_title_above_a_whole_heading_adds_nothing(tmp_path):
    text = f"Overzicht;Acme BV\n{HEADING}\n1;2025-01-31;10023;;A1;Schroef;1;10\n"
    reading = read_text(text, tmp_path, rules=NO_RULES)
    assert not reading.notes
    assert reading.mapping["invoice_number"] == "Factuurnr"
