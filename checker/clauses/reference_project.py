"""The project that the debtor books on stands on the invoice.

Why it matters
--------------
Contractors book everything on projects. An invoice without a project, or with one that is closed,
is not booked; the site manager has to be found first.

Agreement
---------
Every invoice states the project of the debtor. `pattern` is a regular expression that the whole
number must match, `values` a list of the projects that will do (upper and lower case do not
matter); without either any will do. Placeholders (N/A, n.v.t., volgt, 0000, a dash) and an empty
cell count as missing. Several projects, split by `; `, must all be right. An export without such
a column makes the clause *unknown*.

Example
-------
    reference_project: {pattern: "P[0-9]{2}-[0-9]{3}"}

Source
------
EN 16931 BT-11 (project reference).
"""

from __future__ import annotations

from typing import Final

from checker.clause import always
from checker.reference import ReferenceParams, is_right, wanted

TITLE = {"nl": "Projectnummer", "en": "Project reference"}
INSTRUCTION = {
    "nl": "Vraag het projectnummer op en zet het op de factuur, waar nu {stated} staat.",
    "en": "Ask for the project number and put it on the invoice, where {stated} stands now.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = STATED = "project_reference"
READS = ("project_reference",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
Params = ReferenceParams

applies = always
agreed = wanted
holds = is_right
