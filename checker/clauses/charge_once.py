"""A charge that is made once: for an order, a contract, an item or a debtor.

Why it matters
--------------
Tooling, set-up and connection costs are paid once. They stand on a repeated order because that
was copied from the first one, or on the second delivery of an order that came in parts.

Agreement
---------
`class` is the charge class, `per` what it is made once for: an `order`, a `contract`, an `item`
or the `debtor`. The item is the one of the goods in the same order; where those are several items
it is *unknown*. A second charge is an error, and so is each after it. What a credit note took
back does not count as charged; where it names neither that nor its invoice, it is *unknown*.
Which charge is the second one follows from invoice date and line.
A charge for the same on several lines of one order is taken together.
A negative amount (a charge paid back) is no breach.

Example
-------
    charge_once: {class: tooling, per: contract}

Source
------
EN 16931 BT-99; UNCL 7161 ABF (tooling), SU (set-up).
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, at_most
from checker.money import ZERO

TITLE = {"nl": "Eenmalige toeslag", "en": "Charge made once"}
INSTRUCTION = {
    "nl": "Haal {charge_class} ({stated}) van de factuur: die is al eerder berekend.",
    "en": "Take {charge_class} ({stated}) off the invoice: it has been charged already.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "charge"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "charged_for", "charged_before")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """Which charge, once for what."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    per: Literal["order", "contract", "item", "debtor"]  # once for each of these
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = at_most


def applies() -> pl.Expr:
    """A charge; what is paid back is none."""
    return pl.col("charge_amount") > ZERO


def agreed() -> pl.Expr:
    """The first time whatever it is, then nothing."""
    return pl.when(pl.col("charged_before") > ZERO).then(ZERO).otherwise(pl.col("charge_amount"))
