"""The day on which payment is due.

Why it matters
--------------
A due date that is too early makes the debtor pay later out of principle and brings a reminder
that was not due; one that is too late costs interest.

Agreement
---------
`days` after `counted_from`. `end_of_month` is `after_days` ("30 days end of month": add the
days, then go to the end of that month) or `before_days` ("end of month 30 days": go to the end
of the month, then add the days). `tolerance_days` accepts a difference, for systems that move
due dates off weekends. Not judged on credit notes.

Example
-------
    payment_due_date: {days: 30, counted_from: issue_date, end_of_month: after_days}

Source
------
EN 16931 BT-9; Directive 2011/7/EU and article 6:119a BW for the longest term.
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always

TITLE = {"nl": "Vervaldatum", "en": "Payment due date"}
INSTRUCTION = {
    "nl": "Zet de vervaldatum op {agreed} in plaats van {stated}.",
    "en": "Set the due date to {agreed} instead of {stated}.",
}
UNKNOWN = {
    "nl": "de leverdatum waarvan de termijn telt ontbreekt of verschilt per regel",
    "en": "the delivery date that the term counts from is missing or differs by line",
}
PLACE: Final = "document"
FIELD = STATED = "payment_due_date"
READS = ("payment_due_date",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "finance"


class Params(ClauseParams):
    """The payment term."""

    days: int = Field(ge=0, le=365)  # calendar days
    counted_from: Literal["issue_date", "delivery_date"] = "issue_date"
    end_of_month: Literal["no", "after_days", "before_days"] = "no"
    tolerance_days: int = Field(default=0, ge=0, le=31)  # calendar days
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def agreed() -> pl.Expr:
    """The date that the term comes to."""
    from_issue = pl.col("counted_from") == "issue_date"
    start = pl.when(from_issue).then(pl.col("issue_date")).otherwise(pl.col("delivery_date"))
    before, after = (pl.col("end_of_month") == f"{when}_days" for when in ("before", "after"))
    counted = pl.when(before).then(start.dt.month_end()).otherwise(start)
    due = counted + pl.duration(days=pl.col("days"))
    return pl.when(after).then(due.dt.month_end()).otherwise(due)


def holds() -> pl.Expr:
    """On the day, or within the tolerance on either side of it."""
    apart = (pl.col("stated") - pl.col("agreed")).dt.total_days().abs()
    return apart <= pl.col("tolerance_days")
