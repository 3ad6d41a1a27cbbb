"""A charge that has to be made.

Why it matters
--------------
What somebody forgets to charge is margin that nobody will call about. Environmental
contributions and disposal fees are even owed to a third party, and the seller pays them.

Agreement
---------
`class` is the charge class, `amount` the least that is charged for it, `scope` per what: order,
delivery or invoice. More than the amount is not judged: `charge_fixed` is for exact amounts.
Where the order is on several invoices and the charge not on this one, it is *unknown*. An order
that takes goods back owes nothing.
Not judged on credit notes.

Example
-------
    charge_required: {class: environment, amount: 1.50, scope: order}

Source
------
EN 16931 BT-99 and BT-141 (charge amounts); UNCL 7161 AEO (collection and recycling), AEV.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, Scope, at_least, charged_or_due

TITLE = {"nl": "Verplichte toeslag", "en": "Charge that has to be made"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class}; op de factuur staat {stated}.",
    "en": "Charge {agreed} for {charge_class}; the invoice has {stated}.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen; de toeslag kan op een andere staan",
    "en": "the order is on several invoices; the charge may be on another of them",
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
    """What is charged at least."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    amount: Amount = Field(gt=0)  # currency of the invoice, without VAT
    scope: Scope = "order"  # per order, delivery or invoice
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = charged_or_due
holds = at_least


def agreed() -> pl.Expr:
    """The amount of the agreement, once per scope."""
    certain = (pl.col("scope_parts") == 1) | (pl.col("charge_amount") >= pl.col("amount"))
    return pl.when(certain).then(pl.col("amount"))
