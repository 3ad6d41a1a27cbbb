"""What an invoice comes to: the sums and the VAT that its lines and charges make.

Source: EN 16931, BT-106 (lines), BT-109 (lines and document charges), BT-117 (VAT per rate).
"""

from __future__ import annotations

import polars as pl

from checker.grouping import grouped
from checker.money import EXACT, HUNDRED, ZERO, product, to_cents

DOCUMENT_CHARGE = "document_charge"
"""The form of a charge that stands beside the lines, so that the sum of lines leaves it out."""


def totals(lines: pl.DataFrame, charges: pl.DataFrame) -> pl.DataFrame:
    """Rows: one per invoice that has lines or charges.

    Adds `net_of_lines`, `net` and the VAT in two ways: `vat_per_rate` (rounded per rate) and
    `vat_per_line` (rounded per line). A sum is null where a part of it is not known.
    """
    rows = pl.concat([_of_lines(lines), _of_charges(charges)])
    # A comment line has no rate, and needs none.
    taxed = rows.filter(pl.col("rate").is_not_null() | pl.col("net").ne_missing(ZERO))
    per_rate = grouped(taxed, ["document_key", "rate"], sums=["net"]).with_columns(
        vat_per_rate=_vat()
    )
    per_line = taxed.with_columns(vat_per_line=_vat())
    found = grouped(rows, ["document_key"], sums=["net", "net_of_lines"])
    for vat in (
        grouped(per_rate, ["document_key"], sums=["vat_per_rate"]),
        grouped(per_line, ["document_key"], sums=["vat_per_line"]),
    ):
        found = found.join(vat, on="document_key", how="left")
    untaxed = ~pl.col("document_key").is_in(taxed["document_key"].implode())
    return found.with_columns(
        pl.when(untaxed).then(ZERO).otherwise(pl.col(c)).alias(c)
        for c in ("vat_per_rate", "vat_per_line")
    )


def nearest(stated: pl.Expr, first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """The one that stated is nearer to; the first where that is not known or a tie."""
    is_second = (stated - second).abs() < (stated - first).abs()
    return pl.when(is_second).then(second).otherwise(first)


def _of_lines(lines: pl.DataFrame) -> pl.DataFrame:
    net = pl.col("line_net_amount")
    return lines.select("document_key", rate=_rate(), net=net, net_of_lines=net)


def _of_charges(charges: pl.DataFrame) -> pl.DataFrame:
    net = pl.col("charge_amount")
    apart = pl.col("encoding").eq_missing(DOCUMENT_CHARGE)
    on_lines = pl.when(apart).then(ZERO).otherwise(net)
    return charges.select("document_key", rate=_rate(), net=net, net_of_lines=on_lines)


def _rate() -> pl.Expr:
    # What is outside VAT has no rate (EN 16931, BR-O-05), and none is missing there.
    outside = (pl.col("vat_category_code") == "O") & pl.col("vat_rate").is_null()
    return pl.when(outside).then(ZERO).otherwise("vat_rate")


def _vat() -> pl.Expr:
    return to_cents(product(pl.col("net"), pl.col("rate")) / HUNDRED.cast(EXACT))
