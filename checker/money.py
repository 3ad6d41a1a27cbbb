"""Exact decimals: the types of amounts, and the one place where they are multiplied and rounded."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import polars as pl

# Prices, quantities and amounts as they are stated: six decimals hold every export that we saw.
MONEY = pl.Decimal(38, 6)
# A product of polars decimals keeps the scale of its operands and rounds half to even there.
# Three factors of six decimals have eighteen, so at this scale a product is exact.
EXACT = pl.Decimal(38, 18)
CENT_DECIMALS = 2
ZERO = pl.lit(Decimal(0), dtype=MONEY)
HUNDRED = pl.lit(Decimal(100), dtype=MONEY)


def product(*factors: pl.Expr) -> pl.Expr:
    """The exact product of up to three factors of at most six decimals each."""
    return reduce(lambda left, right: left * right, (factor.cast(EXACT) for factor in factors))


def quotient(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """Dividend / divisor to eighteen decimals; null where the divisor is zero."""
    # polars evaluates both branches and raises on a decimal division by zero.
    safe = pl.when(divisor != ZERO).then(divisor.cast(EXACT))
    return dividend.cast(EXACT) / safe


def to_cents(amount: pl.Expr) -> pl.Expr:
    """Rounded half-up (away from zero, so that a credit note mirrors its invoice) to cents."""
    return amount.round(CENT_DECIMALS, mode="half_away_from_zero").cast(MONEY)


def to_price(amount: pl.Expr) -> pl.Expr:
    """Rounded half-up to the six decimals that a price can have."""
    return amount.round(6, mode="half_away_from_zero").cast(MONEY)


def plain(amount: Decimal) -> str:
    """Written with a point, at least two decimals and no needless zeros: 7.50, 0.3333."""
    text = f"{amount.quantize(Decimal('0.000001')):f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(CENT_DECIMALS, '0')}"


def written(amount: pl.Expr) -> pl.Expr:
    """The same for a column of amounts."""
    return amount.cast(pl.String).str.replace(r"^(-?[0-9]+\.[0-9]{2}[0-9]*?)0*$", "$1")
