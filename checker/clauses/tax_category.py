"""The VAT category of an invoice, with what it requires.

Why it matters
--------------
VAT that was charged although it is the debtor's to declare cannot be deducted; VAT that was left
out without the particulars which the law asks for is owed by the seller after all.

Agreement
---------
All lines (or charges, where there is nothing else) state `category`: S standard, Z zero rate, E
exempt, AE reverse charge (verlegd), K supply within the EU, G export, O outside VAT. Under all but
S no VAT is charged, on lines or charges; under S no line has 0 %. AE asks for the VAT number of the
buyer (BT-48). K asks for a VAT number of another EU country than `seller_country`, another EU
country of delivery (BT-80), and a delivery date (BT-72). G asks for a country of delivery outside
the EU. What is wrong stands behind the category, such as `K; 21 %` or `AE; BT-48: -`; what has no
digit is no VAT number. A field that the export does not have at all, or a country that is no code
of two letters, is *unknown*.

Example
-------
    tax_category: {category: K}

Source
------
EN 16931 BT-151; UNCL 5305; rules BR-AE-01 to BR-AE-10, BR-IC-01 to BR-IC-12, BR-G-01 to BR-G-10.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Anchor, ClauseParams, always, equal

TITLE = {"nl": "Btw-soort", "en": "VAT category"}
INSTRUCTION = {
    "nl": "Zet btw-soort {agreed} op alle regels, met wat daarbij hoort: percentage, btw-nummer van"
    " de koper (BT-48), land (BT-80) en datum (BT-72) van levering. Nu: {stated}.",
    "en": "Put VAT category {agreed} on all lines, with what belongs to it: percentage, VAT number"
    " of the buyer (BT-48), country (BT-80) and date (BT-72) of delivery. Now: {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "vat_category_code"
STATED = "tax_stated"
READS = ("tax_categories", "tax_rates", "tax_evidence")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


class Params(ClauseParams):
    """The category."""

    category: Literal["S", "Z", "E", "AE", "K", "G", "O"]  # code of UNCL 5305
    seller_country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "NL"  # ISO 3166-1
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always
holds = equal


def agreed() -> pl.Expr:
    """The category alone: nothing is wrong with it."""
    return pl.col("category")
