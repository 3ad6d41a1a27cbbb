"""XML written down as it nests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, indent, tostring

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    Content = Element | str | Decimal | date | None


def node(name: str, *inside: Content, **attributes: str) -> Element:
    """An element with a text or with elements; None is left out."""
    made = Element(name, attributes)
    for part in inside:
        if isinstance(part, Element):
            made.append(part)
        elif part is not None:
            made.text = str(part)
    return made


def path(names: str, *inside: Content, **attributes: str) -> Element:
    """Elements within each other, outermost first; attributes are of the innermost."""
    *outer, last = names.split("/")
    made = node(last, *inside, **attributes)
    for name in reversed(outer):
        made = node(name, made)
    return made


def document(root: Element, namespaces: dict[str, str]) -> str:
    """The file of a root element; `namespaces` are its declarations."""
    whole = node(root.tag, *root, **namespaces)
    indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(whole, encoding="unicode")}\n'
