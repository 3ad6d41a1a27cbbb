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
from checker.identifiers import ADDRESS, TELLING, known_as
from checker.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from checker.agreements.model import Agreements
    from checker.invoice import Invoices

STATED = {
    "buyer_identifier": ("gln", "oin"),
    "buyer_legal_registration_id": ("legal_registration", "oin"),
    "buyer_vat_identifier": ("vat",),
    "buyer_electronic_address": (ADDRESS,),
}
"""Field of an invoice -> what the number in it can be, where it does not say of which scheme."""
WITH_SCHEME = r"^(?:iso6523-actorid-upis::)?([0-9]{4}|EM):(.+)$"
"""A number or address that says itself of which scheme it is."""


@dataclass(frozen=True)
class Identified:
    """Invoices with the account number of their debtor, and what to tell: how many were found."""

    invoices: Invoices
    notes: list[Message] = field(default_factory=list)


def identify(invoices: Invoices, agreements: Agreements) -> Identified:
    """The invoices with `debtor` as their agreement has it; `several` where that is not one."""
    known = agreements.identifiers
    if known.is_empty() or invoices.absent.issuperset(STATED):
        return Identified(invoices)
    documents = invoices.documents
    owners = pl.Series(list(agreements.keys), dtype=pl.String).implode()
    asked = documents.with_columns(has_agreement=canonical_expr(pl.col("debtor")).is_in(owners))
    asked = asked.filter(~pl.col("has_agreement") | _of_buyer())
    debtors = _debtors(asked, known)
    one = debtors.filter(pl.col("debtor").list.len() == 1).explode("debtor")
    several = debtors.filter(pl.col("debtor").list.len() > 1)
    # document_key is the row number.
    account = documents.select(canonical_expr(pl.col("debtor")))["debtor"]
    one = one.filter(one["debtor"] != account.gather(one["document_key"]))
    debtor = documents["debtor"].clone().scatter(one["document_key"], one["debtor"])
    several = several.select("document_key", debtors=pl.col("debtor").list.join(", "))
    made = replace(invoices, documents=documents.with_columns(debtor), several=several)
    return Identified(made, _notes(documents.height, one.height, several.height))


def _of_buyer() -> pl.Expr:
    """Whether the debtor is no account but one of the numbers that the invoice has of its buyer."""
    # But BT-46 without a scheme is the account.
    numbers = [column for column in STATED if column != "buyer_identifier"]
    return pl.any_horizontal(pl.col("debtor") == pl.col(column) for column in numbers)


def _debtors(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`document_key` and, as a list, the debtors to whom everything leads that leads to any.

    Where nobody is left, all of them. What several debtors have in common, such as the VAT number
    of all branches, decides nothing alone and contradicts nothing.
    """
    leads = pl.concat([_leads(asked, known, column) for column in STATED])
    account = asked.filter("has_agreement").select("document_key", canonical_expr(pl.col("debtor")))
    leads = pl.concat(
        [leads, account.select("document_key", pl.lit("debtor").alias("field"), "debtor")]
    )
    each = leads.unique().group_by("document_key", "debtor").len("agree")
    fields = leads.select("document_key", "field").unique().group_by("document_key").len("fields")
    agree = pl.col("debtor").filter(pl.col("agree") == pl.col("fields"))
    return (
        each.join(fields, on="document_key")
        .group_by("document_key")
        .agg(agree.alias("agreed"), pl.col("debtor"))
        .select(
            "document_key",
            pl.when(pl.col("agreed").list.len() > 0)
            .then("agreed")
            .otherwise("debtor")
            .list.sort()
            .alias("debtor"),
        )
        .sort("document_key")
    )


def identify_by(invoices: Invoices, rules: Path) -> Identified:
    """The same by the agreements of a folder; where these have mistakes, a note tells so.

    They are loaded only if there is anything to look up.
    """
    if invoices.absent.issuperset(STATED) or not _has_identifiers(rules):
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


def _leads(asked: pl.DataFrame, known: pl.DataFrame, column: str) -> pl.DataFrame:
    """`document_key`, `field`, `debtor`: whom the number in a field leads to."""
    number, scheme = pl.col(column).str.strip_chars(), _scheme(asked, column)
    stated = asked.select("document_key", number=number, scheme=scheme).drop_nulls("number")
    # A buyer has many invoices: its number is taken apart once.
    numbers = stated.select("number", "scheme").unique()
    own, bare = (pl.col("number").str.extract(WITH_SCHEME, group) for group in (1, 2))
    forms = [
        numbers.with_columns(
            known_as=known_as(pl.coalesce("scheme", own, pl.lit(word)), pl.coalesce(bare, "number"))
        )
        for word in STATED[column]
    ]
    found = pl.concat(forms).join(known, on="known_as").select("number", "scheme", "debtor")
    leads = stated.join(found.unique(), on=["number", "scheme"], nulls_equal=True)
    return leads.select("document_key", pl.lit(column).alias("field"), "debtor")


def _scheme(documents: pl.DataFrame, column: str) -> pl.Expr:
    """The scheme that an invoice says, as far as it says anything."""
    name = f"{column}_scheme"
    if name not in documents.columns:  # a VAT number has none
        return pl.lit(None, dtype=pl.String)
    # Excel makes 106 of 0106.
    scheme = pl.col(name).str.strip_chars().str.replace(r"^([0-9]+)\.0$", "$1")
    scheme = pl.when(scheme.str.contains("^[0-9]+$")).then(scheme.str.zfill(4)).otherwise(scheme)
    return pl.when(scheme.str.to_uppercase().str.contains(TELLING)).then(scheme)
