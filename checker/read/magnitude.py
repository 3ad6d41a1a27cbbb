"""How large a number of an invoice can be: beyond, it is damage, and no product of it is exact.

Quantity times price is reckoned to eighteen decimals, which leaves twenty digits before the point.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from checker.read.numbers import Cells

AMOUNT = Decimal(10) ** 12
FACTOR = Decimal(10) ** 9  # quantities and prices, which are multiplied
FACTORS = frozenset(
    {"invoiced_quantity", "item_net_price", "item_gross_price", "price_base_quantity"}
)
DIVISOR = Decimal("0.001")  # a price can be for a gram, and not for less
TOO_LARGE, TOO_SMALL = "read.too_large_number", "read.too_small_number"


def fault_of(field: str, value: Decimal | None) -> str | None:
    """Why a number cannot be what a field holds; None where it can."""
    if value is None:
        return None
    if abs(value) >= (FACTOR if field in FACTORS else AMOUNT):
        return TOO_LARGE
    if field == "price_base_quantity" and 0 < abs(value) < DIVISOR:
        return TOO_SMALL
    return None


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
