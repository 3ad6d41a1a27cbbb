"""Where each row stands: the file with its hash, the line, and an XPath that leads there."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from hashlib import sha256

import pytest
from einvoices import CII, OLD, UBL, changed, read_path, read_text
from lxml import etree
from pypdf import PdfWriter

UBL_2 = "urn:oasis:names:specification:ubl:schema:xsd:"
UNECE = "urn:un:unece:uncefact:data:standard:"
USUAL = {
    "ubl": f"{UBL_2}Invoice-2",
    "cn": f"{UBL_2}CreditNote-2",
    "cac": f"{UBL_2}CommonAggregateComponents-2",
    "cbc": f"{UBL_2}CommonBasicComponents-2",
    "rsm": f"{UNECE}CrossIndustryInvoice:100",
    "ram": f"{UNECE}ReusableAggregateBusinessInformationEntity:100",
    "sh": "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader",
}
OF_ZUGFERD_1 = USUAL | {
    "rsm": "urn:ferd:CrossIndustryDocument:invoice:1p0",
    "ram": f"{UNECE}ReusableAggregateBusinessInformationEntity:12",
}
CREDIT_NOTE = (
    UBL.replace("InvoiceLine>", "CreditNoteLine>")
    .replace("InvoicedQuantity", "CreditedQuantity")
    .replace(":schema:xsd:Invoice-2", ":schema:xsd:CreditNote-2")
    .replace("<Invoice ", "<CreditNote ")
    .replace("</Invoice>", "</CreditNote>")
)
LOOSE = UBL.partition("?>")[2]
WRAPPED = (
    f'<sh:StandardBusinessDocument xmlns:sh="{USUAL["sh"]}">{LOOSE}</sh:StandardBusinessDocument>'
)
DEAL = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
NET = {
    "InvoiceLine": "cbc:LineExtensionAmount",
    "CreditNoteLine": "cbc:LineExtensionAmount",
    "AllowanceCharge": "cbc:Amount",
    "IncludedSupplyChainTradeLineItem": ".//ram:LineTotalAmount",
    "SpecifiedTradeAllowanceCharge": "ram:ActualAmount",
    "SpecifiedLogisticsServiceCharge": "ram:AppliedAmount",
}


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        pytest.param(UBL, USUAL, id="UBL"),
        pytest.param(CREDIT_NOTE, USUAL, id="UBL credit note"),
        pytest.param(WRAPPED, USUAL, id="UBL in an envelope"),
        pytest.param(CII, USUAL, id="CII"),
        pytest.param(OLD, OF_ZUGFERD_1, id="ZUGFeRD 1"),
    ],
)
def test_the_xpath_of_every_row_leads_to_its_element(text, prefixes, tmp_path):
    rows = read_text(text, tmp_path).rows
    root = etree.fromstring(text.encode())
    assert rows["source_path"].n_unique() == rows.height > 1
    for row in rows.iter_rows(named=True):
        (found,) = root.getroottree().xpath(row["source_path"], namespaces=prefixes)
        assert found.sourceline == row["source_row"]
        if row["encoding"] is not None:  # the amount of a line is without its own charges
            (amount,) = found.xpath(NET[etree.QName(found).localname], namespaces=prefixes)
            assert abs(Decimal(amount.text)) == abs(row["line_net_amount"])


def test_paths_are_as_people_write_them(tmp_path):
    rows = [*read_text(UBL, tmp_path).rows.iter_rows(named=True)]
    rows += read_text(CII, tmp_path).rows.iter_rows(named=True)
    found = {row["source_path"] for row in rows}
    assert found >= {
        "/ubl:Invoice/cac:InvoiceLine[2]",
        "/ubl:Invoice/cac:InvoiceLine[1]/cac:AllowanceCharge[2]",
        "/ubl:Invoice/cac:AllowanceCharge[4]",
        f"{DEAL}/ram:IncludedSupplyChainTradeLineItem[2]",
        f"{DEAL}/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeAllowanceCharge[4]",
    }


def test_every_row_names_its_file_and_every_file_has_a_row(tmp_path):
    other = changed(UBL, ("F2601", "F2602"))
    contents = {"a.xml": UBL, "b.txt": "Facturen van januari", "c.xml": other}
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = read_path(tmp_path)
    assert reading.files["source_file"].to_list() == [0, 1, 2]
    assert reading.files["name"].to_list() == list(contents)
    assert reading.files["sha256"].to_list() == [
        sha256(text.encode()).hexdigest() for text in contents.values()
    ]
    assert reading.rejected.select("source_file", "reason").rows() == [(1, "read.no_xml")]
    of_rows = reading.rows.group_by("invoice_number", "source_file").len().sort("source_file")
    assert of_rows.select("invoice_number", "source_file").rows() == [("F2601", 0), ("F2602", 2)]


def test_in_an_archive_the_hash_is_of_the_member(tmp_path):
    path = tmp_path / "january.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("in/a.xml", UBL)
    files = read_path(path).files
    assert files.select("name", "sha256").rows() == [
        ("january.zip/in/a.xml", sha256(UBL.encode()).hexdigest())
    ]


def test_the_hash_of_a_pdf_is_that_of_the_pdf(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("factur-x.xml", CII.encode())
    written = io.BytesIO()
    writer.write(written)
    (tmp_path / "a.pdf").write_bytes(written.getvalue())
    reading = read_path(tmp_path / "a.pdf")
    assert reading.files["sha256"].to_list() == [sha256(written.getvalue()).hexdigest()]
