"""Prices that may rise by so much at most, and not before they were announced.

Why it matters
--------------
A price list is renewed for all debtors at once, also for those to whom the old prices were
promised until a day, or an increase of a few percent at most. Nobody sees it on one line.

Agreement
---------
`file` is the price list that increases are measured from, with prices that have no last day.
Until `fixed_until`, and before `notice_days` have passed since `announced_on`, the price is at
most that of the list; from then on at most `percent` more. With `notice_days` and no
`announced_on` nothing was announced, so prices stay. Where another clause names a higher price,
such as a new list, this is the price that holds, and a price up to it is told here only. It is
the price as the other clauses leave it that is judged; an item that is not on the list is not. A
lower price is no breach. Credit notes are not judged: they repeat what was invoiced.

Example
-------
    price_increase_cap:
      {file: prices/2024.csv, percent: 3.5, notice_days: 60, announced_on: 2025-11-01}

Source
------
EN 16931 BT-146 (item net price).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl
from pydantic import Field, model_validator

from checker.arithmetic import share_left
from checker.clause import (
    Anchor,
    ClauseParams,
    Day,
    Percent,
    Tolerance,
    Tolerated,
    Value,
    at_most,
    tolerated,
)
from checker.errors import RefusedError
from checker.money import product, to_price

TITLE = {"nl": "Prijsverhoging met een maximum", "en": "Price increase with a maximum"}
INSTRUCTION = {
    "nl": "Zet de prijs van artikel {seller_item_id} op {agreed} in plaats van {stated}: meer is "
    "op deze datum niet afgesproken.",
    "en": "Set the price of item {seller_item_id} to {agreed} instead of {stated}: no more was "
    "agreed on this date.",
}
UNKNOWN: dict[str, str] = {}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "effective_price"
READS = ("effective_price", "invoiced_quantity", "list_price", "list_currency", "list_unit")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "limit"
OWNER: Final = "sales"


class Params(ClauseParams):
    """From where, by how much, from when on."""

    file: str  # price list that increases are measured from, relative to the agreement file
    percent: Percent  # of the list's price; 0 if it may not rise at all
    fixed_until: Day | None = None  # last day of the list's price
    announced_on: Day | None = None  # day on which the increase was announced
    notice_days: int | None = Field(default=None, ge=0)  # calendar days from then on
    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    anchor: Anchor = ANCHOR  # the date that picks the paper and the price

    @model_validator(mode="after")
    def _announced(self) -> Params:
        if self.announced_on and self.notice_days is None:
            raise RefusedError("agreements.goes_with", word="announced_on", other="notice_days")
        return self

    def columns(self) -> dict[str, Value]:
        """With `rises_on`, the first day on which the price may be higher."""
        first = date.min if self.fixed_until is None else self.fixed_until + timedelta(days=1)
        if self.notice_days is not None:
            announced = self.announced_on
            days = timedelta(days=self.notice_days)
            first = max(first, announced + days) if announced else date.max
        return super().columns() | {"rises_on": first}


def applies() -> pl.Expr:
    """Only items that are on the list."""
    return pl.col("list_price").is_not_null()


def agreed() -> pl.Expr:
    """The highest price of that day."""
    highest = to_price(product(pl.col("list_price"), share_left(-pl.col("percent"))))
    return pl.when(pl.col("on") >= pl.col("rises_on")).then(highest).otherwise("list_price")


def holds() -> pl.Expr:
    """No more than that, but for the tolerance and what rounding explains."""
    return at_most() | tolerated(slack=pl.col("effective_price_slack"))
