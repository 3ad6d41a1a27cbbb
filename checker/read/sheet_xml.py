"""A sheet of an .xlsx as text: what the fast reader does not tell of it.

It gives error cells and formulas without a result as empty, and says nothing of hidden rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.read.extent import Extent, position

if TYPE_CHECKING:
    from collections.abc import Iterable

FAULTY = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>'
    rb"|<(?:\w+:)?c\b((?:(?!\bt=\"str\")[^>])*[^/>]|)>"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?"
    rb"</(?:\w+:)?c>"
)
ERROR = b't="e"'
PREFIX = re.compile(rb"<(\w+:)worksheet\b")  # few programs write one
NOT_COMPUTED = re.compile(
    rb"(?:/>|/(?:\w+:)?f>)(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
HIDES = b'hidden="'
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="([0-9]+)"[^>]*[^/]>')
REFERENCE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')

Faults = dict[tuple[int, int], str]
"""Row as the user sees it and column from 0 -> reason."""


@dataclass(frozen=True)
class Traces:
    """What a workbook tells beside its cells."""

    faults: Faults = field(default_factory=dict)
    hidden: int = 0  # rows
    from_1904: bool = False  # days are counted from 1 January 1904, as on early Macintoshes
    errors: int = 0  # error cells whose place is not known
    extent: Extent | None = None


def traces(chunks: Iterable[bytes], size: int, *, from_1904: bool) -> Traces:
    """Of a sheet: cells that hold an error or a formula never computed, and its hidden rows."""
    found: Faults = {}
    hidden: set[bytes] = set()
    extent, formula = Extent(size), b""
    for chunk in chunks:
        if not formula:
            prefix = PREFIX.search(chunk)
            formula = b"<" + (prefix[1] if prefix else b"") + b"f"
        extent.see(chunk)
        if HIDES in chunk:
            hidden.update(HIDDEN.findall(chunk))
        if ERROR in chunk or (formula in chunk and NOT_COMPUTED.search(chunk)):
            found |= _faults(chunk)
    return Traces(found, len(hidden), from_1904, extent=extent)


def _faults(chunk: bytes) -> Faults:
    found: Faults = {}
    for match in FAULTY.finditer(chunk):
        error, formula = match.groups()
        at = REFERENCE.search(error or formula)
        if at:
            reason = "read.error_cell" if error else "read.formula_without_value"
            found[int(at[2]), position(at[1])] = reason
    return found
