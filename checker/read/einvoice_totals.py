"""What e-invoices state that they come to, beside what their lines and charges were read as.

A control of reading: the sums of EN 16931 (BR-CO-10 to BR-CO-13, BR-CO-15) hold exactly, so what
differs was misread, or is wrong on the invoice itself. VAT is worked out from amounts and rates
(BT-110); what is with VAT (BT-112) is compared with the VAT as stated, so that one error is told
once. A total that an invoice does not state is not compared, nor one with a part that is open.
"""

from __future__ import annotations

import polars as pl

from checker.money import MONEY
from checker.read.reading import TOTALS
from checker.totals import DOCUMENT_CHARGE, nearest, totals

ALLOWANCE = "is_allowance"
"""Column of the rows: an allowance of the document, which is a charge below zero."""
ONLY_HERE = ("sum_of_allowances", "sum_of_charges")
"""Totals that no clause reads: BT-107 and BT-108."""
TERMS = {
    "BT-106": "sum_of_line_net_amounts",
    "BT-107": "sum_of_allowances",
    "BT-108": "sum_of_charges",
    "BT-109": "total_amount_without_vat",
    "BT-110": "total_vat_amount",
    "BT-112": "total_amount_with_vat",
}


def compared(rows: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Rows of TOTALS: one per total that a document states, with `field` as `file BT-106`.

    `rows` are those of a reading with `document`, ALLOWANCE, ONLY_HERE and the stated totals.
    """
    first = rows.filter(pl.col("document").is_first_distinct())
    worked = first.join(_worked_out(rows), on="document", how="left", maintain_order="left").join(
        files.select("source_file", "name"), on="source_file", how="left", maintain_order="left"
    )
    parts = [
        worked.select(
            "document",
            "source_row",
            field=pl.format("{} {}", "name", pl.lit(term)),
            stated=stated,
            computed=pl.col(term).cast(MONEY),
        )
        for term, stated in TERMS.items()
    ]
    return pl.concat(parts).drop_nulls().sort("document", maintain_order=True).select(*TOTALS)


def _worked_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Per document, the terms as its rows come to them; null where a part is not known."""
    beside = pl.col("encoding").eq_missing(DOCUMENT_CHARGE)
    less = pl.col(ALLOWANCE).fill_null(value=False)
    amount = pl.col("line_net_amount")
    extra = rows.filter(beside).group_by("document")
    extras = extra.agg(
        (-amount.filter(less)).sum().alias("BT-107"), amount.filter(~less).sum().alias("BT-108")
    )
    sums = totals(*_as_frames(rows)).rename({"document_key": "document"})
    stated = rows.filter(pl.col("document").is_first_distinct()).select(
        "document", "total_vat_amount"
    )
    vat = pl.col("total_vat_amount")
    return (
        sums.join(extras, on="document", how="left")
        .join(stated, on="document", how="left")
        .with_columns(
            pl.col("BT-107", "BT-108").fill_null(0),
            pl.col("net_of_lines").alias("BT-106"),
            pl.col("net").alias("BT-109"),
            nearest(vat, pl.col("vat_per_rate"), pl.col("vat_per_line")).alias("BT-110"),
            (pl.col("net") + vat).alias("BT-112"),
        )
        .select("document", *TERMS)
    )


def _as_frames(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    named = rows.select(
        "encoding", "vat_rate", "vat_category_code", "line_net_amount",
        document_key="document", charge_amount="line_net_amount",
    )  # fmt: skip
    is_line = pl.col("encoding").is_null()
    return named.filter(is_line), named.filter(~is_line)
