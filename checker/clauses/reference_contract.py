"""The number of the contract stands on the invoice.

Why it matters
--------------
A debtor who pays under a contract looks for its number first. The number of the contract before
that, or none, and the invoice is compared with the wrong prices.

Agreement
---------
Every invoice states the contract that it falls under. `values` are the numbers of the contracts
in force (upper and lower case do not matter), `pattern` is a regular expression for the whole
number; without either any will do. Placeholders (N/A, n.v.t., volgt, 0000, a dash) and an empty
cell count as missing. Several numbers, split by `; `, must all be right. An export without such
a column makes the clause *unknown*.

Example
-------
    reference_contract: {values: [RO-2025-118], section: "1.3"}

Source
------
EN 16931 BT-12 (contract reference).
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Contractnummer", "en": "Contract reference"}
INSTRUCTION = {
    "nl": "Zet contractnummer {agreed} op de factuur in plaats van {stated}.",
    "en": "Put contract number {agreed} on the invoice instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "contract_reference"
READS = ("contract_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
