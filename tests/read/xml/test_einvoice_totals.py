"""What an e-invoice says that it comes to is held against what was read, total by total."""

from __future__ import annotations

import pytest
from einvoices import CII, OLD, UBL, changed, read_path, read_text, without

from checker.control import of_totals
from checker.money import plain

STATED = {  # of the two samples
    "BT-106": "278.00",
    "BT-107": "12.50",
    "BT-108": "72.50",
    "BT-109": "338.00",
    "BT-110": "70.98",
    "BT-112": "408.98",
}
# Syntax, what is written instead of what, the totals that differ: stated and read.
WRONG = {
    "lines": (UBL, [(">278.00</cbc:L", ">287.00</cbc:L")], ["BT-106 287.00 278.00"]),
    "allowances": (UBL, [(">12.50</cbc:All", ">12.00</cbc:All")], ["BT-107 12.00 12.50"]),
    "charges": (CII, [("TotalAmount>72.50<", "TotalAmount>75.20<")], ["BT-108 75.20 72.50"]),
    "without VAT": (CII, [("BasisTotalAmount>338.00", "BasisTotalAmount>338.01")],
        ["BT-109 338.01 338.00"]),
    "with VAT": (UBL, [(">408.98<", ">409.98<")], ["BT-112 409.98 408.98"]),
    "VAT, and what follows from it": (CII, [('"EUR">70.98<', '"EUR">79.08<')],
        ["BT-110 79.08 70.98", "BT-112 408.98 417.08"]),
    "a cent of VAT is for tax_arithmetic": (CII, [
        ('"EUR">70.98<', '"EUR">70.99<'), ("GrandTotalAmount>408.98", "GrandTotalAmount>408.99")
    ], []),
    "VAT that is 1.00 off": (CII, [
        ('"EUR">70.98<', '"EUR">71.98<'), ("GrandTotalAmount>408.98", "GrandTotalAmount>409.98")
    ], ["BT-110 71.98 70.98"]),
    "an amount of a line": (CII, [("LineTotalAmount>188.00", "LineTotalAmount>180.00")],
        ["BT-106 278.00 270.00", "BT-109 338.00 330.00", "BT-110 70.98 69.30",
         "BT-112 408.98 400.98"]),
}  # fmt: skip


def compared(text, folder):
    return of_input(read_text(text, folder))


def of_input(reading):
    return of_totals(reading.totals, reading.source, einvoices=reading.exact)


@pytest.mark.parametrize("text", [UBL, CII], ids=["ubl", "cii"])
def test_all_totals_of_en_16931_are_compared(text, tmp_path):
    found = compared(text, tmp_path)
    shown = {row["figure"]: plain(row["stated"]) for row in found.iter_rows(named=True)}
    assert shown == STATED
    assert set(found["outcome"]) == {"equal"}
    assert set(found["kind"]) == {"einvoice"}
    assert set(found["place"]) == {"invoice.xml"}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_total_that_differs_is_told(case, tmp_path):
    text, changes, differing = case
    found = compared(changed(text, *changes), tmp_path)
    told = [
        f"{row['figure']} {plain(row['stated'])} {plain(row['found'])}"
        for row in found.iter_rows(named=True)
        if row["outcome"] != "equal"
    ]
    assert told == differing


@pytest.mark.parametrize(
    ("element", "term"),
    [
        ("LineExtensionAmount", "BT-106"),
        ("AllowanceTotalAmount", "BT-107"),
        ("ChargeTotalAmount", "BT-108"),
        ("TaxExclusiveAmount", "BT-109"),
        ("TaxInclusiveAmount", "BT-112"),
    ],
)
def test_a_total_that_is_not_stated_is_not_compared(element, term, tmp_path):
    head, mark, totals = UBL.partition("<cac:LegalMonetaryTotal>")
    lacking = without(totals, f"<cbc:{element} ", f"</cbc:{element}>")
    found = compared(head + mark + lacking, tmp_path)
    assert found["figure"].to_list() == [each for each in STATED if each != term]


def test_without_the_rate_of_a_line_vat_cannot_be_compared(tmp_path):
    text = UBL.replace("<cbc:Percent>21</cbc:Percent>", "")
    found = compared(text, tmp_path)
    assert found["figure"].to_list() == [term for term in STATED if term != "BT-110"]


def test_every_document_is_compared_with_its_own_rows(tmp_path):
    wrong = changed(CII, ("GrandTotalAmount>408.98", "GrandTotalAmount>408.00"))
    names = {"a.xml": UBL, "b.xml": changed(wrong, (">F2601", ">F2602")), "c.xml": OLD}
    for name, text in names.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = of_input(read_path(tmp_path))
    differing = found.filter(found["outcome"] != "equal")
    assert differing.select("place", "figure").rows() == [("b.xml", "BT-112")]
