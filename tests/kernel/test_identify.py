"""Whose invoices they are: found by account, or by what they say of their buyer."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from checker import check, load_agreements
from checker.identifiers import known_as
from checker.identify import identify
from checker.read.charges import load_charges
from checker.read.normalise import normalise
from checker.read.reading import Reading

RULES = Path(__file__).parents[2] / "rules"
PAPER = """
documents:
  - source: RV
    valid_from: 2025-01-01
    clauses:
      charge_forbidden: {class: administration, anchor: issue_date}
"""
ACME = """
identifiers:
  gln: ["8712345000004", "4035811991014"]
  legal_registration: "12345678"
  vat: NL004495445B01
  electronic_address: ["0106:87654321", "EM:Facturen@acme.nl"]
"""
BONI = """
identifiers: {vat: BE0417497106, oin: "00000001001234567000", electronic_address: "EM:in@boni.be"}
"""
DANSK = """
identifiers: {electronic_address: "0184:DK87654321", vat: [DE136695976, LU15027442]}
"""
FIELDS = {
    "gln": "buyer_identifier",
    "kvk": "buyer_legal_registration_id",
    "vat": "buyer_vat_identifier",
    "address": "buyer_electronic_address",
    "scheme": "buyer_electronic_address_scheme",
    "gln scheme": "buyer_identifier_scheme",
    "kvk scheme": "buyer_legal_registration_id_scheme",
}
ROW = {
    "invoice_number": "F1",
    "issue_date": "2026-01-15",
    "item_name": "Administratiekosten",
    "invoiced_quantity": "1",
    "item_net_price": "7.50",
    "line_net_amount": "7.50",
    "currency": "EUR",
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identify") / "rules"
    folder.mkdir()
    for name in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(RULES / name, folder / name)
    (folder / "10023.yaml").write_text(f'debtor: "10023"\nname: ACME{ACME}{PAPER}')
    (folder / "10024.yaml").write_text(f'debtor: "10024"\nname: Boni{BONI}{PAPER}')
    (folder / "10026.yaml").write_text(f'debtor: "10026"\nname: Dansk{DANSK}{PAPER}')
    (folder / "10025001.yaml").write_text(f'debtor: "10025001"\nname: Digits{PAPER}')
    (folder / "10025.yaml").write_text(f'debtor: "10025"\nname: Cato{PAPER}')
    return folder


def export(*stated: dict[str, str]) -> pl.DataFrame:
    """An invoice per case, with all columns of the buyer."""
    nothing = dict.fromkeys(FIELDS.values())
    rows = [
        {"debtor": "50000", **ROW, **nothing, "invoice_number": f"F{number}"}
        | {FIELDS.get(word, word): value for word, value in case.items()}
        for number, case in enumerate(stated, 1)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


# What the invoice says -> the debtor of its finding, and what the finding is.
CASES = {
    "the account": ({"debtor": "00010025"}, "00010025", "charge_forbidden"),
    "the account goes before a number": (
        {"debtor": "10025", "kvk": "12345678"},
        "10025",
        "charge_forbidden",
    ),
    "a GLN": ({"gln": "8712345000004"}, "10023", "charge_forbidden"),
    "the second of two GLNs, typed apart": (
        {"gln": "40358 11991 014"},
        "10023",
        "charge_forbidden",
    ),
    "an OIN where a GLN would be": ({"gln": "00000001001234567000"}, "10024", "charge_forbidden"),
    "an OIN as registration": ({"kvk": "00000001001234567000"}, "10024", "charge_forbidden"),
    "a KvK number": ({"kvk": "KvK 1234 5678"}, "10023", "charge_forbidden"),
    "a VAT number": ({"vat": "nl 0044.95.445.B01"}, "10023", "charge_forbidden"),
    "a VAT number without its country": ({"vat": "004495445B01"}, "10023", "charge_forbidden"),
    "an address that is the KvK number": (
        {"address": "12345678", "scheme": "0106"},
        "10023",
        "charge_forbidden",
    ),
    "a GLN as an address of SI-UBL 1": (
        {"address": "8712345000004", "scheme": "GLN"},
        "10023",
        "charge_forbidden",
    ),
    "a KvK number that stands as an address in the agreement": (
        {"kvk": "87654321"},
        "10023",
        "charge_forbidden",
    ),
    "an address with its scheme in front": (
        {"address": "0106:87654321"},
        "10023",
        "charge_forbidden",
    ),
    "an address of Peppol in full": (
        {"address": "iso6523-actorid-upis::9944:NL004495445B01"},
        "10023",
        "charge_forbidden",
    ),
    "an address without its scheme": ({"address": "87654321"}, "10023", "charge_forbidden"),
    "an e-mail address": (
        {"address": "facturen@ACME.nl ", "scheme": "EM"},
        "10023",
        "charge_forbidden",
    ),
    "two numbers of one debtor": (
        {"gln": "8712345000004", "kvk": "12345678"},
        "10023",
        "charge_forbidden",
    ),
    "the same address in another scheme": (
        {"address": "87654321", "scheme": "0184"},
        "50000",
        "agreement",
    ),
    "a number of nobody": ({"kvk": "11111111"}, "50000", "agreement"),
    "a KvK number where a GLN belongs": ({"gln": "12345678"}, "50000", "agreement"),
    "nothing": ({}, "50000", "agreement"),
    "a KvK number as identifier, with its scheme": (
        {"gln": "12345678", "gln scheme": "0106"},
        "10023",
        "charge_forbidden",
    ),
    "a VAT number as identifier, with its scheme": (
        {"gln": "NL004495445B01", "gln scheme": "9944"},
        "10023",
        "charge_forbidden",
    ),
    "a KvK number as SI-UBL 1 has it": (
        {"gln": "12345678", "gln scheme": "NL:KVK"},
        "10023",
        "charge_forbidden",
    ),
    "a KvK number whose scheme Excel took for a number": (
        {"kvk": "12345678", "kvk scheme": "106"},
        "10023",
        "charge_forbidden",
    ),
    "a scheme that says nothing": (
        {"kvk": "12345678", "kvk scheme": "ZZZ"},
        "10023",
        "charge_forbidden",
    ),
    "the number of a Danish company, not of a Dutch one": (
        {"kvk": "12345678", "kvk scheme": "0184"},
        "50000",
        "agreement",
    ),
    "a Danish number that the agreement has as an address": (
        {"kvk": "DK-87 65 43 21", "kvk scheme": "0184"},
        "10026",
        "charge_forbidden",
    ),
    "digits of another kind that are a GLN": (
        {"gln": "8712345000004", "gln scheme": "0060"},
        "50000",
        "agreement",
    ),
    "a German VAT number as an address": (
        {"address": "DE136695976", "scheme": "9930"},
        "10026",
        "charge_forbidden",
    ),
    "a Luxembourg VAT number as an address": (
        {"address": "LU15027442", "scheme": "9938"},
        "10026",
        "charge_forbidden",
    ),
    "the account as identifier goes before a number": (
        {"debtor": "10025", "gln": "10025", "kvk": "12345678"},
        "10025",
        "charge_forbidden",
    ),
    "a KvK number that is the account of somebody else": (
        {"debtor": "10025001", "kvk": "10025001", "address": "facturen@acme.nl", "scheme": "EM"},
        "10025001",
        "agreement",
    ),
    "a KvK number that stands where the account does": (
        {"debtor": "12345678", "kvk": "12345678"},
        "10023",
        "charge_forbidden",
    ),
    "a point is no place in an e-mail address": (
        {"address": "factu.ren@acme.nl", "scheme": "EM"},
        "50000",
        "agreement",
    ),
}


@pytest.fixture(scope="module")
def findings(rules):
    report = check(export(*(said for said, _, _ in CASES.values())), load_agreements(rules))
    return {row["invoice_number"]: row for row in report.findings.to_dict("records")}


@pytest.mark.parametrize("number", range(1, len(CASES) + 1), ids=list(CASES))
def test_an_invoice_is_judged_by_the_agreement_of_its_buyer(number, findings):
    _, debtor, clause = list(CASES.values())[number - 1]
    found = findings[f"F{number}"]
    assert (found["debtor"], found["clause"]) == (debtor, clause)


def test_numbers_of_two_debtors_decide_nothing_and_both_are_named(rules):
    report = check(export({"gln": "8712345000004", "vat": "BE0417497106"}), load_agreements(rules))
    (found,) = report.findings.to_dict("records")
    assert (found["debtor"], found["clause"], found["outcome"]) == ("50000", "agreement", "unknown")
    assert "(10023, 10024)" in found["reason"]
    told = [note.text("en") for note in report.result.notes]
    assert any(note.startswith("1 of 1 invoices say things of their buyer") for note in told)
    assert report.result.adds_up


def test_no_clause_holds_for_an_invoice_of_one_of_two_debtors(rules, tmp_path):
    folder = shutil.copytree(rules, tmp_path / "rules")
    (folder / "_default.yaml").write_text(PAPER)
    one, both = {"kvk": "1"}, {"gln": "8712345000004", "vat": "BE0417497106"}
    report = check(export(one, both), load_agreements(folder))
    found = report.findings[["invoice_number", "clause"]].to_dict("records")
    assert sorted((f["invoice_number"], f["clause"]) for f in found) == [
        ("F1", "agreement"),
        ("F1", "charge_forbidden"),
        ("F2", "agreement"),
    ]


BRANCHES = {
    "10030": 'vat: BE0417497106, legal_registration: "0417497106", gln: "8712345000004"',
    "10031": 'vat: BE0417497106, legal_registration: "0417497106", gln: "4035811991014"',
    "10032": "vat: NL004495445B01",
}
# What the invoice says -> the debtor, or those that it can be.
OF_BRANCHES = {
    "the GLN of a branch": ({"gln": "4035811991014"}, "10031", None),
    "its GLN and the VAT number of all": (
        {"gln": "4035811991014", "vat": "BE0417497106"},
        "10031",
        None,
    ),
    "its GLN and two numbers of all": (
        {"gln": "8712345000004", "vat": "BE0417497106", "kvk": "0417.497.106"},
        "10030",
        None,
    ),
    "the VAT number of all alone": ({"vat": "BE0417497106"}, "50000", "10030, 10031"),
    "two numbers of all": (
        {"vat": "BE0417497106", "kvk": "0417497106"},
        "50000",
        "10030, 10031",
    ),
    "a GLN of nobody beside the VAT number of all": (
        {"gln": "5412345000013", "vat": "BE0417497106"},
        "50000",
        "10030, 10031",
    ),
    "a branch and somebody else": (
        {"gln": "8712345000004", "vat": "NL004495445B01"},
        "50000",
        "10030, 10032",
    ),
    "the account": ({"debtor": "10030", "vat": "BE0417497106"}, "10030", None),
}


@pytest.mark.parametrize(("said", "debtor", "several"), OF_BRANCHES.values(), ids=list(OF_BRANCHES))
def test_a_number_of_all_branches_decides_nothing_and_contradicts_nothing(
    said, debtor, several, rules, tmp_path
):
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(rules / name, folder)
    for name, known in BRANCHES.items():
        text = f'debtor: "{name}"\nname: X\nidentifiers: {{{known}}}{PAPER}'
        (folder / f"{name}.yaml").write_text(text)
    (found,) = check(export(said), load_agreements(folder)).findings.to_dict("records")
    assert found["debtor"] == debtor
    assert found["clause"] == ("agreement" if several else "charge_forbidden")
    assert several is None or f"({several})" in found["reason"]


def test_who_has_the_account_of_a_number_and_who_has_the_number_are_both_named(rules):
    said = {"debtor": "10025001", "kvk": "10025001", "address": "facturen@acme.nl", "scheme": "EM"}
    (found,) = check(export(said), load_agreements(rules)).findings.to_dict("records")
    assert "(10023, 10025001)" in found["reason"]


def test_how_many_were_found_is_told(rules):
    report = check(export({"debtor": "10025"}, {"kvk": "12345678"}, {}), load_agreements(rules))
    told = [note.text("nl") for note in report.result.notes]
    assert any(note.startswith("1 van 3 facturen zijn gevonden") for note in told)


def test_found_by_its_number_an_invoice_has_the_id_of_its_account(rules):
    agreements = load_agreements(rules)
    ids = [
        check(export(said), agreements).findings["finding_id"].tolist()
        for said in ({"debtor": "10023"}, {"gln": "8712345000004"}, {"debtor": "10023", "gln": "x"})
    ]
    assert ids[0] == ids[1] == ids[2]


def test_an_invoice_is_found_twice_though_it_names_its_buyer_in_two_ways(rules, tmp_path):
    folder = shutil.copytree(rules, tmp_path / "rules")
    paper = PAPER.replace("charge_forbidden: {class: administration, anchor: issue_date}",
                          "document_duplicate: {}")  # fmt: skip
    (folder / "10023.yaml").write_text(f'debtor: "10023"\nname: ACME{ACME}{paper}')
    said = [{"debtor": "10023", "invoice_number": "F1"}, {"gln": "8712345000004"}]
    report = check(export(*[case | {"invoice_number": "F1"} for case in said]),
                   load_agreements(folder))  # fmt: skip
    assert report.findings["clause"].tolist() == ["document_duplicate"]


@pytest.mark.parametrize("without", ["identifiers in the agreements", "columns of the buyer"])
def test_where_nothing_can_be_looked_up_nothing_is_touched(rules, tmp_path, without):
    folder = shutil.copytree(rules, tmp_path / "rules")
    frame = export({"debtor": "10023"}, {"debtor": "50000"})
    if without == "columns of the buyer":
        frame = frame.drop(FIELDS.values())
    else:
        for path in folder.glob("1*.yaml"):
            path.write_text(f'debtor: "{path.stem}"\nname: X{PAPER}')
    agreements = load_agreements(folder)
    rows = frame.with_columns(
        pl.col("issue_date").str.to_date(),
        pl.col("invoiced_quantity", "item_net_price", "line_net_amount").cast(pl.Decimal(38, 6)),
        source_row=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    invoices = normalise(Reading(rows, rows_read=rows.height), load_charges(folder))
    assert identify(invoices, agreements).invoices is invoices


@pytest.mark.parametrize(
    ("scheme", "value", "known"),
    [
        ("0106", "1234.5678", "legal_registration:12345678"),
        ("legal_registration", "kvk 12345678", "legal_registration:12345678"),
        ("0088", " 8712345000004", "gln:8712345000004"),
        ("0190", "00000001001234567000", "oin:00000001001234567000"),
        ("9944", "nl004495445b01", "vat:NL004495445B01"),
        ("EM", "A.B@c.nl", "em:a.b@c.nl"),
        ("0184", "DK 1234", "0184:dk1234"),
        ("vat", " . ", None),
        ("vat", None, None),
    ],
)
def test_what_identifiers_are_compared_by(scheme, value, known):
    frame = pl.DataFrame({"scheme": [scheme], "value": pl.Series([value], dtype=pl.String)})
    assert frame.select(known_as(pl.col("scheme"), pl.col("value"))).item() == known
