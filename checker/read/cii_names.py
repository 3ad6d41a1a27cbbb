"""What CII and its forerunner, ZUGFeRD 1, call the large parts of an invoice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one generation."""

    document: str
    deal: str
    agreement: str
    delivery: str
    settlement: str
    totals: str
    line_agreement: str
    line_delivery: str
    line_settlement: str
    line_totals: str
    percent: str


D16B = Names(
    "ExchangedDocument",
    "SupplyChainTradeTransaction",
    "ApplicableHeaderTradeAgreement",
    "ApplicableHeaderTradeDelivery",
    "ApplicableHeaderTradeSettlement",
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedLineTradeAgreement",
    "SpecifiedLineTradeDelivery",
    "SpecifiedLineTradeSettlement",
    "SpecifiedTradeSettlementLineMonetarySummation",
    "RateApplicablePercent",
)
ZUGFERD_1 = Names(
    "HeaderExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement",
    "ApplicableSupplyChainTradeDelivery",
    "ApplicableSupplyChainTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation",
    "SpecifiedSupplyChainTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation",
    "ApplicablePercent",
)
ROOTS = {"CrossIndustryInvoice": D16B, "CrossIndustryDocument": ZUGFERD_1}
"""Root element -> names."""
