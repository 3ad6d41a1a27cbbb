"""A file that cannot be used is set apart whole, with its reason; nothing in it does harm."""

from __future__ import annotations

import tracemalloc

import pytest
from einvoices import CII, OLD, UBL, changed, invoices_of, read_path, read_text, without

from checker.errors import InputError
from checker.messages import LANGS, text

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))
BOMB = f"<!DOCTYPE Invoice [{LAUGHS}]>"
FILE = '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/invoice.dtd">'


def with_doctype(doctype: str, entity: str) -> str:
    return changed(
        UBL, (BEGIN, BEGIN + doctype), ("Afdeling inkoop", entity), ("Kist met slot", entity)
    )


# Name -> text, reason, and a word of what was found.
REFUSED = {
    "laughs": (with_doctype(BOMB, "&a8;"), "xml_with_doctype", ""),
    "laughs in UTF-16": (
        changed(with_doctype(BOMB, "&a8;"), ("UTF-8", "UTF-16")).encode("utf-16"),
        "xml_with_doctype",
        "",
    ),
    "a file of this machine": (with_doctype(FILE, "&x;"), "xml_with_doctype", ""),
    "a document type from the network": (with_doctype(REMOTE, ""), "xml_with_doctype", ""),
    "nested without end": ("<a>" * 5000 + "</a>" * 5000, "xml_too_large", ""),
    "a text of 11 MB": (
        changed(UBL, ("Alle leveringen zijn franco", "x" * (11 << 20))),
        "xml_too_large",
        "",
    ),
    "a comment without end": (changed(UBL, (BEGIN, f"{BEGIN}<!-- F2601 >")), "broken_xml", "omment"),
    "cut off": (UBL[: len(UBL) // 2], "broken_xml", "line"),
    "no entity of XML": (changed(UBL, ("&amp;", "&nbsp;")), "broken_xml", "nbsp"),
    "an order": (UBL.replace("Invoice", "Order"), "no_invoice", "Order"),
    "an Invoice of somebody else": (
        changed(UBL, ("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "urn:other")),
        "no_invoice",
        "Invoice",
    ),
    "no number": (changed(UBL, ("<cbc:ID>F2601</cbc:ID>", "")), "einvoice_without_number", ""),
    "no date": (
        changed(UBL, ("<cbc:IssueDate>2026-01-15</cbc:IssueDate>", "")),
        "einvoice_without_date",
        "F2601",
    ),
    "no buyer": (
        without(UBL, "<cac:AccountingCustomerParty>", "</cac:AccountingCustomerParty>"),
        "einvoice_without_buyer",
        "F2601",
    ),
    "no lines, as in MINIMUM": (
        without(CII, "<ram:IncludedSupplyChainTradeLineItem>", "<ram:ApplicableHeaderTradeAgreement>").replace(
            "</rsm:ExchangedDocument>\n  <rsm:SupplyChainTradeTransaction>\n",
            "</rsm:ExchangedDocument>\n  <rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>",
        ),
        "no_lines",
        "F2601",
    ),
    "a comma in an amount": (
        changed(UBL, (">90.00</cbc:LineExtensionAmount>", ">90,00</cbc:LineExtensionAmount>")),
        "bad_number",
        "LineExtensionAmount 90,00",
    ),
    "an amount of seven decimals": (
        changed(UBL, (">40.00</cbc:Amount>", ">40.0000001</cbc:Amount>")),
        "too_many_decimals",
        "Amount 40.0000001",
    ),
    "a number of forty digits": (
        changed(UBL, (">2000<", f">{'9' * 40}<")),
        "bad_number",
        "InvoicedQuantity",
    ),
    "not a number": (changed(UBL, (">30.00<", ">NaN<")), "bad_number", "PriceAmount NaN"),
    "no day of the calendar": (
        changed(CII, (">20260115<", ">20260231<")),
        "bad_date",
        "DateTimeString 20260231",
    ),
    "a charge without an amount": (
        changed(CII, ("<ram:ActualAmount>40.00</ram:ActualAmount>", "")),
        "charge_without_amount",
        "SpecifiedTradeAllowanceCharge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_the_file_is_set_apart_and_the_others_are_read(case, tmp_path):
    content, reason, found = case
    (tmp_path / "a.xml").write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "b.xml").write_text(OLD, encoding="utf-8")
    reading = read_path(tmp_path)
    rejected = reading.rejected.row(0, named=True)
    assert reading.rejected.height == 1
    assert rejected["reason"] == f"read.{reason}"
    assert rejected["found"].startswith("a.xml")
    assert found in rejected["found"]
    assert invoices_of(reading).documents["invoice_number"].to_list() == ["R-14"]
    assert all(text(rejected["reason"], lang) for lang in LANGS)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_alone_it_ends_the_run_with_one_message(case, tmp_path):
    content, reason, found = case
    with pytest.raises(InputError) as refused:
        read_text(content, tmp_path)
    assert refused.value.message.key == "read.no_einvoice_left"
    for lang in LANGS:
        said = refused.value.text(lang)
        assert text(f"read.{reason}", lang) in said
        assert found in said


def test_a_figure_that_cannot_be_read_is_told_with_its_line(tmp_path):
    (tmp_path / "a.xml").write_text(changed(UBL, (">90.00<", ">90,00<")), encoding="utf-8")
    (tmp_path / "b.xml").write_text(OLD, encoding="utf-8")
    rejected = read_path(tmp_path).rejected.row(0, named=True)
    at = next(n for n, line in enumerate(UBL.splitlines(), start=1) if ">90.00<" in line)
    assert rejected["source_row"] == at
    assert rejected["line_net_amount"] == 338


def test_a_large_attachment_is_no_hindrance(tmp_path):
    attached = "QUJD" * (3 << 20)
    object_ = f"<cbc:EmbeddedDocumentBinaryObject>{attached}</cbc:EmbeddedDocumentBinaryObject>"
    text = changed(
        UBL, ("<cac:AccountingSupplierParty>", f"{object_}<cac:AccountingSupplierParty>")
    )
    assert invoices_of(read_text(text, tmp_path)).lines.height == 2


def test_a_comment_about_a_doctype_is_none(tmp_path):
    text = changed(UBL, (BEGIN, f"{BEGIN}<!-- no <!DOCTYPE here -->\n<?pi <!DOCTYPE?>"))
    assert invoices_of(read_text(text, tmp_path)).lines.height == 2


def test_a_bomb_takes_no_memory(tmp_path):
    tracemalloc.start()
    with pytest.raises(InputError):
        read_text(with_doctype(BOMB, "&a8;"), tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 << 20


def test_totals_that_are_not_those_of_the_rows_are_told(tmp_path):
    wrong = changed(UBL, (">278.00</cbc:LineExtensionAmount>", ">287.00</cbc:LineExtensionAmount>"))
    totals = read_text(wrong, tmp_path).totals
    differing = totals.filter(totals["stated"] != totals["computed"])
    assert differing["field"].to_list() == ["invoice.xml BT-106"]
    assert differing["computed"].to_list() == [278]
