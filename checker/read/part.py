"""Some e-invoices read into frames: what one process reads at a time, in a form that travels."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from checker.fields import DOCUMENT, FIELDS, LINE
from checker.money import MONEY
from checker.read import einvoice_totals
from checker.read.draft import Draft
from checker.read.einvoice_document import read_into
from checker.read.folder import is_pdf
from checker.read.pdf import embedded
from checker.read.refusal import RefusedFileError
from checker.read.texts import STATED_WHEN_EMPTY
from checker.read.xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checker.read.draft import Row
    from checker.read.einvoice_values import Text

NOT_HERE = frozenset({"order_flag", "order_channel", "promised_delivery_date", "gl_account"})
"""Fields that no e-invoice has a place for."""
PER_ROW = ("purchase_order_reference", "buyer_accounting_reference")
ROW = tuple(
    dict.fromkeys(
        name
        for name in (*(f.name for f in LINE), *PER_ROW, "charge_reason_code", "encoding")
        if name not in NOT_HERE
    )
)
OF_ALL = tuple(f.name for f in DOCUMENT if f.name not in PER_ROW)
OF_LINES = frozenset({"payment_terms", "invoice_note"})
"""Texts that have lines. In all others a break is the indentation of whoever wrote the XML."""
PLACES: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "source_path": pl.String,
    "source_file": pl.Int32,
    "document": pl.Int64,
}


class Content(NamedTuple):
    """The bytes of a file, with its name and their hash."""

    name: str
    data: bytes
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What came of one file."""

    content: str = ""  # sha256 of the XML; empty where there is none
    refused: tuple[str, str, int] | None = None  # reason, what was found, line of the file
    amount: Text = None  # that a refused invoice states, without VAT
    asides: int = 0
    rounded: int = 0
    other_units: int = 0
    unread: int = 0  # dates
    unread_date: str = ""  # the first


@dataclass(frozen=True)
class Part:
    """What came of some files.

    Rows of `documents`: one per invoice. Rows of `rows`: one per line and charge; `source_file`
    counts the outcomes, `document` the rows of `documents`.
    """

    outcomes: list[Outcome]
    documents: pl.DataFrame
    rows: pl.DataFrame


@dataclass
class _Read:
    documents: list[dict[str, Text]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, content: Content) -> None:
        draft, digest = Draft(), ""
        try:
            xml = embedded(content.data) if is_pdf(content.data) else content.data
            digest = content.sha256 if xml is content.data else sha256(xml).hexdigest()
            read_into(draft, *parse(xml))
        except RefusedFileError as error:
            refused = (error.key, error.found, error.row)
            amount = draft.document.get("total_amount_without_vat")
            self.outcomes.append(Outcome(digest, refused, amount))
            return
        for row in draft.rows:
            row["document"] = len(self.documents)
            row["source_file"] = len(self.outcomes)
        self.documents.append(draft.document)
        self.rows += draft.rows
        first = draft.unread[0] if draft.unread else ""
        counts = (draft.asides, draft.rounded, draft.other_units, len(draft.unread))
        self.outcomes.append(Outcome(digest, None, None, *counts, first))


def read_part(contents: Sequence[Content]) -> Part:
    """Each of some files, read or refused."""
    found = _Read()
    for content in contents:
        found.add(content)
    of_all = (*OF_ALL, *einvoice_totals.ONLY_HERE)
    documents = [_column(name, found.documents) for name in of_all]
    own = PLACES | {einvoice_totals.ALLOWANCE: pl.Boolean}
    rows = [
        *(pl.Series(n, [row.get(n) for row in found.rows], dtype=t) for n, t in own.items()),
        *(_column(name, found.rows) for name in ROW),
    ]
    return Part(found.outcomes, pl.DataFrame(documents), pl.DataFrame(rows))


def _column(name: str, values: Iterable[Mapping[str, Text | int]]) -> pl.Series:
    empty = "" if name in STATED_WHEN_EMPTY else None
    texts = pl.Series(name, [each.get(name) or empty for each in values], dtype=pl.String)
    if name not in OF_LINES:
        texts = texts.str.replace_all(r"\s*[\t\r\n]\s*", " ")
    other = MONEY if name in einvoice_totals.ONLY_HERE else pl.String()
    dtype = FIELDS[name].dtype if name in FIELDS else other
    return texts.str.to_date("%Y-%m-%d") if dtype == pl.Date else texts.cast(dtype)
