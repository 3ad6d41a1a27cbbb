"""Whose invoices they are, where they name their buyer by a number and not by its account.

An invoice whose `debtor` has an agreement keeps it. Any other is looked up by what it says of its
buyer: GLN, registration number, VAT number, OIN, electronic address.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.known_as import KEY
from checker.agreements.load import SUFFIXES, load
from checker.debtor import canonical_expr
from checker.errors import AgreementError
from checker.identifiers import ADDRESS, known_as
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from checker.agreements.model import Agreements
    from checker.invoice import Invoices

STATED = {
    "buyer_identifier": ("gln", "oin"),
    "buyer_legal_registration_id": ("legal_registration", "oin"),
    "buyer_vat_identifier": ("vat",),
}
"""Field of an invoice -> what the number in it can be."""
WITH_SCHEME = r"^(?:iso6523-actorid-upis::)?([0-9]{4}|EM):(.+)$"
"""An address that says itself of which scheme it is."""
FIELDS = (*STATED, "buyer_electronic_address")


@dataclass(frozen=True)
class Identified:
    """Invoices with the account number of their debtor, and what to tell: how many were found."""

    invoices: Invoices
    notes: list[Message] = field(default_factory=list)


def identify(invoices: Invoices, agreements: Agreements) -> Identified:
    """The invoices with `debtor` as their agreement has it; `several` where that is not one."""
    known = agreements.identifiers
    if known.is_empty() or invoices.absent.issuperset(FIELDS):
        return Identified(invoices)
    documents = invoices.documents
    owners = pl.Series(list(agreements.keys), dtype=pl.String)
    strangers = documents.filter(~canonical_expr(pl.col("debtor")).is_in(owners.implode()))
    stated = pl.concat(list(_stated(strangers))).drop_nulls()
    debtors = (
        stated.join(known, on="known_as")
        .group_by("document_key")
        .agg(pl.col("debtor").unique().sort())
        .sort("document_key")
    )
    one = debtors.filter(pl.col("debtor").list.len() == 1).explode("debtor")
    several = debtors.filter(pl.col("debtor").list.len() > 1)
    # document_key is the row number.
    debtor = documents["debtor"].clone().scatter(one["document_key"], one["debtor"])
    several = several.select("document_key", debtors=pl.col("debtor").list.join(", "))
    made = replace(invoices, documents=documents.with_columns(debtor), several=several)
    return Identified(made, _notes(documents.height, one.height, several.height))


def identify_by(invoices: Invoices, rules: Path) -> Identified:
    """The same by the agreements of a folder; where these have mistakes, a note tells so.

    They are loaded only if there is anything to look up.
    """
    if invoices.absent.issuperset(FIELDS) or not _has_identifiers(rules):
        return Identified(invoices)
    try:
        return identify(invoices, load(rules))
    except AgreementError:
        return Identified(invoices, [Message("cli.identified_not")])


def _has_identifiers(rules: Path) -> bool:
    files = (path for path in rules.iterdir() if path.suffix in SUFFIXES and path.is_file())
    return any(f"{KEY}:".encode() in path.read_bytes() for path in files)


def _notes(total: int, found: int, several: int) -> list[Message]:
    counts = {"found": found, "several": several}
    return [
        Message(f"cli.identified_{name}", {"count": count, "total": total})
        for name, count in counts.items()
        if count
    ]


def _stated(documents: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """`document_key` and `known_as`: every form in which the invoices name their buyer."""
    for column, words in STATED.items():
        for word in words:
            stated = known_as(pl.lit(word), pl.col(column))
            yield documents.select("document_key", known_as=stated)
    address = pl.col("buyer_electronic_address").str.strip_chars()
    own, bare = (address.str.extract(WITH_SCHEME, group) for group in (1, 2))
    scheme = pl.coalesce("buyer_electronic_address_scheme", own, pl.lit(ADDRESS))
    stated = known_as(scheme, pl.coalesce(bare, address))
    yield documents.select("document_key", known_as=stated)
