"""The debtor's order number stands on the invoice.

Why it matters
--------------
Without the debtor's order number the invoice cannot be booked. It is sent back, or it lies
where it is, and the payment term starts again.

Agreement
---------
Every invoice states the debtor's purchase order. `pattern` is a regular expression that the
whole reference must match. What people fill in when they have none (N/A, n.v.t., volgt, 0000,
a dash) counts as missing, and so does an empty cell; an export without such a column makes the
clause *unknown*. An invoice with several references, split by `; `, needs all of them right.

Example
-------
    reference_purchase_order: {pattern: "45[0-9]{8}"}

Source
------
EN 16931 BT-13; Peppol rule PEPPOL-EN16931-R003.
"""

from __future__ import annotations

import re

import polars as pl
from pydantic import field_validator

from checker.clause import (
    Anchor,
    ClauseParams,
    Folds,
    OnCredit,
    Owner,
    Place,
    Value,
    always,
)

TITLE = {"nl": "Inkoopordernummer", "en": "Purchase order reference"}
INSTRUCTION = {
    "nl": "Vraag het inkoopordernummer op en zet het op de factuur (nu {stated}).",
    "en": "Ask for the purchase order number and put it on the invoice (now {stated}).",
}
UNKNOWN: dict[str, str] = {}
PLACE: Place = "document"
FIELD = STATED = "purchase_order_reference"
READS = ("purchase_order_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Anchor = "issue_date"
ON_CREDIT: OnCredit = "same"
FOLDS: Folds = "nothing"
OWNER: Owner = "sales"

WORDS = r"n\.?\s?/?a\.?|n\.?\s?v\.?\s?t\.?|volgt|telefonisch|mondeling|geen|none|onbekend|unknown"
PLACEHOLDER = rf"(?i)^(|[-./_x?*]+|0+|tb[ad]|{WORDS})$"


class Params(ClauseParams):
    """What a reference looks like."""

    pattern: str = ".+"  # regular expression for the whole reference
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
            pl.Series([""]).str.contains(value)  # no look-around there
        except (re.error, pl.exceptions.ComputeError) as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value

    def columns(self) -> dict[str, Value]:
        """The pattern for one reference, and for a list of them."""
        each = f"(?:{self.pattern})"
        return super().columns() | {"whole": f"^{each}(?:; {each})*$"}


applies = always


def agreed() -> pl.Expr:
    """The pattern: the reference itself only the debtor knows."""
    return pl.col("pattern")


def holds() -> pl.Expr:
    """A reference that is none of the placeholders and matches."""
    stated = pl.col("stated").str.strip_chars()
    # Per pattern, so that it is compiled once and not for every row.
    matches = stated.str.contains(pl.col("whole").first()).over("whole")
    return ~stated.str.contains(PLACEHOLDER) & matches
