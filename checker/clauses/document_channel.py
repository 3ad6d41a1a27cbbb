"""The electronic address that invoices go to.

Why it matters
--------------
An invoice that goes to an old address is not refused: it is simply not there. Nobody misses it
until the first reminder.

Agreement
---------
`address` is the electronic address of the buyer as the agreement has it: a number in the Peppol
network, or an e-mail address. `scheme` says what it is by its EAS code, such as 0106 (KvK), 0190
(OIN), 0088 (GLN), 9944 (Dutch VAT number) or EM (e-mail); where it is absent the address alone is
compared. Upper and lower case do not matter. An empty field is not as agreed; an export without
such a column makes the clause *unknown*.

Example
-------
    document_channel: {scheme: "0106", address: "12345678"}

Source
------
EN 16931 BT-49 and BT-49-1; the code list EAS of the European Commission.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import ValidationInfo, field_validator

from checker.clause import Anchor, ClauseParams, always
from checker.errors import RefusedError
from checker.identifiers import SCHEME, SCHEMES, is_possible
from checker.selection import Word  # noqa: TC001  pydantic reads the annotation

TITLE = {"nl": "Elektronisch adres", "en": "Electronic address"}
INSTRUCTION = {
    "nl": "Stuur de factuur naar {agreed} in plaats van {stated}.",
    "en": "Send the invoice to {agreed} instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "buyer_electronic_address"
STATED = "electronic_address"
READS = ("electronic_address",)
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Where invoices go."""

    scheme: str | None = None  # EAS code of the address; absent: the address alone counts
    address: Word  # a number, or an e-mail address
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("scheme")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and not SCHEME.fullmatch(value):
            raise RefusedError("agreements.not_a_scheme", found=value)
        return value

    @field_validator("address")
    @classmethod
    def _possible(cls, value: str, info: ValidationInfo) -> str:
        known = SCHEMES.get(info.data.get("scheme") or "")
        if known and not is_possible(known, value):
            raise RefusedError("agreements.not_an_identifier", found=value, what=known)
        return value


applies = always


def agreed() -> pl.Expr:
    """Scheme and address, or the address where no scheme was agreed."""
    return pl.concat_str("scheme", "address", separator=":", ignore_nulls=True)


def holds() -> pl.Expr:
    """The same in upper and lower case."""
    stated, agreed = (pl.col(c).str.to_lowercase() for c in ("stated", "agreed"))
    return stated == agreed
