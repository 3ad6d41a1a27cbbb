"""What is said of the input itself: its name and its hash."""

from __future__ import annotations

import io
import sys
from hashlib import sha256
from types import SimpleNamespace

import pytest
from tables import NO_RULES, column, read_text

from checker.errors import InputError
from checker.messages import LANGS
from checker.read import ReadOptions, read

TEXT = column("Prijs", "1,50")


def test_a_reading_has_the_hash_of_the_bytes_that_were_read(tmp_path, monkeypatch):
    expected = sha256(TEXT.encode()).hexdigest()
    assert read_text(TEXT, tmp_path).sha256 == expected
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    reading = read("-", rules=NO_RULES, options=ReadOptions())
    assert reading.sha256 == expected
    assert reading.source == "standard input"


EXCEL_2003 = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>
"""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (EXCEL_2003, "is_older_excel"),
        ('ID;PWXL;N;E\nC;Y1;X1;K"Factuurnr"\nE\n', "is_older_excel"),
        ("<table><tr><td>Factuurnr</td></tr></table>", "is_markup"),
        ("<meta charset=utf-8><style>td{}</style><table border=1></table>", "is_markup"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n", "is_markup"),
    ],
)
def test_what_only_excel_opens_is_to_be_saved_there_as_a_workbook(tmp_path, text, key):
    path = tmp_path / "export.xls"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(path, rules=NO_RULES, options=ReadOptions())
    assert refused.value.message.key == f"read.{key}"
    assert all("Excel" in refused.value.text(lang) for lang in LANGS)
    assert "sla het op als .xlsx" in refused.value.text("nl")


def test_a_heading_that_begins_with_id_is_no_older_workbook(tmp_path):
    text = "ID;Prijs;Factuurnr;Factuurdatum;Debiteur;Regelbedrag\n1;1,50;1;2026-01-31;10023;2\n"
    assert read_text(text, tmp_path).rows.height == 1
