"""E-invoices of others: all are read or refused with a reason, twins are alike, totals add up."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from checker import check, load_agreements
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
CLASSES = load_charges(RULES)
# Folder -> how many files are read, and of the others how many for which reason.
READ = {
    "en16931": (26, {"einvoice_without_buyer": 7, "same_file": 1}),
    "facturx_pdf": (6, {"no_lines": 2, "no_xml": 1}),
    "nl_si_ubl": (
        156,
        {
            "einvoice_without_date": 1,
            "einvoice_without_number": 1,
            "no_invoice": 28,  # orders
            "no_lines": 1,
            "no_xml": 1,
            "other_currency": 2,
        },
    ),
    "peppol_bis3": (12, {}),
    "peppol_phive": (19, {"no_xml": 1}),
    "xrechnung": (86, {"no_xml": 2}),
    "zugferd_xml": (35, {"einvoice_without_buyer": 18, "no_xml": 1}),
}
# SI-UBL 1.2 invoices that charge "Administratiekosten", 10.00 each but for one that does so twice.
ADMINISTRATION = {
    "error-BII2-T10-": (
        "R001 R002 R005 R006 R008 R010 R011 R012 R013 R015 R017 R019 R020 R021 R023 R024 "
        "R025 R026 R027 R028 R029 R030 R031 R032 R033 R039 R043 R052 R054 R055 R056"
    ),
    "error-CL-T10-": "R001 R004 R006 R007 R008 R010",
    "error-EUGEN-T10-": "R012 R029",
    "error-SI-INV-": "R027",
    "ok-BII2-T10-": "R034 R045",
    "ok-": "reference",
    "warning-CL-T10-": "R006 R007 R010",
}
TWICE = "error-BII2-T10-R055"
AGREEMENT = """
debtor: "{debtor}"
name: Afnemer
identifiers: {identifiers}
documents:
  - source: "Alle leveringen zijn franco, geen administratiekosten"
    valid_from: 2005-01-01
    anchor: issue_date
    clauses:
      charge_forbidden: [{classes}]
"""
FREIGHT = {
    "beside the lines": (
        "<cac:LegalMonetaryTotal>",
        (
            "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:"
            "AllowanceChargeReason>Vrachtkosten</cbc:AllowanceChargeReason><cbc:Amount>25.00"
            "</cbc:Amount></cac:AllowanceCharge><cac:LegalMonetaryTotal>"
        ),
    ),
    "as a line": (
        "</Invoice>",
        (
            '<cac:InvoiceLine><cbc:ID>99</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:'
            "InvoicedQuantity><cbc:LineExtensionAmount>25.00</cbc:LineExtensionAmount><cac:Item>"
            "<cbc:Name>Vrachtkosten</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>25.00"
            "</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"
        ),
    ),
}


@pytest.fixture(scope="module")
def einvoices(real_data):
    folder = real_data / "einvoices"
    if not folder.is_dir():
        pytest.skip("the real e-invoices are not part of the project")
    return folder


def read_folder(path):
    reading = read(path, rules=RULES, options=ReadOptions())
    return reading, normalise(reading, CLASSES)


@pytest.mark.parametrize("name", READ)
def test_every_file_is_read_or_refused_with_a_reason(name, einvoices):
    reading, invoices = read_folder(einvoices / name)
    files = [path for path in (einvoices / name).rglob("*") if path.is_file()]
    counted = reading.rejected["reason"].value_counts()
    reasons = {reason.removeprefix("read."): n for reason, n in counted.iter_rows()}
    assert (invoices.documents.height, dict(sorted(reasons.items()))) == READ[name]
    assert invoices.documents.height + reading.rejected.height == len(files)


@pytest.fixture
def agreed(tmp_path):
    """Agreements with buyers of the Dutch files, by their numbers."""

    def agreements(classes, **identifiers):
        folder = tmp_path / "rules"
        folder.mkdir()
        for name in ("_charges.yaml", "_costs.yaml"):
            shutil.copy(RULES / name, folder / name)
        forbidden = ", ".join(f"{{class: {name}}}" for name in classes)
        for debtor, known in identifiers.items():
            text = AGREEMENT.format(debtor=debtor[1:], identifiers=known, classes=forbidden)
            (folder / f"{debtor[1:]}.yaml").write_text(text)
        return load_agreements(folder)

    return agreements


def violated(path, agreements):
    """File, charge class, what is stated and the id of all that is not as agreed."""
    report = check(path, agreements)
    assert report.result.adds_up
    found = report.result.findings.filter(pl.col("outcome") == "violated")
    rows = found.select("invoice_at", "debtor", "charge_class", "stated", "finding_id").rows()
    return [(at.partition(".xml")[0], *rest) for at, *rest in rows]


def test_administration_costs_are_found_by_the_agreement_of_the_buyer(einvoices, agreed):
    agreements = agreed(
        ("freight", "administration"),
        d700='{legal_registration: ["87654321", "3333333333", "11111111", "13524678"]}',
        d701='{oin: "00000001003214394000"}',
        d702='{legal_registration: "12344567890", gln: "4035811991014"}',
    )
    expected = {
        (f"SI-UBL-1.2/SI-UBL-INV-1.2-{begin}{end}", "20.00" if begin + end == TWICE else "10.00")
        for begin, ends in ADMINISTRATION.items()
        for end in ends.split()
    }
    found = violated(einvoices / "nl_si_ubl", agreements)
    assert {(name, stated) for name, _, _, stated, _ in found} == expected
    assert {(debtor, cls) for _, debtor, cls, *_ in found} == {("700", "administration")}
    assert len(found) == len(expected) == 46


def test_what_is_charged_beside_franco_is_found(einvoices, agreed):
    """The only ones that state "franco" and contain a charge: a deposit, as a line."""
    agreements = agreed(("freight", "deposit"), d10202="{}")
    examples = {
        "cii/examples/CII_example1": "3.90",
        "ubl/examples/guide-example1": "3.90",
        "ubl/examples/ubl-tc434-example1": "3.90",
        "ubl/examples/ubl-tc434-example10": "3.90",
    }
    found = violated(einvoices / "en16931", agreements)
    assert {name: stated for name, _, _, stated, _ in found} == examples
    alone = [violated(einvoices / "en16931" / f"{name}.xml", agreements) for name in examples]
    assert len({finding_id for ((*_, finding_id),) in alone}) == 1


def test_freight_is_found_on_what_states_franco(einvoices, agreed, tmp_path):
    """The Dutch ones contain no charge: these are let alone, and found once they do."""
    agreements = agreed(("freight",), d700='{legal_registration: ["11111111", "87654321"]}')
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((einvoices / "nl_si_ubl").rglob("*.xml"))
        if "Alle leveringen zijn franco" in path.read_text(encoding="utf-8", errors="replace")
    }
    assert len(texts) == 11
    ids = {}
    for form, (before, after) in {"none": ("</Invoice>", "</Invoice>"), **FREIGHT}.items():
        folder = tmp_path / form
        folder.mkdir()
        for name, text in texts.items():
            assert text.count(before) == 1
            (folder / f"{name}.xml").write_text(text.replace(before, after), encoding="utf-8")
        found = violated(folder, agreements)
        assert {(debtor, cls, stated) for _, debtor, cls, stated, _ in found} == (
            set() if form == "none" else {("700", "freight", "25.00")}
        )
        ids[form] = {name: finding_id for name, *_, finding_id in found}
    assert ids["none"] == {}
    assert set(ids["as a line"]) == set(texts)
    assert ids["as a line"] == ids["beside the lines"]
