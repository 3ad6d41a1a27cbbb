"""CII D16B (XRechnung, NLCIUS-CII, Factur-X, ZUGFeRD 2) and its forerunner, ZUGFeRD 1.

Source: EN 16931-3-3 (which element is which business term); Factur-X EXTENDED for references,
deliveries and discounts of more than EN 16931 has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.read.cii_levels import Levels
from checker.read.cii_lines import EXTRA, add_line, belongs, identifier, moment, read_extra
from checker.read.cii_names import ROOTS, Names
from checker.read.draft import Extra
from checker.read.einvoice_values import day, only, plain, prose, several, skonto, with_its_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.read.draft import Draft
    from checker.read.einvoice_values import Text
    from checker.read.xml import Node

OF_VAT = "VA"
FREIGHT_CODE = "FC"  # UNCL 7161: what EXTENDED calls a logistics service charge
TOTALS = {
    "sum_of_line_net_amounts": "LineTotalAmount",
    "sum_of_allowances": "AllowanceTotalAmount",
    "sum_of_charges": "ChargeTotalAmount",
    "total_amount_without_vat": "TaxBasisTotalAmount",
    "total_amount_with_vat": "GrandTotalAmount",
    "paid_amount": "TotalPrepaidAmount",
    "rounding_amount": "RoundingAmount",
    "amount_due": "DuePayableAmount",
}


LINE = "ram:IncludedSupplyChainTradeLineItem"
FREIGHT = "ram:SpecifiedLogisticsServiceCharge"


def fill(draft: Draft, root: Node) -> None:
    """Reads an invoice. Raises RefusedFileError."""
    names = ROOTS[root.name]
    deal = root.first(names.deal)
    settlement = deal.first(names.settlement)
    stated = settlement.first(names.totals)
    draft.currency = settlement.value("InvoiceCurrencyCode")
    for name, element in TOTALS.items():
        draft.document[name] = plain(draft.money(stated.first(element)))
    draft.document["total_vat_amount"] = plain(draft.vat(stated.all("TaxTotalAmount")))
    draft.document |= {
        **_document(root.first(names.document)),
        "currency": draft.currency,
        **_references(deal.first(names.agreement), settlement),
        **_buyer(deal.first(names.agreement, "BuyerTradeParty")),
        **_payment(settlement),
    }
    for tax in settlement.all("ApplicableTradeTax"):
        if (rate := draft.measure(tax.first(names.percent))) is not None:
            draft.rates.append((tax.value("CategoryCode"), rate))
    where = _where(draft, deal, names)
    way = f"{draft.path}/rsm:{names.deal}"
    levels = Levels()
    for path, line in deal.numbered(way, LINE):
        levels.add(line)
        add_line(draft, line, where, names, path)
    levels.refuse()
    _extras(draft, settlement, where, names, f"{way}/ram:{names.settlement}")


def _extras(draft: Draft, settlement: Node, where: dict[str, Text], names: Names, way: str) -> None:
    for path, node in settlement.numbered(way, EXTRA):
        draft.add_extra(read_extra(draft, node, names, path), where)
    for path, node in settlement.numbered(way, FREIGHT):
        tax = node.first("AppliedTradeTax")
        extra = Extra(
            is_charge=True,
            amount=draft.extra_amount(node.first("AppliedAmount"), node),
            row=node.row,
            path=path,
            reason=node.value("Description"),
            code=FREIGHT_CODE,
            category=tax.value("CategoryCode"),
            rate=draft.measure(tax.first(names.percent)),
        )
        draft.add_extra(extra, where)


def _document(node: Node) -> dict[str, Text]:
    notes = (text.text for note in node.all("IncludedNote") for text in note.all("Content"))
    return {
        "invoice_number": node.value("ID"),
        "issue_date": day(moment(node.first("IssueDateTime"))),
        "invoice_type_code": node.value("TypeCode"),
        "invoice_note": prose(notes),
    }


def _references(agreement: Node, settlement: Node) -> dict[str, Text]:
    return {
        "buyer_reference": agreement.value("BuyerReference"),
        "project_reference": agreement.value("SpecifiedProcuringProject", "ID"),
        "contract_reference": identifier(agreement.first("ContractReferencedDocument")),
        "preceding_invoice_reference": several(
            identifier(node) for node in settlement.all("InvoiceReferencedDocument")
        ),
    }


def _buyer(party: Node) -> dict[str, Text]:
    own = list(party.all("ID"))
    registration = party.first("SpecifiedLegalOrganization", "ID")
    vat = (
        node.text
        for each in party.all("SpecifiedTaxRegistration")
        for node in each.all("ID")
        if node.attributes.get("schemeID") == OF_VAT
    )
    address = party.first("URIUniversalCommunication", "URIID")
    return {
        "account": several(node.text for node in own[:1]),
        "debtor_name": party.value("Name"),
        "buyer_vat_identifier": several(list(vat)[:1]),
        **with_its_scheme("buyer_identifier", *party.all("GlobalID"), *own),
        **with_its_scheme("buyer_legal_registration_id", registration),
        **with_its_scheme("buyer_electronic_address", address),
    }


def _payment(settlement: Node) -> dict[str, Text]:
    means = list(settlement.all("SpecifiedTradeSettlementPaymentMeans"))
    accounts = [node.first("PayeePartyCreditorFinancialAccount") for node in means]
    terms = list(settlement.all("SpecifiedTradePaymentTerms"))
    texts = [
        text
        for node in terms
        for text in (*(each.text for each in node.all("Description")), *_discounts(node))
    ]
    return {
        "payment_due_date": only(day(moment(node.first("DueDateDateTime"))) for node in terms),
        "payment_terms": prose(texts),
        "payment_means_code": several(node.value("TypeCode") for node in means),
        "payment_account_id": several(
            node.value("IBANID") or node.value("ProprietaryID") for node in accounts
        ),
        "blocked_account_id": None,
        "blocked_account_amount": None,
    }


def _discounts(terms: Node) -> Iterator[Text]:
    for discount in terms.all("ApplicableTradePaymentDiscountTerms"):
        days = discount.first("BasisPeriodMeasure")
        number = days.text if days.attributes.get("unitCode") == "DAY" else None
        yield skonto(number, discount.value("CalculationPercent"))


def _where(draft: Draft, deal: Node, names: Names) -> dict[str, Text]:
    """What the lines belong to that name nothing themselves."""
    settlement = deal.first(names.settlement)
    account = settlement.value("ReceivableSpecifiedTradeAccountingAccount", "ID")
    own = belongs(draft, deal.first(names.agreement), deal.first(names.delivery))
    nothing: dict[str, Text] = dict.fromkeys(BELONGS)
    return {**nothing, "buyer_accounting_reference": account, **own}


BELONGS = (
    "purchase_order_reference",
    "sales_order_reference",
    "order_date",
    "despatch_advice_reference",
    "delivery_date",
    "deliver_to_location_id",
    "deliver_to_post_code",
    "deliver_to_country_code",
)
