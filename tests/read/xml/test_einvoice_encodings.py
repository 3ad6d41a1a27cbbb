"""One invoice in six forms: whatever a charge looks like, it is one and the same finding."""

import shutil

import openpyxl
import pytest
from einvoices import RULES

from checker import check, load_agreements

AGREEMENT = """
debtor: "10023"
name: Klant BV
identifiers: {legal_registration: "12345678"}
documents:
  - source: RV-2026-3, signed 2025-12-12
    valid_from: 2026-01-01
    verified_on: 2026-01-05
    anchor: issue_date
    clauses:
      charge_forbidden:
        - {class: freight, section: "2 Alle leveringen zijn franco"}
        - {class: administration, section: "3"}
"""
GOODS, CHARGES = ("Schroef 4 x 40", "180.00"), (
    ("Vrachtkosten", "25.00"),
    ("Administratiekosten", "7.50"),
)  # fmt: skip

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>F2601</cbc:ID><cbc:IssueDate>2026-01-15</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>45</cbc:ID><cbc:SalesOrderID>V1</cbc:SalesOrderID></cac:OrderReference>
  <cac:DespatchDocumentReference><cbc:ID>P1</cbc:ID></cac:DespatchDocumentReference>
  <cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity>
    <cbc:RegistrationName>Klant BV</cbc:RegistrationName>
    <cbc:CompanyID schemeID="0106">12345678</cbc:CompanyID>
  </cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
  {charges}
  <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>212.50</cbc:TaxExclusiveAmount></cac:LegalMonetaryTotal>
  {lines}
</Invoice>"""
UBL_CHARGE = """<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
  <cbc:AllowanceChargeReason>{name}</cbc:AllowanceChargeReason><cbc:Amount>{amount}</cbc:Amount>
</cac:AllowanceCharge>"""
UBL_LINE = """<cac:InvoiceLine><cbc:ID>{number}</cbc:ID>
  <cbc:InvoicedQuantity unitCode="H87">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount>{amount}</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>{name}</cbc:Name></cac:Item>
  <cac:Price><cbc:PriceAmount>{amount}</cbc:PriceAmount></cac:Price>
</cac:InvoiceLine>"""
_CII = "urn:un:unece:uncefact:data:standard"
CII = f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}:CrossIndustryInvoice:100"
  xmlns:ram="{_CII}:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="{_CII}:UnqualifiedDataType:100">
  <rsm:ExchangedDocument><ram:ID>F2601</ram:ID><ram:TypeCode>380</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">20260115</udt:DateTimeString></ram:IssueDateTime>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    {{lines}}
    <ram:ApplicableHeaderTradeAgreement>
      <ram:BuyerTradeParty><ram:Name>Klant BV</ram:Name><ram:SpecifiedLegalOrganization>
        <ram:ID schemeID="0106">12345678</ram:ID></ram:SpecifiedLegalOrganization>
      </ram:BuyerTradeParty>
      <ram:SellerOrderReferencedDocument><ram:IssuerAssignedID>V1</ram:IssuerAssignedID></ram:SellerOrderReferencedDocument>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeDelivery>
      <ram:DespatchAdviceReferencedDocument><ram:IssuerAssignedID>P1</ram:IssuerAssignedID></ram:DespatchAdviceReferencedDocument>
    </ram:ApplicableHeaderTradeDelivery>
    <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      {{charges}}
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:TaxBasisTotalAmount>212.50</ram:TaxBasisTotalAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""
CII_CHARGE = """<ram:SpecifiedTradeAllowanceCharge>
  <ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
  <ram:ActualAmount>{amount}</ram:ActualAmount><ram:Reason>{name}</ram:Reason>
</ram:SpecifiedTradeAllowanceCharge>"""
CII_LINE = """<ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineID>{number}</ram:LineID></ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:Name>{name}</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
    <ram:ChargeAmount>{amount}</ram:ChargeAmount></ram:NetPriceProductTradePrice>
  </ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="H87">1</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>{amount}</ram:LineTotalAmount>
  </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>"""
HEADINGS = (
    "Debiteur", "Naam", "Factuurnr", "Factuurdatum", "Factuursoort", "Regel", "Omschrijving",
    "Aantal", "Prijs", "Bedrag excl.", "Order", "Pakbon", "Valuta",
)  # fmt: skip


def _rows():
    for number, (name, amount) in enumerate((GOODS, *CHARGES), 1):
        place = ("10023", "Klant BV", "F2601", "15-01-2026", "380", str(number), name, "1")
        yield [*place, amount.replace(".", ","), amount.replace(".", ","), "V1", "P1", "EUR"]


def _xml(whole, line, charge, *, beside):
    goods = (GOODS,) if beside else (GOODS, *CHARGES)
    lines = [line.format(number=n, name=w, amount=a) for n, (w, a) in enumerate(goods, 1)]
    charges = [charge.format(name=w, amount=a) for w, a in CHARGES] if beside else []
    return whole.format(lines="".join(lines), charges="".join(charges))


def _excel(path):
    book = openpyxl.Workbook()
    for row in (HEADINGS, *_rows()):
        book.active.append(row)
    book.save(path)


FORMS = {
    "a charge beside the lines of UBL": ("a.xml", _xml(UBL, UBL_LINE, UBL_CHARGE, beside=True)),
    "a line of UBL": ("b.xml", _xml(UBL, UBL_LINE, UBL_CHARGE, beside=False)),
    "a charge beside the lines of CII": ("c.xml", _xml(CII, CII_LINE, CII_CHARGE, beside=True)),
    "a line of CII": ("d.xml", _xml(CII, CII_LINE, CII_CHARGE, beside=False)),
    "an article line of a CSV": ("e.csv", "\n".join(";".join(r) for r in (HEADINGS, *_rows()))),
    "an article line of a workbook": ("f.xlsx", None),
}
SAME = (
    "finding_id", "debtor", "debtor_name", "invoice_number", "issue_date", "charge_class", "clause",
    "outcome", "stated", "agreed", "difference", "currency", "correction", "instruction",
    "handling_cost", "owner", "source", "clause_at", "stage",
)  # fmt: skip
FOUND = [
    (
        "freight",
        "25.00",
        "0.00",
        "Haal vracht (€\N{NO-BREAK SPACE}25,00) van de factuur: afgesproken is die niet te rekenen.",
    ),
    (
        "administration",
        "7.50",
        "0.00",
        "Haal administratiekosten (€\N{NO-BREAK SPACE}7,50) van de factuur: afgesproken is die niet te rekenen.",
    ),
]


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("encodings") / "rules"
    folder.mkdir()
    for name in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(RULES / name, folder / name)
    (folder / "10023-klant.yaml").write_text(AGREEMENT)
    return folder


def found(form, rules, folder):
    name, content = FORMS[form]
    path = folder / name
    _excel(path) if content is None else path.write_text(content)
    report = check(path, load_agreements(rules), lang="nl")
    assert report.result.adds_up
    return report.findings[list(SAME)].to_dict("records")


@pytest.mark.parametrize("form", FORMS)
def test_the_finding_is_the_same_whatever_the_form(form, rules, tmp_path):
    findings = found(form, rules, tmp_path)
    told = [tuple(row[c] for c in ("charge_class", "stated", "agreed")) for row in findings]
    assert told == [row[:3] for row in FOUND]
    assert [row["instruction"] for row in findings] == [sentence for *_, sentence in FOUND]
    assert findings == found("an article line of a CSV", rules, tmp_path)


ORDER = "<cac:OrderReference><cbc:ID>45</cbc:ID>"
DATED = "<cac:OrderReference><cbc:ID>45</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>"


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [
        (None, {"unknown"}),
        ("2026-01-05", {"violated"}),
        ("2025-12-30", set()),  # before the paper
    ],
)
def test_without_anchor_the_order_date_picks_the_clause(day, outcomes, rules, tmp_path):
    folder = shutil.copytree(rules, tmp_path / "rules")
    (folder / "10023-klant.yaml").write_text(AGREEMENT.replace("    anchor: issue_date\n", ""))
    text = FORMS["a line of UBL"][1]
    assert ORDER in text
    path = tmp_path / "invoice.xml"
    path.write_text(text.replace(ORDER, DATED.format(day=day)) if day else text)
    findings = check(path, load_agreements(folder), lang="nl").findings
    assert set(findings["outcome"]) == outcomes
    if day is None:
        (reason,) = set(findings["reason"])
        assert reason.startswith("Orderdatum ontbreekt; die datum bepaalt welke afspraak geldt.")
        assert "`anchor: issue_date` bij de afspraak, of één keer bij het document" in reason
