"""A promotion price, within its days.

Why it matters
--------------
A promotion that was announced and is not on the invoice is a broken promise in writing. One that
is on the invoice a week too long is a discount that nobody decided on.

Agreement
---------
From `from` to `to`, both inclusive, by the date `anchor`, the promotion price holds: that of a
price list (`file`, with the columns of `price_net_list`), or `percent` off the gross price of the
line. It settles the price: no list and no line discount is looked at any more. With `stackable:
true` the line's own discount comes on top of the list's price: what is compared is the price that
it goes off, and the discount itself is left to its own clause. Items that are not on the list are
no promotion, and neither is anything outside the days: other clauses say what that costs. With
`percent` say which items it is for: `only: {item_group: ...}`. On a credit note the price must
equal that of the invoice it credits.

Example
-------
    price_promotion: {file: prices/10023-2025.csv, from: 2025-03-01, to: 2025-03-31}

Source
------
EN 16931 BT-146 to BT-148 (item net price, price discount, gross price).
"""

from __future__ import annotations

from typing import Final, Self

import polars as pl
from pydantic import Field, model_validator

from checker.clause import (
    Anchor,
    ClauseParams,
    Day,
    Percent,
    Tolerance,
    Tolerated,
    Value,
    tolerated,
)
from checker.errors import RefusedError
from checker.money import ZERO

TITLE = {"nl": "Actieprijs", "en": "Promotion price"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op de actieprijs {agreed} in plaats van"
    " {stated}.",
    "en": "Set the price of item {seller_item_id} to the promotion price {agreed} instead of"
    " {stated}.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "promoted"
READS = ("promoted", "invoiced_quantity", "promotion_price")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "price"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Which price, on which days."""

    file: str | None = None  # price list, relative to the agreement file; or percent
    percent: Percent | None = None  # off the gross price of the line
    start: Day = Field(alias="from")  # first day
    end: Day = Field(alias="to")  # last day
    stackable: bool = False  # does the line's own discount come on top?
    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    anchor: Anchor = ANCHOR  # the date that has to be within the days

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.file is None) == (self.percent is None):
            raise RefusedError("agreements.one_of", words="file, percent")
        if self.stackable and self.file is None:
            raise RefusedError("agreements.stackable_percent")
        if self.end < self.start:
            raise RefusedError("agreements.days_end_first", start=self.start, end=self.end)
        return self

    def columns(self) -> dict[str, Value]:
        """Whether it is a price of its own, or one that follows from the gross price."""
        return super().columns() | {"of_gross": self.percent is not None}


def applies() -> pl.Expr:
    """Items of the promotion, within its days, whose price nothing else has settled."""
    promoted = pl.col("of_gross") | pl.col("list_price").is_not_null()
    within = pl.col("on").is_between("from", "to")
    return ~pl.col("net_price_agreed") & promoted & within


def agreed() -> pl.Expr:
    """The promotion price."""
    return pl.col("promotion_price")


def holds() -> pl.Expr:
    """Within the tolerance and what rounding explains where the price had to be derived."""
    return tolerated(
        slack=pl.when(~pl.col("stackable")).then("effective_price_slack").fill_null(ZERO)
    )
