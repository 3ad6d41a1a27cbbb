"""A discount for early payment is offered on the invoice.

Why it matters
--------------
The debtor pays early and takes the discount that was agreed; if the invoice does not offer it, the
difference comes back as an open amount, is reminded of, and is written off in the end.

Agreement
---------
The payment terms of the invoice offer `percent` discount for payment within `days`, and no other
discount. They are read from the pattern of XRechnung (`#SKONTO#TAGE=14#PROZENT=2.00#`) and from
the usual words: "2 % korting bij betaling binnen 8 dagen", "2% within 8 days", "8 days 2%",
"2/10 net 30". Terms that speak of a percentage in other words, or of 20 % and more, are *unknown*.
Stated and agreed are shown as percentage / days. Not judged on credit notes.

Example
-------
    payment_discount: {percent: 2, days: 8}

Source
------
EN 16931 BT-20; XRechnung rule BR-DE-18 (Skonto).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, Percent, always, equal
from checker.payment_terms import discount

TITLE = {"nl": "Betalingskorting", "en": "Early payment discount"}
INSTRUCTION = {
    "nl": "Bied betalingskorting {agreed} (percentage / dagen) aan in plaats van {stated}.",
    "en": "Offer the early payment discount {agreed} (percentage / days) instead of {stated}.",
}
UNKNOWN = {
    "nl": "de betalingsconditie noemt een korting in woorden die niet te lezen zijn",
    "en": "the payment terms speak of a discount in words that cannot be read",
}
PLACE: Final = "document"
FIELD = "payment_terms"
STATED = "discount_offered"
READS = ("terms_given",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """The discount, and until when it may be taken."""

    percent: Percent  # of what the invoice comes to
    days: int = Field(ge=1, le=365)  # calendar days after the issue date
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """The discount as it is shown; nothing to compare where the terms are not understood."""
    understood = pl.col("stated").is_not_null()
    return pl.when(understood).then(discount(pl.col("percent"), pl.col("days")))
