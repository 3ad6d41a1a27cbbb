"""The values of an e-invoice as text: numbers, dates, and several values in one field."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.read.xml import Node

NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]*)?|\.[0-9]+)")
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2}|T.*)?")
PACKED_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{6})?")
GLN = "0088"  # scheme of a number
SEPARATOR = "; "  # between several values of one field
CENT = Decimal("0.01")
Text = str | None


def refused(key: str, node: Node) -> RefusedFileError:
    """The refusal of the text of an element."""
    return RefusedFileError(key, f"{node.name} {node.text}", node.row)


def day(node: Node) -> Text:
    """A date, as UBL and XML Schema write it or as CII does (format 102, 203 or 204)."""
    if not node.text:
        return None
    iso, packed = ISO_DAY.fullmatch(node.text), PACKED_DAY.fullmatch(node.text)
    text = iso[1] if iso else "-".join(packed.groups()[:3]) if packed else node.text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise refused("read.bad_date", node) from None


def plain(number: Decimal | None) -> Text:
    """A number as text with a point."""
    return None if number is None else f"{number:f}"


def several(values: Iterable[Text], between: str = SEPARATOR) -> Text:
    """Distinct values of one field, in their order."""
    return between.join(dict.fromkeys(value for value in values if value)) or None


def with_its_scheme(name: str, *nodes: Node) -> dict[str, Text]:
    """A number by the name of its field, and beside it of which scheme it is.

    Of several it is the GLN, or else the first that says its scheme.
    """
    stated = [(node.text, node.attributes.get("schemeID") or None) for node in nodes if node.text]
    best = min(stated, key=lambda each: (each[1] != GLN, each[1] is None), default=(None, None))
    return dict(zip((name, f"{name}_scheme"), best, strict=True))


def prose(values: Iterable[Text]) -> Text:
    """Texts one below the other, without the indentation of the XML."""
    lines = (line.strip() for value in values if value for line in value.splitlines())
    return several(lines, "\n")


def only(values: Iterable[Text]) -> Text:
    """The value that all agree on; None where they differ."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def accounting(where: dict[str, Text], own: Text) -> Text:
    """BT-19 of the invoice, or what the line says (BT-133) where the invoice has none."""
    return where["buyer_accounting_reference"] or own


def skonto(days: Text, percent: Text) -> Text:
    """A discount for early payment as XRechnung writes it into BT-20."""
    number = decimal(percent)
    if not days or number is None or not days.isdigit():
        return None
    return f"#SKONTO#TAGE={days}#PROZENT={number.quantize(CENT, ROUND_HALF_UP)}#"


def decimal(text: Text) -> Decimal | None:
    """A number; None where there is none."""
    return Decimal(text) if text and NUMBER.fullmatch(text) else None
