"""What the columns of a file tell of each other: 13-10-2026 in one settles 12-11-2026 in another.

Only where all columns that prove anything agree; where they differ, the option has to say it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from checker.messages import Message
from checker.read.numbers import NotationOpenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.read.numbers import Cells, Notation
    from checker.read.reading import ReadOptions
    from checker.read.table import Column

Option = Literal["decimal", "dates"]
# That a year comes first says nothing of day and month in other columns.
TELLING = frozenset({"comma", "point", "dmy", "mdy"})
WAYS = {
    "comma": "read.decimal_comma",
    "point": "read.decimal_point",
    "dmy": "read.day_first",
    "mdy": "read.month_first",
    "ymd": "read.year_first",
}


@dataclass
class Evidence:
    """What the columns prove that were read so far, and what the user is told of it."""

    options: ReadOptions
    notes: list[Message]
    complete: bool = False  # every column had its turn
    # Of each option: way of writing -> heading and cell of the first column that proves it.
    proofs: dict[Option, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def read(
        self,
        option: Option,
        column: Column,
        settled: str | None,
        how: Callable[[str | None], Cells],
    ) -> Cells:
        """The cells of a column, where need be as the other columns are written."""
        try:
            cells = how(settled)
        except NotationOpenError as error:
            way = self._of_others(option, error)
            if way is None:
                raise
        else:
            self._keep(option, column, cells.notation)
            return cells
        other, cell = self.proofs[option][way]
        self._note(
            "read.note_settled_by",
            heading=column.heading,
            way=Message(WAYS[way]),
            other=other,
            cell=cell,
        )
        return how(way)

    def _of_others(self, option: Option, error: NotationOpenError) -> str | None:
        proven = list(self.proofs.get(option, ()))
        agreed = self.complete and len(proven) == 1 and set(error.ways) <= TELLING
        return proven[0] if agreed else None

    def _keep(self, option: Option, column: Column, notation: Notation | None) -> None:
        if notation is None or not notation.proof:
            return
        if notation.way in TELLING:
            proof = (column.heading, notation.proof)
            self.proofs.setdefault(option, {}).setdefault(notation.way, proof)
        wanted = getattr(self.options, option)
        if wanted and notation.way != wanted:
            self._note(
                "read.note_option_does_not_fit",
                option=f"--{option} {wanted}",
                heading=column.heading,
                cell=notation.proof,
                way=Message(WAYS[notation.way]),
            )

    def _note(self, key: str, **values: object) -> None:
        note = Message(key, values)
        if note not in self.notes:  # a discount in steps is read step by step
            self.notes.append(note)
