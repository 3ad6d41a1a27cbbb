"""What an e-invoice says, in the names of the dictionary, whatever its syntax."""

from __future__ import annotations

from decimal import Decimal

import pytest
from einvoices import CII, OLD, UBL, changed, invoices_of, read_text, shown, without

from checker.invoice import schema
from checker.totals import totals

DOCUMENT = {
    "debtor": "10023",
    "debtor_name": "Klant & Zonen BV",
    "invoice_number": "F2601",
    "issue_date": "2026-01-15",
    "invoice_type_code": "380",
    "currency": "EUR",
    "payment_due_date": "2026-02-14",
    "buyer_reference": "Afdeling inkoop",
    "project_reference": "PR-7",
    "contract_reference": "RV-2026-3",
    "purchase_order_reference": "4500012345; 4500012399",
    "buyer_accounting_reference": "KP-400",
    "payment_terms": "Betaling binnen 30 dagen, 2 % korting binnen 8 dagen",
    "invoice_note": "Geleverd onder rembours\nAlle leveringen zijn franco",
    "preceding_invoice_reference": "F2550",
    "buyer_identifier": "8712345000004",
    "buyer_identifier_scheme": "0088",
    "buyer_legal_registration_id": "12345678",
    "buyer_legal_registration_id_scheme": "0106",
    "buyer_vat_identifier": "NL001234567B01",
    "buyer_electronic_address": "12345678",
    "buyer_electronic_address_scheme": "0106",
    "payment_means_code": "58",
    "payment_account_id": "NL20INGB0001234567",
    "sum_of_line_net_amounts": "278.00",
    "total_amount_without_vat": "338.00",
    "total_vat_amount": "70.98",
    "total_amount_with_vat": "408.98",
    "paid_amount": "100.00",
    "rounding_amount": "0.02",
    "amount_due": "309.00",
    "gross_amount": "408.98",
}
LINES = {
    "line_id": ("1", "2"),
    "sales_order_reference": ("V1", "V2"),
    "order_date": ("-", "2026-01-05"),
    "despatch_advice_reference": ("P1", "P2"),
    "delivery_date": ("2026-01-12", "2026-01-13"),
    "deliver_to_location_id": ("8712345000011", "-"),
    "deliver_to_post_code": ("9203 AB", "8911 CD"),
    "deliver_to_country_code": ("NL", "-"),
    "seller_item_id": ("101020", "-"),
    "buyer_item_id": ("K-9", "-"),
    "standard_item_id": ("8712345678906", "-"),
    "item_group": ("31161500", "-"),
    "item_name": ("Schroef 4 x 40", "Kist met slot"),
    "invoice_period_start": ("2026-01-01", "-"),
    "invoice_period_end": ("2026-01-31", "-"),
    "invoiced_quantity": ("2000.00", "3.00"),
    "unit_code": ("H87", "H87"),
    "item_gross_price": ("12.50", "-"),
    "item_net_price": ("10.00", "30.00"),
    "price_base_quantity": ("100.00", "1.00"),
    "line_allowance_percentage": ("10.00", "-"),
    "line_allowance_amount": ("20.00", "-"),
    "line_net_amount": ("180.00", "90.00"),
    "vat_rate": ("21.00", "21.00"),
    "vat_category_code": ("S", "S"),
}
CHARGES = [
    "administration | 7.50 | Administratiekosten | - | document_charge | - | V1",
    "freight | 25.00 | Naar de bouwplaats | FC | document_charge | - | V1",
    "other_charge | 40.00 | Kraanhulp | - | document_charge | - | V1",
    "order_discount | -12.50 | Voor de moeite | 95 | document_charge | - | V1",
    "packaging | 8.00 | Verpakkingskosten | - | line_charge | 1 | V1",
]
OF_CHARGE = (
    "charge_class charge_amount charge_reason charge_reason_code encoding line_id"
    " sales_order_reference"
)
BOTH = pytest.mark.parametrize("text", [UBL, CII], ids=["ubl", "cii"])


@BOTH
def test_every_field_of_the_invoice_is_read(text, tmp_path):
    documents = invoices_of(read_text(text, tmp_path)).documents
    assert {name: shown(documents, name) for name in DOCUMENT} == {
        name: [value] for name, value in DOCUMENT.items()
    }


@BOTH
def test_every_field_of_the_lines_is_read(text, tmp_path):
    lines = invoices_of(read_text(text, tmp_path)).lines
    assert {name: tuple(shown(lines, name)) for name in LINES} == LINES


@BOTH
def test_charges_and_allowances_are_charges_whatever_is_known_of_them(text, tmp_path):
    invoices = invoices_of(read_text(text, tmp_path))
    assert shown(invoices.charges, OF_CHARGE) == CHARGES
    assert shown(invoices.unclassified, "item_name rows") == ["Kraanhulp | 1"]


@BOTH
def test_the_frames_have_the_form_of_all_other_inputs(text, tmp_path):
    invoices = invoices_of(read_text(text, tmp_path))
    for name in ("documents", "lines", "charges"):
        schema(name).validate(getattr(invoices, name))
    absent = {"gl_account", "order_flag", "order_channel", "promised_delivery_date"}
    assert invoices.absent == absent


@BOTH
def test_lines_and_charges_come_to_what_the_invoice_says(text, tmp_path):
    reading = read_text(text, tmp_path)
    invoices = invoices_of(reading)
    worked = totals(invoices.lines, invoices.charges)
    assert shown(worked, "net_of_lines net vat_per_rate") == ["278.00 | 338.00 | 70.98"]
    assert reading.totals["field"].to_list() == [
        f"invoice.xml BT-{term}" for term in (106, 107, 108, 109, 110, 112)
    ]
    assert (reading.totals["stated"] == reading.totals["computed"]).all()


def test_a_charge_spread_over_two_rates_is_two_and_one_beside_the_lines_is_not_one_on_them(
    tmp_path,
):
    more = (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>"
        "<cbc:AllowanceChargeReason>{}</cbc:AllowanceChargeReason><cbc:Amount>1.00</cbc:Amount>"
        "<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{}</cbc:Percent></cac:TaxCategory>"
        "</cac:AllowanceCharge>"
    )
    added = (
        more.format("Vrachtkosten", 9) + more.format("Vracht", 21) + more.format("Emballage", 21)
    )
    text = changed(UBL, ("  <cac:TaxTotal>", f"{added}<cac:TaxTotal>"))
    charges = invoices_of(read_text(text, tmp_path)).charges
    told = "charge_class charge_amount vat_rate encoding rows"
    assert [row for row in shown(charges, told) if row[:2] in {"fr", "pa"}] == [
        "freight | 26.00 | 21.00 | document_charge | 2",
        "freight | 1.00 | 9.00 | document_charge | 1",
        "packaging | 1.00 | 21.00 | document_charge | 1",
        "packaging | 8.00 | 21.00 | line_charge | 1",
    ]


def test_zugferd_1_is_read_as_far_as_it_goes(tmp_path):
    reading = read_text(OLD, tmp_path)
    invoices = invoices_of(reading)
    told = "debtor invoice_number purchase_order_reference payment_due_date total_amount_with_vat"
    assert shown(invoices.documents, told) == ["GE2020211 | R-14 | B-771 | 2014-04-04 | 125.90"]
    told = "item_name invoiced_quantity line_net_amount vat_rate despatch_advice_reference"
    assert shown(invoices.lines, told) == ["Trennblatt | 20.00 | 100.00 | 19.00 | L-88"]
    assert shown(invoices.charges, "charge_class charge_amount") == ["freight | 5.80"]
    assert invoices.documents["payment_terms"][0].endswith("#SKONTO#TAGE=10#PROZENT=3.00#")
    assert [note.key for note in reading.notes] == ["read.note_asides"]
    assert "order_date" in invoices.absent


BUYERS = [
    ("the account without a scheme", (), "10023"),
    ("the registration, where the account has a scheme", (("<cbc:ID>10023<", '<cbc:ID schemeID="0088">1<'),), "12345678"),
    (
        "the supplier's own number of the customer before all others",
        (("<cac:AccountingCustomerParty>", "<cac:AccountingCustomerParty><cbc:SupplierAssignedAccountID>D7</cbc:SupplierAssignedAccountID>"),),
        "D7",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", BUYERS, ids=[name for name, _, _ in BUYERS])
def test_the_debtor_is(case, tmp_path):
    _, changes, expected = case
    reading = read_text(changed(UBL, *changes), tmp_path)
    assert reading.rows["debtor"].unique().to_list() == [expected]


def test_without_account_and_registration_the_vat_number_is_the_debtor_then_the_address(tmp_path):
    bare = without(UBL, "<cac:PartyIdentification>", "</cac:PartyIdentification>")
    bare = without(bare, '<cbc:CompanyID schemeID="0106">', "</cbc:CompanyID>")
    assert read_text(bare, tmp_path).rows["debtor"][0] == "NL001234567B01"
    bare = without(bare, "<cac:PartyTaxScheme>", "</cac:PartyTaxScheme>")
    assert read_text(bare, tmp_path).rows["debtor"][0] == "12345678"


def test_an_invoice_that_has_only_a_gln_of_its_buyer_is_not_refused(tmp_path):
    bare = UBL
    for begin, end in (
        ("<cac:PartyIdentification><cbc:ID>", "</cac:PartyIdentification>"),
        ('<cbc:CompanyID schemeID="0106">', "</cbc:CompanyID>"),
        ("<cac:PartyTaxScheme>", "</cac:PartyTaxScheme>"),
        ('<cbc:EndpointID schemeID="0106">', "</cbc:EndpointID>"),
    ):
        bare = without(bare, begin, end)
    assert read_text(bare, tmp_path).rows["debtor"][0] == "8712345000004"


@pytest.mark.parametrize(
    ("text", "gln"),
    [
        (UBL, '<cac:PartyIdentification><cbc:ID schemeID="0088">8712345000004<'),
        (CII, '<ram:GlobalID schemeID="0088">8712345000004<'),
    ],
    ids=["ubl", "cii"],
)
def test_an_identifier_that_says_its_scheme_goes_before_one_that_does_not(text, gln, tmp_path):
    kvk = gln.replace("0088", "0106").replace("8712345000004", "87654321")
    documents = invoices_of(read_text(changed(text, (gln, kvk)), tmp_path)).documents
    told = "debtor buyer_identifier buyer_identifier_scheme"
    assert shown(documents, told) == ["10023 | 87654321 | 0106"]


def test_a_reference_that_is_not_there_is_a_statement(tmp_path):
    reading = read_text(changed(UBL, ("<cbc:BuyerReference>Afdeling inkoop</cbc:BuyerReference>", "")), tmp_path)  # fmt: skip
    assert invoices_of(reading).documents["buyer_reference"].to_list() == [""]


def test_the_stand_in_for_an_order_number_is_none(tmp_path):
    reading = read_text(changed(UBL, ("<cbc:ID>4500012345<", "<cbc:ID>NA<")), tmp_path)
    assert reading.rows["purchase_order_reference"].to_list()[0] == ""


def test_the_blocked_account_stands_apart(tmp_path):
    second = (
        "<cac:PaymentMeans><cbc:ID>GACCOUNT</cbc:ID><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>"
        "<cac:PayeeFinancialAccount><cbc:ID>NL02ABNA0123456789</cbc:ID></cac:PayeeFinancialAccount>"
        "</cac:PaymentMeans><cac:PaymentTerms><cbc:PaymentMeansID>GACCOUNT</cbc:PaymentMeansID>"
        "<cbc:Amount>50.00</cbc:Amount></cac:PaymentTerms><cac:PaymentTerms>"
    )
    text = changed(UBL, ("<cac:PaymentTerms>", second))
    documents = invoices_of(read_text(text, tmp_path)).documents
    told = "payment_account_id blocked_account_id blocked_account_amount"
    assert shown(documents, told) == ["NL20INGB0001234567 | NL02ABNA0123456789 | 50.00"]


def test_a_discount_for_early_payment_in_figures_is_told_in_words(tmp_path):
    terms = "<cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent><cac:SettlementPeriod><cbc:StartDate>2026-01-15</cbc:StartDate><cbc:EndDate>2026-01-23</cbc:EndDate></cac:SettlementPeriod></cac:PaymentTerms>"
    text = changed(UBL, ("</cac:PaymentTerms>", terms))
    said = invoices_of(read_text(text, tmp_path)).documents["payment_terms"][0]
    assert said.splitlines()[1] == "#SKONTO#TAGE=8#PROZENT=2.00#"


PERCENTAGES = [
    ("of the whole line", "10", "20.00", "10.00"),
    ("written as a share", "0.10", "20.00", "10.00"),
    ("that its amount refutes", "15", "20.00", "-"),
]


@pytest.mark.parametrize("case", PERCENTAGES, ids=[name for name, *_ in PERCENTAGES])
def test_a_discount_percentage(case, tmp_path):
    _, factor, amount, expected = case
    text = changed(UBL, ("Numeric>10<", f"Numeric>{factor}<"))
    lines = invoices_of(read_text(text, tmp_path)).lines[:1]
    told = shown(lines, "line_allowance_amount line_allowance_percentage")
    assert told == [f"{amount} | {expected}"]


def test_a_line_without_rate_has_the_only_one_of_its_category(tmp_path):
    text = changed(UBL, ("<cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory>", "<cbc:ID>S</cbc:ID></cac:ClassifiedTaxCategory>"))  # fmt: skip
    assert invoices_of(read_text(text, tmp_path)).lines["vat_rate"].to_list() == [Decimal(21)] * 2


def test_a_category_without_vat_has_the_rate_zero(tmp_path):
    text = changed(UBL, ("<cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory>", "<cbc:ID>O</cbc:ID></cac:ClassifiedTaxCategory>"))  # fmt: skip
    assert invoices_of(read_text(text, tmp_path)).lines["vat_rate"].to_list() == [Decimal(0)] * 2


def test_vat_in_another_currency_is_not_the_vat_of_the_invoice(tmp_path):
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">800.00</cbc:TaxAmount></cac:TaxTotal>'
    text = changed(UBL, ("  <cac:TaxTotal>", f"{other}<cac:TaxTotal>"))
    assert shown(invoices_of(read_text(text, tmp_path)).documents, "total_vat_amount") == ["70.98"]


def test_prices_are_rounded_to_six_decimals_and_the_user_is_told(tmp_path):
    text = changed(UBL, (">30.00</cbc:PriceAmount>", ">30.0000004999</cbc:PriceAmount>"))
    reading = read_text(text, tmp_path)
    assert reading.rows["item_net_price"].to_list()[2] == Decimal(30)
    assert [note.key for note in reading.notes] == ["read.note_rounded"]


def test_a_date_that_only_some_clauses_read_stops_nothing(tmp_path):
    text = changed(UBL, (">2026-01-12<", ">12 januari<"))
    reading = read_text(text, tmp_path)
    assert reading.rows["delivery_date"].to_list()[0] is None
    assert [note.key for note in reading.notes] == ["read.note_unread_dates"]
    assert "12 januari" in reading.notes[0].text("nl")
