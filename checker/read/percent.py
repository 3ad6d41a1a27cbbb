"""Percentages as exports write them: 21 or 0.21, and 20+10+5 for discounts one after the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.money import EXACT, HUNDRED, to_price

if TYPE_CHECKING:
    from checker.read.table import Column

CASCADE = r"[0-9%]\s*\+\s*[0-9]"
STEPS = 3  # discounts on top of each other: 20+10+5


def fractions(values: pl.Series) -> bool:
    """True if the column can only be shares: some value is broken, none is above one."""
    known = values.drop_nulls().abs()
    return bool((known <= Decimal(1)).all() and (known != known.round(0)).any())


def steps(column: Column) -> list[Column]:
    """A column per discount, where the cells hold several."""
    if column.written is None or not column.written.str.contains(CASCADE).any():
        return [column]
    split = (
        column.text.str.replace_all(r"\s*\+\s*", "+").str.split_exact("+", STEPS).struct.unnest()
    )
    parts = [split.to_series(at).fill_null("") for at in range(STEPS)]
    rest = split.to_series(STEPS)
    # A fourth step is left on the third, where it is no number and the row is rejected.
    parts[-1] = parts[-1] + rest.fill_null("").str.replace(r"^(.+)$", "+$1")
    whole = parts[0]
    first = replace(column, written=whole)
    return [first, *(replace(column, written=p, number=None, fault=None) for p in parts[1:])]


def joined(parts: dict[str, pl.Series]) -> pl.Series:
    """Discounts one after the other as one: 20 and 10 are 28."""
    frame = pl.DataFrame(parts)
    left = pl.lit(Decimal(1), dtype=EXACT)
    for name in parts:
        share = pl.col(name).fill_null(Decimal(0)).cast(EXACT) / HUNDRED.cast(EXACT)
        left = left * (pl.lit(Decimal(1), dtype=EXACT) - share)
    whole = to_price(HUNDRED.cast(EXACT) * (pl.lit(Decimal(1), dtype=EXACT) - left))
    nothing = pl.all_horizontal(pl.all().is_null())
    return frame.select(pl.when(~nothing).then(whole).alias("v"))["v"]
