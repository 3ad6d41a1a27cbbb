"""Ladders: what belongs to the highest step that a value reaches."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from checker.clause import Amount, Percent  # noqa: TC001  pydantic reads the annotations
from checker.errors import RefusedError
from checker.money import EXACT, ZERO, quotient

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

MOST = 20
"""A ladder has no more steps than this: they are unrolled into one expression."""


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    limit: Amount = Field(alias="from", ge=0)  # the value from which on it counts


class AmountStep(_Step):
    """`{from: 250.00, amount: 10.00}`."""

    amount: Amount = Field(ge=0)  # currency of the invoice, without VAT


class PercentStep(_Step):
    """`{from: 250.00, percent: 2.5}`."""

    percent: Percent


def rising(limits: Sequence[Decimal]) -> None:
    """Raises RefusedError where a ladder has no step, too many, or one that is no higher."""
    if not 1 <= len(limits) <= MOST:
        raise RefusedError("agreements.number_of_steps", most=MOST, found=len(limits))
    for before, after in pairwise(limits):
        if before >= after:
            raise RefusedError("agreements.steps_do_not_rise", before=before, after=after)


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
