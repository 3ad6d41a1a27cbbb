"""A fixed amount per month, quarter or year.

Why it matters
--------------
A subscription runs on by itself, and so does its error: a price that was never raised, a period
billed twice as long, or months after the contract had ended.

Agreement
---------
`amount` per `period`, for the period on the line (`invoice_period_start` to
`invoice_period_end`, both inclusive); `only: {seller_item_id: ...}` says which lines. With
`per: unit` it is for each unit of the line's quantity, otherwise for the line. The contract
runs `from` and `to` these days: what lies outside is not owed. A period of exactly so many months
counts as such, on whichever day it begins. Of another one each calendar period counts for its
days: amount x days charged / days of that period (`proration: actual`), or amount x days / 30 per
month, where every month has 30 (`30_360`); with `none` a period that has begun is owed in full.
The amount is net: no line discount is looked for. Credit notes are not judged.

Example
-------
    price_subscription: {amount: 89.00, period: month, from: 2025-03-15,
                         only: {seller_item_id: SERVICE}}

Source
------
EN 16931 BT-134, BT-135 (invoice line period); 30E/360 (ISDA): ISDA Definitions 2006, 4.16(h).
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.arithmetic import ONE
from checker.clause import Amount, Anchor, ClauseParams, Day, Tolerance, Tolerated, tolerated
from checker.durations import months_of, share_30_360, share_by_days, whole_periods
from checker.money import ZERO, product, to_cents

TITLE = {"nl": "Abonnement", "en": "Subscription"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor abonnement {seller_item_id} in plaats van {stated}.",
    "en": "Charge {agreed} for subscription {seller_item_id} instead of {stated}.",
}
UNKNOWN = {
    "nl": "de periode eindigt voor ze begint, of het aantal ontbreekt",
    "en": "the period ends before it begins, or the quantity is missing",
}
PLACE: Final = "line"
FIELD = "line_net_amount"
STATED = "stated_amount"
READS = ("line_net_amount", "invoice_period_start", "invoice_period_end")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "price"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """How much for how long."""

    amount: Amount = Field(ge=0)  # currency of the invoice per period, without VAT
    period: Literal["month", "quarter", "year"] = "month"  # for how long the amount is
    per: Literal["line", "unit"] = "line"  # is the amount for the line, or times its quantity
    proration: Literal["actual", "30_360", "none"] = "actual"  # how a broken period counts
    start: Day | None = Field(default=None, alias="from")  # first day of the contract
    end: Day | None = Field(default=None, alias="to")  # last day of the contract
    tolerance: Tolerated = Tolerance()  # currency of the invoice, of the line
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = tolerated


def applies() -> pl.Expr:
    """Lines that nothing else has settled; what is taken back is not judged."""
    quantity = pl.col("invoiced_quantity").fill_null(ONE)
    return ~pl.col("net_price_agreed") & (quantity > ZERO)


def agreed() -> pl.Expr:
    """The amount x the periods of the line within the contract."""
    begins, ends = pl.col("invoice_period_start"), pl.col("invoice_period_end")
    start, end = pl.max_horizontal(begins, "from"), pl.min_horizontal(ends, "to")
    amount, months = pl.col("amount"), months_of(pl.col("period"))
    begun = share_by_days(ONE, start, end, months).ceil()
    broken = (
        pl.when(pl.col("proration") == "actual")
        .then(share_by_days(amount, start, end, months))
        .when(pl.col("proration") == "30_360")
        .then(share_30_360(amount, start, end, months))
        .otherwise(product(amount, begun))
    )
    owed = pl.coalesce(product(amount, whole_periods(start, end, months)), broken)
    units = pl.when(pl.col("per") == "unit").then("invoiced_quantity").otherwise(ONE)
    charged = pl.when(start > end).then(ZERO).otherwise(to_cents(product(owed, units)))
    return pl.when(begins <= ends).then(charged)
