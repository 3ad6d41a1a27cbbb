"""The debtor's own item number stands on the line.

Why it matters
--------------
A debtor's system matches the invoice with the order by the debtor's own item numbers. A line with
none, or with that of another item, is not matched, and somebody has to look the item up.

Agreement
---------
`file` is a list beside the agreement (CSV or Excel) with the columns `seller_item_id` and
`buyer_item_id`; the line must state the number that the list has for its item. Upper and lower
case and spaces do not matter. An item that is not on the list is *unknown*, unless `unlisted:
not_agreed` says that the clause asks nothing of it. Where there is no list, `pattern` is a regular
expression for the whole number; without either any number will do. Placeholders (N/A, n.v.t.,
volgt, 0000, a dash) and an empty cell count as missing. An export without such a column makes the
clause *unknown*.

Example
-------
    reference_buyer_item: {file: prices/10023-2025.csv, unlisted: not_agreed}

Source
------
EN 16931 BT-156 (item buyer's identifier).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import model_validator

from checker.clause import Anchor, ClauseParams, Unlisted, Value
from checker.errors import RefusedError
from checker.reference import Pattern, is_right, matching, wanted

TITLE = {"nl": "Artikelnummer van de klant", "en": "Buyer's item number"}
INSTRUCTION = {
    "nl": "Zet bij artikel {seller_item_id} het nummer {agreed} van de klant in plaats van"
    " {stated}.",
    "en": "Put the customer's number {agreed} beside item {seller_item_id} instead of {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "buyer_item_id"
STATED = "buyer_item"
READS = ("buyer_item", "buyer_item_listed")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Which list, or what a number looks like."""

    file: str | None = None  # list of item numbers, relative to the agreement file
    pattern: Pattern | None = None  # or a regular expression for the whole number
    unlisted: Unlisted = "unknown"  # an item that is not on the list
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.file is not None and self.pattern is not None:
            raise RefusedError("agreements.one_of", words="file, pattern")
        return self

    def columns(self) -> dict[str, Value]:
        """What is wanted, and the pattern for one number or for several."""
        return matching(super().columns())


def applies() -> pl.Expr:
    """Every line, but for those of items that nothing was agreed for."""
    listed = pl.col("buyer_item_listed").is_not_null()
    return listed | (pl.col("unlisted") == "unknown")


def _has_list() -> pl.Expr:
    return pl.col("price_list").is_not_null()


def agreed() -> pl.Expr:
    """The number of the list, or the pattern."""
    return pl.when(_has_list()).then(pl.col("buyer_item_listed")).otherwise(wanted())


def holds() -> pl.Expr:
    """The number of the list, or one that is none of the placeholders and matches."""
    plain = [pl.col(c).str.replace_all(r"\s", "").str.to_uppercase() for c in ("stated", "agreed")]
    return pl.when(_has_list()).then(plain[0] == plain[1]).otherwise(is_right())
