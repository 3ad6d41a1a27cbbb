"""Credit notes, however an export marks them, in one normal form.

By type with positive amounts, by a prefix of the number, or by the sign alone: they become
`invoice_type_code` 381 with negative quantities and amounts and positive prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.invoice import CREDIT_NOTE, INVOICE
from checker.money import ZERO

if TYPE_CHECKING:
    from checker.read.reading import Reading

UNCL_CREDIT = frozenset({"381", "396", "81", "83", "532"})
PRICES = ("item_net_price", "item_gross_price")
AMOUNTS = ("line_net_amount", "line_allowance_amount", "invoiced_quantity")
"""What is negative on a credit note."""


def with_type(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Rows with `invoice_type_code` as UNCL 1001 has it, as far as type and number tell."""
    stated = pl.col("invoice_type_code").str.strip_chars().str.to_lowercase()
    credit = stated.is_in([*UNCL_CREDIT, *(t.lower() for t in reading.credit_types)])
    if reading.credit_prefix:
        credit = credit | pl.col("invoice_number").str.starts_with(reading.credit_prefix)
    code = pl.when(stated.str.contains("^[0-9]{3}$")).then(stated).otherwise(pl.lit(INVOICE))
    return rows.with_columns(
        pl.when(credit.fill_null(value=False))
        .then(pl.lit(CREDIT_NOTE))
        .otherwise(code)
        .alias("invoice_type_code")
    )


def normal_signs(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with positive prices; those of credit notes negative and with type 381."""
    rows = _with_positive_prices(rows)
    marked = (rows["invoice_type_code"] == CREDIT_NOTE).any()
    if not marked and not any((rows[c] < 0).any() for c in AMOUNTS):
        return rows
    flags = _flags(rows)
    rows = rows.join(flags, on="document_key", how="left", maintain_order="left")
    credit = pl.col("credit")
    return (
        rows.with_columns(
            pl.when(credit)
            .then(pl.lit(CREDIT_NOTE))
            .otherwise("invoice_type_code")
            .alias("invoice_type_code"),
            *(_turned(column) for column in AMOUNTS),
        )
        .pipe(_quantities_like_amounts)
        .drop(flags.columns[1:])
    )


def _with_positive_prices(rows: pl.DataFrame) -> pl.DataFrame:
    if not any((rows[c] < 0).any() for c in PRICES):
        return rows
    negative = pl.coalesce(PRICES) < ZERO
    return rows.with_columns(
        pl.when(negative)
        .then(-pl.col("invoiced_quantity"))
        .otherwise("invoiced_quantity")
        .alias("invoiced_quantity"),
        *(pl.col(c).abs() for c in PRICES),
    )


def _flags(rows: pl.DataFrame) -> pl.DataFrame:
    """Per document: `credit`, and which of its columns are to be turned."""
    sign = pl.coalesce("line_net_amount", "invoiced_quantity")
    if "encoding" in rows.columns:  # the allowance of a negative invoice is above zero
        sign = pl.when(pl.col("encoding").is_null()).then(sign)
    credit = (pl.col("invoice_type_code").first() == CREDIT_NOTE) | (
        (sign.max() <= ZERO) & (sign.sum() < ZERO)
    )
    return (
        rows.lazy()
        .group_by("document_key")
        .agg(
            credit.alias("credit"), *((pl.col(c).sum() > ZERO).alias(f"{c}_turns") for c in AMOUNTS)
        )
        .collect()
    )


def _turned(column: str) -> pl.Expr:
    turns = pl.col("credit") & pl.col(f"{column}_turns")
    return pl.when(turns).then(-pl.col(column)).otherwise(column).alias(column)


def _quantities_like_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    # Some exports leave the quantities of a credit note positive, line by line.
    apart = pl.col("credit") & (
        (pl.col("line_net_amount") * pl.col("invoiced_quantity").sign()) < ZERO
    )
    quantity = pl.col("invoiced_quantity")
    return rows.with_columns(
        pl.when(apart).then(-quantity).otherwise(quantity).alias("invoiced_quantity")
    )
