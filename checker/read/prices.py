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
MANY = 20  # from so many lines on it is how the export is made and no error on an invoice
PERCENT = "line_allowance_percentage"
DISCOUNTS = (PERCENT, "line_allowance_amount")


def normal_prices(lines: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Lines with prices and discounts in normal form.

    Raises InputError: the discount can be understood in two ways and the amounts do not tell.
    """
    has_gross, has_net = (
        lines[c].null_count() < lines.height for c in ("item_gross_price", "item_net_price")
    )
    if has_gross and not has_net:
        lines = lines.with_columns(item_net_price="item_gross_price")
    if not any(lines.select((pl.col(c) != ZERO).any() for c in DISCOUNTS).row(0)):
        return lines
    lines = _as_percentage(lines, reading)
    if has_net and _discount_is_in_price(lines, reading, both=has_gross):
        return _only_between_prices(lines)
    return lines


def _near(amount: pl.Expr) -> pl.Expr:
    apart = (amount.cast(EXACT) - pl.col("line_net_amount").cast(EXACT)).abs()
    return apart <= pl.max_horizontal(SLACK.cast(EXACT), price_rounding())


def _votes(lines: pl.DataFrame, first: pl.Expr, second: pl.Expr) -> tuple[int, int]:
    """How many lines fit only the first reading, and only the second."""
    discounted = pl.any_horizontal(pl.col(c).fill_null(ZERO) != ZERO for c in DISCOUNTS)
    first, second = first.fill_null(value=False), second.fill_null(value=False)
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
    return lines.with_columns((pl.col(PERCENT) * HUNDRED).cast(MONEY)) if winner else lines


def _fits(share: pl.Expr) -> pl.Expr:
    """The discount, as this share, leads from one of the prices to the amount."""
    off = ONE - share.fill_null(ZERO)
    fits = [_near(line_amount(pl.col(c), off)) for c in ("item_net_price", "item_gross_price")]
    return pl.any_horizontal(fits)


def _discount_is_in_price(lines: pl.DataFrame, reading: Reading, *, both: bool) -> bool:
    """Whether the discount has gone off `item_net_price` already, so that it must not again.

    With both prices in the export the amounts tell; with one, what the mapping or the heading
    says counts, unless the amounts of many lines refute it.
    """
    net, gross = _price_votes(lines, both=both)
    amounts_say = {0: "net", 1: "gross", None: None}[_winner((net, gross))]
    said = reading.price_is
    if both and amounts_say == "net":
        return True
    unsaid = both and amounts_say is None and said is None
    refuted = amounts_say not in (None, said or "gross") and max(net, gross) >= MANY
    if unsaid or refuted:
        raise InputError(
            "normalise.price_is", source=reading.source, rows=lines.height, net=net, gross=gross
        )
    return said == "net"


def _price_votes(lines: pl.DataFrame, *, both: bool) -> tuple[int, int]:
    net = _near(line_amount(pl.col("item_net_price")))
    votes = _votes(lines, net, _near(calculated_amount()))
    if both and not any(votes):
        less = _gross_less_discount_is_net()
        votes = _votes(lines, less, ~less)
    return votes


def _gross_less_discount_is_net() -> pl.Expr:
    """Gross price less the discount percentage is the net price."""
    left = ONE - pl.col(PERCENT) / HUNDRED
    less = product(pl.col("item_gross_price"), left) - pl.col("item_net_price").cast(EXACT)
    return less.abs() <= SLACK.cast(EXACT)


def _only_between_prices(lines: pl.DataFrame) -> pl.DataFrame:
    """The discount only between the two prices; a gross price that is not there follows from it."""
    left = ONE - pl.col(PERCENT) / HUNDRED
    before = to_price(quotient(pl.col("item_net_price"), left))
    return lines.with_columns(
        pl.coalesce("item_gross_price", before).alias("item_gross_price"),
        *(pl.lit(None, dtype=MONEY).alias(c) for c in DISCOUNTS),
    )
