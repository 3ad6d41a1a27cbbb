"""A surcharge that falls due only if the debtor pays late (kredietbeperking).

Why it matters
--------------
The debtor that pays in time takes the surcharge off. If it was reckoned over the wrong amount,
what is paid differs from what is asked for, and every such payment has to be matched by hand.

Agreement
---------
The charge of this `class` is `percent` of what the invoice comes to with VAT, goods and other
charges together, half-up in cents, without VAT on the surcharge itself. An invoice without it is
short of it. `tolerance` is a difference that is accepted: VAT may be rounded per rate or per line.
The VAT percentage of the surcharge is not looked at and may be empty; an `expression` over charges
can ask that it is 0. Not judged on credit notes.

Example
-------
    payment_credit_restriction: {percent: 2}

Source
------
Belastingdienst, kredietbeperkingstoeslag: 1 % of 1,210.00 with VAT is 12.10; UNCL 7161 FI.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import (
    Anchor,
    ClauseParams,
    Percent,
    Tolerance,
    Tolerated,
    Value,
    always,
    tolerated,
)
from checker.money import EXACT, HUNDRED, product, to_cents

TITLE = {"nl": "Kredietbeperking", "en": "Credit restriction"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}: het percentage over het"
    " bedrag inclusief btw, zonder btw erover.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}: the percentage of the amount"
    " with VAT, and no VAT on top.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "surcharge_base")
KEY = ("class",)
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "finance"
CENT = Decimal("0.01")


class Params(ClauseParams):
    """The percentage."""

    percent: Percent  # of the invoice with VAT
    charge_class: str = Field(default="credit_restriction", alias="class")  # its class
    tolerance: Tolerated = Tolerance(amount=CENT)  # currency of the invoice, or percent
    anchor: Anchor = ANCHOR  # the date that picks the paper

    def columns(self) -> dict[str, Value]:
        """The basis is all other charges with VAT: they are settled before this one."""
        return super().columns() | {"scope": "invoice", "basis": "gross"}


applies = always
holds = tolerated


def agreed() -> pl.Expr:
    """The percentage of the invoice with VAT, in cents."""
    share = product(pl.col("surcharge_base"), pl.col("percent")) / HUNDRED.cast(EXACT)
    return to_cents(share)
