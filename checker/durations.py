"""How much time is charged: hours in steps, and periods of which a part is broken off."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from checker.money import EXACT, product, quotient

SATURDAY = 6
MINUTES = 60  # of an hour
HALF_HUNDREDTH = Decimal("0.005")  # of an hour: half of the second decimal
MONTHS = {"month": 1, "quarter": 3, "year": 12}
THIRTY = 30  # days of every month


def hours_begun(hours: pl.Expr, minutes: pl.Expr) -> pl.Expr:
    """Hours rounded up to steps of so many minutes; as they are where there is no step.

    Hours are written with two decimals: what that rounds away begins no step.
    """
    step = minutes.cast(EXACT) / MINUTES
    begun = ((hours.cast(EXACT) - HALF_HUNDREDTH) / step).ceil() * step
    return pl.coalesce(begun, hours.cast(EXACT))


def is_weekend(day: pl.Expr) -> pl.Expr:
    """Saturday or Sunday."""
    return day.dt.weekday() >= SATURDAY


def as_written(hours: pl.Expr) -> pl.Expr:
    """Hours with the two decimals that an invoice has."""
    return hours.round(2, mode="half_away_from_zero")


def months_of(period: pl.Expr) -> pl.Expr:
    """How many months a month, a quarter or a year has."""
    return period.replace_strict(MONTHS, return_dtype=pl.Int64)


def whole_periods(start: pl.Expr, end: pl.Expr, months: pl.Expr) -> pl.Expr:
    """How many periods there are from start to end, both inclusive; null where one is broken."""
    after = end + pl.duration(days=1)
    apart = (after.dt.year() - start.dt.year()) * 12 + after.dt.month() - start.dt.month()
    # A month that begins on the 31st ends where the next one has no such day.
    same_day = start.dt.offset_by(pl.format("{}mo", apart)) == after
    return pl.when(same_day & (apart % months == 0)).then(apart // months)


def share_by_days(amount: pl.Expr, start: pl.Expr, end: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The amount per period x the calendar periods from start to end, each by its share of days."""
    until = _since_year_0(amount, end + pl.duration(days=1), months)
    return until - _since_year_0(amount, start, months)


def share_30_360(amount: pl.Expr, start: pl.Expr, end: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The same where every month has 30 days, whatever its last day is called.

    Source: 30E/360 (ISDA), section 4.16(h) of the ISDA Definitions 2006:
    360 x years + 30 x months + days, and one more, as the last day is charged too.
    """
    first, last = (_of_thirty(day) for day in (start, end))
    apart = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - start.dt.month()
    days = apart * THIRTY + last - first + 1
    return quotient(product(amount, days), months * THIRTY)


def _of_thirty(day: pl.Expr) -> pl.Expr:
    return pl.when(day == day.dt.month_end()).then(THIRTY).otherwise(day.dt.day().cast(pl.Int64))


def _since_year_0(amount: pl.Expr, day: pl.Expr, months: pl.Expr) -> pl.Expr:
    """What whole periods and the days of the broken one come to until a day begins."""
    month = day.dt.year() * 12 + day.dt.month() - 1
    into = month % months  # months into the period
    first = day.dt.month_start().dt.offset_by(pl.format("-{}mo", into))
    following = first.dt.offset_by(pl.format("{}mo", months))
    passed = (day - first).dt.total_days()
    broken = quotient(product(amount, passed), (following - first).dt.total_days())
    return product(amount, month // months) + broken
