"""Columns that only some clauses read: what is wrong with them takes no invoice line away."""

from __future__ import annotations

from datetime import date

import pytest
from tables import column, read_text

from checker.errors import InputError
from checker.messages import LANGS

UNREAD = [  # heading, cells, field, what is read, where the first unreadable cell stands
    ("EAN", ("8711234567890", "8,71123E+12"), "standard_item_id", ["8711234567890", None], 3),
    ("Toegezegde leverdatum", ("31-01-2025", "week 12"), "promised_delivery_date", ["x", None], 3),
    ("Te betalen", ("onbekend", "12,50"), "amount_due", [None, "x"], 2),
    ("Artikelgroep", ("Bouten", "#N/B"), "item_group", ["Bouten", None], 3),
]


@pytest.mark.parametrize("case", UNREAD, ids=[case[0] for case in UNREAD])
def test_a_cell_that_cannot_be_read_is_empty_and_told(tmp_path, case):
    heading, cells, field, expected, row = case
    reading = read_text(column(heading, *cells), tmp_path)
    read = [value if isinstance(value, str) else value and "x" for value in reading.rows[field]]
    assert read == expected
    assert reading.rejected.is_empty()
    (told,) = [note for note in reading.notes if note.key == "read.note_unread_cells"]
    assert (told.values["count"], told.values["place"]) == (1, f"export.csv:{row}")
    assert told.values["text"] == cells[row - 2]


def test_a_column_whose_notation_stays_open_is_left_out(tmp_path):
    reading = read_text(column("Periode van", "03-04-2025"), tmp_path)
    assert "invoice_period_start" not in reading.rows.columns
    assert "invoice_period_start" not in reading.mapping
    (told,) = [note for note in reading.notes if note.key == "read.note_left_out"]
    assert all("--dates" in told.text(lang) for lang in LANGS)


def test_other_columns_settle_it(tmp_path):
    text = column("Leverdatum;Periode van", "31-01-2025;03-04-2025")
    reading = read_text(text, tmp_path)
    assert reading.rows["invoice_period_start"].to_list() == [date(2025, 4, 3)]


def test_a_column_that_decides_on_many_clauses_is_not_left_out(tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(column("Leverdatum", "03-04-2025"), tmp_path)
    assert refused.value.message.key == "read.ambiguous_date"


def test_an_empty_reference_is_stated_and_an_empty_number_is_not_known(tmp_path):
    text = column("Projectnummer;Btw-nummer klant", ";")
    row = read_text(text, tmp_path).rows.row(0, named=True)
    assert (row["project_reference"], row["buyer_vat_identifier"]) == ("", None)
