"""Formulas of an invoice line, as expressions over the columns of the `lines` frame.

Source: EN 16931, BT-131 and rule PEPPOL-EN16931-R120:
line net amount = quantity x (item net price / price base quantity) - line allowances.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import polars as pl

from checker.money import EXACT, HUNDRED, MONEY, ZERO, product, quotient, to_cents, to_price

ONE = pl.lit(Decimal(1), dtype=MONEY)
HALF = Decimal("0.5")
HALF_CENT = Decimal("0.005")
# A price that is worked out is rounded, and so is the one that it is compared with.
LAST_DECIMAL = Decimal("0.000001")
# A percentage is stated with two decimals, so it may be half of the second one off.
HALF_PERCENT_STEP = pl.lit(HALF_CENT, dtype=MONEY)


def base_quantity() -> pl.Expr:
    """How many units the price is for; 1 where the invoice does not say."""
    base = pl.col("price_base_quantity")
    return pl.when(base != ZERO).then(base).otherwise(ONE)


def share_left(percentage: pl.Expr) -> pl.Expr:
    """What a discount leaves: 0.684 of 31.6 %, with the decimals that a cent of a million needs."""
    return ONE - percentage.cast(EXACT) / HUNDRED


def percentage_of(percentage: pl.Expr, amount: pl.Expr) -> pl.Expr:
    """So many percent of an amount, in cents."""
    return to_cents(product(percentage, amount) / HUNDRED)


def between(value: pl.Expr, least: pl.Expr, most: pl.Expr) -> pl.Expr:
    """The value inside two limits; a limit that is null does not count."""
    return pl.when(value < least).then(least).when(value > most).then(most).otherwise(value)


def discount_left() -> pl.Expr:
    """The share that the line's own discount percentage leaves: 0.684 for 31.6 %."""
    return share_left(pl.col("line_allowance_percentage").fill_null(ZERO))


def line_amount(price: pl.Expr, left: pl.Expr = ONE) -> pl.Expr:
    """Quantity x price / base quantity x the share left, exact, not rounded."""
    return product(pl.col("invoiced_quantity"), price, left) / base_quantity().cast(EXACT)


def _allowance() -> pl.Expr:
    # A discount amount counts only where no percentage says the same thing once more.
    by_amount = pl.col("line_allowance_percentage").is_null()
    return pl.when(by_amount).then(pl.col("line_allowance_amount")).fill_null(ZERO).cast(EXACT)


def calculated_amount() -> pl.Expr:
    """What the line comes to by its own quantity, price and discount, in cents."""
    return to_cents(line_amount(pl.col("item_net_price"), discount_left()) - _allowance())


def _half_step(price: pl.Expr) -> pl.Expr:
    # Half a unit of the last decimal that the price uses; two decimals at least.
    def fits(decimals: int) -> pl.Expr:
        return price == price.round(decimals, mode="half_away_from_zero")

    step = pl.lit(Decimal("0.0000005"), dtype=MONEY)
    for decimals in (5, 4, 3, 2):
        half = pl.lit(HALF.scaleb(-decimals), dtype=EXACT)
        step = pl.when(fits(decimals)).then(half).otherwise(step.cast(EXACT))
    return step


def price_rounding() -> pl.Expr:
    """How far the rounding of the price alone can move the amount of the line.

    Source: half a unit of the price's last decimal x quantity / base quantity + half a cent.
    """
    moved = product(_half_step(pl.col("item_net_price")), pl.col("invoiced_quantity").abs())
    return moved / base_quantity().cast(EXACT) + HALF_CENT


def _effective_price() -> pl.Expr:
    by_percentage = product(pl.col("item_net_price"), discount_left())
    per_base = quotient(base_quantity(), pl.col("invoiced_quantity"))
    by_amount = pl.col("item_net_price").cast(EXACT) - _allowance() * per_base
    from_line = pl.col("line_net_amount").cast(EXACT) * per_base
    has_amount = pl.col("line_allowance_percentage").is_null() & (
        pl.col("line_allowance_amount").fill_null(ZERO) != ZERO
    )
    stated = pl.when(has_amount).then(by_amount).otherwise(by_percentage)
    return stated.fill_null(from_line)


def effective_price() -> pl.Expr:
    """Price per base quantity after all discounts of the line, whatever form they have."""
    return to_price(_effective_price())


def has_discount() -> pl.Expr:
    """Whether the line has a discount of its own, beside what is worked into its price."""
    percentage, amount = "line_allowance_percentage", "line_allowance_amount"
    return pl.any_horizontal(pl.col(c).fill_null(ZERO) != ZERO for c in (percentage, amount))


def _is_derived() -> pl.Expr:
    return pl.col("item_net_price").is_null() | has_discount()


def effective_price_slack() -> pl.Expr:
    """How far rounding alone can move a derived price; nothing where the price itself is stated."""
    # No amount is rounded where nothing is billed.
    per_base = quotient(base_quantity(), pl.col("invoiced_quantity")).abs().fill_null(ZERO)
    cents = HALF_CENT * per_base
    percentage = percentage_rounding(pl.col("item_net_price").fill_null(ZERO))
    by_percentage = pl.col("line_allowance_percentage").fill_null(ZERO) != ZERO
    slack = (
        cents + LAST_DECIMAL + pl.when(by_percentage).then(percentage).otherwise(ZERO.cast(EXACT))
    )
    return pl.when(_is_derived()).then(slack).otherwise(ZERO.cast(EXACT))


def price_by_amount() -> pl.Expr:
    """Price per base quantity that the amount of the line comes to."""
    per_base = quotient(base_quantity(), pl.col("invoiced_quantity"))
    return to_price(pl.col("line_net_amount").cast(EXACT) * per_base)


def price_by_amount_slack() -> pl.Expr:
    """How far the rounding of the amount to cents can move that price."""
    return HALF_CENT * quotient(base_quantity(), pl.col("invoiced_quantity")).abs() + LAST_DECIMAL


def gross_price() -> pl.Expr:
    """Price before any discount."""
    return pl.coalesce("item_gross_price", "item_net_price")


def in_one(percent: Decimal | tuple[Decimal, ...]) -> Decimal:
    """The one percentage that steps come to, each taken from what the step before leaves."""
    steps = percent if isinstance(percent, tuple) else (percent,)
    return 100 * (1 - reduce(lambda left, step: left * (100 - step) / 100, steps, Decimal(1)))


def percentage_rounding(price: pl.Expr) -> pl.Expr:
    """How far the rounding of a percentage to two decimals can move a price."""
    return product(price, HALF_PERCENT_STEP / HUNDRED)


def effective_discount() -> pl.Expr:
    """Discount that the line has against the gross price, in percent."""
    return discount_to(_effective_price())


def discount_to(price: pl.Expr) -> pl.Expr:
    """The discount in percent that brings the gross price of the line down to another one."""
    left = quotient(price, gross_price())
    return to_price(HUNDRED.cast(EXACT) * (ONE.cast(EXACT) - left))


def effective_discount_slack() -> pl.Expr:
    """How far the rounding of prices and percentages can move the discount, percentage points."""
    price_step = pl.when(pl.col("line_allowance_percentage").is_null()).then(
        quotient(_half_step(pl.col("item_net_price")) + effective_price_slack(), gross_price())
    )
    return HALF_PERCENT_STEP.cast(EXACT) + price_step.fill_null(ZERO.cast(EXACT)) * HUNDRED
