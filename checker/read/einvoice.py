"""E-invoices to rows: one reading of all files, each of which is read whole or set apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.fields import DOCUMENT, FIELDS, LINE
from checker.invoice import REJECTED
from checker.messages import Message
from checker.money import MONEY
from checker.read import cii, einvoice_totals, ubl
from checker.read.cii_names import ROOTS
from checker.read.draft import Draft
from checker.read.reading import FILES, Reading
from checker.read.refusal import RefusedFileError
from checker.read.texts import STATED_WHEN_EMPTY
from checker.read.xml import parse
from checker.totals import DOCUMENT_CHARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from hashlib import _Hash

    from checker.read.draft import Row, Text
    from checker.read.folder import File
    from checker.read.xml import Node

NOT_HERE = frozenset({"order_flag", "order_channel", "promised_delivery_date", "gl_account"})
"""Fields that no e-invoice has a place for."""
ONLY_SOME = frozenset({"order_date"})
"""Fields beyond EN 16931: absent where none of the files has them."""
PER_ROW = ("purchase_order_reference", "buyer_accounting_reference")
ROW = tuple(
    dict.fromkeys(
        name
        for name in (*(f.name for f in LINE), *PER_ROW, "charge_reason_code", "encoding")
        if name not in NOT_HERE
    )
)
OF_ALL = tuple(f.name for f in DOCUMENT if f.name not in PER_ROW)
CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""Types of credit notes. Source: EN 16931, the codes of UNTDID 1001 for credit notes."""
ACCOUNTS = (
    "account",
    "buyer_legal_registration_id",
    "buyer_vat_identifier",
    "buyer_electronic_address",
)
"""Which of what an invoice says of its buyer is taken for the debtor, the best first."""
NEEDED = {
    "invoice_number": "read.einvoice_without_number",
    "issue_date": "read.einvoice_without_date",
    "debtor": "read.einvoice_without_buyer",
}
NOTHING_MEANS_ZERO = ("paid_amount", "rounding_amount")
WRAPPER = "StandardBusinessDocument"
PLACES = {
    "source_row": pl.Int64,
    "source_path": pl.String,
    "source_file": pl.Int32,
    "document": pl.Int64,
}


@dataclass
class _Collected:
    """What the files gave so far."""

    documents: list[dict[str, Text]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)
    asides: int = 0  # lines that are none of an amount
    told: dict[str, tuple[int, str]] = field(default_factory=dict)  # note -> how many, the first
    files: list[dict[str, object]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)  # hash -> first file
    digest: _Hash = field(default_factory=sha256)  # of all files with their names

    def add(self, file: File) -> None:
        """Reads a file, or sets it apart."""
        here = len(self.files)
        self.files.append({"source_file": here, "name": file.name, "sha256": file.sha256})
        draft = Draft()
        try:
            self._read(file, draft)
        except RefusedFileError as error:
            found = f"{file.name}: {error.found}" if error.found else file.name
            amount = draft.document.get("total_amount_without_vat")
            self.rejected.append(
                {
                    "source_row": error.row,
                    "reason": error.key,
                    "found": found,
                    "line_net_amount": Decimal(amount) if amount else None,
                    "source_file": here,
                }
            )
            return
        for row in draft.rows:
            row["document"] = len(self.documents)
            row["source_file"] = here
        self.documents.append(draft.document)
        self.rows += draft.rows
        self.asides += draft.asides
        self._tell(file.name, draft)

    def _read(self, file: File, draft: Draft) -> None:
        self.digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0")
        if isinstance(file.content, RefusedFileError):
            raise file.content
        content = sha256(file.content).hexdigest()
        self.digest.update(content.encode())
        if content in self.contents:
            raise RefusedFileError("read.same_file", self.contents[content])
        read_into(draft, *parse(file.content))
        self.contents[content] = file.name

    def _tell(self, name: str, draft: Draft) -> None:
        dates = f"{name}: {draft.unread[0]}" if draft.unread else name
        for note, count, found in (
            ("read.note_asides", draft.asides, name),
            ("read.note_rounded", draft.rounded, name),
            ("read.note_unread_dates", len(draft.unread), dates),
        ):
            if count:
                before, first = self.told.get(note, (0, found))
                self.told[note] = (before + count, first)


def read_into(draft: Draft, root: Node, namespace: str) -> None:
    """Reads one document. Raises RefusedFileError: it is no invoice, or none that can be used."""
    wrapped = root.name == WRAPPER
    if wrapped:
        root = next((each[0] for each in root.children.values() if each[0].name in FILLERS), root)
        namespace = namespace if root.name == WRAPPER else ubl.NAMESPACE
    filler = FILLERS.get(root.name)
    if filler is None or (filler is ubl.fill and not namespace.startswith(ubl.NAMESPACE)):
        raise RefusedFileError("read.no_invoice", root.name, root.row)
    draft.path = f"{'/sh:' + WRAPPER if wrapped else ''}/{PREFIXES[root.name]}:{root.name}"
    filler(draft, root)
    document = draft.document
    document["debtor"] = next((document[name] for name in ACCOUNTS if document[name]), None)
    document |= {name: document[name] or "0" for name in NOTHING_MEANS_ZERO}
    for name, reason in NEEDED.items():
        if not document[name]:
            raise RefusedFileError(reason, document["invoice_number"] or "")
    if all(row.get("encoding") == DOCUMENT_CHARGE for row in draft.rows):
        raise RefusedFileError("read.no_lines", document["invoice_number"] or "")


FILLERS: dict[str, Callable[[Draft, Node], None]] = {
    "Invoice": ubl.fill,
    "CreditNote": ubl.fill,
    **dict.fromkeys(ROOTS, cii.fill),
}


PREFIXES = {"Invoice": "ubl", "CreditNote": "cn", **dict.fromkeys(ROOTS, "rsm")}
"""Of the root elements, in an XPath; below UBL they are cac and cbc, below CII ram."""


def reading(source: str, files: Iterable[File]) -> Reading:
    """What stands in the files. Raises InputError: in none of them is an invoice to be used."""
    found = _Collected()
    for file in files:
        found.add(file)
    if not found.documents:
        raise _nothing_left(source, found)
    rows = _frame(found)
    named = pl.DataFrame(found.files, schema=FILES)
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


def _notes(source: str, found: _Collected) -> list[Message]:
    """A sentence per reason and per remark; the rejected rows have one per file."""
    reasons = Counter(str(row["reason"]) for row in found.rejected)
    first = {row["reason"]: row["found"] for row in reversed(found.rejected)}
    told: dict[str, object] = {"source": source, "files": len(found.files)}
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


def _nothing_left(source: str, found: _Collected) -> InputError:
    first = found.rejected[0]
    return InputError(
        "read.no_einvoice_left",
        source=source,
        count=len(found.files),
        reason=Message(str(first["reason"])),
        found=first["found"],
    )


def _frame(found: _Collected) -> pl.DataFrame:
    of_all = (*OF_ALL, *einvoice_totals.ONLY_HERE)
    documents = pl.DataFrame([_column(name, found.documents) for name in of_all])
    rows = pl.DataFrame(
        [
            *(
                pl.Series(name, [row[name] for row in found.rows], dtype=dtype)
                for name, dtype in PLACES.items()
            ),
            pl.Series(
                einvoice_totals.ALLOWANCE,
                [row.get(einvoice_totals.ALLOWANCE) for row in found.rows],
                dtype=pl.Boolean,
            ),
            *(_column(name, found.rows) for name in ROW),
        ]
    )
    return rows.hstack(documents.select(pl.all().gather(rows["document"])))


def _column(name: str, values: Iterable[Mapping[str, Text | int]]) -> pl.Series:
    empty = "" if name in STATED_WHEN_EMPTY else None
    texts = pl.Series(name, [each.get(name) or empty for each in values], dtype=pl.String)
    other = MONEY if name in einvoice_totals.ONLY_HERE else pl.String()
    dtype = FIELDS[name].dtype if name in FIELDS else other
    return texts.str.to_date("%Y-%m-%d") if dtype == pl.Date else texts.cast(dtype)
