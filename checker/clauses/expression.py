"""Anything else that was agreed, as an expression over the fields of the invoice.

Why it matters
--------------
Every agreement has a sentence that nobody else has. It need not wait for a programmer: what can
be said as a comparison of fields can be checked.

Agreement
---------
`holds` is an expression that has to be true, `applies` one that says where it is asked (absent:
everywhere). `place` says over what: each `line` (its fields and those of the invoice), each
`charge`, or each `document`. `name` tells one expression from the next. `message` is what the
list tells people to do, as one text or as `{nl: ..., en: ...}`.
Expressions are written as in SQL: `=`, `<>`, `<`, `<=`, `>`, `>=`, `AND`, `OR`, `NOT`, `IN (...)`,
`BETWEEN`, `LIKE` (`%` any signs, `_` one), `~` (regular expression), `IS NULL`, `CASE`, `+ - *`,
`ABS`, `ROUND`, `COALESCE`, `GREATEST`, `LEAST`, `UPPER`, `LOWER`, `TRIM`, `LENGTH`, `LEFT`. Texts
stand in single quotes, dates as `DATE '2026-01-31'`, a term as `issue_date + INTERVAL '30 days'`.
Numbers are exact decimals; there is no division, no sum over rows and no today. Amounts are those
as agreed: what another clause has put right is right. Where an empty field decides, it is
*unknown*; `IS NULL` or `COALESCE` say what an empty field means. What is told as stated is the
first field that `holds` names. There is no difference in money.

Example
-------
    expression:
      name: no rush on Friday
      place: charge
      applies: charge_class = 'rush'
      holds: EXTRACT(ISODOW FROM order_date) <> 5

Source
------
The agreement itself; the fields are those of EN 16931 and of this catalogue.
"""

from __future__ import annotations

from typing import Final, Literal, Self

import polars as pl
from pydantic import ValidationInfo, field_validator, model_validator

from checker.clause import Anchor, ClauseParams, Value
from checker.errors import RefusedError
from checker.expression import Said, fields, parsed
from checker.selection import OF_ITEM

TITLE = {"nl": "Eigen afspraak", "en": "Own expression"}
INSTRUCTION = {
    "nl": "Maak dat {agreed} waar is; er staat nu {stated} op de factuur.",
    "en": "Make {agreed} true; the invoice has {stated} there now.",
}
UNKNOWN = {
    "nl": "een veld dat zegt of de afspraak hier geldt, is leeg",
    "en": "a field that says whether this is agreed here is empty",
}
PLACE: Final = "line"
FIELD = "seller_item_id"
STATED = "expression_value"
READS = ("expression_holds",)
KEY = ("name",)
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"
ALWAYS = "TRUE"


class Params(ClauseParams):
    """What has to be true, where."""

    name: str  # of your own choice; tells one expression from the next
    place: Literal["line", "document", "charge"] = "line"  # over what
    applies: str = ALWAYS  # where it is asked
    holds: str  # what has to be true there
    message: Said | None = None  # what to do where it is not
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("applies", "holds")
    @classmethod
    def _safe(cls, value: str, info: ValidationInfo) -> str:
        if "place" in info.data:
            parsed(value, info.data["place"])
        if info.field_name == "holds" and not fields(value):
            raise RefusedError("agreements.expression_names_nothing")
        return value

    @model_validator(mode="after")
    def _selects(self) -> Self:
        chosen = [selection for selection in (self.only, self.without) if selection]
        words = {word for selection in chosen for word in selection.fields()}
        if self.place != "line" and words & set(OF_ITEM):
            raise RefusedError("agreements.selects_no_item", found=min(words & set(OF_ITEM)))
        return self

    def columns(self) -> dict[str, Value]:
        """The texts under names that are no column of a verdict."""
        own = super().columns()
        kept = {word: own[word] for word in ("name", "place", "anchor")}
        return kept | {"applies_text": self.applies, "holds_text": self.holds}


def applies() -> pl.Expr:
    """Where the agreement asks it."""
    return pl.col("expression_applies")


def agreed() -> pl.Expr:
    """The expression."""
    return pl.col("holds_text")


def holds() -> pl.Expr:
    """It is true."""
    return pl.col("expression_holds")
