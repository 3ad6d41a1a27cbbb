"""What could be read in two ways, or in part, is refused and never guessed."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from einvoices import CII, UBL, changed, read_text, shown

from checker.errors import InputError
from checker.read.draft import Figures
from checker.read.magnitude import reaches_too_far

NET = 'currencyID="EUR">188.00</cbc:LineExtensionAmount>'
OF_VAT = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1.00</cbc:TaxAmount></cac:TaxTotal>'
OF_VAT_CII = '<ram:TaxTotalAmount currencyID="EUR">70.98</ram:TaxTotalAmount>'
YES, YES_CII = "<cbc:ChargeIndicator>true", "<udt:Indicator>true"
BASE = 'BaseQuantity unitCode="H87">{}<'
BODY = UBL.partition("?>")[2]
DAY = '<udt:DateTimeString format="102">20260115</udt:DateTimeString>'
LINE = "<ram:IncludedSupplyChainTradeLineItem>x</ram:IncludedSupplyChainTradeLineItem>"


def envelope(*documents: str) -> str:
    return f"<StandardBusinessDocument>{''.join(documents)}</StandardBusinessDocument>"


def twice(text: str) -> tuple[str, str]:
    return text, text + text


REFUSED = [
    ("an amount in another currency", changed(UBL, (NET, NET.replace("EUR", "USD"))), "other_currency", "LineExtensionAmount 188.00 USD"),
    ("a price in another currency", changed(UBL, ('"EUR">30.00<', '"USD">30.00<')), "other_currency", "PriceAmount 30.00 USD"),
    ("an amount of CII in another currency", changed(CII, ("<ram:GrandTotalAmount>", '<ram:GrandTotalAmount currencyID="SEK">')), "other_currency", "GrandTotalAmount 408.98 SEK"),
    ("two amounts of a line", changed(UBL, twice(f"<cbc:LineExtensionAmount {NET}")), "element_twice", "LineExtensionAmount"),
    ("two amounts of a line of CII", changed(CII, twice("<ram:LineTotalAmount>90.00</ram:LineTotalAmount>")), "element_twice", "LineTotalAmount"),
    ("two totals of VAT in one currency", changed(UBL, ("  <cac:TaxTotal>", f"{OF_VAT}<cac:TaxTotal>")), "element_twice", "TaxAmount 70.98"),
    ("two totals of VAT in one currency in CII", changed(CII, twice(OF_VAT_CII)), "element_twice", "TaxTotalAmount 70.98"),
    ("a charge or an allowance in capitals", changed(UBL, (YES, YES.upper().replace("CBC:CHARGEINDICATOR", "cbc:ChargeIndicator"))), "charge_or_allowance", "AllowanceCharge TRUE"),
    ("a charge or an allowance", changed(UBL, (f"{YES}</cbc:ChargeIndicator>", "")), "charge_or_allowance", "AllowanceCharge"),
    ("a charge or an allowance of CII", changed(CII, (f"{YES_CII}</udt:Indicator>", "")), "charge_or_allowance", "SpecifiedTradeAllowanceCharge"),
    ("an element within a number", changed(UBL, (NET, NET.replace("188", "1<b>8</b>8"))), "elements_in_text", "LineExtensionAmount 1"),
    ("an element before a number", changed(UBL, (NET, NET.replace("188", "<b>1</b>88"))), "bad_number", "LineExtensionAmount "),
    ("an element within a text", changed(UBL, (">F2601<", ">F2<b>6</b>01<")), "elements_in_text", "ID F2"),
    ("a price for nothing", changed(UBL, (BASE.format(100), BASE.format(0))), "bad_base_quantity", "0.000000"),
    ("a price for less than nothing", changed(UBL, (BASE.format(100), BASE.format(-100))), "bad_base_quantity", "-100.000000"),
    ("two invoices in one envelope", envelope(BODY, changed(BODY, ("F2601", "F2602"))), "several_invoices", "2"),
    ("an envelope of lines", envelope("<InvoiceLine/>"), "no_invoice", "StandardBusinessDocument"),
    ("a line instead of a day", changed(CII, (DAY, LINE)), "einvoice_without_date", "F2601"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=[name for name, *_ in REFUSED])
def test_it_is_refused(case, tmp_path):
    _, text, reason, found = case
    with pytest.raises(InputError) as told:
        read_text(text, tmp_path)
    values = told.value.message.values
    assert (values["reason"].key, values["found"]) == (
        f"read.{reason}",
        f"invoice.xml: {found}",
    )


WRITTEN = [
    ("a comment", ">F2<!-- x -->601<"),
    ("an instruction", ">F26<?x y?>01<"),
    ("a CDATA section", "><![CDATA[F2]]>601<"),
    ("characters by their numbers", ">&#70;2601<"),
    ("blanks around", ' xml:space="preserve">\n  F2601\t <'),
]


@pytest.mark.parametrize("text", [text for _, text in WRITTEN], ids=[name for name, _ in WRITTEN])
def test_a_text_is_whole_however_it_is_written(text, tmp_path):
    reading = read_text(changed(UBL, (">F2601<", text)), tmp_path)
    assert set(reading.rows["invoice_number"]) == {"F2601"}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-15", "Windows-1252"])
def test_letters_are_those_of_the_encoding(encoding, tmp_path):
    text = changed(UBL, ("UTF-8", encoding), ("Zonen BV", "Zonén € BV"))
    reading = read_text(text.encode(encoding), tmp_path)
    assert reading.rows["debtor_name"][0] == "Klant & Zonén € BV"


def test_prefixes_are_anybodys_choice(tmp_path):
    odd = UBL.replace("cbc:", "x-1:").replace("xmlns:cbc", "xmlns:x-1").replace("cac:", "_:")
    odd = odd.replace("xmlns:cac", "xmlns:_")
    assert read_text(odd, tmp_path).rows.equals(read_text(UBL, tmp_path).rows)


def test_a_break_within_a_name_is_a_blank_and_one_within_a_note_is_kept(tmp_path):
    text = changed(
        UBL, ("Schroef 4 x 40", "Schroef\n        4 x 40"), ("zijn franco", "zijn\nfranco")
    )
    rows = read_text(text, tmp_path).rows
    assert rows["item_name"][0] == "Schroef 4 x 40"
    assert rows["invoice_note"][0].splitlines()[1:] == ["Alle leveringen zijn", "franco"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [(UBL, ("<cbc:Note>Betaling", "</cbc:Note></cac:PaymentTerms>")),
     (CII, ("<ram:Description>Betaling", "</ram:Description>"))],
    ids=["ubl", "cii"],
)  # fmt: skip
def test_every_text_of_the_payment_terms_is_read(text, ends, tmp_path):
    begin, end = ends
    close = end.partition(">")[0]
    second = begin.replace("Betaling", f"Tweede{close}>") + begin
    terms = read_text(changed(text, (begin, second)), tmp_path).rows["payment_terms"][0]
    assert [line.split()[0] for line in terms.splitlines()] == ["Tweede", "Betaling"]


def test_a_gross_price_for_another_quantity_is_brought_to_that_of_the_net_price(tmp_path):
    gross = '>12.50</ram:ChargeAmount>\n          <ram:BasisQuantity unitCode="H87">{}<'
    text = changed(CII, (gross.format(100), gross.format(1).replace("12.50", "0.125")))
    told = "item_gross_price item_net_price price_base_quantity"
    assert shown(read_text(text, tmp_path).rows[:1], told) == ["12.50 | 10.00 | 100.00"]


def test_a_price_for_another_unit_is_told(tmp_path):
    text = changed(UBL, ('BaseQuantity unitCode="H87"', 'BaseQuantity unitCode="KGM"'))
    reading = read_text(text, tmp_path)
    assert [note.key for note in reading.notes] == ["read.note_other_units"]
    assert reading.rows["price_base_quantity"][0] == Decimal(100)


def test_a_line_with_two_rates_has_none(tmp_path):
    tax = "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
    header = "<ram:BasisAmount>338.00</ram:BasisAmount>"
    other = "<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>9</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:ApplicableTradeTax>"
    text = changed(
        CII, (tax.format("21.00"), tax.format("21.00") + tax.format("9")), (header, other + header)
    )
    assert read_text(text, tmp_path).rows["vat_rate"][0] is None


def test_extensions_are_nobodys_business(tmp_path):
    some = "<ext:UBLExtensions xmlns:ext='e'><ext:UBLExtension>mixed<b/>text</ext:UBLExtension></ext:UBLExtensions>"
    first = "  <cbc:CustomizationID>"
    assert read_text(changed(UBL, (first, some + first)), tmp_path).rows.height == 7


def sizes(least: int, most: int) -> list[Decimal | None]:
    return [Decimal(10) ** least, Decimal(10) ** most - Decimal("0.000001"), Decimal(0), None]


def test_figures_of_usual_sizes_never_reach_too_far():
    """What is not reckoned is what comes to no: at the ends of the sizes, all together."""
    quantities, prices = sizes(-3, 4), sizes(-2, 5)
    for quantity, base in product(quantities, quantities):
        for price, gross, net in product(prices, prices, sizes(-6, 6)):
            assert not reaches_too_far([quantity], [base], [price, gross], [net])


def test_figures_that_reach_too_far_do():
    figures = Figures(*map(Decimal, ("99999999999", "0.001", "999999", "1", "1")))
    assert figures.reach_too_far
