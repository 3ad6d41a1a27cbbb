"""What was read of many e-invoices, put together in the order of the files.

The same whoever read which of them, and when: an outcome depends on the bytes of its file only.
Which of two equal files is the first is settled here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from checker.read.part import Content
from checker.read.reading import FILES
from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from hashlib import _Hash

    from checker.read.folder import File
    from checker.read.part import Outcome, Part

MOST_AT_ONCE = 4 << 20  # bytes, unless one file has more
MOST_FILES = 250
SAME = "read.same_file"


class _Seen(NamedTuple):
    name: str
    sha256: str | None
    refused: RefusedFileError | None


@dataclass
class Collected:
    """Files, and what came of them."""

    seen: list[_Seen] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # hash of a file -> its outcome
    parts: list[Part] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)
    told: dict[str, tuple[int, str]] = field(default_factory=dict)  # note -> how many, the first
    asides: int = 0  # lines that are none of an amount
    digest: _Hash = field(default_factory=sha256)  # of all files with their names

    def batches(self, files: Iterable[File]) -> Iterator[list[Content]]:
        """The files to read, some at a time and every content once."""
        batch: list[Content] = []
        size = 0
        for name, content, digest in ((f.name, f.content, f.sha256) for f in files):
            if isinstance(content, RefusedFileError):
                self.seen.append(_Seen(name, digest, content))
                continue
            digest = digest or sha256(content).hexdigest()  # noqa: PLW2901  of a file made by hand
            self.seen.append(_Seen(name, digest, None))
            if digest in self.places:
                continue
            self.places[digest] = len(self.places)
            batch.append(Content(name, content, digest))
            size += len(content)
            if size >= MOST_AT_ONCE or len(batch) >= MOST_FILES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def add(self, part: Part) -> None:
        """What came of a batch; they come in the order in which they were handed out."""
        self.parts.append(part)
        self.outcomes += part.outcomes

    def files(self) -> pl.DataFrame:
        """Rows of FILES: one per file, also of those that were refused."""
        found = (
            {"source_file": number, "name": file.name, "sha256": file.sha256}
            for number, file in enumerate(self.seen)
        )
        return pl.DataFrame(found, schema=FILES)

    def rows(self) -> pl.DataFrame:
        """All rows of the files that could be read, each with what its document says.

        `source_file` counts all files, `document` the invoices.
        """
        of_outcome = pl.Series(self._settled(), dtype=pl.Int32)
        if not self.parts:  # nothing in them was XML
            return pl.DataFrame()
        documents = pl.concat(part.documents for part in self.parts)
        rows = pl.concat(self._numbered())
        rows = rows.with_columns(source_file=of_outcome.gather(rows["source_file"]))
        kept = rows.filter(pl.col("source_file").is_not_null())
        return kept.hstack(documents.select(pl.all().gather(kept["document"])))

    def _numbered(self) -> Iterator[pl.DataFrame]:
        outcomes = documents = 0
        for part in self.parts:
            yield part.rows.with_columns(
                pl.col("source_file") + outcomes, pl.col("document") + documents
            )
            outcomes += len(part.outcomes)
            documents += part.documents.height

    def _settled(self) -> list[int | None]:
        """Outcome -> its file; none where it was refused, or was there already."""
        of_outcome: list[int | None] = [None] * len(self.outcomes)
        first: dict[str, str] = {}  # content -> name of the file
        for number, (name, digest, refused) in enumerate(self.seen):
            self.digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
            if refused is not None or digest is None:
                error = refused or RefusedFileError("read.no_xml")
                self._reject(number, (error.key, error.found, error.row), None)
                continue
            outcome = self.outcomes[place := self.places[digest]]
            self.digest.update(outcome.content.encode())
            if outcome.content in first:
                self._reject(number, (SAME, first[outcome.content], 0), None)
            elif outcome.refused is not None:
                self._reject(number, outcome.refused, outcome.amount)
            else:
                first[outcome.content] = name
                of_outcome[place] = number
                self._tell(name, outcome)
        return of_outcome

    def _reject(self, number: int, refused: tuple[str, str, int], amount: str | None) -> None:
        name, (key, found, row) = self.seen[number].name, refused
        self.rejected.append(
            {
                "source_row": row,
                "reason": key,
                "found": f"{name}: {found}" if found else name,
                "line_net_amount": Decimal(amount) if amount else None,
                "source_file": number,
            }
        )

    def _tell(self, name: str, outcome: Outcome) -> None:
        self.asides += outcome.asides
        for note, count, found in (
            ("read.note_asides", outcome.asides, name),
            ("read.note_rounded", outcome.rounded, name),
            ("read.note_other_units", outcome.other_units, name),
            ("read.note_unread_dates", outcome.unread, f"{name}: {outcome.unread_date}"),
        ):
            if count:
                before, place = self.told.get(note, (0, found))
                self.told[note] = (before + count, place)
