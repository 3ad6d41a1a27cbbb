"""Prices or discounts in tiers of quantity or value.

Why it matters
--------------
The tier is what the debtor ordered so much for. It is missed where an order is split over lines
or deliveries, where a year's quantity is not added up, and where a new price list drops it.

Agreement
---------
Either `file`, a price list with `quantity_from` beside `item_net_price`, or `steps` with a price
per unit or a percentage of the gross price. With `mode: all_units` the step that is reached holds
for the whole line; with `graduated` each slice has its own price, and `from` is the quantity
above which the step begins. Counted is the quantity of the item, or with `by: value` its value
before discounts: of the line, of the whole `order` (as ordered, where `--orders` says so), or of
the debtor's invoices of the `day`, `month` or `year` (invoice date) up to and including the line,
where credit notes count down. It is counted per item, also where a group of items is selected.
`opening` is what was reached before the first invoice of the export, in its period. Items without
a tier, and lines below the first step, are left to the other price clauses. A credit note repeats
the price of its invoice.

Example
-------
    price_tier: {steps: [{from: 100, price: 4.50}, {from: 500, price: 4.10}], per: order}

Source
------
EN 16931 BT-146 (item net price), BT-129 (invoiced quantity).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl
from pydantic import Field, model_validator

from checker.arithmetic import gross_price, share_left
from checker.clause import Amount, Anchor, ClauseParams, Tolerance, Tolerated, Value, tolerated
from checker.errors import RefusedError
from checker.money import product, to_price
from checker.steps import By, Mode, TierStep, lists_of, sound

TITLE = {"nl": "Staffelprijs", "en": "Tier price"}
INSTRUCTION = {
    "nl": "Zet artikel {seller_item_id} op de staffelprijs {agreed} in plaats van {stated}.",
    "en": "Set item {seller_item_id} to the tier price {agreed} instead of {stated}.",
}
UNKNOWN = {
    "nl": "niet alles op deze regel valt in een staffel, of de brutoprijs ontbreekt",
    "en": "not all of this line lies in a tier, or its gross price is missing",
}
PLACE: Final = "line"
FIELD = "item_net_price"
STATED = "tiered_price"
READS = ("tiered_price", "invoiced_quantity", "tier_reached", "list_currency", "list_unit")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "original"
FOLDS: Final = "price"
OWNER: Final = "master_data"


class Params(ClauseParams):
    """Where the tiers stand, and what is counted for them."""

    file: str | None = None  # price list with tiers, relative to the agreement file
    steps: tuple[TierStep, ...] | None = None  # `{from, price}` or `{from, percent}`, rising
    mode: Mode = "all_units"  # one step for all, or one per slice
    by: By = "quantity"  # what is counted
    per: Literal["line", "order", "day", "month", "year"] = "line"  # over what
    opening: Amount = Field(default=Decimal(0), ge=0)  # reached before the export begins
    tolerance: Tolerated = Tolerance()  # currency per unit of the line's price
    anchor: Anchor = ANCHOR  # the date that picks the paper and the price

    @model_validator(mode="after")
    def _fits(self) -> Params:
        if (self.file is None) == (self.steps is None):
            raise RefusedError("agreements.one_of_two", first="file", second="steps")
        if self.opening and self.per in ("line", "order"):
            raise RefusedError("agreements.goes_with", word="opening", other="per: day|month|year")
        if self.by == "value" and self.file:
            raise RefusedError("agreements.goes_with", word="by: value", other="steps")
        if self.steps is not None:
            sound(self.steps, self.mode, self.by)
        return self

    def columns(self) -> dict[str, Value]:
        """The steps as two lists, and what they are of: prices, percentages or a file."""
        own = {word: value for word, value in super().columns().items() if word != "steps"}
        return own | lists_of(self.steps)


def applies() -> pl.Expr:
    """Only lines that reach a tier and whose price no other clause has settled."""
    return pl.col("tiered") & ~pl.col("net_price_agreed")


def agreed() -> pl.Expr:
    """The price of the tier, or the gross price less its percentage."""
    discounted = product(gross_price(), share_left(pl.col("tier_value")))
    price = pl.when(pl.col("steps_of") == "percent").then(discounted).otherwise("tier_value")
    return to_price(price)


def holds() -> pl.Expr:
    """Within the tolerance and what the rounding of amounts and percentages explains."""
    return tolerated(slack=pl.col("tiered_price_slack"))
