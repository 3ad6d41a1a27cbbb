"""How far the numbers of an invoice can reach: beyond, no product of them is exact.

Products are reckoned to eighteen decimals, which leaves twenty digits before the point. So the
limit is on what a line multiplies and divides by each other, wide enough for every currency; a
number by itself only has to be one whose cents a spreadsheet still keeps.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from checker.read.numbers import Cells

    Numbers = Iterable[Decimal | None]

LARGEST = Decimal(10) ** 15
REACH = 10.0**19  # ten times as much fits
TWICE = 2  # the most that a discount below zero makes of a price
PERCENT = 100  # of the gross price, to which the net price comes
DIVISOR = Decimal("0.001")  # a price can be for a gram, and not for less
TOO_LARGE, TOO_SMALL = "read.too_large_number", "read.too_small_number"
TOO_FAR = "read.too_large_product"
QUANTITIES = ("invoiced_quantity", "delivered_quantity", "ordered_quantity")
BASES = ("price_base_quantity",)
PRICES = ("item_net_price", "item_gross_price")
AMOUNTS = ("line_net_amount", "line_allowance_amount", "order_amount")


def fault_of(field: str, value: Decimal | None) -> str | None:
    """Why a number cannot be what a field holds; None where it can."""
    if value is None:
        return None
    if abs(value) >= LARGEST:
        return TOO_LARGE
    if field == "price_base_quantity" and 0 < abs(value) < DIVISOR:
        return TOO_SMALL
    return None


def reaches_too_far(quantities: Numbers, bases: Numbers, prices: Numbers, amounts: Numbers) -> bool:
    """True if the numbers of a line, multiplied and divided by each other, are beyond exactness."""
    groups = (quantities, bases, prices, amounts)
    sizes = ([abs(float(each)) for each in group if each is not None] for group in groups)
    return bool(_reach(*sizes, most=max, inverse=lambda size: 1 / size if size else 1.0) > REACH)


def too_far(values: pl.DataFrame) -> pl.Series:
    """Per row the reason where its numbers reach too far."""
    sizes = (
        [pl.col(name).cast(pl.Float64).abs() for name in names if name in values.columns]
        for names in (QUANTITIES, BASES, PRICES, AMOUNTS)
    )
    reach = _reach(*sizes, most=pl.max_horizontal, inverse=lambda v: pl.when(v > 0).then(1 / v))
    far = pl.when(reach > REACH).then(pl.lit(TOO_FAR)).alias("far")
    return values.with_columns(far).get_column("far")


def _reach(*groups: Sequence[Any], most: Callable[..., Any], inverse: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Of quantities, bases, prices and amounts: floats of one line, or expressions over a frame."""
    quantities, bases, prices, amounts = groups

    def spread(sizes: Sequence[Any]) -> Any:  # noqa: ANN401
        return most(1.0, 1.0, *sizes, *map(inverse, sizes))

    multiplied = most(1.0, 1.0, *(TWICE * price for price in prices), *amounts)
    divided = most(1.0, 1.0, *(PERCENT * inverse(price) for price in prices))
    return spread(quantities) * spread(bases) * multiplied * divided


def bounded(field: str, cells: Cells) -> Cells:
    """The cells of a column, those that are beyond with a reason and without a value."""
    values = cells.values
    ends = {fault_of(field, each) for each in (values.min(), values.max())}  # type: ignore[arg-type]
    if ends == {None} and field != "price_base_quantity":
        return cells
    known = values.drop_nulls().unique()
    faults = pl.Series([fault_of(field, each) for each in known], dtype=pl.String)
    if faults.null_count() == len(faults):
        return cells
    table = pl.DataFrame({"v": known, "why": faults})
    found = pl.DataFrame({"v": values, "f": cells.fault}).join(
        table, on="v", how="left", maintain_order="left"
    )
    read = found.select(
        value=pl.when(pl.col("why").is_null()).then("v"), fault=pl.coalesce("why", "f")
    )
    return replace(cells, values=read["value"], fault=read["fault"])
