"""The VAT of an invoice is that of its lines.

Why it matters
--------------
A debtor deducts the VAT that the invoice states, and may deduct no more than is due. Validators
let a euro of difference pass, so a VAT amount that is 0.27 wrong comes back from the debtor.

Agreement
---------
The total of VAT is amount x rate, over lines and charges. With `method: per_rate` the amounts of
one rate are added up first and their VAT is rounded half-up to cents; with `per_line` the VAT of
every line is rounded and then added up; `either` accepts both. `tolerance` is a difference that
is accepted. Lines and charges count as the invoice states them.

Example
-------
    tax_arithmetic: {method: per_rate}

Source
------
EN 16931 BT-110, BT-116 and BT-117; rules BR-CO-14 and BR-CO-17.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, always, tolerated

TITLE = {"nl": "Btw-bedrag", "en": "VAT amount"}
INSTRUCTION = {
    "nl": "Zet het totaal van de btw op {agreed} in plaats van {stated}: dat is de btw over de"
    " regels van de factuur.",
    "en": "Set the total of VAT to {agreed} instead of {stated}: that is the VAT on the lines"
    " of the invoice.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "total_vat_amount"
READS = ("total_vat_amount", "vat_due")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "finance"
CENT = Decimal("0.01")


class Params(ClauseParams):
    """How VAT is rounded."""

    method: Literal["either", "per_rate", "per_line"] = "either"  # round per rate or per line
    tolerance: Tolerated = Tolerance(amount=CENT)  # currency of the invoice, or percent
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = tolerated


def agreed() -> pl.Expr:
    """VAT over lines and charges, by the method."""
    return pl.col("vat_due")
