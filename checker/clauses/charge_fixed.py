"""A charge of a fixed amount per order, delivery or invoice.

Why it matters
--------------
A fixed amount per order or delivery was agreed. More is an over-charge that the debtor will
call about; less, or nothing, is margin that nobody will call about.

Agreement
---------
`class` is the charge class, `amount` what is charged (currency of the invoice, without VAT),
`scope` per what: order, delivery or invoice. Of an order on several invoices only a charge over
the amount is an error for certain; the rest is *unknown*. An order that takes goods back owes
nothing. Not judged on credit notes.

Example
-------
    charge_fixed: {class: packaging, amount: 4.95, scope: delivery}

Source
------
EN 16931 BT-99 and BT-141 (charge amounts).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, Scope, charged_or_due, equal

TITLE = {"nl": "Vaste toeslag", "en": "Fixed charge"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen; op welke de toeslag hoort is niet bekend",
    "en": "the order is on several invoices; on which of them the charge belongs is not known",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount",)
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """What is charged, for what."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    amount: Amount = Field(ge=0)  # currency of the invoice, without VAT
    scope: Scope = "order"  # once per order, delivery or invoice
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = charged_or_due
holds = equal


def agreed() -> pl.Expr:
    """The amount of the agreement, once per scope."""
    certain = (pl.col("scope_parts") == 1) | (pl.col("charge_amount") > pl.col("amount"))
    return pl.when(certain).then(pl.col("amount"))
