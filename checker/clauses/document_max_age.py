"""An invoice is made soon after the delivery.

Why it matters
--------------
Months after the delivery nobody at the debtor's remembers it, the cost centre is closed, and
some contracts say that what is billed too late is not paid at all.

Agreement
---------
The issue date is at most `days` after the delivery date; of an invoice with several deliveries
(a collective invoice) the last one counts. Where a line has no delivery date it is *unknown*.
There is no amount to correct, but the debtor may refuse the invoice. Not judged on credit notes.

Example
-------
    document_max_age: {days: 60, section: "8.2"}

Source
------
EN 16931 BT-2 (issue date), BT-72 (actual delivery date).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always, at_most

TITLE = {"nl": "Factuur binnen de termijn", "en": "Invoice in time"}
INSTRUCTION = {
    "nl": "Overleg met de debiteur: de factuur is van {stated} en mocht tot {agreed} komen.",
    "en": "Talk to the debtor: the invoice is of {stated} and could come until {agreed}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "issue_date"
READS = ("last_delivery",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """How long an invoice may wait."""

    days: int = Field(ge=0, le=3660)  # calendar days after the last delivery
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = at_most


def agreed() -> pl.Expr:
    """The last day on which the invoice could be made."""
    return pl.col("last_delivery") + pl.duration(days=pl.col("days"))
