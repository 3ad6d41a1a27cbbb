"""The registers of deliveries and of orders: read as exports are, held against invoices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from checker.control import of_totals
from checker.debtor import canonical_expr
from checker.errors import InputError
from checker.messages import Message
from checker.money import MONEY
from checker.read import read, read_frame
from checker.read.reading import ReadOptions
from checker.read.sort import nothing_left
from checker.read.subject import SUBJECTS
from checker.registers import Registers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from checker.read.origin import Origin
    from checker.read.reading import Reading
    from checker.read.subject import Name, Subject

UNUSABLE = {"deliveries": "read.in_deliveries", "orders": "read.in_orders"}


@dataclass(frozen=True)
class Read:
    """The registers of a run, what the user is told of them, and the hashes of their files."""

    registers: Registers
    notes: list[Message] = field(default_factory=list)
    provenance: dict[str, str] = field(default_factory=dict)
    data_rows: dict[str, int] = field(default_factory=dict)  # per register
    compared: list[pl.DataFrame] = field(
        default_factory=list
    )  # their totals rows, control.COMPARED


def read_registers(
    given: Mapping[Name, Origin | pl.DataFrame],
    *,
    rules: Path,
    options: ReadOptions,
) -> Read:
    """The registers that were given, by their names. Raises InputError: one cannot be used.

    Of the options only those on decimals and dates count: the others are of the file of invoices.
    """
    notation = ReadOptions(decimal=options.decimal, dates=options.dates)
    frames: dict[str, pl.DataFrame] = {}
    absent: set[str] = set()
    notes: list[Message] = []
    provenance: dict[str, str] = {}
    data_rows: dict[str, int] = {}
    compared: list[pl.DataFrame] = []
    for name, source in given.items():
        subject = SUBJECTS[name]
        try:
            reading = _placed(_reading(source, subject, rules, notation), subject)
        except InputError as error:
            raise InputError(UNUSABLE[subject.name], why=error.message) from error
        frames[subject.name] = _frame(reading.rows, subject)
        missing = subject.by_name.keys() - set(reading.rows.columns)
        absent |= {f"{name}.{column}" for column in missing}
        notes += _notes(reading)
        data_rows[subject.name] = reading.data_rows
        compared.append(of_totals(reading.totals, reading.source, einvoices=False))
        provenance |= {subject.name: reading.source, f"{subject.name}_sha256": reading.sha256}
        provenance[f"{subject.name}_query_sha256"] = reading.query_sha256
    registers = Registers(frames.get("deliveries"), frames.get("orders"), frozenset(absent))
    told = {name: value for name, value in provenance.items() if value}
    return Read(registers, notes, told, data_rows, compared)


def _reading(
    source: Origin | pl.DataFrame, subject: Subject, rules: Path, options: ReadOptions
) -> Reading:
    if isinstance(source, pl.DataFrame):
        return read_frame(source, rules=rules, options=options, subject=subject)
    return read(source, rules=rules, options=options, subject=subject)


def _placed(reading: Reading, subject: Subject) -> Reading:
    """The reading without rows that name neither an order nor a delivery."""
    texts = [name for name in subject.one_of if name in reading.rows.columns]
    # On an invoice an empty reference is a statement; here it would match all of those.
    rows = reading.rows.with_columns(
        pl.when(pl.col(name).str.strip_chars() != "").then(name).alias(name) for name in texts
    )
    lost = pl.all_horizontal(pl.col(name).is_null() for name in texts)
    nowhere = rows.filter(lost).select(
        "source_row",
        reason=pl.lit("read.no_reference"),
        found=pl.col("debtor"),
        line_net_amount=pl.lit(None, dtype=MONEY),
        source_file=pl.lit(None, dtype=pl.Int32),
    )
    rejected = pl.concat([reading.rejected, nowhere]).sort("source_row", maintain_order=True)
    rows = rows.filter(~lost)
    if rows.is_empty():
        raise nothing_left(reading.source, rejected)
    return replace(reading, rows=rows, rejected=rejected)


def _frame(rows: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    """All columns of the register, null where the file has none, and the canonical debtor."""
    return rows.select(
        *(
            pl.col(entry.name)
            if entry.name in rows.columns
            else pl.lit(None, dtype=entry.dtype).alias(entry.name)
            for entry in subject.fields
        ),
        owner=canonical_expr(pl.col("debtor")),
    )


def _notes(reading: Reading) -> list[Message]:
    notes = [
        Message("read.note_of_file", {"source": reading.source, "note": note})
        for note in reading.notes
    ]
    if reading.rejected.height:
        first = reading.rejected.row(0, named=True)
        values: dict[str, object] = {
            "source": reading.source,
            "count": reading.rejected.height,
            "rows": reading.rows_read,
            "row": first["source_row"],
            "reason": Message(first["reason"]),
            "found": first["found"],
        }
        notes.append(Message("read.note_rejected", values))
    return notes
