"""Invoices that were booked in several transactions: spread over them, or booked twice.

A transaction with the same accounts and amounts as an earlier one of its invoice is that invoice
once more, and stays an invoice by itself; any other is a further part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

INVOICE = ("invoice_number", "debtor", "issue_date", "invoice_type_code")
BOOKING = "booking"  # journal/number of the transaction, as the file has them
ENTRY = "entry"  # the how-manieth transaction of the file
Row = tuple[int, int, str, str | None, object]  # index, entry, booking, line_id, what it says


class Numbered(NamedTuple):
    """Rows with line numbers by which invoices are told apart."""

    rows: pl.DataFrame
    notes: list[Message]


def numbered(source: str, rows: pl.DataFrame) -> Numbered:
    """The rows, whose line numbers may each come once per invoice and its copies.

    Only where something was booked twice the column BOOKING stays: two rows that differ in nothing
    else are then no row that was exported twice.
    """
    several = rows.with_row_index("at").filter(pl.col(ENTRY).n_unique().over(INVOICE) > 1)
    rows = rows.drop(ENTRY)
    if several.is_empty():
        return Numbered(rows.drop(BOOKING), [])
    says = pl.struct("gl_account", "line_net_amount", "item_name").alias("says")
    found: dict[int, str] = {}
    spread, copied = [], False
    for part in several.partition_by(INVOICE, maintain_order=True):
        invoice = _Invoice()
        taken = part.select("at", ENTRY, BOOKING, "line_id", says).rows()
        found.update(invoice.lines(taken))
        copied |= invoice.copies > 0
        if len(invoice.originals) > 1:
            spread.append(part["invoice_number"][0])
    at = pl.Series(list(found), dtype=pl.UInt32)
    names = rows["line_id"].scatter(at, pl.Series(list(found.values()), dtype=pl.String))
    told: dict[str, object] = {"source": source, "count": len(spread), "first": (*spread, "")[0]}
    notes = [Message("read.note_spread", told)] if spread else []
    rows = rows.with_columns(names.alias("line_id"))
    return Numbered(rows if copied else rows.drop(BOOKING), notes)


class _Invoice:
    """The transactions of one invoice number."""

    def __init__(self) -> None:
        self.originals: dict[str, list[str]] = {}  # what a transaction says -> its line numbers
        self.copies = 0

    def lines(self, rows: list[Row]) -> Iterator[tuple[int, str]]:
        """Index and line number of every row; those of a copy are the numbers of its original."""
        entries: dict[int, list[Row]] = {}
        for row in rows:
            entries.setdefault(row[1], []).append(row)
        for lines in entries.values():
            said = repr([row[4] for row in lines])
            self.copies += said in self.originals
            names = self.originals.get(said) or self._names(lines)
            self.originals[said] = names
            yield from zip((row[0] for row in lines), names, strict=True)

    def _names(self, lines: list[Row]) -> list[str]:
        used = {name for names in self.originals.values() for name in names}
        own = [line_id or str(at) for at, (_, _, _, line_id, _) in enumerate(lines, 1)]
        named = [f"{lines[0][2]}/{name}" for name in own]
        counted = [f"{lines[0][1]}/{name}" for name in own]
        return next(names for names in (own, named, counted) if not used & set(names))
