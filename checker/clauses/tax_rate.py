"""The VAT percentage of a line.

Why it matters
--------------
With the wrong percentage the invoice is no valid basis for the debtor to deduct VAT; it has to be
credited and made again, and the seller owes what it has charged too little.

Agreement
---------
`percent` is the rate of the lines that the clause is about, such as those of an item group. Zero
is a rate too. VAT is no part of differences, so the difference is 0.00.

Example
-------
    tax_rate: {percent: 9, only: {item_group: books}}

Source
------
EN 16931 BT-152; article 9 of the Wet op de omzetbelasting 1968 (21 %, 9 % and 0 %).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Percent, always, equal

TITLE = {"nl": "Btw-percentage", "en": "VAT percentage"}
INSTRUCTION = {
    "nl": "Reken {agreed} % btw over artikel {seller_item_id} in plaats van {stated} %.",
    "en": "Charge {agreed} % VAT on item {seller_item_id} instead of {stated} %.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = STATED = "vat_rate"
READS = ("vat_rate",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "finance"


class Params(ClauseParams):
    """The rate."""

    percent: Percent  # rate of the line
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """The rate of the agreement."""
    return pl.col("percent")
