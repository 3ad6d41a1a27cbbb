"""Percentages as exports write them: 21 or 0.21, and 20+10+5 for discounts one after the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import ONE, line_amount
from checker.errors import InputError
from checker.money import EXACT, HUNDRED, MONEY, ZERO, to_price
from checker.read import synonyms

if TYPE_CHECKING:
    from checker.read.headings import Choice
    from checker.read.table import Column, Table

VAGUE_DISCOUNT = ("korting", "discount", "regelkorting", "linediscount")
VAGUE_ALONE = [[word] for word in VAGUE_DISCOUNT]
CENTS = pl.lit(Decimal("0.02"), dtype=EXACT)

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
    further = replace(column, number=None, fault=None, percent=None)
    return [first, *(replace(further, written=part) for part in parts[1:])]


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


def refuse_amounts(values: pl.DataFrame, table: Table, choice: Choice) -> None:
    """Raises if the figures of the lines say that a column named only "Korting" holds amounts."""
    positions = choice.columns.get("line_allowance_percentage", ())
    known = {"invoiced_quantity", "item_net_price", "line_net_amount"} <= set(values.columns)
    if not known or [synonyms.plain(choice.headings[at]) for at in positions] not in VAGUE_ALONE:
        return
    discount, net = pl.col("line_allowance_percentage"), pl.col("line_net_amount").cast(EXACT)
    if "price_base_quantity" not in values.columns:
        values = values.with_columns(price_base_quantity=pl.lit(None, dtype=MONEY))
    whole = line_amount(pl.col("item_net_price"))

    def near(amount: pl.Expr) -> pl.Expr:
        return ((amount.cast(EXACT) - net).abs() <= CENTS) & (discount != ZERO)

    shares = [line_amount(pl.col("item_net_price"), ONE - discount / n) for n in (HUNDRED, ONE)]
    other = pl.any_horizontal(near(whole), *map(near, shares))
    fits = values.select(amount=near(whole - discount.cast(EXACT)) & ~other, other=other)
    if fits["amount"].sum() > fits["other"].sum():
        column, at = table.columns[positions[0]], fits["amount"].arg_max() or 0
        raise InputError(
            "read.discount_or_amount",
            heading=column.heading,
            place=table.place(column, at),
            text=column.text[at],
        )
