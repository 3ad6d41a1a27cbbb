"""XML that comes from outside: parsed without entities, network or huge trees, by local names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from checker.read.refusal import MOST_BYTES, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*<|(\xff\xfe)?\s*<\x00|(\xfe\xff)?\s*\x00<")
NOT_KEPT = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"})
"""Attachments: nothing here reads them, and they are most of many an invoice."""


class Node:
    """An element by its local name; what is asked for and not there is `NOTHING`."""

    __slots__ = ("attributes", "children", "name", "row", "text")

    def __init__(self, name: str, text: str, attributes: dict[str, str], row: int) -> None:
        self.name = name
        self.text = text  # stripped
        self.attributes = attributes
        self.row = row  # line of the file
        self.children: dict[str, list[Node]] = {}

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
        yield from self.first(*way).children.get(last, ())

    def value(self, *path: str) -> str | None:
        """The text at the end of a path; None where nothing stands."""
        return self.first(*path).text or None


NOTHING = Node("", "", {}, 0)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def parse(data: bytes) -> tuple[Node, str]:
    """The root element, and its namespace. Raises RefusedFileError."""
    if not BEGINS.match(data):
        raise RefusedFileError("read.no_xml")
    if len(data) > MOST_BYTES:
        raise RefusedFileError("read.xml_too_large", f"{len(data) >> 20} MB")
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
        row = error.lineno or 0
        raise RefusedFileError("read.broken_xml", f"{row}: {error.msg}", row) from None
    # Entities are declared in a document type; no e-invoice has one.
    if root.getroottree().docinfo.doctype:
        raise RefusedFileError("read.xml_with_doctype", root.getroottree().docinfo.doctype)
    return _node(root), etree.QName(root).namespace or ""


def _node(element: etree._Element) -> Node:
    name = _local(element.tag)
    text = "" if name in NOT_KEPT else (element.text or "").strip()
    node = Node(name, text, dict(element.attrib), element.sourceline or 0)
    children = node.children
    for below in element:
        if isinstance(below.tag, str):  # no reference to an entity
            child = _node(below)
            children.setdefault(child.name, []).append(child)
    return node
