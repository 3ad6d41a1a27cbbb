"""No more is credited than was invoiced.

Why it matters
--------------
An invoice that is credited twice, once by sales and once by finance, is money given away: no
debtor calls about it.

Agreement
---------
The credit notes that name one invoice come together to at most what it came to, without VAT, as
it was stated. `tolerance` is in the currency of the invoice, or a percentage of what it came to.
The credit note that goes over is the one that is told. An original that is not in the data makes
it *unknown*; a credit note that names none is a matter of `credit_reference`. There is no amount
to correct here: which of the credit notes is wrong somebody has to find out. Invoices are asked
nothing.

Example
-------
    credit_exceeds: {tolerance: 0.05}

Source
------
EN 16931 BT-25 (preceding invoice reference), BT-109 (total without VAT).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, at_most, tolerated
from checker.reference import PLACEHOLDER

TITLE = {"nl": "Te veel gecrediteerd", "en": "Too much credited"}
INSTRUCTION = {
    "nl": "Zoek uit welke creditnota te veel is: samen crediteren ze {stated} van een factuur "
    "van {agreed}.",
    "en": "Find out which credit note is one too many: together they credit {stated} of an "
    "invoice of {agreed}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "line_net_amount"
STATED = "credited_amount"
READS = ("preceding_invoice_reference", "original_amount", "credited_amount")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """How exactly it holds."""

    tolerance: Tolerated = Tolerance()  # currency of the invoice, without VAT
    anchor: Anchor = ANCHOR  # the date that picks the paper


def applies() -> pl.Expr:
    """Credit notes that name an invoice."""
    named = ~pl.col("preceding_invoice_reference").str.contains(PLACEHOLDER)
    return pl.col("credit") & named


def agreed() -> pl.Expr:
    """What the invoice came to."""
    return pl.col("original_amount")


def holds() -> pl.Expr:
    """No more than that, or within the tolerance."""
    return at_most() | tolerated()
