"""Sorts the rows of a table: read, set apart with a reason, totals, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import calculated_amount
from checker.errors import InputError
from checker.invoice import REJECTED
from checker.messages import Message
from checker.money import MONEY
from checker.read import conditions, grouped, synonyms, totals
from checker.read.convert import Converted, convert
from checker.read.reading import CREDIT_TYPES, Reading
from checker.read.trail import Trail

if TYPE_CHECKING:
    from checker.read.headings import Choice
    from checker.read.reading import ReadOptions
    from checker.read.table import Table

TYPE = "invoice_type_code"
FIGURES = (*totals.FIGURES, "price_base_quantity", "line_allowance_percentage")


def reading_of(choice: Choice, options: ReadOptions, table: Table | None = None) -> Reading:
    """The rows below a heading, sorted; from the grid of the choice, or from a table made of it."""
    table, roles = _data_rows(table or table_of(choice), choice, options)
    total = roles.total
    choice = _unit_or_base(choice, table)
    if total.all():
        raise _no_rows(table, choice)
    converted = _with_comments(table, choice, convert(table, choice, options))
    failed = converted.reason.is_not_null() & ~total
    out = failed | total
    # A copy of all columns is half of what reading costs, and most files are clean.
    rows = converted.values.filter(~out) if out.any() else converted.values
    rejected = _rejected(converted, failed)
    if not rows.height:
        if not rejected.height:
            raise _no_rows(table, choice)
        raise nothing_left(table.name, rejected)
    data_rows = rows.height + rejected.height
    rows, told = _with_charges(rows, converted, ~out)
    export = choice.export
    prefix, types = (export.credit.prefix, export.credit.types) if export else (None, ())
    return Reading(
        rows=rows,
        rejected=rejected,
        totals=totals.reconcile(converted.values, roles),
        rows_read=rows.height + rejected.height,
        data_rows=data_rows,
        source=table.name,
        export=choice.name,
        mapping={
            name: " + ".join(choice.headings[at] for at in positions)
            for name, positions in choice.columns.items()
            if name in rows.columns
        },
        price_is=export.price_is if export else None,
        credit_prefix=prefix,
        credit_types=frozenset(word.lower() for word in types) or CREDIT_TYPES,
        notes=[*_of_heading(choice), *table.notes, *converted.notes, *told, *_unused(choice)],
        trail=_trail(table, choice, options, converted, ~out) if options.trail else None,
    )


def _with_charges(
    rows: pl.DataFrame, converted: Converted, used: pl.Series
) -> tuple[pl.DataFrame, list[Message]]:
    """The rows with the charges of columns of their own as rows, and how many those are."""
    if not converted.charges or "line_net_amount" not in rows.columns:
        return rows, []
    amounts = {name: amount.filter(used) for name, amount in converted.charges.items()}
    more = conditions.apart(rows, amounts)
    values: dict[str, object] = {"count": more.height - rows.height, "names": ", ".join(amounts)}
    return more, [Message("read.note_charges_in_columns", values)]


def _trail(
    table: Table, choice: Choice, options: ReadOptions, converted: Converted, used: pl.Series
) -> Trail:
    return Trail(table, choice, converted.values, used, converted.notations, options)


def table_of(choice: Choice) -> Table:
    """The rows below the heading of a choice."""
    table = choice.grid.table(choice.row, range(len(choice.headings)))
    if not choice.two_rows:
        return table
    columns = table.columns.items()
    named = {at: replace(column, heading=choice.headings[at]) for at, column in columns}
    return replace(table, columns=named)


def _data_rows(table: Table, choice: Choice, options: ReadOptions) -> tuple[Table, totals.Roles]:
    """Rows of data and totals, and which are which."""
    settled = grouped.is_settled(choice, options)
    groups = settled or grouped.is_merged(table, choice)
    roles = totals.roles(table, choice, grouped=groups)
    ignored = roles.ignored
    if groups:
        before = table.columns[choice.columns[grouped.START][0]].filled
        table, headers = grouped.filled_down(table, choice, roles.total)
        lines = (~(ignored | headers | roles.total | before)).sum()
        ignored |= headers
        table = replace(table, notes=[*table.notes, grouped.note(int(lines))])
    table, roles = table.filter(~ignored), roles.filter(~ignored)
    if not groups:
        grouped.refuse(table.filter(~roles.total), choice)
    return table, roles


def _of_heading(choice: Choice) -> list[Message]:
    """What was chosen without being asked: a heading of two rows, a sheet among hidden ones."""
    notes = []
    if choice.two_rows:
        row = choice.grid.row_number(choice.row)
        notes.append(Message("read.note_two_rows", {"row": row}))
    if choice.grid.hidden:
        notes.append(Message("read.note_hidden_sheet", {"sheet": choice.grid.name}))
    if choice.passed_over:
        sheets = ", ".join(choice.passed_over)
        values: dict[str, object] = {"count": len(choice.passed_over), "sheets": sheets}
        notes.append(Message("read.note_hidden_sheets", values))
    export = choice.export
    if export and export.credit.types and TYPE not in {*choice.columns, *export.constants}:
        headings = ", ".join(export.columns.get(TYPE, ()))
        notes.append(Message("read.note_no_type", {"export": export.name, "headings": headings}))
    return notes


def _unit_or_base(choice: Choice, table: Table) -> Choice:
    """Below the heading `Per` stands 100, or "box": then the column is the unit."""
    positions = choice.columns.get("price_base_quantity", ())
    if choice.export or not positions or synonyms.plain(choice.headings[positions[0]]) != "per":
        return choice
    if table.columns[positions[0]].text.str.contains("[0-9]").any():
        return choice
    kept = {name: at for name, at in choice.columns.items() if name != "price_base_quantity"}
    return replace(choice, columns={"unit_code": positions} | kept)


def _with_comments(table: Table, choice: Choice, converted: Converted) -> Converted:
    positions = [
        at
        for name in ("invoiced_quantity", "line_net_amount")
        for at in choice.columns.get(name, ())
    ]
    if not positions:
        return converted
    comment = pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(table.source_row))
    for at in positions:
        column = table.columns[at]
        comment &= ~column.filled
        if column.fault is not None:
            comment &= column.fault.is_null()
    if not comment.any():
        return converted
    names = [at for name in totals.NAMES for at in choice.columns.get(name, ())]
    texts = [*(table.columns[at].text for at in names[-1:])]
    texts += [column.text for column in table.columns.values()]  # often in the first one
    written = pl.DataFrame([text.alias(f"{at}") for at, text in enumerate(texts)])
    first = pl.coalesce(pl.when(pl.col(name) != "").then(name) for name in written.columns)
    text = written.select(first.fill_null("").alias("text"))["text"]
    frame = pl.DataFrame({"c": comment, "t": text, "r": converted.reason, "f": converted.found})
    read = frame.select(
        reason=pl.when("c").then(pl.lit("read.comment_row")).otherwise("r"),
        found=pl.when("c").then("t").otherwise("f"),
    )
    return replace(converted, reason=read["reason"], found=read["found"])


def _rejected(converted: Converted, failed: pl.Series) -> pl.DataFrame:
    rows = converted.values.with_columns(reason=converted.reason, found=converted.found)
    absent = [name for name in FIGURES if name not in rows.columns]
    amount = pl.coalesce("line_net_amount", calculated_amount())
    return (
        rows.filter(failed)
        .with_columns(pl.lit(None, dtype=MONEY).alias(name) for name in absent)
        .select(
            "source_row",
            "reason",
            "found",
            amount.alias("line_net_amount"),
            pl.lit(None).alias("source_file"),
        )
        .cast(pl.Schema(REJECTED))
    )


def _no_rows(table: Table, choice: Choice) -> InputError:
    row = choice.grid.row_number(choice.row)
    if table.kind == "database":
        return InputError("database.query_empty_answer", source=table.name)
    return InputError("read.no_rows", source=table.name, row=row)


def nothing_left(source: str, rejected: pl.DataFrame) -> InputError:
    """What is said where every row was rejected."""
    counts = rejected.group_by("reason", maintain_order=True).len().sort("len", descending=True)
    reason = counts["reason"][0]
    first = rejected.filter(pl.col("reason") == reason).row(0, named=True)
    return InputError(
        "read.nothing_left",
        source=source,
        rows=rejected.height,
        reason=Message(reason),
        row=first["source_row"],
        found=first["found"],
    )


def _unused(choice: Choice) -> list[Message]:
    used = {at for positions in choice.columns.values() for at in positions}
    used |= {*choice.factors.values(), *choice.charges.values()}
    left = [h for at, h in enumerate(choice.headings) if h and at not in used]
    return [Message("read.note_unused", {"headings": ", ".join(left)})] if left else []
