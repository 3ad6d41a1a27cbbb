"""Every line names the delivery note that it bills.

Why it matters
--------------
The debtor's warehouse signs for a delivery, and finance looks for that note before it pays. A
line without it is a line that somebody has to look up by date and quantity.

Agreement
---------
Every line states its delivery note. `pattern` is a regular expression that the whole number must
match, `values` a list of those that will do; without either any will do. Placeholders (N/A,
n.v.t., volgt, 0000, a dash) and an empty cell count as missing. Told per line; lines that nobody
delivers, such as services, can be excepted. An export without such a column makes the
clause *unknown*.

Example
-------
    reference_delivery_note: {pattern: "8[0-9]{7}"}

Source
------
EN 16931 BT-16 (despatch advice reference).
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Pakbonnummer", "en": "Delivery note"}
INSTRUCTION = {
    "nl": "Zet bij artikel {seller_item_id} het pakbonnummer, waar nu {stated} staat.",
    "en": "Put the delivery note beside item {seller_item_id}, where {stated} stands now.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "despatch_advice_reference"
STATED = "delivery_note"
READS = ("delivery_note",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "logistics"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
