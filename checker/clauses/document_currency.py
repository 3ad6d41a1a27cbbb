"""The currency of the invoice.

Why it matters
--------------
Prices were agreed in one currency. An invoice in another one cannot be compared with them, and
what it comes to depends on the day on which somebody converts it.

Agreement
---------
`code` is the code of the currency that every invoice has. Amounts are not converted, so there is
no difference in money: the invoice has to be made again.

Example
-------
    document_currency: {code: EUR}

Source
------
EN 16931 BT-5 (invoice currency code), ISO 4217.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import field_validator

from checker.clause import Anchor, ClauseParams, always
from checker.errors import RefusedError
from checker.identifiers import is_currency

TITLE = {"nl": "Valuta van de factuur", "en": "Currency of the invoice"}
INSTRUCTION = {
    "nl": "Maak de factuur in {agreed} in plaats van {stated}.",
    "en": "Make the invoice in {agreed} instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "currency"
READS = ("currency",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"  # a code can be changed, the amounts cannot
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Which currency."""

    code: str  # of ISO 4217, such as EUR
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("code")
    @classmethod
    def _known(cls, value: str) -> str:
        if not is_currency(value):
            raise RefusedError("agreements.not_a_currency_code", found=value)
        return value


applies = always


def agreed() -> pl.Expr:
    """The currency of the agreement."""
    return pl.col("code")


def holds() -> pl.Expr:
    """The same code, or the sign of the euro."""
    written = pl.col("stated").str.strip_chars().str.to_uppercase()
    return written.replace("€", "EUR") == pl.col("agreed")
