"""Text files: separators, encodings, quotes, line numbers."""

from __future__ import annotations

import io
import sys
from decimal import Decimal

import pytest
from tables import HEADING, NO_RULES, read_text

from checker.read import ReadOptions, read

ROW = "2025001;31-01-2025;00123;A1;Café België € 5;10;2,50;25,00"
TEXT = f"{HEADING}\n{ROW}\n"


def first(reading):
    return reading.rows.row(0, named=True)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("cp1252", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_the_encoding_is_found(tmp_path, encoding, mark):
    row = first(read_text(mark + TEXT.encode(encoding), tmp_path))
    assert (row["debtor"], row["item_name"]) == ("00123", "Café België € 5")


def test_an_encoding_other_than_utf8_is_shown(tmp_path):
    notes = read_text(TEXT.encode("cp1252"), tmp_path).notes
    assert "cp1252" in str(notes[0])


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_and_line_ends_are_found(tmp_path, separator, end):
    cells = [f'"{cell}"' for cell in ROW.split(";")]
    lines = [HEADING.replace(";", separator), separator.join(cells), ""]
    row = first(read_text(end.join(lines), tmp_path))
    assert (row["line_net_amount"], row["item_net_price"]) == (Decimal(25), Decimal("2.5"))


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_names_the_separator_is_honoured(tmp_path, line):
    reading = read_text(f"{line}\n{TEXT}", tmp_path)
    assert reading.rows["source_row"].to_list() == [3]


@pytest.mark.parametrize("option", ["#", "semicolon", "tab", "comma", "pipe"])
def test_the_option_names_the_separator(tmp_path, option):
    sign = {"semicolon": ";", "tab": "\t", "comma": ",", "pipe": "|"}.get(option, option)
    text = TEXT.replace("2,50;25,00", "2;20").replace(";", sign)
    assert first(read_text(text, tmp_path, separator=option))["line_net_amount"] == 20


def test_rows_are_numbered_by_the_lines_of_the_file(tmp_path):
    text = (
        'Acme BV\n"Periode:\n2025"\n\n'
        f"{HEADING}\n"
        '2025001;31-01-2025;1;A1;"Moer\nM8";1;1,50;1,50\n'
        "\n"
        "2025001;31-01-2025;1;A2;Bout;1;1;1\n"
    )
    assert read_text(text, tmp_path).rows["source_row"].to_list() == [6, 9]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"Rek 19"" breed"', 'Rek 19" breed'),
        ('Rek 19" breed', 'Rek 19" breed'),
        ('"Moer; verzinkt"', "Moer; verzinkt"),
        ('"Moer\nM8"', "Moer\nM8"),
        ("  Moer\u00a0", "Moer"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
    ],
)
def test_texts_are_read_as_they_are_meant(tmp_path, cell, text):
    row = ROW.replace("Café België € 5", cell)
    assert first(read_text(f"{HEADING}\n{row}\n", tmp_path))["item_name"] == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("00123", "00123"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("10023.0", "10023"),
        ("8711234567890", "8711234567890"),
        ("1E5", "1E5"),
        ("12-34", "12-34"),
    ],
)
def test_numbers_of_debtors_stay_text(tmp_path, cell, text):
    row = ROW.replace("00123", cell)
    assert first(read_text(f"{HEADING}\n{row}\n", tmp_path))["debtor"] == text


def test_a_float_is_undone_only_if_the_whole_column_is_floats(tmp_path):
    rows = "\n".join(ROW.replace("A1", item) for item in ("10.0", "10.5"))
    reading = read_text(f"{HEADING}\n{rows}\n", tmp_path)
    assert reading.rows["seller_item_id"].to_list() == ["10.0", "10.5"]


def test_an_empty_reference_is_a_statement_and_an_empty_text_is_not(tmp_path):
    text = f"{HEADING};Uw referentie;Valuta\n{ROW};;\n"
    row = first(read_text(text, tmp_path))
    assert (row["purchase_order_reference"], row["currency"]) == ("", None)
    assert "buyer_reference" not in row


def test_lines_that_end_with_a_separator_are_whole(tmp_path):
    assert read_text(f"{HEADING}\n{ROW};\n{ROW};\n", tmp_path).rows.height == 2


def test_standard_input_is_read_like_a_file(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("cp1252"))))
    reading = read("-", rules=NO_RULES, options=ReadOptions())
    assert (first(reading)["item_name"], reading.source) == ("Café België € 5", "standard input")
