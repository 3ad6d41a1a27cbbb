"""The debtor's order number stands on the invoice.

Why it matters
--------------
Without the debtor's order number the invoice cannot be booked. It is sent back, or it lies
where it is, and the payment term starts again.

Agreement
---------
Every invoice states the debtor's purchase order. `pattern` is a regular expression that the
whole reference must match. What people fill in when they have none (N/A, n.v.t., volgt, 0000,
a dash) counts as missing, and so does an empty cell; an export without such a column makes the
clause *unknown*. An invoice with several references, split by `; `, needs all of them right.

Example
-------
    reference_purchase_order: {pattern: "45[0-9]{8}"}

Source
------
EN 16931 BT-13; Peppol rule PEPPOL-EN16931-R003.
"""

from __future__ import annotations

from checker.clause import (
    Anchor,
    ClauseParams,
    Folds,
    OnCredit,
    Owner,
    Place,
    Value,
    always,
)
from checker.reference import ANY, Pattern, is_right, matching, wanted

TITLE = {"nl": "Inkoopordernummer", "en": "Purchase order reference"}
INSTRUCTION = {
    "nl": "Vraag het inkoopordernummer op en zet het op de factuur (nu {stated}).",
    "en": "Ask for the purchase order number and put it on the invoice (now {stated}).",
}
UNKNOWN: dict[str, str] = {}
PLACE: Place = "document"
FIELD = STATED = "purchase_order_reference"
READS = ("purchase_order_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Anchor = "issue_date"
ON_CREDIT: OnCredit = "same"
FOLDS: Folds = "nothing"
OWNER: Owner = "sales"


class Params(ClauseParams):
    """What a reference looks like."""

    pattern: Pattern = ANY  # regular expression for the whole reference
    anchor: Anchor = ANCHOR  # the date that picks the paper

    def columns(self) -> dict[str, Value]:
        """The pattern for one reference, and for a list of them."""
        return matching(super().columns())


applies = always
agreed = wanted
holds = is_right
