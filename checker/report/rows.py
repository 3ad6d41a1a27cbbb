"""Invoices in normal form as a file: what was understood of an input, for anyone to look at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import polars as pl

from checker.fields import CHARGE, DOCUMENT, LINE
from checker.locate import AT, rows_at, set_apart
from checker.messages import text
from checker.report import tables
from checker.report.write import put

if TYPE_CHECKING:
    from pathlib import Path

    from checker.invoice import Invoices
    from checker.messages import Lang

ROW = "row"  # line or charge
NAMES = tuple(dict.fromkeys(entry.name for entry in (*DOCUMENT, *LINE, *CHARGE)))


@dataclass(frozen=True)
class Understood:
    """What is written: the rows, those that could not be read, and how it all was understood."""

    rows: pl.DataFrame
    rejected: pl.DataFrame  # at, reason, found, line_net_amount
    told: dict[str, str] = field(default_factory=dict)  # input, its hash, the mapping's name
    mapping: dict[str, str] = field(default_factory=dict)  # field -> heading


def rows_of(invoices: Invoices) -> pl.DataFrame:
    """One row per line and per charge, each with what holds for its invoice, and where it stood."""
    parts = [
        rows_at(invoices, "lines").with_columns(pl.lit("line").alias(ROW)),
        rows_at(invoices, "charges").with_columns(pl.lit("charge").alias(ROW)),
    ]
    rows = pl.concat(parts, how="diagonal").drop("line_key", "rows")
    joined = invoices.documents.join(rows, on="document_key", how="left", maintain_order="left")
    return joined.select(ROW, *NAMES, *AT)


def unread_of(invoices: Invoices, lang: Lang) -> pl.DataFrame:
    """Rejected rows: where they stand, and the reason in a language."""
    rejected = set_apart(invoices).select("at", "reason", "found", "line_net_amount")
    keys = rejected["reason"].unique().to_list()
    sentences = {key: text(key, lang) for key in keys}
    return rejected.with_columns(pl.col("reason").replace(sentences))


def write(understood: Understood, path: str | Path, *, form: str | None, lang: Lang) -> None:
    """The rows under their final name; the form follows from the suffix. Raises OutputError."""

    def fill(name: str, file: IO[bytes]) -> None:
        if name == "xlsx":
            from checker.report.excel import rows  # noqa: PLC0415  openpyxl is for workbooks only

            rows.workbook(understood, file, lang)
        elif name == "parquet":
            _parquet(understood, file)
        elif name == "csv":
            tables.csv_of(understood.rows, file)
        else:
            tables.jsonl_of(understood.rows, file)

    put(path, form, fill)


def _parquet(understood: Understood, file: IO[bytes]) -> None:
    about = {**understood.told, "mapping": json.dumps(understood.mapping, ensure_ascii=False)}
    metadata = {f"checker.{key}": value for key, value in about.items()}
    understood.rows.write_parquet(file, metadata=metadata)
