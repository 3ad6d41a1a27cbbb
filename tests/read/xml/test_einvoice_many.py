"""A folder, a glob, an archive or a PDF: every file is an invoice or has a reason."""

from __future__ import annotations

import io
import zipfile

import pytest
from einvoices import CII, OLD, UBL, changed, invoices_of, read_path, read_text
from pypdf import PdfWriter

from checker.errors import InputError
from checker.read import ReadOptions, read
from checker.read.folder import SUSPICIOUS
from checker.read.register import read_registers

SECOND = changed(UBL, ("F2601", "F2602"))


def pdf(**attachments: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attachments.items():
        writer.add_attachment(name.replace("_", "-") + ".xml", content.encode())
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def archive(members: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return written.getvalue()


def reasons(reading) -> dict[str, str]:
    """File -> reason."""
    rows = reading.rejected.select("found", "reason").iter_rows()
    return {found.partition(":")[0]: reason.removeprefix("read.") for found, reason in rows}


def numbers(reading) -> list[str]:
    return invoices_of(reading).documents["invoice_number"].to_list()


@pytest.fixture
def folder(tmp_path):
    """Two invoices, one of them below, and what else lies about in such a folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.xml").write_text(SECOND, encoding="utf-8")
    (tmp_path / "a.XML").write_text(UBL, encoding="utf-8")
    (tmp_path / "copy.xml").write_text(UBL, encoding="utf-8")
    (tmp_path / "picture.pdf").write_bytes(pdf())
    (tmp_path / "readme.txt").write_text("Facturen van januari", encoding="utf-8")
    (tmp_path / ".hidden.xml").write_text(OLD, encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_with_what_is_below_it(folder):
    reading = read_path(folder)
    assert numbers(reading) == ["F2601", "F2602"]
    assert reasons(reading) == {
        "copy.xml": "same_file",
        "picture.pdf": "pdf_without_xml",
        "readme.txt": "no_xml",
    }
    assert reading.rows_read == reading.rows.height + 3


def test_a_glob_takes_the_files_that_it_names(folder):
    assert numbers(read_path(folder / "*.XML")) == ["F2601"]
    assert numbers(read_path(folder / "**" / "[ab].*")) == ["F2601", "F2602"]
    with pytest.raises(InputError) as refused:
        read_path(folder / "*.json")
    assert refused.value.message.key == "read.no_files"


def test_the_same_number_twice_is_two_invoices(tmp_path):
    (tmp_path / "a.xml").write_text(UBL, encoding="utf-8")
    (tmp_path / "b.xml").write_text(changed(UBL, ("Kist met slot", "Kist")), encoding="utf-8")
    assert numbers(read_path(tmp_path)) == ["F2601", "F2601"]


def test_an_archive_is_read_without_being_unpacked(tmp_path):
    members = {
        "a.xml": UBL,
        "jan/b.xml": SECOND,
        "factuur.pdf": pdf(factur_x=CII.replace("F2601", "F2603")),
        "../../evil.xml": OLD,
        "/etc/evil.xml": OLD,
        "..\\evil.xml": OLD,
        "inner.zip": archive({"c.xml": OLD}),
    }
    reading = read_text(archive(members), tmp_path, "januari.zip")
    assert numbers(reading) == ["F2601", "F2602", "F2603"]
    assert reasons(reading) == {
        "januari.zip/../../evil.xml": "unsafe_name",
        "januari.zip//etc/evil.xml": "unsafe_name",
        "januari.zip/..\\evil.xml": "unsafe_name",
        "januari.zip/inner.zip": "zip_in_zip",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["januari.zip"]


def test_an_archive_within_a_folder_is_read_too(folder):
    (folder / "januari.zip").write_bytes(archive({"c.xml": OLD}))
    (folder / "export.xlsx").write_bytes(archive({"[Content_Types].xml": "", "xl/a.xml": OLD}))
    (folder / "broken.zip").write_bytes(archive({"c.xml": OLD})[:-40])
    reading = read_path(folder)
    assert numbers(reading) == ["F2601", "R-14", "F2602"]
    assert reasons(reading)["export.xlsx"] == "no_xml"
    assert reasons(reading)["broken.zip"] == "broken_zip"


def test_a_member_that_packs_too_well_is_not_opened(tmp_path):
    bomb = "<Invoice>" + " " * (SUSPICIOUS + 1) + "</Invoice>"
    reading = read_text(archive({"a.xml": UBL, "bomb.xml": bomb}), tmp_path, "a.zip")
    assert reasons(reading) == {"a.zip/bomb.xml": "archive_too_large"}


def test_a_size_that_the_archive_lies_about_is_found_out(tmp_path):
    packed = archive({"a.xml": UBL, "b.xml": "<Invoice>" + " " * (SUSPICIOUS + 1) + "</Invoice>"})
    size = (SUSPICIOUS + len("<Invoice></Invoice>") + 1).to_bytes(4, "little")
    assert size in packed
    reading = read_text(packed.replace(size, (100).to_bytes(4, "little")), tmp_path, "a.zip")
    assert reasons(reading) == {"a.zip/b.xml": "broken_zip"}


@pytest.mark.parametrize("name", ["factur_x", "ZUGFeRD_invoice", "rechnung"])
def test_the_invoice_in_a_pdf_is_that_of_its_xml(name, tmp_path):
    reading = read_text(pdf(**{name: CII}), tmp_path, "factuur.pdf")
    plain = read_text(CII, tmp_path)
    assert reading.rows.equals(plain.rows)


def test_of_several_attachments_the_invoice_is_taken(tmp_path):
    content = pdf(bijlage="<Foo/>", factur_x=CII)
    assert numbers(read_text(content, tmp_path, "factuur.pdf")) == ["F2601"]


@pytest.mark.parametrize("size", [9, 400, 700])
def test_a_damaged_pdf_has_one_message(size, tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(pdf(factur_x=CII)[:size], tmp_path, "factuur.pdf")
    assert refused.value.message.key == "read.no_einvoice_left"


def test_a_pdf_with_a_password_is_set_apart(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    (tmp_path / "a.pdf").write_bytes(written.getvalue())
    (tmp_path / "b.xml").write_text(UBL, encoding="utf-8")
    assert reasons(read_path(tmp_path)) == {"a.pdf": "locked_file"}


def test_options_of_tables_mean_nothing_here(tmp_path):
    (tmp_path / "a.xml").write_text(UBL, encoding="utf-8")
    for path in (tmp_path, tmp_path / "a.xml"):
        for options in (ReadOptions(sheet="Blad1"), ReadOptions(export="odoo")):
            with pytest.raises(InputError) as refused:
                read(path, rules=tmp_path, options=options)
            assert refused.value.message.key == "read.option_of_other_format"


@pytest.mark.parametrize("name", ["a.xml", "."])
def test_an_einvoice_is_no_register(name, tmp_path):
    (tmp_path / "a.xml").write_text(UBL, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_registers({"orders": tmp_path / name}, rules=tmp_path, options=ReadOptions())
    assert refused.value.message.values["why"].key == "read.einvoice_as_register"
