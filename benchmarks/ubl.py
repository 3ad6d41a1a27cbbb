"""Seeded UBL invoices for the benchmark of reading, valid by the rules of EN 16931."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20
RATE = 21  # per cent
ITEMS = 400
NAMES = ("Schroef verzinkt", "Houtdraadbout", "Kabelgoot", "Lasdop grijs", "Montageprofiel 2 m")
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
BEGIN = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{UBL}Invoice-2"
  xmlns:cac="{UBL}CommonAggregateComponents-2"
  xmlns:cbc="{UBL}CommonBasicComponents-2">
"""
HEAD = """  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>2026-{month:02}-{day:02}</cbc:IssueDate>
  <cbc:DueDate>2026-12-31</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>Alle leveringen zijn franco</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cbc:BuyerReference>Magazijn {buyer}</cbc:BuyerReference>
  <cac:OrderReference>
    <cbc:ID>45{order:08}</cbc:ID>
  </cac:OrderReference>
  <cac:AccountingSupplierParty>
    <cac:Party>
      <cbc:EndpointID schemeID="0106">12345678</cbc:EndpointID>
      <cac:PartyName>
        <cbc:Name>Groothandel De Schroef</cbc:Name>
      </cac:PartyName>
      <cac:PostalAddress>
        <cbc:StreetName>Havenweg 1</cbc:StreetName>
        <cbc:CityName>Rotterdam</cbc:CityName>
        <cbc:PostalZone>3011 AA</cbc:PostalZone>
        <cac:Country>
          <cbc:IdentificationCode>NL</cbc:IdentificationCode>
        </cac:Country>
      </cac:PostalAddress>
      <cac:PartyTaxScheme>
        <cbc:CompanyID>NL001234567B01</cbc:CompanyID>
        <cac:TaxScheme>
          <cbc:ID>VAT</cbc:ID>
        </cac:TaxScheme>
      </cac:PartyTaxScheme>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>Groothandel De Schroef B.V.</cbc:RegistrationName>
        <cbc:CompanyID schemeID="0106">12345678</cbc:CompanyID>
      </cac:PartyLegalEntity>
    </cac:Party>
  </cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>
    <cac:Party>
      <cbc:EndpointID schemeID="0106">{buyer}</cbc:EndpointID>
      <cac:PartyIdentification>
        <cbc:ID>{buyer}</cbc:ID>
      </cac:PartyIdentification>
      <cac:PostalAddress>
        <cbc:StreetName>Marktplein {day}</cbc:StreetName>
        <cbc:CityName>Utrecht</cbc:CityName>
        <cbc:PostalZone>3512 JE</cbc:PostalZone>
        <cac:Country>
          <cbc:IdentificationCode>NL</cbc:IdentificationCode>
        </cac:Country>
      </cac:PostalAddress>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>Bouwbedrijf {buyer} B.V.</cbc:RegistrationName>
        <cbc:CompanyID schemeID="0106">{buyer}</cbc:CompanyID>
      </cac:PartyLegalEntity>
    </cac:Party>
  </cac:AccountingCustomerParty>
  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cac:PayeeFinancialAccount>
      <cbc:ID>NL91ABNA0417164300</cbc:ID>
    </cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:PaymentTerms>
    <cbc:Note>Betaling binnen 30 dagen</cbc:Note>
  </cac:PaymentTerms>
  <cac:AllowanceCharge>
    <cbc:ChargeIndicator>true</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReasonCode>ZZZ</cbc:AllowanceChargeReasonCode>
    <cbc:AllowanceChargeReason>Administratiekosten</cbc:AllowanceChargeReason>
    <cbc:Amount currencyID="EUR">7.50</cbc:Amount>
    <cac:TaxCategory>
      <cbc:ID>S</cbc:ID>
      <cbc:Percent>21</cbc:Percent>
      <cac:TaxScheme>
        <cbc:ID>VAT</cbc:ID>
      </cac:TaxScheme>
    </cac:TaxCategory>
  </cac:AllowanceCharge>
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">{net}</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
      <cac:TaxCategory>
        <cbc:ID>S</cbc:ID>
        <cbc:Percent>21</cbc:Percent>
        <cac:TaxScheme>
          <cbc:ID>VAT</cbc:ID>
        </cac:TaxScheme>
      </cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">{lines}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">{net}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">{whole}</cbc:TaxInclusiveAmount>
    <cbc:ChargeTotalAmount currencyID="EUR">7.50</cbc:ChargeTotalAmount>
    <cbc:PayableAmount currencyID="EUR">{whole}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
"""
LINE = """  <cac:InvoiceLine>
    <cbc:ID>{number}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="C62">{quantity}</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">{amount}</cbc:LineExtensionAmount>
    <cac:OrderLineReference>
      <cbc:LineID>{number}0</cbc:LineID>
    </cac:OrderLineReference>{allowance}
    <cac:Item>
      <cbc:Description>{name}, doos</cbc:Description>
      <cbc:Name>{name}</cbc:Name>
      <cac:SellersItemIdentification>
        <cbc:ID>ART-{item:05}</cbc:ID>
      </cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory>
        <cbc:ID>S</cbc:ID>
        <cbc:Percent>21</cbc:Percent>
        <cac:TaxScheme>
          <cbc:ID>VAT</cbc:ID>
        </cac:TaxScheme>
      </cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price>
      <cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount>
      <cbc:BaseQuantity unitCode="C62">1</cbc:BaseQuantity>
    </cac:Price>
  </cac:InvoiceLine>
"""
ALLOWANCE = """
    <cac:AllowanceCharge>
      <cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReason>Korting</cbc:AllowanceChargeReason>
      <cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric>
      <cbc:Amount currencyID="EUR">{off}</cbc:Amount>
      <cbc:BaseAmount currencyID="EUR">{base}</cbc:BaseAmount>
    </cac:AllowanceCharge>"""


def invoice(number: int, lines: int) -> str:
    """An invoice; every fourth line has a discount, and the whole has one charge."""
    random = Random(SEED + number)  # noqa: S311  figures, not keys
    texts, sum_of_lines = [], 0
    for place in range(1, lines + 1):
        price, quantity = random.randrange(10, 5_000) * 10, random.randrange(1, 60)
        base = price * quantity
        off = base // 10 if random.randrange(4) == 0 else 0
        sum_of_lines += base - off
        item = random.randrange(ITEMS)
        texts.append(
            LINE.format(
                number=place,
                quantity=quantity,
                amount=_euros(base - off),
                allowance=ALLOWANCE.format(off=_euros(off), base=_euros(base)) if off else "",
                name=f"{NAMES[item % len(NAMES)]} {item}",
                item=item,
                price=_euros(price),
            )
        )
    net = sum_of_lines + 750
    vat = (net * RATE + 50) // 100
    head = HEAD.format(
        number=f"2026{number:06}",
        month=random.randrange(1, 13),
        day=random.randrange(1, 29),
        order=random.randrange(10**8),
        buyer=10_000_000 + random.randrange(1_000),
        lines=_euros(sum_of_lines),
        net=_euros(net),
        vat=_euros(vat),
        whole=_euros(net + vat),
    )
    return f"{BEGIN}{head}{''.join(texts)}</Invoice>\n"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def write(folder: Path, *, files: int, lines: int) -> None:
    """So many files of so many lines each."""
    folder.mkdir(parents=True)
    for number in range(files):
        (folder / f"{number:06}.xml").write_text(invoice(number, lines), encoding="utf-8")
