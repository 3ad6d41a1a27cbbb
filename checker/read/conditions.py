"""Charges that an export keeps in columns of their own, within the amounts of its lines.

SAP spreads a surcharge over the lines: it is in their net amounts and net prices, and a query can
show it as a column. Here it becomes a row of its own, and the line loses it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.money import EXACT, MONEY, ZERO, quotient, to_price

if TYPE_CHECKING:
    from collections.abc import Mapping

AMOUNT, PRICE, QUANTITY, BASE = (
    "line_net_amount",
    "item_net_price",
    "invoiced_quantity",
    "price_base_quantity",
)
OF_GOODS = (
    QUANTITY, PRICE, BASE, "item_gross_price", "line_allowance_percentage",
    "line_allowance_amount", "seller_item_id", "buyer_item_id", "standard_item_id", "item_group",
    "unit_code",
)  # fmt: skip
"""What a charge does not have from the line that it stood in."""


def apart(rows: pl.DataFrame, amounts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """The rows without their charges, each charge as a row after the one that it was in.

    `amounts` has what each charge, by its name, comes to on every row; null and 0 are none.
    """
    known = {name: amount.fill_null(Decimal(0)) for name, amount in amounts.items()}
    total = sum(known.values(), start=pl.repeat(Decimal(0), rows.height, dtype=MONEY, eager=True))
    lines = _less(rows.with_columns(total.cast(MONEY).alias("total")))
    parts = [lines.with_row_index("at").with_columns(part=pl.lit(0))]
    for number, (name, amount) in enumerate(known.items(), 1):
        charged = rows.with_columns(amount.alias(AMOUNT)).with_row_index("at")
        parts.append(_charge(charged.filter(pl.col(AMOUNT) != ZERO), name, number))
    ordered = pl.concat(parts, how="diagonal_relaxed").sort("at", "part", maintain_order=True)
    return ordered.drop("at", "part")


def _less(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines without the `total` of their charges.

    The net price of a line is what its amount comes to per unit, rounded. Taking a charge off the
    rounded price would leave its rounding, so it is worked out once more.
    """
    total, rest = pl.col("total"), (pl.col(AMOUNT) - pl.col("total")).cast(MONEY)
    found = [rest]
    if {PRICE, QUANTITY} <= set(lines.columns):
        base = pl.col(BASE).fill_null(Decimal(1)) if BASE in lines.columns else pl.lit(Decimal(1))
        price = to_price(quotient(rest.cast(EXACT) * base.cast(EXACT), pl.col(QUANTITY)))
        found.append(pl.when(total != ZERO).then(price).otherwise(PRICE).alias(PRICE))
    return lines.with_columns(found).drop("total")


def _charge(rows: pl.DataFrame, name: str, number: int) -> pl.DataFrame:
    gone = [column for column in OF_GOODS if column in rows.columns]
    made = [pl.lit(name).alias("item_name"), pl.lit(number).alias("part")]
    if "line_id" in rows.columns:
        made.append((pl.col("line_id") + f"-{number}").alias("line_id"))
    return rows.with_columns(
        *(pl.lit(None, dtype=rows.schema[column]).alias(column) for column in gone), *made
    )
