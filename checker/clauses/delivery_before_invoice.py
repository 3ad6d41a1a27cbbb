"""Nothing is invoiced before it is delivered.

Why it matters
--------------
The debtor cannot check what has not come, so the invoice waits, and the term that is printed on
it is no term at all. If the delivery is late or changed, the invoice was wrong as well.

Agreement
---------
The issue date is not before the delivery date of a line. With `days` an invoice may go out so
many days ahead, for goods that are on their way. A prepayment invoice (type 386) is asked
nothing. A line without a delivery date is *unknown*. There is no amount to correct: the invoice
was made too early. Not judged on credit notes.

Example
-------
    delivery_before_invoice: {days: 0}

Source
------
EN 16931 BT-72 (actual delivery date), BT-2 (issue date); UNCL 1001 code 386 (prepayment invoice).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, at_most

TITLE = {"nl": "Factuur na levering", "en": "Invoice after delivery"}
INSTRUCTION = {
    "nl": "Laat de factuur wachten op de levering: die is op {stated} en mocht tot {agreed} zijn.",
    "en": "Hold the invoice for the delivery: it is of {stated} and could be until {agreed}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "delivery_date"
READS = ("delivery_date",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"
PREPAYMENT = "386"


class Params(ClauseParams):
    """How far ahead an invoice may be."""

    days: int = Field(default=0, ge=0, le=366)  # calendar days before the delivery
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = at_most


def applies() -> pl.Expr:
    """All but prepayments."""
    return pl.col("invoice_type_code").ne_missing(PREPAYMENT)


def agreed() -> pl.Expr:
    """The last delivery date that this invoice may have."""
    return pl.col("issue_date") + pl.duration(days=pl.col("days"))
