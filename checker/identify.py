"""Whose invoices they are, where they name their buyer by a number and not by its account.

An invoice whose `debtor` has an agreement keeps it. Any other is looked up by what it says of its
buyer: GLN, registration number, VAT number, OIN, electronic address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from checker.debtor import canonical_expr
from checker.identifiers import ADDRESS, known_as
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Invoices with the account number of their debtor, and how many were found in this way."""

    invoices: Invoices
    found: int = 0

    @property
    def notes(self) -> list[Message]:
        """What the user should know of it."""
        told = {"total": self.invoices.documents.height}
        counts = {"found": self.found, "several": self.invoices.several.height}
        return [
            Message(f"cli.identified_{name}", {"count": count, **told})
            for name, count in counts.items()
            if count
        ]


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
    return Identified(made, one.height)


def _stated(documents: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """`document_key` and `known_as`: every form in which the invoices name their buyer."""
    for field, words in STATED.items():
        for word in words:
            stated = known_as(pl.lit(word), pl.col(field))
            yield documents.select("document_key", known_as=stated)
    address = pl.col("buyer_electronic_address").str.strip_chars()
    own, bare = (address.str.extract(WITH_SCHEME, group) for group in (1, 2))
    scheme = pl.coalesce("buyer_electronic_address_scheme", own, pl.lit(ADDRESS))
    stated = known_as(scheme, pl.coalesce(bare, address))
    yield documents.select("document_key", known_as=stated)
