"""A debtor with an agreement is invoiced while it is in force.

Why it matters
--------------
An agreement that ran out is the quietest error of all: the general terms take its place, every
invoice looks right, and the debtor still counts on the old prices. Renewed on paper and not
here, it is as bad.

Agreement
---------
Of a debtor with papers of its own, or of its group, one is in force on the issue date. Where
none is, the nearest day on which one was is told. The general terms do not count, and debtors
without a paper are asked nothing. This clause stands in the general terms, because the papers
that it watches are those that run out. There is no amount to correct.

Example
-------
    limit_agreement: {}

Source
------
EN 16931 BT-2 (issue date); the papers of rules/ with their `valid_from` and `valid_to`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, equal

TITLE = {"nl": "Geldige afspraak", "en": "Agreement in force"}
INSTRUCTION = {
    "nl": "Verleng de afspraak of voeg het nieuwe stuk toe: op {stated} gold er geen, "
    "wel op {agreed}.",
    "en": "Renew the agreement or add the new paper: none was in force on {stated}, "
    "one was on {agreed}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "issue_date"
READS = ("issue_date",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"


class Params(ClauseParams):
    """Nothing to choose."""

    anchor: Anchor = ANCHOR  # the date that picks the general terms


holds = equal


def applies() -> pl.Expr:
    """Debtors that have a paper."""
    return pl.col("nearest_day").is_not_null()


def agreed() -> pl.Expr:
    """The issue date, or the nearest day on which a paper was in force."""
    return pl.col("nearest_day")
