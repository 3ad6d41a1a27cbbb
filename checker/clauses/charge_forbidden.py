"""A charge that was agreed not to be made.

Why it matters
--------------
The debtor was promised that this charge is not made. It is the error that costs most for
what it is worth: a call, a search, a reminder, a credit note, for some euros of order costs.

Agreement
---------
`class` is the charge class from `_charges.yaml`. A negative amount (a charge paid back) is
no breach, so crediting a charge that was wrongly made is not found a second time.

Example
-------
    charge_forbidden: {class: order_costs, section: "4.2"}

Source
------
EN 16931 BG-21 and BG-28 (charges), UNCL 7161 (their codes).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always, at_most
from checker.money import MONEY

TITLE = {"nl": "Toeslag die niet wordt berekend", "en": "Charge that is not made"}
INSTRUCTION = {
    "nl": "Haal {charge_class} ({stated}) van de factuur: afgesproken is die niet te rekenen.",
    "en": "Take {charge_class} ({stated}) off the invoice: it was agreed not to charge it.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "charge"
FIELD = STATED = "charge_amount"
READS = ("charge_amount",)
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """Which charge is not made."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = at_most


def agreed() -> pl.Expr:
    """Nothing."""
    return pl.lit(Decimal(0), dtype=MONEY)
