"""Whether all found the same: every error that was put in, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ["kind", "invoice_number", "place"]


def of_list(corrections: pl.DataFrame) -> pl.DataFrame:
    """The violations of a correction list: kind, invoice number and place."""
    return corrections.filter(pl.col("outcome") == "violated").select(
        kind="clause",
        invoice_number="invoice_number",
        place=pl.coalesce("charge_class", "line_id").fill_null(""),
    )


def read(path: Path) -> pl.DataFrame:
    """What a contender wrote, in order."""
    frame = pl.read_parquet(path)
    found = of_list(frame) if "outcome" in frame.columns else frame
    return found.select(COLUMNS).sort(COLUMNS)


def difference(found: pl.DataFrame, truth: pl.DataFrame) -> str:
    """Empty where row by row the same; otherwise which rows are too many or missing."""
    if found.equals(truth):
        return ""
    sides = {"too many": (found, truth), "missing": (truth, found)}
    told = []
    for side, (here, there) in sides.items():
        rows = here.join(there, on=COLUMNS, how="anti")
        told.append(f"{side}: {rows.height}, such as {rows.head(5).rows()}")
    return f"{found.height} rows where {truth.height} are right; {'; '.join(told)}"
