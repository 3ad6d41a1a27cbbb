"""Lines of CII that stand below other lines, as the profile EXTENDED of Factur-X has them.

A line says of itself whether it counts (DETAIL), or only groups or informs. Where one that has
lines below it says nothing, its amount may be theirs once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from checker.read.einvoice_values import Text
    from checker.read.xml import Node

ABOUT, STATUS = "AssociatedDocumentLineDocument", "LineStatusReasonCode"
NO_LINE = frozenset({"GROUP", "INFORMATION"})
"""Lines of EXTENDED whose amounts stand in other lines."""


@dataclass
class Levels:
    """Which lines say nothing of their level, and which have others below them that count."""

    silent: dict[Text, int] = field(default_factory=dict)  # line id -> row
    parents: set[Text] = field(default_factory=set)

    def add(self, line: Node) -> None:
        """Takes in a line."""
        about = line.first(ABOUT)
        status = about.value(STATUS)
        if status is None:
            self.silent[about.value("LineID")] = line.row
        if status not in NO_LINE:
            self.parents.add(about.value("ParentLineID"))

    def refuse(self) -> None:
        """Raises RefusedFileError: a line and those below it may state the same amounts."""
        for each, row in self.silent.items():
            if each is not None and each in self.parents:
                raise RefusedFileError("read.line_level_open", each, row)
