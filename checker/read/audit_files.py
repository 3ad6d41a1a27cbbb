"""Several audit files of one company, such as one per month, read as one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.read import xaf
from checker.read.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.messages import Message
    from checker.read.audit_input import Found
    from checker.read.charges import ChargeClasses

ONCE = frozenset({"read.note_booking_prices"})  # what is so of every audit file


def reading(source: str, files: Iterable[Found], charges: ChargeClasses) -> Reading:
    """What the audit files hold of invoices, in the order of their names.

    Raises InputError: one of them cannot be read, they are of several companies, or they overlap.
    """
    company: tuple[str, str] | None = None
    held: dict[str, str] = {}  # booking -> file
    found: list[Reading] = []
    for name, opened in files:
        with opened() as stream:
            audit = xaf.audit(name, stream, charges)
        company = company or (audit.company, name)
        if audit.company != company[0]:
            values = {"first": company[1], "company": company[0], "other": audit.company}
            raise InputError("read.xaf_companies", source=name, **values)
        for booking in audit.bookings:
            if (first := held.setdefault(booking, name)) != name:
                raise InputError("read.xaf_overlap", source=name, first=first, booking=booking)
        found.append(audit.reading)
    return found[0] if len(found) == 1 else _joined(source, found)


def _joined(source: str, found: list[Reading]) -> Reading:
    hashes = "".join(f"{each.source}\0{each.sha256}" for each in found)
    return Reading(
        rows=pl.concat([_placed(r.rows, at) for at, r in enumerate(found)], how="diagonal"),
        rejected=pl.concat(_placed(r.rejected, at) for at, r in enumerate(found)),
        totals=pl.concat(
            r.totals.with_columns(field=pl.format("{}: {}", pl.lit(r.source), "field"))
            for r in found
        ),
        rows_read=sum(r.rows_read for r in found),
        data_rows=sum(r.data_rows for r in found),
        source=source,
        sha256=sha256(hashes.encode()).hexdigest(),
        files=pl.concat(_placed(r.files, at) for at, r in enumerate(found)),
        export=xaf.EXPORT,
        mapping={name: element for r in found for name, element in r.mapping.items()},
        notes=list(_notes(source, found)),
        never=xaf.NEVER,
    )


def _placed(rows: pl.DataFrame, at: int) -> pl.DataFrame:
    return rows.with_columns(source_file=pl.lit(at, dtype=pl.Int32))


def _notes(source: str, found: list[Reading]) -> Iterator[Message]:
    told = set()
    for note in (note for each in found for note in each.notes):
        if note.key not in told:
            yield (
                type(note)(note.key, note.values | {"source": source}) if note.key in ONCE else note
            )
        told.update({note.key} & ONCE)
