"""Ladders: what belongs to the highest step that a value reaches."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from checker.clause import Amount, Percent, Value  # noqa: TC001  pydantic reads the annotations
from checker.errors import RefusedError
from checker.money import EXACT, ZERO, quotient

if TYPE_CHECKING:
    from collections.abc import Sequence

NOT_READ = (Decimal(0),)
MOST = 20
"""A ladder has no more steps than this: they are unrolled into one expression."""


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    limit: Amount = Field(alias="from", ge=0)  # the value from which on it counts


class AmountStep(_Step):
    """`{from: 250.00, amount: 10.00}`."""

    amount: Amount = Field(ge=0)  # currency of the invoice, without VAT


class TierStep(_Step):
    """`{from: 100, price: 4.50}`, or `{from: 100, percent: 5}`."""

    price: Amount | None = Field(default=None, ge=0)  # currency of the invoice, per unit
    percent: Percent | None = None  # of the gross price


class PercentStep(_Step):
    """`{from: 250.00, percent: 2.5}`."""

    percent: Percent


Mode = Literal["all_units", "graduated"]
By = Literal["quantity", "value"]


def rising(limits: Sequence[Decimal]) -> None:
    """Raises RefusedError where a ladder has no step, too many, or one that is no higher."""
    if not 1 <= len(limits) <= MOST:
        raise RefusedError("agreements.number_of_steps", most=MOST, found=len(limits))
    for before, after in pairwise(limits):
        if before >= after:
            raise RefusedError("agreements.steps_do_not_rise", before=before, after=after)


def sound(steps: Sequence[TierStep], mode: Mode, by: By) -> None:
    """Raises RefusedError where tiers of prices or discounts cannot be meant like this."""
    rising([step.limit for step in steps])
    kind, entries = _entries(steps)
    for before, after in pairwise(entries):
        if (before < after) if kind == "price" else (before > after):
            raise RefusedError("agreements.step_gives_less", before=before, after=after)
    if mode == "graduated" and steps[0].limit:
        raise RefusedError("agreements.first_slice")
    if mode == "graduated" and by == "value" and kind == "price":
        raise RefusedError("agreements.goes_with", word="price", other="by: quantity")


def _entries(steps: Sequence[TierStep]) -> tuple[str, tuple[Decimal, ...]]:
    prices = tuple(step.price for step in steps if step.price is not None)
    percents = tuple(step.percent for step in steps if step.percent is not None)
    if len(prices) + len(percents) != len(steps) or (prices and percents):
        raise RefusedError("agreements.price_or_percent")
    return ("price", prices) if prices else ("percent", percents)


def lists_of(steps: Sequence[TierStep] | None) -> dict[str, Value]:
    """The steps as parameters: `steps_of` price, percent or list, and two lists."""
    if steps is None:  # a price list has steps of its own
        return {"steps_of": "list", "steps_from": NOT_READ, "steps_value": NOT_READ}
    kind, entries = _entries(steps)
    limits = tuple(step.limit for step in steps)
    return {"steps_of": kind, "steps_from": limits, "steps_value": entries}


def reached(value: pl.Expr, steps: str, entries: str) -> pl.Expr:
    """The entry beside the highest step that is not over the value; null below the first one.

    `steps` is a list column that rises, `entries` one of the same length.
    """
    found = pl.lit(None)
    for place in range(MOST):
        step, entry = (pl.col(c).list.get(place, null_on_oob=True) for c in (steps, entries))
        found = pl.when(value >= step).then(entry).otherwise(found)
    return found


def steps_over(value: pl.Expr, base: pl.Expr, step: pl.Expr) -> pl.Expr:
    """How many whole steps a value is over a base, below nothing where it is under it.

    Where there is no step, the difference itself.
    """
    gap = value - base
    whole = quotient(gap.abs(), step).floor()
    signed = pl.when(gap < ZERO).then(-whole).otherwise(whole)
    return pl.when(step.is_null()).then(gap.cast(EXACT)).otherwise(signed)
