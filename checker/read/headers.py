"""Lines in one file, invoices in another: joined on the invoice number before they are read."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.fields import DOCUMENT, EXPORT
from checker.messages import Message
from checker.read import synonyms
from checker.read.headings import choose, forms_of, refuse_gaps
from checker.read.sort import table_of
from checker.read.subject import INVOICES, SIDE, Subject
from checker.read.totals import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.read.exports import Export
    from checker.read.headings import Choice
    from checker.read.source import Source
    from checker.read.table import Column, Grid, Table

KEY = "invoice_number"
LINES = Subject("invoices", tuple(replace(f, needed=f.name == KEY) for f in EXPORT), side=SIDE)
HEADERS = Subject("invoices", tuple(replace(f, needed=f.name == KEY) for f in DOCUMENT), side=SIDE)


def joined(
    lines: Sequence[Grid],
    headers: Sequence[Grid],
    source: Source,
    exports: Sequence[Export],
    name: str | None,
) -> tuple[Choice, Table]:
    """How the lines are read, with the columns of their invoices that they lack beside them.

    Raises InputError: an invoice stands twice among the headers, or something needed is in neither.
    """
    choice = choose(lines, exports, name, LINES, beside=forms_of(headers))
    of_both = [choice.export] if choice.export else []
    of_invoices = choose(headers, of_both, None, HEADERS, beside=forms_of(lines))
    for each in (choice, of_invoices):
        refuse_gaps(each, (KEY,))
    table, heads = table_of(choice), table_of(of_invoices)
    at, notes = _places(_key(table, choice), _key(heads, of_invoices), heads, source)
    wide, columns, names = dict(table.columns), dict(choice.columns), list(choice.headings)
    for field, positions in of_invoices.columns.items():
        if field in choice.columns:
            continue
        columns[field] = tuple(range(len(names), len(names) + len(positions)))
        for position in positions:
            heading = f"{of_invoices.headings[position]} ({heads.name})"
            wide[len(names)] = _beside(heads.columns[position], heading, len(names), at)
            names.append(heading)
    for position in _of_conditions(choice, of_invoices):
        heading = of_invoices.headings[position]
        wide[len(names)] = _beside(heads.columns[position], heading, len(names), at)
        names.append(heading)
    choice = replace(choice, subject=INVOICES, headings=names, columns=columns)
    refuse_gaps(choice, INVOICES.needed)
    return choice, replace(table, columns=wide, notes=[*table.notes, *notes])


def _of_conditions(choice: Choice, headers: Choice) -> list[int]:
    """Columns of the invoices by which price conditions find their lines: KNUMV is in VBRK only."""
    said = choice.export.conditions if choice.export else None
    own = {synonyms.plain(heading) for heading in choice.headings}
    wanted = {synonyms.plain(heading) for heading in said.keys.values()} - own if said else set()
    return [at for at, each in enumerate(headers.headings) if synonyms.plain(each) in wanted]


def _key(table: Table, choice: Choice) -> pl.Series:
    # 26001 stands as 26001.0 where it went through a float.
    return table.columns[choice.columns[KEY][0]].text.str.strip_suffix(".0").alias("key")


def _places(
    lines: pl.Series, heads: pl.Series, table: Table, source: Source
) -> tuple[pl.Series, list[Message]]:
    """The row of each line's invoice, null where there is none, and what found no other half."""
    known = heads.to_frame().with_row_index("at").filter(pl.col("key") != "")
    known = known.filter(~pl.col("key").str.contains(WORDS))
    twice = known.filter(pl.col("key").is_duplicated())
    if twice.height:
        first, second = twice.filter(pl.col("key") == twice["key"][0])["at"][:2]
        rows = f"{table.source_row[first]}, {table.source_row[second]}"
        raise InputError("read.header_twice", source=table.name, number=twice["key"][0], rows=rows)
    found = lines.to_frame().join(known, on="key", how="left", maintain_order="left")
    wanted = found.filter((pl.col("key") != "") & ~pl.col("key").str.contains(WORDS))
    alone = wanted.filter(pl.col("at").is_null())
    idle = known.join(wanted, on="key", how="anti")
    digest = sha256(source.data).hexdigest()
    notes = [Message("read.note_headers", {"source": source.name, "sha256": digest})]
    for key, side in (("read.note_lines_alone", alone), ("read.note_headers_alone", idle)):
        if side.height:
            values: dict[str, object] = {"count": side.height, "first": side["key"][0]}
            notes.append(Message(key, {"source": source.name} | values))
    return found["at"], notes


def _beside(column: Column, heading: str, position: int, at: pl.Series) -> Column:
    def taken(cells: pl.Series | None) -> pl.Series | None:
        return None if cells is None else cells.gather(at)

    written = taken(column.written)
    return replace(
        column,
        heading=heading,
        position=position,
        written=None if written is None else written.fill_null(""),
        number=taken(column.number),
        date=taken(column.date),
        fault=taken(column.fault),
        covered=None,
    )
