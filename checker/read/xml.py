"""XML that comes from outside: parsed without entities, network or huge trees, by local names."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from checker.read.refusal import MOST_BYTES, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*<|(\xff\xfe)?\s*<\x00|(\xfe\xff)?\s*\x00<")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_TAGS = 2_000_000  # an invoice of 40,000 lines; each takes half a kilobyte
MOST_TEXT = 8 << 20  # bytes; from 10 MB on the parser takes no text of one element
HUGE = "XML_PARSE_HUGE"  # what the parser says of such a text, and of a tree that is too deep
ATTACHED = re.compile(
    rb"(<(?:[\w.-]+:)?(?:EmbeddedDocumentBinaryObject|AttachmentBinaryObject)\b[^<>]*>)[\w+/=\s]+"
)
NOT_KEPT = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"})
"""Attachments: nothing here reads them, and they are most of many an invoice."""
EXTENSIONS = "UBLExtensions"  # anything can stand there, and nothing here reads it
_ONCE = (
    # Of an invoice, in UBL and in CII
    "IssueDate DueDate DocumentCurrencyCode InvoiceTypeCode BuyerReference AccountingCost "
    "OrderReference AccountingCustomerParty LegalMonetaryTotal "
    "ExchangedDocument IssueDateTime InvoiceCurrencyCode "
    "ApplicableHeaderTradeAgreement ApplicableHeaderTradeDelivery ApplicableHeaderTradeSettlement "
    # Totals
    "TaxExclusiveAmount TaxInclusiveAmount PrepaidAmount PayableRoundingAmount PayableAmount "
    "TaxBasisTotalAmount GrandTotalAmount TotalPrepaidAmount RoundingAmount DuePayableAmount "
    "AllowanceTotalAmount ChargeTotalAmount TaxAmount "
    # Of a line
    "LineExtensionAmount LineTotalAmount InvoicedQuantity CreditedQuantity BilledQuantity "
    "Item SpecifiedTradeProduct Price NetPriceProductTradePrice GrossPriceProductTradePrice "
    "PriceAmount ChargeAmount BaseQuantity BasisQuantity "
    # Of an allowance or charge, and of VAT
    "ChargeIndicator Indicator Amount ActualAmount AppliedAmount MultiplierFactorNumeric "
    "CalculationPercent TaxCategory ClassifiedTaxCategory CategoryTradeTax "
    "Percent RateApplicablePercent ApplicablePercent"
)
ONCE = frozenset(_ONCE.split())
"""What stands once in what it belongs to, by the standard: of two, one would have to be guessed."""
LINES = frozenset({"InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem"})
"""Of these an invoice may have thousands: they become nodes one by one, and go again."""


class Node:
    """An element by its local name; what is asked for and not there is `NOTHING`."""

    # Of most elements nobody asks for more than the text: the rest stays with the element.
    __slots__ = ("_element", "children", "name", "text")

    def __init__(
        self,
        name: str,
        text: str,
        children: Mapping[str, list[Any]],
        element: Any,  # noqa: ANN401  lxml has no types
    ) -> None:
        self.name = name
        self.text = text  # stripped
        self.children = children  # nodes by their names; lines as lxml has them
        self._element = element

    @property
    def row(self) -> int:
        """Line of the file."""
        return 0 if self is NOTHING else _row(self._element)

    @property
    def attributes(self) -> Mapping[str, str]:
        """Names and values."""
        return NONE if self is NOTHING else self._element.attrib

    def first(self, *path: str) -> Node:
        """The first element at the end of a path."""
        node = self
        for name in path:
            found = node.children.get(name)
            if found is None:
                return NOTHING
            node = found[0]
        return node

    def all(self, name: str) -> Iterable[Node]:
        """All children of a name, in their order."""
        found = self.children.get(name, ())
        return (_node(child, name) for child in found) if name in LINES else found

    def numbered(self, path: str, name: str) -> Iterator[tuple[str, Node]]:
        """The children of a name (with its prefix), each with its XPath; `path` is of this."""
        for number, child in enumerate(self.all(name.partition(":")[2]), 1):
            yield f"{path}/{name}[{number}]", child

    def value(self, *path: str) -> str | None:
        """The text at the end of a path; None where nothing stands."""
        node = self
        for name in path:  # as `first` does, which would be a call more per field
            found = node.children.get(name)
            if found is None:
                return None
            node = found[0]
        return node.text or None


NONE: Mapping[str, Any] = {}
NOTHING = Node("", "", NONE, None)


class _Locals(dict[object, str]):
    """Tag -> local name, and nothing for what is not read: extensions, a reference to an entity."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        self[tag] = name = "" if name == EXTENSIONS else name
        return name


LOCAL = _Locals()
MOST_NAMES = 10_000  # UBL and CII have 2,000; a file of rubbish may have any number


def parse(data: bytes) -> tuple[Node, str]:
    """The root element, and its namespace. Raises RefusedFileError."""
    if not BEGINS.match(data):
        raise RefusedFileError("read.no_xml")
    if len(data) > MOST_BYTES:
        raise RefusedFileError("read.xml_too_large", f"{len(data) >> 20} MB")
    if data.count(b"<") > MOST_TAGS:
        raise RefusedFileError("read.xml_too_large", f"{data.count(b'<')} tags")
    # Entities are declared in a document type; no e-invoice has one.
    if _has_doctype(data):
        raise RefusedFileError("read.xml_with_doctype")
    if len(data) > MOST_TEXT:
        data = ATTACHED.sub(rb"\1", data)
    # A parser per document: one that failed may keep something of what it failed on.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it
        raise RefusedFileError("read.xml_with_doctype")
    if len(LOCAL) > MOST_NAMES:
        LOCAL.clear()
    return _node(root, LOCAL[root.tag]), etree.QName(root).namespace or ""


def _has_doctype(data: bytes) -> bool:
    """Whether a document type stands before the root element."""
    wide = data[:2] in WIDE or 0 in data[:2]
    text = data.decode("utf-16", "replace") if wide else data.decode("latin-1")
    at = text.find("<")
    while text.startswith(("<?", "<!--"), at):
        end = text.find("?>" if text.startswith("<?", at) else "-->", at)
        if end < 0:
            return False  # it never ends, which the parser says too
        at = text.find("<", end)
    return text.startswith("<!DOCTYPE", at)


def _refusal(error: etree.XMLSyntaxError) -> RefusedFileError:
    row = error.lineno or 0
    if HUGE in error.msg:
        return RefusedFileError("read.xml_too_large", "", row)
    return RefusedFileError("read.broken_xml", error.msg, row)


def _row(element: Any) -> int:  # noqa: ANN401  lxml has no types
    return element.sourceline or 0


def _node(element: Any, name: str) -> Node:  # noqa: ANN401  lxml has no types
    children: dict[str, list[Any]] = {}
    text = None if name in NOT_KEPT else element.text
    if len(element):  # most have none, and an iterator costs as much as all else of such a node
        if text and not text.isspace():  # what comes after the first of them would be cut off
            raise RefusedFileError("read.elements_in_text", f"{name} {text.strip()}", _row(element))
        for below in element:
            kind = LOCAL[below.tag]
            if kind in children:
                if kind in ONCE:
                    raise RefusedFileError("read.element_twice", kind, _row(below))
                children[kind].append(below if kind in LINES else _node(below, kind))
            elif kind:
                children[kind] = [below if kind in LINES else _node(below, kind)]
    return Node(name, text.strip() if text else "", children or NONE, element)
