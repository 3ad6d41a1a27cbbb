"""Exports that name an invoice on its first row only: its number, date and customer filled down.

Only where the user or the mapping says so, or where the cells were merged into one: a row without
a number may also be a mistake.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.fields import DOCUMENT, LINE, ORDER
from checker.messages import Message
from checker.money import MONEY
from checker.read.subject import INVOICES

if TYPE_CHECKING:
    from checker.read.headings import Choice
    from checker.read.reading import ReadOptions
    from checker.read.table import Column, Table

START = "invoice_number"
TOGETHER = (START, "issue_date")  # what is blank on all rows but the first
OF_INVOICE = tuple(entry.name for entry in (*DOCUMENT,) if entry.dtype != MONEY)
OF_ORDER = tuple(entry.name for entry in ORDER)
OF_LINE = tuple(entry.name for entry in LINE if entry not in ORDER)
WHAT = ("seller_item_id", "item_name", "invoiced_quantity")
ENOUGH = 0.2  # of all rows; fewer without a number are mistakes


def is_settled(choice: Choice, options: ReadOptions) -> bool:
    """True if the user or the mapping says that the export is grouped."""
    said = options.grouped or bool(choice.export and choice.export.grouped)
    return said and choice.subject is INVOICES and START in choice.columns


def is_merged(table: Table, choice: Choice) -> bool:
    """True if every row without a number lies below one with it in a merged cell."""
    if choice.subject is not INVOICES or START not in choice.columns:
        return False
    column = table.columns[choice.columns[START][0]]
    if column.covered is None:
        return False
    lines = _any_filled(table, choice, WHAT) & ~column.filled
    return bool(lines.any()) and bool(column.covered.filter(lines).all())


def refuse(table: Table, choice: Choice) -> None:
    """Raises if the rows look as if they were grouped, and nobody said so."""
    if choice.subject is not INVOICES or any(name not in choice.columns for name in TOGETHER):
        return
    columns = [table.columns[choice.columns[name][0]] for name in TOGETHER]
    numbered, dated = (column.filled for column in columns)
    blank = ~numbered
    lines = blank & _any_filled(table, choice, WHAT)
    regular = (
        lines.sum() >= max(1.0, ENOUGH * len(blank))
        and (numbered == dated).all()
        and bool(numbered[0])
    )
    if regular:
        at = lines.arg_max() or 0
        raise InputError(
            "read.grouped",
            source=table.name,
            headings=", ".join(column.heading for column in columns),
            count=lines.sum(),
            place=table.place(columns[0], at),
        )


def filled_down(table: Table, choice: Choice, total: pl.Series) -> tuple[Table, pl.Series]:
    """The table with the invoice on each of its rows; true where a row is nothing but invoice."""
    number = table.columns[choice.columns[START][0]]
    starts = number.filled & ~total
    index = pl.int_range(len(starts), dtype=pl.Int64, eager=True)
    frame = pl.DataFrame({"at": index, "start": starts, "total": total})
    first = frame.select(
        pl.when(~pl.col("total")).then(
            pl.when("start").then("at").forward_fill().fill_null(pl.col("at"))
        )
    ).to_series()
    first = first.fill_null(index)
    positions = {at for name in OF_INVOICE for at in choice.columns.get(name, ())}
    # An order or a delivery may belong to the line; where no further line names one, it does not.
    for at in (at for name in OF_ORDER for at in choice.columns.get(name, ())):
        if not (table.columns[at].filled & ~starts & ~total).any():
            positions.add(at)
    columns = {
        at: _filled(column, first) if at in positions else column
        for at, column in table.columns.items()
    }
    filled = replace(table, columns=columns, filled=frozenset(positions))
    return filled, starts & ~_any_filled(table, choice, OF_LINE)


def note(count: int) -> Message:
    """What the user is told of rows that were filled."""
    return Message("read.note_grouped", {"count": count})


def _any_filled(table: Table, choice: Choice, names: tuple[str, ...]) -> pl.Series:
    found = pl.repeat(value=False, n=len(table.source_row), eager=True, dtype=pl.Boolean)
    for at in (at for name in names for at in choice.columns.get(name, ())):
        found |= table.columns[at].filled
    return found


def _filled(column: Column, first: pl.Series) -> Column:
    own = column.filled
    if column.fault is not None:
        own |= column.fault.is_not_null()

    def taken(cells: pl.Series | None) -> pl.Series | None:
        return None if cells is None else cells.zip_with(own, cells.gather(first))

    return replace(
        column,
        written=taken(column.written),
        number=taken(column.number),
        date=taken(column.date),
        fault=taken(column.fault),
    )
