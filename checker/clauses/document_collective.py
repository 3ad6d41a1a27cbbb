"""One collective invoice per period.

Why it matters
--------------
A debtor with deliveries every day asked for one invoice a week, because each one costs the same
to book and to approve. Every further invoice is that cost again.

Agreement
---------
At most one invoice `per` day, week (Monday to Sunday) or month, by issue date. With `split_by` it
is one per delivery address (`deliver_to_location_id`) or per cost centre
(`buyer_accounting_reference`). The first invoice of the period is the collective one; every
further one is an error that names it. An invoice that was credited in full does not count, and
neither do credit notes. Where the address differs by line, or is missing, it is *unknown*.

Example
-------
    document_collective: {per: week, split_by: deliver_to_location_id}

Source
------
EN 16931 BT-2 (issue date), BT-71 (deliver-to location), BT-19 (buyer accounting reference).
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from checker.clause import Anchor, ClauseParams, always, equal

TITLE = {"nl": "Verzamelfactuur", "en": "Collective invoice"}
INSTRUCTION = {
    "nl": "Zet factuur {stated} bij op verzamelfactuur {agreed} van dezelfde periode.",
    "en": "Put invoice {stated} on the collective invoice {agreed} of the same period.",
}
UNKNOWN = {
    "nl": "het afleveradres of de kostenplaats waarop gesplitst wordt ontbreekt of verschilt "
    "per regel",
    "en": "the delivery address or cost centre that invoices are split by is missing or differs "
    "by line",
}
PLACE: Final = "document"
FIELD = "issue_date"
STATED = "invoice_number"
READS = ("invoice_number",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """How often, and for what apart."""

    per: Literal["day", "week", "month"]  # one invoice in each, by issue date
    split_by: Literal["none", "deliver_to_location_id", "buyer_accounting_reference"] = "none"
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """Its own number, or that of the first invoice of the period."""
    return pl.col("first_of_period")
