"""Hours at the agreed rate, in the agreed steps.

Why it matters
--------------
Whoever gets an invoice for hours adds it up again. A quarter that was rounded up twice, a rate
of another role or a Saturday surcharge on a Friday is found, and then every line is gone through.

Agreement
---------
`rate` per hour; `only: {seller_item_id: ...}` says which lines are hours of that role. The
quantity of the line is the hours. They are rounded up to steps of `increment_minutes` (without it
they count as they stand) and are `minimum_hours` at least. Hours are written with two decimals, so
0.005 of an hour begins no new step and makes no difference. `weekend_percent` comes on top where
`delivery_date`, the day worked, is a Saturday or a Sunday; without that day it is *unknown*, and
so is a line in another unit than hours or pieces, such as minutes or days. The rate is net: no
line discount is looked for. Credit notes are not judged.

Example
-------
    price_hourly: {rate: 62.50, increment_minutes: 15, minimum_hours: 1, weekend_percent: 50,
                   only: {seller_item_id: MONTEUR}}

Source
------
EN 16931 BT-131 (line net amount); UN/ECE Recommendation 20: HUR is an hour.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, Percent, Tolerance, Tolerated, tolerated
from checker.durations import as_written, hours_begun, is_weekend
from checker.money import EXACT, HUNDRED, ZERO, product, to_cents

TITLE = {"nl": "Uurtarief", "en": "Hourly rate"}
INSTRUCTION = {
    "nl": "Zet de uren van {seller_item_id} op {agreed} in plaats van {stated}: zoveel is het tegen"
    " het afgesproken tarief.",
    "en": "Set the hours of {seller_item_id} to {agreed} instead of {stated}: that is what they"
    " come to at the agreed rate.",
}
UNKNOWN = {
    "nl": "de dag waarop is gewerkt ontbreekt, of de regel is niet per uur",
    "en": "the day worked is missing, or the line is not per hour",
}
PLACE: Final = "line"
FIELD = "line_net_amount"
STATED = "stated_amount"
READS = ("line_net_amount", "invoiced_quantity")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "price"
OWNER: Final = "sales"
HOURS = ("HUR", "H", "HR", "HRS", "HOUR", "HOURS", "U", "UR", "UUR", "UREN")
PIECES = ("", "C62", "H87", "EA", "ST", "STK", "STUK", "STUKS", "PCE", "PC", "PCS")
"""What an export writes where it has no unit for hours."""


class Params(ClauseParams):
    """The rate of a role."""

    rate: Amount = Field(ge=0)  # currency of the invoice per hour, without VAT
    increment_minutes: int | None = Field(default=None, ge=1, le=480)  # rounded up to these
    minimum_hours: Amount | None = Field(default=None, ge=0)  # charged at least, per line
    weekend_percent: Percent | None = None  # on top on Saturday and Sunday
    tolerance: Tolerated = Tolerance()  # currency of the invoice, of the line
    anchor: Anchor = ANCHOR  # the date that picks the paper


def applies() -> pl.Expr:
    """Lines that nothing else has settled; hours taken back are not counted in steps."""
    return ~pl.col("net_price_agreed") & (pl.col("invoiced_quantity") > ZERO)


def _hours() -> pl.Expr:
    begun = hours_begun(pl.col("invoiced_quantity"), pl.col("increment_minutes"))
    return pl.max_horizontal(begun, pl.col("minimum_hours").cast(EXACT))


def _amount(hours: pl.Expr) -> pl.Expr:
    surcharge, weekend = pl.col("weekend_percent"), is_weekend(pl.col("delivery_date"))
    percent = pl.when(surcharge.is_null() | ~weekend).then(HUNDRED)
    return product(hours, pl.col("rate"), percent.when(weekend).then(HUNDRED + surcharge)) / HUNDRED


def agreed() -> pl.Expr:
    """Hours as they are counted x rate, with the surcharge of the day."""
    unit = pl.col("unit_code").fill_null("").str.strip_chars(" .").str.to_uppercase()
    return pl.when(unit.is_in([*HOURS, *PIECES])).then(to_cents(_amount(_hours())))


def holds() -> pl.Expr:
    """Within the tolerance, and what writing hours with two decimals moves."""
    stepped = pl.col("increment_minutes").is_not_null()
    moved = _amount((_hours() - as_written(_hours())).abs())
    return tolerated(slack=pl.when(stepped).then(moved).fill_null(ZERO))
