"""How the invoice says that it is to be paid.

Why it matters
--------------
An invoice that asks for a bank transfer while a direct debit was agreed is paid twice or not at
all: the debtor waits for the debit, the seller for the money.

Agreement
---------
`allowed` are the codes of which one must stand on the invoice. An invoice that states none is
*unknown*: most exports leave out what the customer's file says. Not judged on credit notes.

Example
-------
    payment_means: {allowed: ["30", "58"]}

Source
------
EN 16931 BT-81; UNCL 4461: 30 credit transfer, 48 card, 49 direct debit, 57 standing agreement,
58 SEPA credit transfer, 59 SEPA direct debit; Peppol rule NL-R-008.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import field_validator

from checker.clause import Anchor, ClauseParams, always
from checker.errors import RefusedError
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation

TITLE = {"nl": "Betaalwijze", "en": "Payment means"}
INSTRUCTION = {
    "nl": "Zet een afgesproken betaalwijze ({agreed}) op de factuur in plaats van {stated}.",
    "en": "Put an agreed payment means ({agreed}) on the invoice instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "payment_means_code"
READS = ("payment_means_code",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """The means that were agreed."""

    allowed: Words  # codes of UNCL 4461
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("allowed")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [code for code in codes if not (code.isdecimal() or code == "ZZZ")]:
            raise RefusedError("agreements.not_a_payment_means", found=wrong[0])
        return codes


applies = always


def agreed() -> pl.Expr:
    """The codes, any of which is good."""
    return pl.col("allowed").list.join(", ")


def holds() -> pl.Expr:
    """One of the codes."""
    return pl.col("allowed").list.contains(pl.col("stated").str.strip_chars())
