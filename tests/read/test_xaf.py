"""Audit files: what of the bookings is an invoice line, whose it is, and what is told of the rest."""

from __future__ import annotations

import gzip
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from checker import check, load_agreements
from checker.errors import InputError
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
SAMPLE = Path(__file__).parent / "audit" / "xaf-3.2.xaf"
V32 = "http://www.auditfiles.nl/XAF/3.2"
V40 = "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0"

ACCOUNTS = """
1300 B Debiteuren
1500 B Btw
1700 B Te betalen statiegeld
7000 P Kostprijs van de omzet
8000 P Omzet
8090 P Orderkosten
"""


def ledger() -> str:
    rows = [line.split(maxsplit=2) for line in ACCOUNTS.strip().splitlines()]
    return "".join(
        f"<ledgerAccount><accID>{at}</accID><accDesc>{name}</accDesc><accTp>{kind}</accTp></ledgerAccount>"
        for at, kind, name in rows
    )


def lines(table: str) -> str:
    """A booking: account, D or C, amount, and further elements as name=text."""
    made = ""
    for nr, row in enumerate(table.strip().splitlines(), 1):
        account, side, amount, *more = row.split()
        given = {"docRef": "F1", "effDate": "2026-01-14"} | dict(m.split("=") for m in more)
        fields = {"nr": nr, "accID": account, "amnt": amount, "amntTp": side} | given
        made += "<trLine>" + "".join(f"<{n}>{v}</{n}>" for n, v in fields.items()) + "</trLine>"
    return f"<transaction><nr>1</nr><trDt>2026-01-20</trDt>{made}</transaction>"


def journal(*tables: str, kind: str = "<jrnTp>S</jrnTp>", name: str = "Dagboek") -> str:
    booked = "".join(lines(table) for table in tables)
    return f"<journal><jrnID>V</jrnID><desc>{name}</desc>{kind}{booked}</journal>"


def audit_file(
    *journals: str, namespace: str = V32, accounts: str | None = None, more: str = ""
) -> str:
    return (
        f'<?xml version="1.0"?>\n<!-- one year --><auditfile xmlns="{namespace}">'
        "<header><curCode>EUR</curCode></header><company><customersSuppliers><customerSupplier>"
        "<custSupID>10023</custSupID><custSupName>Acme</custSupName></customerSupplier></customersSuppliers>"
        f"<generalLedger>{ledger() if accounts is None else accounts}</generalLedger>"
        "<vatCodes><vatCode><vatID>H</vatID><vatToPayAccID>1500</vatToPayAccID></vatCode></vatCodes>"
        f"<transactions>{more}{''.join(journals)}</transactions></company></auditfile>"
    )


def reading_of(text: str | bytes, folder, name: str = "year.xaf", **options):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, rules=RULES, options=ReadOptions(**options))


def found(reading, *columns: str):
    return reading.rows.select(*columns).rows()


def notes(reading) -> list[str]:
    return [note.key.removeprefix("read.") for note in reading.notes]


INVOICE = """
1300 D 130.68 custSupID=10023 invRef=26001
8000 C 100.00
8090 C 8.00
1500 C 22.68
"""


# -- from the sample to findings

AGREEMENT = """
debtor: "10023"
name: Acme Bouw BV
documents:
  - source: RV-1
    valid_from: 2025-01-01
    verified_on: 2026-01-01
    anchor: issue_date
    clauses:
      charge_forbidden: {class: order_costs}
      price_net_list: {file: prices.csv}
      discount_line: {percent: 10}
"""


def test_the_sample_goes_all_the_way_to_findings(tmp_path):
    for name in ("_charges.yaml", "_costs.yaml"):
        (tmp_path / name).write_text((RULES / name).read_text("utf-8"), "utf-8")
    (tmp_path / "10023.yaml").write_text(AGREEMENT, "utf-8")
    (tmp_path / "prices.csv").write_text("item;price\nA100;9,00\n", "utf-8")
    report = check(SAMPLE, load_agreements(tmp_path))
    columns = ["invoice_number", "clause", "outcome", "stated", "difference"]
    list_ = report.findings.sort_values(["invoice_number", "clause"])
    list_ = list_.astype(object).where(list_.notna(), None)
    assert [tuple(row) for row in list_[columns].itertuples(index=False)] == [
        ("26700101", "charge_forbidden", "violated", "7.50", Decimal("7.5")),
        ("26700101", "price_net_list", "unknown", None, 0),
        ("26700102", "discount_line", "unknown", None, 0),
        ("26700102", "price_net_list", "unknown", None, 0),
    ]
    reasons = set(list_["reason"].dropna())
    assert len(reasons) == 1
    assert "holds no prices" in reasons.pop()
    assert report.invoices == 2
    assert report.totals[["rows"]].sum().item() > 0


def test_dates_that_no_audit_file_has_are_told_as_such(tmp_path):
    for name in ("_charges.yaml", "_costs.yaml"):
        (tmp_path / name).write_text((RULES / name).read_text("utf-8"), "utf-8")
    (tmp_path / "prices.csv").write_text("item;price\nA100;9,00\n", "utf-8")
    (tmp_path / "10023.yaml").write_text(AGREEMENT.replace("    anchor: issue_date\n", ""), "utf-8")
    findings = check(SAMPLE, load_agreements(tmp_path)).findings
    told = findings[findings["clause"] == "charge_forbidden"]["reason"].tolist()
    assert told
    assert all("has neither order dates nor delivery dates" in reason for reason in told)


@pytest.mark.parametrize(
    ("scope", "outcome", "said"),
    [
        ("order", "unknown", "Write `scope: invoice`"),
        ("delivery", "unknown", "Write `scope: invoice`"),
        ("invoice", "violated", None),
    ],
)
def test_without_orders_a_charge_can_count_per_invoice(scope, outcome, said, tmp_path):
    for name in ("_charges.yaml", "_costs.yaml"):
        (tmp_path / name).write_text((RULES / name).read_text("utf-8"), "utf-8")
    clause = f"charge_fixed: {{class: order_costs, amount: 5.00, scope: {scope}}}"
    text = AGREEMENT.partition("    clauses:")[0] + f"    clauses:\n      {clause}\n"
    (tmp_path / "10023.yaml").write_text(text, "utf-8")
    source = tmp_path / "2026.xaf"
    sample = SAMPLE.read_text("utf-8")
    source.write_text(
        re.sub("<(orderRef|shipDocRef)>[^<]*</(orderRef|shipDocRef)>", "", sample), "utf-8"
    )
    (found,) = check(source, load_agreements(tmp_path)).findings.itertuples()
    assert found.outcome == outcome
    assert said is None or said in found.reason


def test_the_sample_means_the_same_invoices_as_the_other_exports():
    reading = read(SAMPLE, rules=RULES, options=ReadOptions())
    invoices = normalise(reading, load_charges(RULES))
    documents = invoices.documents.select("invoice_number", "invoice_type_code", "debtor").rows()
    assert documents == [("26700101", "380", "10023"), ("26700102", "381", "10023")]
    assert invoices.lines.select("seller_item_id", "line_net_amount", "vat_rate").rows() == [
        ("A100", Decimal(108), Decimal(21)),
        ("A100", Decimal(-18), Decimal(21)),
    ]
    assert invoices.charges.select("charge_class", "charge_amount").rows() == [
        ("order_costs", Decimal("7.5"))
    ]
    assert reading.totals["stated"].to_list() == reading.totals["computed"].to_list()
    assert {"item_net_price", "invoiced_quantity"} <= invoices.absent


def test_what_is_not_read_is_told():
    reading = read(SAMPLE, rules=RULES, options=ReadOptions())
    told = {note.key.removeprefix("read."): note.values for note in reading.notes}
    assert told["note_other_journals"]["names"] == "Inkoopboek (2), Bank (2)"
    assert told["note_booked_balance"]["names"] == "1300 Debiteuren, 3000 Voorraad"
    assert told["note_booked_vat"]["count"] == 2
    assert told["note_booked_cost"]["names"] == "7000 Kostprijs van de omzet"
    assert told["note_charge_accounts"]["names"] == "8090 Doorberekende orderkosten"
    assert "note_booking_prices" in told


def test_every_row_says_where_it_stands():
    reading = read(SAMPLE, rules=RULES, options=ReadOptions())
    assert found(reading, "source_row", "source_path")[1] == (
        64, "/auditfile/company/transactions/journal[1]/transaction[1]/trLine[3]",
    )  # fmt: skip
    text = SAMPLE.read_text("utf-8").splitlines()
    assert all("<trLine>" in text[row - 1] for (row,) in found(reading, "source_row"))


# -- which lines, and whose


def test_debtor_and_number_come_from_the_line_of_the_debtor(tmp_path):
    reading = reading_of(audit_file(journal(INVOICE)), tmp_path)
    columns = (
        "invoice_number",
        "debtor",
        "debtor_name",
        "issue_date",
        "line_net_amount",
        "gl_account",
    )
    assert [(*row[:3], str(row[3]), *row[4:]) for row in found(reading, *columns)] == [
        ("26001", "10023", "Acme", "2026-01-14", Decimal(100), "8000"),
        ("26001", "10023", "Acme", "2026-01-14", Decimal(8), "8090"),
    ]


def test_a_booking_of_several_invoices_keeps_them_apart(tmp_path):
    booking = """
1300 D 100 docRef=A custSupID=10023 invRef=26001
1300 D 50 docRef=B custSupID=10024 invRef=26002
8000 C 100 docRef=A
8000 C 50 docRef=B
"""
    reading = reading_of(audit_file(journal(booking)), tmp_path)
    assert found(reading, "invoice_number", "debtor") == [("26001", "10023"), ("26002", "10024")]


def test_a_booking_of_several_customers_is_told_apart_by_the_numbers_of_their_invoices(tmp_path):
    booking = """
1300 D 100 docRef=BATCH custSupID=10023 invRef=26001
1300 D 50 docRef=BATCH custSupID=10024 invRef=26002
8000 C 100 docRef=BATCH invRef=26001
8000 C 50 docRef=BATCH invRef=26002
8000 C 7 docRef=BATCH
"""
    reading = reading_of(audit_file(journal(booking)), tmp_path)
    assert found(reading, "invoice_number", "debtor") == [("26001", "10023"), ("26002", "10024")]
    assert reading.rejected.select("reason", "found").rows() == [
        ("read.booking_of_several", "V/1, BATCH")
    ]


SAME = "1300 D 8 custSupID=10023\n8090 C 8"


@pytest.mark.parametrize(
    ("second", "charged", "set_apart"),
    [
        pytest.param("1300 D 5 custSupID=10023\n8000 C 5", [8], 0, id="a further part"),
        pytest.param(SAME, [8, 8], 0, id="booked twice"),
        pytest.param("1300 C 8 custSupID=10023\n8090 D 8", [8, -8], 0, id="taken back"),
        pytest.param(None, [8], 1, id="the same booking twice in the file"),
    ],
)
def test_an_invoice_in_several_bookings(second, charged, set_apart, tmp_path):
    text = audit_file(journal(SAME, second or SAME))
    if second is not None:
        text = "<nr>2</nr><trDt>".join(text.rsplit("<nr>1</nr><trDt>", 1))
    reading = reading_of(text, tmp_path)
    read_ = normalise(reading, load_charges(RULES))
    assert read_.documents.height == len(charged)
    assert read_.charges["charge_amount"].to_list() == [Decimal(each) for each in charged]
    assert read_.rejected.height == set_apart
    assert ("note_spread" in notes(reading)) == (read_.lines.height > 0)


@pytest.mark.parametrize(
    ("booking", "number"),
    [
        pytest.param("1300 D 1 custSupID=1\n8000 C 1", "F1", id="document where there is no invoice"),
        pytest.param("1300 D 1 custSupID=1 docRef=/\n8000 C 1 docRef=/ invRef=9", "9", id="a stroke is nothing"),
        pytest.param("1300 D 1 custSupID=1 invRef=8\n8000 C 1 invRef=9", "9", id="the line itself first"),
    ],
)  # fmt: skip
def test_the_number_of_the_invoice(booking, number, tmp_path):
    assert found(reading_of(audit_file(journal(booking)), tmp_path), "invoice_number") == [
        (number,)
    ]


def test_debit_is_a_credit_note_and_a_minus_turns_the_side(tmp_path):
    credit = "1300 C 10 custSupID=1\n8000 D 12\n8000 C 2"
    minus = "1300 D -10 custSupID=1 docRef=F2\n8000 C -10 docRef=F2"
    reading = reading_of(audit_file(journal(credit, minus)), tmp_path)
    assert found(reading, "invoice_type_code", "line_net_amount") == [
        ("381", Decimal(-12)),
        ("381", Decimal(2)),
        ("381", Decimal(-10)),
    ]


def test_an_invoice_in_another_currency_is_read_in_that_currency(tmp_path):
    text = audit_file(journal("1300 D 90 custSupID=1\n8000 C 90"))
    foreign = "<currency><curCode>USD</curCode><curAmnt>-100.00</curAmnt></currency></trLine>"
    reading = reading_of(foreign.join(text.rsplit("</trLine>", 1)), tmp_path)
    assert found(reading, "currency", "line_net_amount") == [("USD", Decimal(100))]


def test_the_day_of_payment_comes_from_the_subledger(tmp_path):
    due = (
        "<subledgers><subledger><sbType>CS</sbType><sbLine><jrnID>V</jrnID><trNr>1</trNr>"
        "<invDueDt>2026-02-13</invDueDt></sbLine></subledger></subledgers></transactions>"
    )
    text = audit_file(journal(INVOICE)).replace("</transactions>", due)
    assert {str(day) for (day,) in found(reading_of(text, tmp_path), "payment_due_date")} == {
        "2026-02-13"
    }


def test_a_balance_account_is_read_where_the_rules_name_it(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    charges = "classes:\n  deposit: {gl_accounts: ['01700']}\n"
    (rules / "_charges.yaml").write_text(charges, "utf-8")
    path = tmp_path / "year.xaf"
    path.write_text(audit_file(journal("1300 D 30 custSupID=1\n8000 C 20\n1700 C 10")), "utf-8")
    reading = read(path, rules=rules, options=ReadOptions())
    invoices = normalise(reading, load_charges(rules))
    found_ = invoices.charges.select("charge_class", "charge_amount", "encoding").rows()
    assert found_ == [("deposit", Decimal(10), "gl_line")]


@pytest.mark.parametrize(
    ("kind", "name", "is_sales"),
    [
        ("<jrnTp>S</jrnTp>", "Dagboek 70", True),
        ("", "Verkoopboek", True),
        ("<jrnTp>Z</jrnTp>", "Sales invoices", True),
        ("", "Memoriaal", False),
        ("<jrnTp>M</jrnTp>", "Verkoopcorrecties", False),
    ],
)
def test_which_journals_are_of_sales(kind, name, is_sales, tmp_path):
    text = audit_file(journal(INVOICE, kind=kind, name=name))
    if not is_sales:
        with pytest.raises(InputError, match=f"Journals: {name}"):
            reading_of(text, tmp_path)
        return
    reading = reading_of(text, tmp_path)
    assert ("note_sales_by_name" in notes(reading)) == (kind != "<jrnTp>S</jrnTp>")


@pytest.mark.parametrize(
    ("row", "reason", "amount"),
    [
        ("8999 C 10", "account_unknown", 10),
        ("8000 C tien", "bad_number", None),
        ("8000 X 10", "no_side", None),
        ("8000 C 0.0000001", "too_many_decimals", Decimal("0.0000001")),
        ("8000 C 10 docRef=/", "booking_without_invoice_number", 10),
        ("8000 C 10 docRef=F9 effDate=13-01-2026", "booking_without_issue_date", 10),
    ],
)
def test_a_line_that_cannot_be_used_is_set_apart(row, reason, amount, tmp_path):
    good = "1300 D 10 custSupID=10023\n8000 C 10 docRef=F1"
    text = audit_file(journal(good, "1300 D 0 custSupID=10023 docRef=/\n" + row))
    reading = reading_of(text.replace("<trDt>2026-01-20</trDt>", ""), tmp_path)
    assert found(reading, "line_net_amount") == [(Decimal(10),)]
    expected = None if amount is None else round(Decimal(amount), 6)
    assert reading.rejected.select("reason", "line_net_amount").rows() == [
        (f"read.{reason}", expected)
    ]
    assert reading.rows_read == 2


def test_a_line_without_debtor_is_set_apart(tmp_path):
    reading = reading_of(audit_file(journal(INVOICE, "1300 D 10\n8000 C 10")), tmp_path)
    assert reading.rejected["reason"].to_list() == ["read.booking_without_debtor"]


def test_a_booking_that_does_not_balance_is_told(tmp_path):
    reading = reading_of(audit_file(journal("1300 D 11 custSupID=1\n8000 C 10")), tmp_path)
    assert "note_unbalanced" in notes(reading)
    assert "note_unbalanced" not in notes(reading_of(audit_file(journal(INVOICE)), tmp_path))


@pytest.mark.parametrize(
    ("stated", "booking", "fits"),
    [
        ((2, "10.00", "10.00"), "1300 D 10 custSupID=1\n8000 C 10", True),
        ((3, "10.00", "10.00"), "1300 D 10 custSupID=1\n8000 C 10", False),
        ((2, "10.00", "9.00"), "1300 D 10 custSupID=1\n8000 C 10", False),
        ((2, "-10.00", "-10.00"), "1300 D -10 custSupID=1\n8000 C -10", True),
        ((2, "10.00", "10.00"), "1300 D -10 custSupID=1\n8000 C -10", True),
    ],
)
def test_the_control_figures_of_the_file_are_compared(stated, booking, fits, tmp_path):
    names = ("linesCount", "totalDebit", "totalCredit")
    figures = "".join(f"<{n}>{v}</{n}>" for n, v in zip(names, stated, strict=True))
    totals = reading_of(audit_file(journal(booking), more=figures), tmp_path).totals
    assert totals.height == 3
    assert (totals["stated"] == totals["computed"]).all() == fits


def test_what_stands_within_an_unknown_element_is_not_taken_for_the_line(tmp_path):
    more = "<ext:cost><ext:desc>Project</ext:desc><ext:accID>9</ext:accID></ext:cost>"
    text = GOOD.replace("<trLine>", f"<trLine> {more} ").replace(
        "<auditfile", "<auditfile xmlns:ext='urn:x'"
    )
    reading = reading_of(text, tmp_path)
    assert found(reading, "gl_account", "item_name") == [("8000", "Omzet"), ("8090", "Orderkosten")]


def test_a_field_is_whole_wherever_the_file_is_cut_into_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("checker.read.records.PIECE", 7)
    text = GOOD.replace("Acme", "Acme<!-- x --> &amp; <![CDATA[<zonen>]]>")
    assert set(found(reading_of(text, tmp_path), "debtor_name")) == {("Acme & <zonen>",)}


@pytest.mark.parametrize(
    ("booking", "amount", "told"),
    [
        pytest.param("1300 D 121 custSupID=1\n8000 C 121", 100, True, id="VAT within"),
        pytest.param("1300 C 121 custSupID=1\n8000 D 121", -100, True, id="VAT within a credit note"),
        pytest.param("1300 D 121 custSupID=1\n1500 C 21\n8000 C 100", 100, False, id="VAT apart"),
        pytest.param("1300 D 142 custSupID=1\n1600 C 21\n8000 C 121", 121, False, id="VAT on an account that nothing names"),
    ],
)  # fmt: skip
def test_vat_within_revenue_is_taken_off_and_told(booking, amount, told, tmp_path):
    head, line, tail = audit_file(journal(booking)).rpartition("</trLine>")
    side = "C" if amount > 0 else "D"
    vat = f"<vat><vatPerc>21</vatPerc><vatAmnt>21</vatAmnt><vatAmntTp>{side}</vatAmntTp></vat>"
    accounts = ledger() + "<ledgerAccount><accID>1600</accID><accTp>B</accTp></ledgerAccount>"
    text = (head + vat + line + tail).replace(ledger(), accounts)
    reading = reading_of(text, tmp_path)
    assert found(reading, "line_net_amount") == [(Decimal(amount),)]
    assert ("note_booked_with_vat" in notes(reading)) == told


# -- versions, packing, and what is refused


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.auditfiles.nl/XAF/3.1",
        V32,
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.0/structures/XmlAuditfileFinancieel3.2.1",
        V40,
    ],
)
def test_versions_of_the_format(namespace, tmp_path):
    reading = reading_of(audit_file(journal(INVOICE), namespace=namespace), tmp_path)
    assert reading.rows.height == 2


def test_encodings_and_archives(tmp_path):
    text = audit_file(journal(INVOICE, name="Verkoop één"))
    plain = reading_of(text, tmp_path)
    wide = text.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>')
    latin = text.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="windows-1252"?>')
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("2026.xaf", text)
    packed = {
        "wide.xml": wide.encode("utf-16"),
        "latin.xaf": latin.encode("cp1252"),
        "year.xaf.gz": gzip.compress(text.encode()),
        "year.zip": (tmp_path / "made.zip").read_bytes(),
    }
    for name, data in packed.items():
        reading = reading_of(data, tmp_path, name)
        assert reading.rows.equals(plain.rows), name
        assert reading.notes[1].values["names"] == "Verkoop één (4)", name


GOOD = audit_file(journal(INVOICE))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(GOOD[:-40], "damaged", id="cut off"),
        pytest.param(GOOD.replace("EUR", "&euro;"), "damaged", id="entity"),
        pytest.param("<auditfile><header><x/></header></auditfile>", "XAF 3.x", id="version 2"),
        pytest.param(GOOD.replace(V32, "http://www.auditfiles.nl/XAS/1.0"), "XAF 3.x", id="payroll"),
        pytest.param(audit_file(), "no bookings", id="no bookings"),
        pytest.param(audit_file(journal(INVOICE), accounts=""), "no ledger accounts", id="a part"),
        pytest.param(audit_file(journal("1300 D 1\n1500 C 1")), "profit and loss", id="no revenue"),
        pytest.param(GOOD.replace("<desc>Dagboek", "<a>" * 99 + "</a>" * 99 + "<desc>Dagboek"), "larger", id="deep"),
        pytest.param(GOOD.replace("Acme", "A" * (1 << 21)), "larger", id="long text"),
        pytest.param(GOOD.replace("V</jrnID>", "V</jrnID>" + "".join(f"<a{n}/>" for n in range(10_001))), "larger", id="many names"),
        pytest.param(GOOD.replace("<desc>Dagboek", "<desc xmlns=''>Dagboek"), "no namespace", id="no namespace"),
        pytest.param(audit_file(journal("1300 D 1 docRef=/\n8000 C 1 docRef=/")), "has an invoice number", id="nothing left"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text, says, tmp_path):
    with pytest.raises(InputError, match=r"(?i)" + says.replace("larger", "larger or deeper")):
        reading_of(text, tmp_path)


def test_a_document_type_is_refused_before_anything_of_it_is_read(tmp_path):
    bomb = '<!DOCTYPE auditfile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for text in (
        GOOD.replace("<!-- one year -->", bomb),
        GOOD.replace("<!-- one year -->", f"<!-- x -->{bomb}"),
    ):
        with pytest.raises(InputError, match="DOCTYPE"):
            reading_of(text, tmp_path)


def test_a_packed_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("checker.read.audit_input.SUSPICIOUS", 100_000)
    bomb = GOOD.replace("Acme", "Acme" + " " * 500_000)
    with pytest.raises(InputError, match="unpack to more"):
        reading_of(gzip.compress(bomb.encode()), tmp_path, "year.xaf.gz")


@pytest.mark.parametrize("option", ["export", "sheet", "separator", "encoding"])
def test_options_of_other_formats_are_refused(option, tmp_path):
    with pytest.raises(InputError, match=f"--{option} is for"):
        reading_of(GOOD, tmp_path, **{option: "x"})
