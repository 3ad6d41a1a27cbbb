"""A credit note names the invoice that it credits.

Why it matters
--------------
Without the number the debtor cannot book the credit note against its invoice: the invoice stays
open, the reminder goes out, and the money that was given back is asked for.

Agreement
---------
Every credit note states the number of the original invoice. What people fill in when they have
none (N/A, n.v.t., volgt, 0000, a dash) counts as missing, and so does an empty cell; an export
without such a column makes the clause *unknown*. Where one invoice of the debtor has the same
lines, its number is proposed. A number that is not among the invoices of the debtor in the run
(leading zeros, spaces and case do not count) is *unknown*: it may be older. Several numbers,
split by `; `, must all be there. Invoices are asked nothing.

Example
-------
    credit_reference: {}

Source
------
EN 16931 BT-25 (preceding invoice reference); Peppol rule NL-R-001.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, equal
from checker.reference import PLACEHOLDER

TITLE = {"nl": "Verwijzing van de creditnota", "en": "Reference of the credit note"}
INSTRUCTION = {
    "nl": "Zet het nummer van de oorspronkelijke factuur op de creditnota. Nu: {stated}. Factuur "
    "met dezelfde regels: {agreed}.",
    "en": "Put the number of the original invoice on the credit note. Now: {stated}. Invoice with "
    "the same lines: {agreed}.",
}
UNKNOWN = {
    "nl": "de factuur die wordt gecrediteerd zit niet in de gegevens; zij kan ouder zijn",
    "en": "the invoice that is credited is not in the data; it may be older",
}
PLACE: Final = "document"
FIELD = STATED = "preceding_invoice_reference"
READS = ("preceding_invoice_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """Nothing to choose."""

    anchor: Anchor = ANCHOR  # the date that picks the paper


def _is_none() -> pl.Expr:
    return pl.col("stated").str.contains(PLACEHOLDER)


def applies() -> pl.Expr:
    """Credit notes."""
    return pl.col("credit")


def agreed() -> pl.Expr:
    """The number that it states if there is such an invoice; the likely one where it has none."""
    stated = pl.when(pl.col("original_found")).then(pl.col("stated"))
    return pl.when(_is_none()).then(pl.col("likely_original")).otherwise(stated)


def holds() -> pl.Expr:
    """A number, and one that there is."""
    return equal() & ~_is_none()
