"""Several audit files as one input: months of a year, in a folder, a pattern or an archive."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from checker.errors import InputError
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
JANUARY = (Path(__file__).parent / "audit" / "xaf-3.2.xaf").read_text("utf-8")
FEBRUARY = (
    JANUARY.replace("2026-01-", "2026-02-").replace("267001", "267002").replace("7.50", "9.50")
)


def read_(path):
    return read(path, rules=RULES, options=ReadOptions())


@pytest.fixture
def year(tmp_path):
    folder = tmp_path / "2026"
    folder.mkdir()
    (folder / "01.xaf").write_text(JANUARY, "utf-8")
    (folder / "02.xaf.gz").write_bytes(gzip.compress(FEBRUARY.encode()))
    return folder


def packed(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.xaf", text)
    return path


def test_the_files_of_a_folder_a_pattern_and_an_archive_are_read_as_one(year, tmp_path):
    archive = packed(tmp_path / "2026.zip", **{"01": JANUARY, "02": FEBRUARY})
    for path, name in ((year, "02.xaf.gz"), (year / "*.xaf*", None), (archive, "2026.zip/02.xaf")):
        reading = read_(path)
        assert reading.rows_read == reading.rows.height + reading.rejected.height == 6
        assert reading.rows["source_file"].to_list() == [0, 0, 0, 1, 1, 1]
        assert name is None or reading.files["name"].to_list()[1] == name
        assert reading.totals.height == 6
        assert [n.key for n in reading.notes].count("read.note_booking_prices") == 1
        invoices = normalise(reading, load_charges(RULES))
        assert invoices.documents.height == 4
        assert invoices.charges["charge_amount"].to_list() == [Decimal("7.5"), Decimal("9.5")]


def test_a_total_that_differs_names_its_file(year):
    (year / "02.xaf.gz").unlink()
    (year / "02.xaf").write_text(FEBRUARY.replace("<linesCount>13", "<linesCount>14"), "utf-8")
    totals = read_(year).totals
    differing = totals.filter(totals["stated"] != totals["computed"])
    assert "02.xaf: linesCount" in differing["field"].to_list()
    assert not any(field.startswith("01.xaf") for field in differing["field"])


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("03.xaf", JANUARY, r"03\.xaf: holds booking VRK/26700101 \(2026-01-14\), which 01\.xaf"),
        (
            "03.xaf",
            FEBRUARY.replace("<companyIdent>001", "<companyIdent>002"),
            "of 002 Groothandel",
        ),
        (
            "invoice.xml",
            "<Invoice/>",
            r"audit files \(such as 01\.xaf\) and other files \(such as inv",
        ),
        ("03.xaf", JANUARY[:900], r"03\.xaf:\d+: the audit file \(XAF\) cannot be read"),
    ],
)
def test_what_does_not_go_together_says_so(name, text, says, year):
    (year / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=says):
        read_(year)


def test_a_folder_of_other_files_is_none_of_audit_files(tmp_path):
    (tmp_path / "a.xml").write_text("<Invoice/>", "utf-8")
    with pytest.raises(InputError, match="there is no e-invoice"):
        read_(tmp_path)


def test_a_packed_audit_file_comes_from_standard_input(monkeypatch):
    given = io.BytesIO(gzip.compress(JANUARY.encode()))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
    assert read_("-").rows.height == 3
