"""A deposit per pallet, crate or cylinder: those that go out less those that come back.

Why it matters
--------------
Deposits go back and forth with every delivery, at an amount per carrier that both sides know.
They go wrong where the tariff was changed for others, where returned carriers are credited at
another amount than they were charged, or where the count is that of the pieces and not of the
carriers.

Agreement
---------
`class` is the charge class, `amount` the deposit of one carrier. What is charged has to be the
quantity on the invoice x the amount: carriers that come back stand there as a negative quantity,
so that the lines of an order come to the balance. Without a quantity it is *unknown*.
Carriers with another deposit need a class of their own. Credit notes are judged the same way.
Whether the carriers were counted well, and whether a deposit is missing, is not judged.

Example
-------
    charge_deposit: {class: deposit, amount: 12.00, section: "6"}

Source
------
EN 16931 BT-99 and BT-141 (charge amounts); UNCL 7161 RAD (returnable container).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, always, equal
from checker.money import product, to_cents

TITLE = {"nl": "Statiegeld", "en": "Deposit per carrier"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}: aantal x statiegeld.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}: number x deposit.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "charge"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "charge_quantity")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "logistics"


class Params(ClauseParams):
    """What one carrier is charged for."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    amount: Amount = Field(ge=0)  # per carrier, currency of the invoice, without VAT
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """The balance of the carriers x the deposit."""
    return to_cents(product(pl.col("charge_quantity"), pl.col("amount")))
