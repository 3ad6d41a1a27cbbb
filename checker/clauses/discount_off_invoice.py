"""A bonus that is paid afterwards and does not stand on the invoice.

Why it matters
--------------
A yearly bonus depends on a turnover that nobody knows yet. Taken off an invoice it is given before
it was earned, and paid once more when the bonus of the year is settled.

Agreement
---------
`class` is the class of the bonus in `_charges.yaml`. A discount of that class is not given on an
invoice: its amount is 0. It is settled with a credit note, so credit notes are not judged. An
amount of more than nothing (a bonus that is taken back) is no breach.

Example
-------
    discount_off_invoice: {class: bonus, section: "6"}

Source
------
EN 16931 BG-20; UNCL 5189 codes 102 and 105 (fixed long term, yearly turnover).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always
from checker.money import MONEY

TITLE = {"nl": "Korting die niet op de factuur staat", "en": "Discount that is off the invoice"}
INSTRUCTION = {
    "nl": "Haal {charge_class} ({stated}) van de factuur: die wordt achteraf verrekend.",
    "en": "Take {charge_class} ({stated}) off the invoice: it is settled afterwards.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "charge"
FIELD = STATED = "charge_amount"
READS = ("charge_amount",)
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """Which discount."""

    charge_class: str = Field(default="bonus", alias="class")  # a class of _charges.yaml
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def agreed() -> pl.Expr:
    """Nothing."""
    return pl.lit(Decimal(0), dtype=MONEY)


def holds() -> pl.Expr:
    """No discount."""
    return pl.col("stated") >= pl.col("agreed")
