"""Where each field of a reading comes from: column, way of writing, rule, and examples."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.fields import EXPORT, FIELDS
from checker.messages import Message
from checker.money import plain
from checker.read.settle import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.messages import Lang
    from checker.read.reading import Reading
    from checker.read.table import Column
    from checker.read.trail import Trail

EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """A cell as it is written, and as it was understood."""

    place: str
    written: str
    value: str


@dataclass(frozen=True)
class Explained:
    """One field of the dictionary."""

    field: str
    source: str  # headings of its columns, or its business term
    how: list[Message]
    examples: list[Example]

    def title(self, lang: Lang) -> str:
        """The name of the field for people."""
        entry = FIELDS[self.field]
        return entry.nl if lang == "nl" else entry.en


def explained(reading: Reading) -> list[Explained]:
    """All fields that were read, in the order of the dictionary.

    An export tells its cells only if it was read with `ReadOptions(trail=True)`.
    """
    there = reading.rows.columns if reading.trail is None else reading.trail.values.columns
    names = [field.name for field in EXPORT if field.name in there]
    if reading.trail is None:
        return [_of_invoice(reading, name) for name in names]
    return [_of_column(reading.trail, name) for name in names]


def _of_invoice(reading: Reading, name: str) -> Explained:
    how = [Message("read.how_einvoice")] if reading.exact else []
    rows = reading.rows.select("source_row", pl.col(name)).drop_nulls().unique(name, keep="first")
    examples = [
        Example(str(row), "", _shown(value))
        for row, value in rows.sort("source_row").head(EXAMPLES).iter_rows()
    ]
    source = reading.mapping.get(name) or FIELDS[name].bt
    return Explained(name, source, how, examples)


def _of_column(trail: Trail, name: str) -> Explained:
    choice = trail.choice
    positions = choice.columns.get(name, ())
    if not positions:
        value = trail.values[name][0]
        example = [Example("", "", _shown(value))] if value is not None else []
        return Explained(name, "", [Message("read.how_constant", {"name": choice.name})], example)
    columns = [trail.table.columns[at] for at in positions]
    source = " + ".join(column.heading for column in columns)
    return Explained(
        name, source, list(_how(trail, name, columns)), _examples(trail, name, columns)
    )


def _how(trail: Trail, name: str, columns: list[Column]) -> Iterator[Message]:
    export = trail.choice.export
    if export:
        yield Message("read.how_mapping", {"name": export.name})
    else:
        yield Message("read.how_heading")
    yield _notation(trail, name, columns[0])
    if len(columns) > 1:
        yield Message("read.how_several")
    if trail.choice.columns[name][0] in trail.table.filled:
        yield Message("read.how_filled")
    if export and name in export.times:
        yield Message("read.how_times", {"heading": export.times[name]})
    if export and name in export.negative:
        yield Message("read.how_negative")


def _notation(trail: Trail, name: str, column: Column) -> Message:
    notation = trail.notations.get(name)
    if FIELDS[name].dtype == pl.String:
        return Message("read.how_text")
    if notation is None or (column.written is None):
        return Message("read.how_typed")
    values: dict[str, object] = {"way": Message(WAYS[notation.way]), "proof": notation.proof}
    return Message("read.how_proven" if notation.proof else "read.how_written", values)


def _examples(trail: Trail, name: str, columns: list[Column]) -> list[Example]:
    values = trail.values[name]
    known = pl.DataFrame({"at": pl.int_range(len(values), eager=True), "value": values})
    known = known.filter(trail.used).drop_nulls("value")
    first = known.unique("value", keep="first", maintain_order=True).head(EXAMPLES)
    return [
        Example(
            trail.table.place(columns[0], at),
            " + ".join(column.text[at] for column in columns),
            _shown(value),
        )
        for at, value in first.iter_rows()
    ]


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
