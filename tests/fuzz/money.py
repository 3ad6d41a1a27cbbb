"""What an e-invoice comes to, read a second time in the plainest way there is.

Lines, charges and allowances of the document, by the standard library alone: nothing of the
readers is used, so that a fault of theirs cannot be a fault of this.
"""

from __future__ import annotations

import codecs
import re
from decimal import Decimal
from xml.etree import ElementTree as ET

UBL_LINES = ("InvoiceLine", "CreditNoteLine")
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""What begins a file and tells its encoding, whatever its declaration says."""
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
NOT_CHARGED = ("GROUP", "INFORMATION")  # lines of CII that only explain others


def come_to(data: bytes) -> Decimal:
    """Lines plus charges minus allowances: BT-109. Raises what the library raises."""
    root = ET.fromstring(_text(data))  # noqa: S314  after the reader has taken it
    for node in root.iter():
        node.tag = str(node.tag).rpartition("}")[2]
    if root.tag.startswith("CrossIndustry"):
        return _cii(root)
    lines = (_amount(node, "LineExtensionAmount") for node in root if node.tag in UBL_LINES)
    charges = (
        _signed(node, "ChargeIndicator", "Amount") for node in root.findall("AllowanceCharge")
    )
    return sum([*lines, *charges], Decimal(0))


def _cii(root: ET.Element) -> Decimal:
    deal = [node for node in root if node.tag.endswith("SupplyChainTradeTransaction")][:1]
    settlement = [part for node in deal for part in node if part.tag.endswith("TradeSettlement")][
        :1
    ]
    status = "AssociatedDocumentLineDocument/LineStatusReasonCode"
    lines = [
        _amount(node, "*/*/LineTotalAmount")
        for node in _all(deal, "IncludedSupplyChainTradeLineItem")
        if (node.findtext(status) or "").strip() not in NOT_CHARGED
    ]
    lines += [
        _signed(node, "ChargeIndicator/Indicator", "ActualAmount")
        for node in _all(settlement, "SpecifiedTradeAllowanceCharge")
    ]
    freight = _all(settlement, "SpecifiedLogisticsServiceCharge")
    return sum([*lines, *(_amount(node, "AppliedAmount") for node in freight)], Decimal(0))


def _text(data: bytes) -> str | bytes:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return DECLARATION.sub("", data.decode(encoding))
    if re.match(rb'<\?xml[^>]*encoding="UTF-7"', data):  # which this library refuses
        return DECLARATION.sub("", data.decode("utf-7"))
    return data


def _all(parts: list[ET.Element], name: str) -> list[ET.Element]:
    return [node for part in parts for node in part.findall(name)]


def _amount(node: ET.Element, path: str) -> Decimal:
    text = (node.findtext(path) or "").strip()
    return Decimal(text) if text else Decimal(0)


def _signed(node: ET.Element, sign: str, path: str) -> Decimal:
    is_charge = (node.findtext(sign) or "").strip() in {"true", "1"}
    return _amount(node, path) * (1 if is_charge else -1)
