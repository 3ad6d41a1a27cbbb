"""Sentences that have to stand on the invoice.

Why it matters
--------------
Some sentences decide whether the invoice counts: "Btw verlegd" under a reverse charge, the notice
of a factoring company that only payment to it counts. Without them the tax office or the factor
comes back to it.

Agreement
---------
`text` is a sentence or a list of them, at most ten; each must stand in the text of the invoice,
word for word. Upper and lower case and white space do not matter. What is told as agreed is what
is missing. An empty text misses everything; an export without such a column makes the clause
*unknown*.

Example
-------
    document_text: {text: ["Btw verlegd", "Betaling uitsluitend aan Noordfactor BV"]}

Source
------
EN 16931 BT-22 (invoice note); article 226 (11a) of Directive 2006/112/EC (reverse charge).
"""

from __future__ import annotations

from typing import Annotated, Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation

TITLE = {"nl": "Verplichte tekst", "en": "Required text"}
INSTRUCTION = {
    "nl": "Zet op de factuur: {agreed}.",
    "en": "Put on the invoice: {agreed}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "invoice_note"
STATED = "note_shown"
READS = ("note_shown",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "finance"
MOST = 10  # sentences


class Params(ClauseParams):
    """Which sentences."""

    text: Annotated[Words, Field(max_length=MOST)]  # each has to be there
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def _plain(words: pl.Expr) -> pl.Expr:
    return words.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()


def _missing() -> list[pl.Expr]:
    """Each sentence where it is missing, null where it is there or there is no such sentence."""
    note = _plain(pl.col("note"))
    sentences = [pl.col("text").list.get(at, null_on_oob=True) for at in range(MOST)]
    return [
        pl.when(~note.str.contains(_plain(sentence), literal=True)).then(sentence)
        for sentence in sentences
    ]


def agreed() -> pl.Expr:
    """What is missing; all sentences where nothing is."""
    missing = pl.concat_str(_missing(), separator=" | ", ignore_nulls=True)
    return pl.when(missing != "").then(missing).otherwise(pl.col("text").list.join(" | "))


def holds() -> pl.Expr:
    """No sentence is missing."""
    return pl.all_horizontal(sentence.is_null() for sentence in _missing())
