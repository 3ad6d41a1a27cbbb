"""No invoice is made twice.

Why it matters
--------------
An invoice that is sent twice is sometimes paid twice. Then it has to be found, credited and
paid back; mostly it is not paid at all until somebody has explained which one counts.

Agreement
---------
An invoice is a duplicate if the debtor already has one with the same number (leading zeros,
spaces and case do not count), or one with the same lines (item, quantity, amount, order) under
another number, issued at most `within_days` before. Same lines are no duplicate where both
invoices state a purchase order, delivery number, delivery date or period, and another one each.
The earlier one is the original. Credit notes are compared with credit notes. A duplicate goes
as a whole, so its difference is all that it comes to, and no other clause asks anything of it.

Example
-------
    document_duplicate: {within_days: 30}

Source
------
EN 16931 BT-1; article 226 (2) of Directive 2006/112/EC: the number identifies the invoice uniquely.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always, equal

TITLE = {"nl": "Dubbele factuur", "en": "Duplicate invoice"}
INSTRUCTION = {
    "nl": "Trek factuur {stated} in: hij staat er al.",
    "en": "Withdraw invoice {stated}: it has already been made.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "invoice_number"
READS = ("invoice_number", "duplicate_of")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "withdraw"
OWNER: Final = "finance"


class Params(ClauseParams):
    """How far apart the same content is no accident any more."""

    within_days: int = Field(default=30, ge=0, le=366)  # calendar days between issue dates
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """Its own number, or nothing where another invoice is the original."""
    return pl.when(pl.col("duplicate_of") == "").then(pl.col("stated")).otherwise(pl.lit(""))
