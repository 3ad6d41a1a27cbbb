"""Rows that can be the heading: one row, or two that belong together.

Above `Code | Naam | Aantal` may stand `Artikel | | `: then the first is `Artikel Code`. And where
a cell was merged over both rows, the heading of its column stands in the upper one alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.read import synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.read.subject import Subject
    from checker.read.table import Grid

FEWEST = 2  # cells that make a row a heading
FIGURE = re.compile(r"[-+\d.,/:\s%€]*\d[-+\d.,/:\s%€]*")


@dataclass(frozen=True)
class Heading:
    """Headings of the columns, and the last row in which they stand."""

    row: int  # index in grid.head
    names: list[str]
    two_rows: bool = False


def candidates(grid: Grid, subject: Subject) -> Iterator[Heading]:
    """Every row of the head by itself, then with the row above it."""
    for at, cells in enumerate(grid.head):
        if _is_wide(cells):
            yield Heading(at, cells)
    for at, (upper, lower) in enumerate(pairwise(grid.head)):
        if _is_wide(upper) and _is_wide(lower) and not any(upper[len(lower) :]):
            if any(FIGURE.fullmatch(cell) for cell in (*upper, *lower)):
                continue
            upper = [*upper, *[""] * len(lower)][: len(lower)]  # noqa: PLW2901
            labels = _spread(upper, lower)
            yield Heading(at + 1, _known_or_lower(labels, upper, lower, subject), two_rows=True)
            joined = [f"{label} {low}".strip() for label, low in zip(labels, lower, strict=True)]
            yield Heading(at + 1, joined, two_rows=True)


def _is_wide(cells: Sequence[str]) -> bool:
    return sum(map(bool, cells)) >= FEWEST


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """Each label over the columns at its right that have none, as far as the lower row goes on."""
    spread: list[str] = []
    label = ""
    for above, below in zip(upper, lower, strict=True):
        if above:
            label = above
        elif not below:
            label = ""
        spread.append(above or label)
        if above and not below:  # a heading over both rows, no label of a group
            label = ""
    return spread


def _known_or_lower(
    labels: list[str], upper: list[str], lower: list[str], subject: Subject
) -> list[str]:
    """Both rows together where that is a heading that is known, otherwise the lower one."""
    known = synonyms.load(subject).clear
    return [
        f"{label} {low}"
        if label and low and synonyms.plain(f"{label} {low}") in known
        else low or above
        for label, above, low in zip(labels, upper, lower, strict=True)
    ]
