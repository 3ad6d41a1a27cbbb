"""The debtor's own mark stands on the invoice.

Why it matters
--------------
Large debtors sort their invoices by a mark of their own: a department, a requester, a routing
code. Without it nobody there knows whose invoice it is, and it goes round the building.

Agreement
---------
Every invoice states the buyer's reference. `pattern` is a regular expression that the whole
reference must match, `values` a list of those that will do (upper and lower case do not matter);
without either any reference will do. Placeholders (N/A, n.v.t., volgt, 0000, a dash) and an empty
cell count as missing. Several references, split by `; `, must all be right. An export without
such a column makes the clause *unknown*.

Example
-------
    reference_buyer: {pattern: "[A-Z]{3}-[0-9]{4}", section: "7"}

Source
------
EN 16931 BT-10 (buyer reference); Peppol rule PEPPOL-EN16931-R003.
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Kenmerk van de koper", "en": "Buyer reference"}
INSTRUCTION = {
    "nl": "Vraag het kenmerk van de klant op en zet het op de factuur, waar nu {stated} staat.",
    "en": "Ask for the customer's reference and put it on the invoice, where {stated} stands now.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "buyer_reference"
READS = ("buyer_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
