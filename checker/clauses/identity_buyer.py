"""The invoice is made out to the agreed legal entity.

Why it matters
--------------
A group has many companies, and only the one that ordered may book the invoice and reclaim the VAT.
An invoice to its sister, or with the number of the sister, goes back.

Agreement
---------
`identifier` says by what the entity is known: `name`, `legal_registration` (KvK), `vat`, `gln` or
`oin`; `value` is what the invoice must have there. Spaces, points, dashes and upper or lower case
do not matter. An agreement may have one clause per identifier. A number that cannot be right
(check digit, length) is refused when the agreement is read. An empty field is not as agreed; an
export without such a column makes the clause *unknown*.

Example
-------
    identity_buyer: {identifier: legal_registration, value: "12345678"}

Source
------
EN 16931 BT-44, BT-46, BT-47, BT-48; Peppol rules NL-R-003 and NL-R-005 (KvK or OIN).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import ValidationInfo, field_validator

from checker.clause import Anchor, ClauseParams, always
from checker.errors import RefusedError
from checker.identifiers import Identifier, is_possible

TITLE = {"nl": "Juiste rechtspersoon", "en": "Legal entity of the buyer"}
INSTRUCTION = {
    "nl": "Zet {agreed} als koper op de factuur in plaats van {stated}.",
    "en": "Put {agreed} on the invoice as the buyer instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "buyer_legal_registration_id"
STATED = "buyer_identity"
READS = ("buyer_identity",)
KEY = ("identifier",)
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Who the invoice is for."""

    identifier: Identifier  # name, number of the trade register, VAT number, GLN or OIN
    value: str  # as it stands in the agreement
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("value")
    @classmethod
    def _possible(cls, value: str, info: ValidationInfo) -> str:
        identifier = info.data.get("identifier")
        if identifier and not is_possible(identifier, value):
            raise RefusedError("agreements.not_an_identifier", found=value, what=identifier)
        return value


applies = always


def agreed() -> pl.Expr:
    """The name or number of the agreement."""
    return pl.col("value")


def _plain(column: str) -> pl.Expr:
    # Letters and digits only, accents off: B.V. is BV, and Café is Cafe.
    bare = pl.col(column).str.normalize("NFKD").str.replace_all(r"[^\p{L}\p{N}]", "")
    return bare.str.to_uppercase()


def holds() -> pl.Expr:
    """The same letters and digits."""
    return _plain("stated") == _plain("agreed")
