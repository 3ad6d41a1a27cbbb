"""What an export means by price and discount, proven by the amounts of its lines.

Normal form: `item_net_price` is the price that the line's own discount goes off. A discount that
is in the price already stands between `item_gross_price` and `item_net_price` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import ONE, calculated_amount, line_amount, price_rounding
from checker.errors import InputError
from checker.money import EXACT, HUNDRED, MONEY, ZERO, product, quotient, to_price

if TYPE_CHECKING:
    from checker.read.reading import Reading

SLACK = pl.lit("0.02").cast(MONEY)
CLEAR = 0.8  # this share of the lines that tell has to say the same
PERCENT = "line_allowance_percentage"
DISCOUNTS = (PERCENT, "line_allowance_amount")


def normal_prices(lines: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Lines with prices and discounts in normal form.

    Raises InputError: the discount can be understood in two ways and the amounts do not tell.
    """
    has = {
        c: lines[c].null_count() < lines.height
        for c in (*DISCOUNTS, "item_net_price", "item_gross_price")
    }
    if has["item_gross_price"] and not has["item_net_price"]:
        lines = lines.with_columns(item_net_price="item_gross_price")
    if not any(lines.select((pl.col(c) != ZERO).any() for c in DISCOUNTS).row(0)):
        return lines
    lines = _as_percentage(lines, reading)
    both = has["item_gross_price"] and has["item_net_price"]
    if reading.price_is == "net" or (both and _is_net(lines, reading)):
        return _net(lines)
    return lines


def _near(amount: pl.Expr) -> pl.Expr:
    apart = (amount.cast(EXACT) - pl.col("line_net_amount").cast(EXACT)).abs()
    return apart <= pl.max_horizontal(SLACK.cast(EXACT), price_rounding())


def _votes(lines: pl.DataFrame, first: pl.Expr, second: pl.Expr) -> tuple[int, int]:
    """How many lines fit only the first reading, and only the second."""
    discounted = pl.any_horizontal(pl.col(c).fill_null(ZERO) != ZERO for c in DISCOUNTS)
    only_first = (first & ~second).sum()
    only_second = (second & ~first).sum()
    counted = lines.lazy().filter(discounted).select(a=only_first, b=only_second).collect()
    a, b = counted.row(0)
    return int(a), int(b)


def _winner(votes: tuple[int, int]) -> int | None:
    """0 or 1 where the votes are clear, None where they are not."""
    total = votes[0] + votes[1]
    return next((i for i, n in enumerate(votes) if total and n >= CLEAR * total), None)


def _as_percentage(lines: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Discounts such as 0.1 are 0.1 % or, as some systems write it, 10 %: the amounts tell."""
    percent = pl.col(PERCENT).abs()
    if not lines.select((percent != ZERO).any() & (percent <= ONE).all()).item():
        return lines
    by_percent, by_fraction = (
        _fits(share) for share in (pl.col(PERCENT) / HUNDRED, pl.col(PERCENT))
    )
    votes = _votes(lines, by_percent, by_fraction)
    winner = _winner(votes)
    if winner is None:
        raise InputError(
            "normalise.discount_unit",
            source=reading.source,
            rows=lines.height,
            percent=votes[0],
            fraction=votes[1],
        )
    return lines.with_columns(pl.col(PERCENT) * HUNDRED) if winner else lines


def _fits(share: pl.Expr) -> pl.Expr:
    """The discount, as this share, leads from one of the prices to the amount."""
    off = ONE - share.fill_null(ZERO)
    fits = [_near(line_amount(pl.col(c), off)) for c in ("item_net_price", "item_gross_price")]
    return pl.any_horizontal(f.fill_null(value=False) for f in fits)


def _is_net(lines: pl.DataFrame, reading: Reading) -> bool:
    """With both prices in the export: has the net price the discount in it already?"""
    net = _near(line_amount(pl.col("item_net_price"))).fill_null(value=False)
    gross = _near(calculated_amount()).fill_null(value=False)
    votes = _votes(lines, net, gross)
    winner = _winner(votes)
    if winner is None:
        winner = _winner(_votes(lines, _price_tells(), ~_price_tells()))
    if winner is None or (sum(votes) and _winner(votes) is None):
        raise InputError(
            "normalise.price_is",
            source=reading.source,
            rows=lines.height,
            net=votes[0],
            gross=votes[1],
        )
    return winner == 0


def _price_tells() -> pl.Expr:
    """Gross price less the discount percentage is the net price."""
    left = ONE - pl.col(PERCENT) / HUNDRED
    less = product(pl.col("item_gross_price"), left) - pl.col("item_net_price").cast(EXACT)
    return less.abs() <= SLACK.cast(EXACT)


def _net(lines: pl.DataFrame) -> pl.DataFrame:
    """The discount only between the two prices; a gross price that is not there follows from it."""
    left = ONE - pl.col(PERCENT) / HUNDRED
    before = to_price(quotient(pl.col("item_net_price"), left))
    return lines.with_columns(
        pl.coalesce("item_gross_price", before).alias("item_gross_price"),
        *(pl.lit(None, dtype=MONEY).alias(c) for c in DISCOUNTS),
    )
