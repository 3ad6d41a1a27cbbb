"""The cost centre that the debtor books on stands on the invoice.

Why it matters
--------------
The debtor books by cost centre. Without one that exists there, the invoice waits until somebody
has asked three departments whose it is.

Agreement
---------
Every invoice states the cost centre of the debtor. `values` is the list of those that there are
(upper and lower case do not matter), `pattern` a regular expression for the whole of it; without
either any will do. Placeholders (N/A, n.v.t., volgt, 0000, a dash) and an empty cell count as
missing. Where lines have different cost centres, each of them must be right. An export without
such a column makes the clause *unknown*.

Example
-------
    reference_cost_centre: {values: ["4100", "4200", "4310"]}

Source
------
EN 16931 BT-19 (buyer accounting reference).
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Kostenplaats", "en": "Cost centre"}
INSTRUCTION = {
    "nl": "Vraag de kostenplaats van de klant op en zet die op de factuur, waar nu {stated} staat.",
    "en": "Ask for the cost centre and put it on the invoice, where {stated} stands now.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "buyer_accounting_reference"
READS = ("buyer_accounting_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
