"""The bank account that the invoice is to be paid into.

Why it matters
--------------
Money that goes to an account which was given up, or pledged to a bank, has to be found again and
is paid twice in the worst case. A share on a blocked account (G-rekening) frees the debtor from
liability for wage tax, so a debtor does not pay without it.

Agreement
---------
`accounts` are the IBANs of which one must stand on the invoice; spaces and case do not count.
`blocked_account` is the G-account that must stand there as well, with `blocked_percent` of the
total with VAT (as the invoice states it, or else as its lines come to), half-up in cents. An
invoice that names no G-account is not as agreed; one that gives only half of it, or no account at
all, is *unknown*. Not judged on credit notes.

Example
-------
    payment_account: {accounts: [NL91 ABNA 0417 1643 00]}

Source
------
EN 16931 BT-84; ISO 13616 (IBAN); article 35 of the Invorderingswet 1990 (G-rekening).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import Field, field_validator, model_validator

from checker.clause import Anchor, ClauseParams, Percent, always, equal
from checker.errors import RefusedError
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation

TITLE = {"nl": "Bankrekening", "en": "Bank account"}
INSTRUCTION = {
    "nl": "Laat betalen op {agreed} in plaats van op {stated}.",
    "en": "Ask for payment into {agreed} instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "document"
FIELD = "payment_account_id"
STATED = "paid_into"
READS = ("payment_account_id", "paid_into")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "finance"


def _iban(text: str) -> str:
    from stdnum import iban  # noqa: PLC0415  nobody else needs it
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return iban.validate(text)
    except ValidationError as error:
        raise RefusedError("agreements.not_an_iban", found=text) from error


class Params(ClauseParams):
    """Where the money goes."""

    accounts: Words  # IBANs, any of which is good
    blocked_account: str | None = None  # IBAN of the G-account
    blocked_percent: Percent | None = Field(default=None, gt=0)  # of the total with VAT
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("accounts")
    @classmethod
    def _are_ibans(cls, accounts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_iban, accounts))

    @field_validator("blocked_account")
    @classmethod
    def _is_iban(cls, account: str | None) -> str | None:
        return None if account is None else _iban(account)

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.blocked_account is None) != (self.blocked_percent is None):
            raise RefusedError("agreements.half_a_blocked_account")
        return self


applies = always
holds = equal


def agreed() -> pl.Expr:
    """The account, and the G-account with its share where one was agreed."""
    return pl.col("payable_into")
