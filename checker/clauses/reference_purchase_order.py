"""The debtor's order number stands on the invoice.

Why it matters
--------------
Without the debtor's order number the invoice cannot be booked. It is sent back, or it lies
where it is, and the payment term starts again.

Agreement
---------
Every invoice states the debtor's purchase order. `pattern` is a regular expression that the
whole reference must match, `values` a list of those that will do (upper and lower case do not
matter); without either any will do. What people fill in when they have none (N/A, n.v.t., volgt,
0000, a dash) counts as missing, and so does an empty cell; an export without such a column makes
the clause *unknown*. An invoice with several references, split by `; `, needs all of them right.

Example
-------
    reference_purchase_order: {pattern: "45[0-9]{8}"}

Source
------
EN 16931 BT-13; Peppol rule PEPPOL-EN16931-R003.
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Inkoopordernummer", "en": "Purchase order reference"}
INSTRUCTION = {
    "nl": "Vraag het inkoopordernummer op en zet het op de factuur, waar nu {stated} staat.",
    "en": "Ask for the purchase order number and put it on the invoice, where {stated} stands now.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "purchase_order_reference"
READS = ("purchase_order_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
