"""XML that comes from outside: parsed without entities, network or huge trees, by local names."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from checker.read.refusal import MOST_BYTES, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*<|(\xff\xfe)?\s*<\x00|(\xfe\xff)?\s*\x00<")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_TEXT = 8 << 20  # bytes; from 10 MB on the parser takes no text of one element
HUGE = "XML_PARSE_HUGE"  # what the parser says of such a text, and of a tree that is too deep
ATTACHED = re.compile(
    rb"(<(?:[\w.-]+:)?(?:EmbeddedDocumentBinaryObject|AttachmentBinaryObject)\b[^>]*>)[\w+/=\s]+"
)
NOT_KEPT = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"})
"""Attachments: nothing here reads them, and they are most of many an invoice."""
LINES = frozenset({"InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem"})
"""Of these an invoice may have thousands: they become nodes one by one, and go again."""


class Node:
    """An element by its local name; what is asked for and not there is `NOTHING`."""

    __slots__ = ("attributes", "children", "name", "row", "text")

    def __init__(
        self,
        name: str,
        text: str,
        attributes: Mapping[str, str],
        children: Mapping[str, list[Any]],
        row: int,
    ) -> None:
        self.name = name
        self.text = text  # stripped
        self.attributes = attributes
        self.children = children  # nodes by their names; lines as lxml has them
        self.row = row  # line of the file

    def first(self, *path: str) -> Node:
        """The first element at the end of a path."""
        node = self
        for name in path:
            found = node.children.get(name)
            if found is None:
                return NOTHING
            node = found[0]
        return node

    def all(self, *path: str) -> Iterator[Node]:
        """All elements at the end of a path, in their order."""
        *way, last = path
        for child in self.first(*way).children.get(last, ()):
            yield child if isinstance(child, Node) else _node(child)

    def numbered(self, path: str, name: str) -> Iterator[tuple[str, Node]]:
        """The children of a name (with its prefix), each with its XPath; `path` is of this."""
        for number, child in enumerate(self.all(name.partition(":")[2]), 1):
            yield f"{path}/{name}[{number}]", child

    def value(self, *path: str) -> str | None:
        """The text at the end of a path; None where nothing stands."""
        return self.first(*path).text or None


NONE: Mapping[str, Any] = {}
NOTHING = Node("", "", NONE, NONE, 0)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def parse(data: bytes) -> tuple[Node, str]:
    """The root element, and its namespace. Raises RefusedFileError."""
    if not BEGINS.match(data):
        raise RefusedFileError("read.no_xml")
    if len(data) > MOST_BYTES:
        raise RefusedFileError("read.xml_too_large", f"{len(data) >> 20} MB")
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
    return _node(root), etree.QName(root).namespace or ""


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


def _node(element: Any) -> Node:  # noqa: ANN401  an element of lxml, which has no types
    name = _local(element.tag)
    children: dict[str, list[Any]] = {}
    for below in element:
        if isinstance(below.tag, str):  # no reference to an entity
            kind = _local(below.tag)
            children.setdefault(kind, []).append(below if kind in LINES else _node(below))
    text = None if name in NOT_KEPT else element.text
    attributes = element.items()
    return Node(
        name,
        text.strip() if text else "",
        dict(attributes) if attributes else NONE,
        children or NONE,
        element.sourceline or 0,
    )
