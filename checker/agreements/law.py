"""The longest payment term that the law allows.

Source:
    Between undertakings at most 60 days, unless more was expressly agreed and is not grossly
    unfair: Directive 2011/7/EU article 3 (5); article 6:119a (5) of the Dutch Civil Code (BW).
    A large undertaking may not agree on more than 30 days with a supplier that is not large:
    article 6:119a (6) BW, for new contracts since 1 July 2022 and for all since 1 July 2023; a
    longer term is void, and 30 days apply.
    Public authorities pay within 30 days: Directive 2011/7/EU article 4; article 6:119b BW.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from checker.agreements.load import Loaded
    from checker.agreements.model import AgreementFile
    from checker.clause import ClauseParams

DAYS = 60
DAYS_LARGE = 30  # a large undertaking that owes a small or medium one
DAYS_PUBLIC = 30
DAYS_TO_MONTH_END = 30  # from the first of a month of 31 days
PAYMENT = "payment_due_date"


def allowed(file: AgreementFile | None) -> tuple[int, str]:
    """The days that a debtor may take, and the word for why."""
    if file is not None and file.public:
        return DAYS_PUBLIC, "law_public"
    if file is not None and file.size == "large":
        return DAYS_LARGE, "law_large"
    return DAYS, "law_any"


def longest(params: ClauseParams) -> int:
    """The days that a term can come to at most, the rest of the month included."""
    days = int(getattr(params, "days", 0))
    return days if getattr(params, "end_of_month", "no") == "no" else days + DAYS_TO_MONTH_END


def beyond_the_law(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Payment terms in force today or later that are longer than the law allows."""
    for file, timelines in zip([None, *loaded.debtors], loaded.resolved, strict=True):
        most, why = allowed(file)
        for (kind, _), spans in timelines.items():
            for span in spans if kind == PAYMENT else ():
                entry = loaded.entries[span.clause]
                params = entry.written.params
                if params is not None and span.end >= today and longest(params) > most:
                    # The default is a debtor of its own; what it says is told once.
                    debtor = file.debtor if file and most != DAYS else "-"
                    values = {"days": longest(params), "most": most, "debtor": debtor}
                    why_text = Message(f"agreements.{why}")
                    text = Message("agreements.term_too_long", values | {"why": why_text})
                    yield Problem(entry.file.file, entry.written.line, kind, text)
