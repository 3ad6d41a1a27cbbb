"""E-invoices to rows: one reading of all files, each of which is read whole or set apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.fields import FIELDS
from checker.invoice import REJECTED
from checker.messages import Message
from checker.read import einvoice_totals
from checker.read.collected import Collected
from checker.read.part import OF_ALL, ROW
from checker.read.reading import Reading
from checker.read.workers import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.read.folder import File

ONLY_SOME = frozenset({"order_date"})
"""Fields beyond EN 16931: absent where none of the files has them."""
CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""Types of credit notes. Source: EN 16931, the codes of UNTDID 1001 for credit notes."""


def reading(source: str, files: Iterable[File]) -> Reading:
    """What stands in the files. Raises InputError: in none of them is an invoice to be used."""
    found = Collected()
    for part in parts(found.batches(files), source):
        found.add(part)
    rows = found.rows()
    if not rows.height:
        raise _nothing_left(source, found)
    named = found.files()
    lost = [name for name in ONLY_SOME if rows[name].null_count() == rows.height]
    return Reading(
        rows=rows.drop(*lost, einvoice_totals.ALLOWANCE, *einvoice_totals.ONLY_HERE),
        rejected=pl.DataFrame(found.rejected, schema=REJECTED),
        files=named,
        totals=einvoice_totals.compared(rows, named),
        rows_read=rows.height + len(found.rejected),
        data_rows=rows["encoding"].null_count() + found.asides,
        source=source,
        sha256=found.digest.hexdigest(),
        export="e-invoice",
        mapping={name: FIELDS[name].bt for name in (*OF_ALL, *ROW) if FIELDS[name].bt},
        credit_types=CREDITS,
        exact=True,
        notes=_notes(source, found),
    )


def _notes(source: str, found: Collected) -> list[Message]:
    """A sentence per reason and per remark; the rejected rows have one per file."""
    reasons = Counter(str(row["reason"]) for row in found.rejected)
    first = {row["reason"]: row["found"] for row in reversed(found.rejected)}
    told: dict[str, object] = {"source": source, "files": len(found.seen)}
    refused = [
        Message(
            "read.note_files_refused",
            told | {"count": count, "reason": Message(reason), "found": first[reason]},
        )
        for reason, count in reasons.most_common()
    ]
    return refused + [
        Message(note, {"source": source, "count": count, "first": place})
        for note, (count, place) in found.told.items()
    ]


def _nothing_left(source: str, found: Collected) -> InputError:
    if not found.seen:  # an archive of hidden files, or of none
        return InputError("read.no_files", path=source)
    first = found.rejected[0]
    return InputError(
        "read.no_einvoice_left",
        source=source,
        count=len(found.seen),
        reason=Message(str(first["reason"])),
        found=first["found"],
    )
