"""Inputs that are made to take all memory, or never to end, are refused at once."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from checker.errors import InputError
from checker.messages import LANGS
from checker.read import ReadOptions, bounded, delimited, einvoice, read, source
from checker.read.dates import readings
from checker.read.folder import inside

RULES = Path(__file__).parents[2] / "rules"
UBL = Path(__file__).parent / "xml" / "files" / "invoice-ubl.xml"
HEADING = "Factuurnr;Factuurdatum;Debiteur;Aantal;Prijs;Per;Bedrag excl."
GOOD = "2025001;31-01-2025;10023;10;2,50;1;25,00"


def refusal(path) -> str:
    with pytest.raises(InputError) as refused:
        read(path, rules=RULES, options=ReadOptions())
    assert all(refused.value.text(lang) for lang in LANGS)
    return refused.value.message.key.removeprefix("read.")


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reason(content: bytes | str) -> str:
    """Why an e-invoice is refused."""
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(InputError) as refused:
        einvoice.reading("invoice", inside("invoice.xml", data))
    return refused.value.message.values["reason"].key.removeprefix("read.")


def archive(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no devices")
def test_a_device_is_not_read():
    assert refusal(Path("/dev/zero")) == "not_readable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_nobody_writes_to_is_empty(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "empty"


def test_an_endless_standard_input_is_left_at_the_limit(monkeypatch):
    class Endless:
        def read(self, size):
            return b"x" * size

    monkeypatch.setattr(source, "read_stream", lambda stream: bounded.read_stream(stream, 5 << 20))
    monkeypatch.setattr(sys, "stdin", type("Standard", (), {"buffer": Endless()})())
    assert refusal("-") == "too_large"


def test_a_file_beyond_the_limit_is_not_opened(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(bounded.MOST + 1)  # it takes no room on the disk
    assert refusal(path) == "too_large"


def test_links_that_lead_back_are_not_followed(tmp_path):
    written(tmp_path, "a.xml", UBL.read_bytes())
    (tmp_path / "b").mkdir()
    for name in ("one", "other"):
        (tmp_path / "b" / name).symlink_to(tmp_path)
    for path in (tmp_path, tmp_path / "**" / "*.xml", tmp_path / "**"):
        assert read(path, rules=RULES, options=ReadOptions()).rows.height > 0


def test_a_line_without_end_and_a_million_columns(tmp_path):
    cell = "x" * (2 * delimited.LONGEST_LINE)
    assert refusal(written(tmp_path, "a.csv", f"{HEADING}\n{GOOD}{cell}\n")) == "line_too_long"
    more = ";".join(f"k{at}" for at in range(delimited.MOST_COLUMNS))
    assert refusal(written(tmp_path, "b.csv", f"{HEADING};{more}\n{GOOD}\n")) == "too_many_columns"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2025002;31-01-2025;10023;9999999999;9999999999;1;25,00", "too_large_product"),
        ("2025002;31-01-2025;10023;0,000001;2,50;999999999;999999999999,00", "too_large_product"),
        ("2025002;31-01-2025;10023;10;2,50;1;9999999999999999,00", "too_large_number"),
        ("2025002;31-01-2025;10023;10;2,50;0,000001;25,00", "too_small_number"),
        ("2025002;/Date(99999999999999999999)/;10023;10;2,50;1;25,00", "bad_date"),
        (f"2025002;/Date({'9' * 5000})/;10023;10;2,50;1;25,00", "bad_date"),
    ],
)
def test_a_number_that_no_invoice_can_have_is_set_apart(row, why, tmp_path):
    found = read(
        written(tmp_path, "a.csv", f"{HEADING}\n{GOOD}\n{row}\n"),
        rules=RULES,
        options=ReadOptions(),
    )
    assert found.rejected["reason"].to_list() == [f"read.{why}"]


RUPIAH = f"""{HEADING}
2025002;31-01-2025;10023;1.000;25.000.000.000,50;1;25.000.000.000.500,00
2025003;31-01-2025;10023;100.000.000;1.000,00;1;100.000.000.000,00
Totaal;;;100.001.000;;;25.100.000.000.500,00
"""


def test_currencies_of_many_digits_and_their_totals_are_read_to_the_cent(tmp_path):
    path = written(tmp_path, "a.csv", RUPIAH)
    found = read(path, rules=RULES, options=ReadOptions())
    assert found.rows["item_net_price"].to_list() == [Decimal("25000000000.5"), Decimal(1000)]
    assert found.rejected.height == 0
    assert (found.totals["stated"] == found.totals["computed"]).to_list() == [True, True]


def test_milliseconds_before_1970_and_after():
    assert {str(day) for day in readings("/Date(1700000000000)/").values()} == {"2023-11-14"}
    assert {str(day) for day in readings("/Date(-1000)/").values()} == {"1969-12-31"}


def test_an_e_invoice_with_millions_of_elements():
    text = UBL.read_text(encoding="utf-8")
    assert reason(text.replace("</Invoice>", "<a/>" * 2_000_001 + "</Invoice>")) == "xml_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_encoding(encoding):
    body = UBL.read_text(encoding="utf-8").partition("?>")[2]
    text = '<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY x "7">]>' + body
    assert reason(text.encode(encoding)) == "xml_with_doctype"


def test_a_document_type_that_its_encoding_hides():
    hidden = b"+ADw-!DOCTYPE Invoice [+ADw-!ENTITY x '7'+AD4-]+AD4-"
    xml = b'<?xml version="1.0" encoding="UTF-7"?>' + hidden + b"<Invoice/>"
    assert reason(xml) == "xml_with_doctype"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cbc:InvoicedQuantity", "9999999999999999"),
        ("cbc:PriceAmount", "9999999999999999"),
        ("cbc:LineExtensionAmount", "9999999999999999"),
        ("cbc:Percent", "1000000"),
    ],
)
def test_a_number_that_no_e_invoice_can_have(field, value):
    assert reason(with_value(field, value)) == "too_large_number"


def test_numbers_of_an_e_invoice_that_cannot_be_multiplied():
    assert reason(with_value("cbc:InvoicedQuantity", "99999999999999")) == "too_large_product"


def with_value(field: str, value: str) -> str:
    """The e-invoice with another figure in the first place where a field stands."""
    text = UBL.read_text(encoding="utf-8")
    before, found, after = text.partition(f"<{field}")
    assert found
    begin, _, rest = after.partition(">")
    _, _, end = rest.partition("<")
    return f"{before}{found}{begin}>{value}<{end}"


def test_an_archive_whose_member_has_no_name():
    xml = UBL.read_bytes()
    for name in ("", ".", "../a.xml", "/a.xml", "C:/a.xml"):
        found = einvoice.reading("a.zip", inside("a.zip", archive(("a.xml", xml), (name, b"<a/>"))))
        assert found.rejected["reason"].to_list() == ["read.unsafe_name"], name


def test_a_text_that_many_cells_share(tmp_path):
    cells = b'<row><c t="s"><v>0</v></c></row>' * 3000
    parts = [
        ("xl/workbook.xml", b'<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>'),
        (
            "xl/_rels/workbook.xml.rels",
            b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        ),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * (1 << 20) + b"</t></si></sst>"),
    ]
    assert refusal(written(tmp_path, "a.xlsx", archive(*parts))) == "zip_bomb"


def test_an_archive_in_which_nothing_is_to_be_read():
    for members in ((), ((".hidden.xml", b"<a/>"),)):
        with pytest.raises(InputError) as refused:
            einvoice.reading("a.zip", inside("a.zip", archive(*members)))
        assert refused.value.message.key == "read.no_files"
    assert reason(b"%PDF-1.7 and nothing more") == "broken_pdf"


def test_a_parquet_of_a_value_that_repeats_itself(tmp_path):
    frame = pl.select(pl.repeat(1, 20_000_000, dtype=pl.Int8).alias("a")).lazy()
    frame.select("a", *(pl.col("a").alias(name) for name in "bcdefgh")).sink_parquet(
        tmp_path / "a.parquet"
    )
    assert refusal(tmp_path / "a.parquet") == "zip_bomb"
