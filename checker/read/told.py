"""What the lines of a booking say for each other: mostly only one of them names the debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.read.bookings import Line

TELLING = ("invref", "docref", "custsupid", "effdate")
TOGETHER = ("invref", "docref")  # lines that share one belong together, the closest first
ALL = ("", "")  # stands for all lines of the booking
NOTHING = frozenset({"", "/", "-", "."})  # what programs put where there is no reference
Group = tuple[str, str]


class Told:
    """What a line does not say itself comes from the others, if those agree.

    Asked are the lines of its invoice, then those of its document, then all of the booking.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self.said: dict[tuple[Group, str], str | None] = {}  # None: they differ
        for line in lines:
            for name in TELLING:
                value = line.fields.get(name, "")
                if value not in NOTHING:
                    for group in (*_groups(line), ALL):
                        if self.said.setdefault((group, name), value) != value:
                            self.said[group, name] = None

    def of(self, line: Line, *names: str) -> str | None:
        """What a line is told under the first of the names of which it is told anything."""
        for name in names:
            own = line.fields.get(name, "")
            if own not in NOTHING:
                return own
            for group in (*_groups(line), ALL):
                if found := self.said.get((group, name)):
                    return found
        return None

    def shared(self, line: Line, name: str) -> str | None:
        """What the lines of its invoice or document say, whatever it says itself."""
        found = (self.said.get((group, name)) for group in _groups(line))
        return next((value for value in found if value), None)

    def differ(self, name: str) -> bool:
        """Whether the lines of the booking say several things."""
        return self.said.get((ALL, name), "") is None


def _groups(line: Line) -> Iterator[Group]:
    for name in TOGETHER:
        value = line.fields.get(name, "")
        if name == "docref" or value not in NOTHING:
            yield name, value
