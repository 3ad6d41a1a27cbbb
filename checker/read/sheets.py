"""Sheets with the same headings, such as one per month, read as one: `--sheet '*'`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.read.excel import ALL
from checker.read.headings import choose
from checker.read.reading import FILES
from checker.read.sort import reading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.read.exports import Export
    from checker.read.headings import Choice
    from checker.read.reading import Reading, ReadOptions
    from checker.read.table import Grid

OTHER = {"read.no_heading", "read.column_missing", "read.export_does_not_match"}
KEY = "invoice_number"


def refuse_beside(options: ReadOptions) -> None:
    """Raises if all sheets are asked for, and a file beside them that belongs to one."""
    for option in ("headers", "conditions"):
        if options.sheet == ALL and getattr(options, option) is not None:
            raise InputError("read.all_sheets_beside", option=option)


def together(
    name: str, grids: Sequence[Grid], exports: Sequence[Export], options: ReadOptions
) -> Reading:
    """The rows of all sheets that can be read, each with its sheet as `source_file`.

    Raises InputError: there is none, or two of them do not have the same headings.
    """
    visible = [grid for grid in grids if not grid.hidden]
    choices = [choice for grid in visible if (choice := _choice(grid, exports, options))]
    if not choices:
        return reading_of(choose(grids, exports, options.export), options)
    for choice in choices[1:]:
        _refuse_difference(choices[0], choice)
    read = [
        (choice.grid.name, reading) for choice in choices if (reading := _rows(choice, options))
    ]
    if not read:
        return reading_of(choices[0], options)  # raises: there are no rows
    names = [sheet.partition("]")[2] for sheet, _ in read]
    left = [each for grid in grids if (each := grid.name.partition("]")[2]) not in names]
    return _joined(name, names, [reading for _, reading in read], left)


def _choice(grid: Grid, exports: Sequence[Export], options: ReadOptions) -> Choice | None:
    try:
        return choose([grid], exports, options.export)
    except InputError as error:
        if error.message.key in OTHER:
            return None
        raise


def _rows(choice: Choice, options: ReadOptions) -> Reading | None:
    try:
        return reading_of(choice, options)
    except InputError as error:
        if error.message.key == "read.no_rows":  # a month to come
            return None
        raise


def _refuse_difference(first: Choice, other: Choice) -> None:
    for field in [*first.columns, *other.columns]:
        one, two = (
            " + ".join(choice.headings[at] for at in choice.columns.get(field, ()))
            for choice in (first, other)
        )
        if one != two:
            raise InputError(
                "read.sheets_differ",
                field=field,
                source=first.grid.name,
                heading=one or "-",
                other=other.grid.name,
                other_heading=two or "-",
            )


def _joined(name: str, names: list[str], read: list[Reading], left: list[str]) -> Reading:
    first = read[0]
    totals = [each.totals.with_columns(place=pl.lit(each.source)) for each in read]
    rows = pl.concat(map(_placed, range(len(read)), [each.rows for each in read]), how="diagonal")
    rejected = [each.rejected for each in read]
    return replace(
        first,
        rows=rows,
        rejected=pl.concat(map(_placed, range(len(read)), rejected)),
        totals=pl.concat(totals),
        rows_read=sum(each.rows_read for each in read),
        data_rows=sum(each.data_rows for each in read),
        source=name,
        files=pl.DataFrame(
            [{"source_file": at, "name": name, "sheet": sheet} for at, sheet in enumerate(names)],
            schema=FILES,
        ),
        notes=[*_of_sheets(names, left, rows), *_notes(names, read)],
    )


def _placed(number: int, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(source_file=pl.lit(number, dtype=pl.Int32))


def _of_sheets(names: list[str], left: list[str], rows: pl.DataFrame) -> list[Message]:
    values: dict[str, object] = {"count": len(names), "sheets": ", ".join(names)}
    notes = [Message("read.note_sheets", values)]
    if left:
        values = {"count": len(left), "sheets": ", ".join(left)}
        notes.append(Message("read.note_other_sheets", values))
    spread = rows.group_by(KEY, maintain_order=True).agg(pl.col("source_file").unique().sort())
    spread = spread.filter(pl.col("source_file").list.len() > 1)
    if spread.height:
        first, on = spread.row(0)
        sheets = ", ".join(names[at] for at in on)
        values = {"count": spread.height, "first": first, "sheets": sheets}
        notes.append(Message("read.note_invoices_on_sheets", values))
    return notes


def _notes(names: list[str], read: list[Reading]) -> list[Message]:
    """What is told of every sheet once, the rest with the sheet that it is about."""
    found: list[Message] = []
    for sheet, reading in zip(names, read, strict=True):
        for note in reading.notes:
            if all(note in each.notes for each in read):
                found += [note] if note not in found else []
            else:
                found.append(Message("read.note_of_file", {"source": sheet, "note": note}))
    return found
