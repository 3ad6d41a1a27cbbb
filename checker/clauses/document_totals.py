"""A total of an invoice is what its lines come to.

Why it matters
--------------
A total that does not add up is rejected by the debtor's system, or is paid as the debtor adds it
up, and the difference stays open until somebody looks for it.

Agreement
---------
`total` is the total that is added up: `sum_of_line_net_amounts`, `total_amount_without_vat` (with
document charges), `total_amount_with_vat`, or `amount_due` (less what was paid in advance, with
rounding). Lines and charges count as the invoice states them. VAT may be as stated or as it should
be, per rate or per line: a wrong VAT total is an error of its own. `tolerance` is a difference
that is accepted. An amount due that differs is *unknown* if the export does not tell what was paid
in advance.

Example
-------
    document_totals: {total: total_amount_with_vat}

Source
------
EN 16931 BT-106, BT-109, BT-112, BT-115; rules BR-CO-10, BR-CO-13, BR-CO-15 and BR-CO-16.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl

from checker.clause import Anchor, ClauseParams, Tolerance, Tolerated, always, tolerated

TITLE = {"nl": "Totaal van de factuur", "en": "Total of the invoice"}
INSTRUCTION = {
    "nl": "Zet het totaal dat nu op {stated} staat op {agreed}: daarop komen regels, toeslagen"
    " en btw van de factuur uit.",
    "en": "Set the total that is now {stated} to {agreed}: lines, charges and VAT of the invoice"
    " come to that.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "total_amount_with_vat"  # or another one, as the parameter `total` says
READS = ("stated", "total_due")
KEY = ("total",)
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "finance"
CENT = Decimal("0.01")


class Params(ClauseParams):
    """Which total is added up."""

    total: Literal[
        "sum_of_line_net_amounts",
        "total_amount_without_vat",
        "total_amount_with_vat",
        "amount_due",
    ]  # the total that is judged
    tolerance: Tolerated = Tolerance(amount=CENT)  # currency of the invoice, or percent
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = tolerated


def agreed() -> pl.Expr:
    """What lines, charges and VAT come to."""
    return pl.col("total_due")
