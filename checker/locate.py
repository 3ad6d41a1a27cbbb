"""Where in the input a finding is to be seen: file and row, or XPath, and the hash of the file.

`invoice_at` is one of

    export.csv:17                            line 17 of a text file (row 17 of Parquet or a frame)
    [invoices.xlsx]Sheet1!A17                row 17 of a sheet, as Excel refers to a cell of it
    batch.zip/a.xml:/ubl:Invoice/cac:...     an XPath in an e-invoice, whose root begins with /

so that it comes apart again: what follows the last `:` or `!A` is the row if it is a number, and
else an XPath begins with the last `:/`. XPaths have the prefixes that EN 16931 is written with:
ubl, cn, cac, cbc; rsm, ram, udt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from checker.clause import SCOPE_COLUMN
from checker.finding import LOCATED
from checker.invoice import REJECTED

if TYPE_CHECKING:
    from checker.invoice import Invoices, Positions

PLACE = ("charge_class", *SCOPE_COLUMN.values())
KEYS = ("document_key", "line_key", "charge_key", *PLACE)
TYPES = {"source_file": pl.Int32, "source_row": pl.Int32, "source_path": pl.String}
AT = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "source_path": pl.String,
}
SET_APART = {"at": pl.String, **REJECTED}
ROOT = r"^(?:/sh:[^/]+)*/[^/]+"
"""The element that is the invoice: the outermost but for the envelope."""


def locate(findings: pl.DataFrame, invoices: Invoices) -> pl.DataFrame:
    """The findings with `invoice_at` and `invoice_sha256`, in the same order.

    Of a line its row, of a charge the first of its rows. What is not there cannot be seen: of a
    charge that is missing it is the first row of its order or delivery, of anything else of an
    invoice the invoice's first row. Null where the invoices were not read from anything.
    """
    positions = invoices.positions
    if positions is None:
        nothing = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in LOCATED.items())
        return findings.with_columns(nothing)
    asked = _with_scoped(findings.select(KEYS).with_row_index("finding"), invoices, positions)
    line, charge = pl.col("line_key").is_not_null(), pl.col("charge_key").is_not_null()
    stand = pl.concat(
        [
            _taken(positions.lines, asked.filter(line), "line_key"),
            _taken(positions.charges, asked.filter(~line & charge), "charge_key"),
            _roots(_taken(positions.documents, asked.filter(~line & ~charge), "document_key")),
        ]
    )
    named = _named(stand.sort("finding"), positions.files)
    return findings.with_columns(
        named["at"].alias("invoice_at"), named["sha256"].alias("invoice_sha256")
    )


def set_apart(invoices: Invoices) -> pl.DataFrame:
    """The rejected rows with `at`, where they stand, first."""
    rejected = invoices.rejected
    if invoices.positions is None:
        return rejected.select(pl.lit(None, dtype=pl.String).alias("at"), pl.all())
    named = _named(_complete(rejected), invoices.positions.files)
    return rejected.select(named["at"], pl.all())


def rows_at(invoices: Invoices, kind: Literal["lines", "charges"]) -> pl.DataFrame:
    """The lines or the charges with the columns of AT: where each of them stands."""
    rows: pl.DataFrame = getattr(invoices, kind)
    if invoices.positions is None:
        return rows.with_columns(pl.lit(None, dtype=dtype).alias(n) for n, dtype in AT.items())
    stand = _complete(getattr(invoices.positions, kind))
    named = _named(stand, invoices.positions.files).rename({"sheet": "source_sheet"})
    return rows.hstack(named.with_columns(source_file="name").select(*AT).cast(pl.Schema(AT)))


def _named(stand: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Adds `at`, as above, and the `name`, `sheet` and `sha256` of the file."""
    only = pl.lit(0 if files.height == 1 else None, dtype=pl.Int32)
    placed = stand.with_columns(pl.coalesce("source_file", only).alias("source_file"))
    joined = placed.join(files, on="source_file", how="left", maintain_order="left")
    row = pl.when(pl.col("source_row") > 0).then("source_row")
    at = pl.coalesce(
        pl.format("[{}]{}!A{}", "name", "sheet", row),
        pl.format("{}:{}", "name", "source_path"),
        pl.format("{}:{}", "name", row),
        "name",
    )
    return joined.with_columns(at=at)


def _taken(stand: pl.DataFrame, asked: pl.DataFrame, key: str) -> pl.DataFrame:
    """The positions that findings ask for by a key, which is a row number."""
    found = stand.select(pl.all().gather(asked[key]))
    return asked.select("finding").hstack(_complete(found))


def _complete(stand: pl.DataFrame) -> pl.DataFrame:
    return stand.select(
        (pl.col(name) if name in stand.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in TYPES.items()
    )


def _roots(stand: pl.DataFrame) -> pl.DataFrame:
    """Of an invoice in XML the element that is the invoice, not its first line."""
    return stand.with_columns(pl.col("source_path").str.extract(f"({ROOT})"))


def _with_scoped(asked: pl.DataFrame, invoices: Invoices, positions: Positions) -> pl.DataFrame:
    """Adds `charge_key` or `line_key` where a finding is about a charge of an order or delivery."""
    settled = pl.any_horizontal(pl.col("line_key", "charge_key").is_not_null())
    scoped = asked.filter(pl.col("charge_class").is_not_null() & ~settled)
    if scoped.is_empty():
        return asked
    charges = _first(scoped, invoices.charges, positions.charges, "charge_key", PLACE[:1])
    ordered = scoped.filter(pl.any_horizontal(pl.col(*PLACE[1:]).is_not_null()))
    ordered = ordered.join(charges, on="finding", how="anti")
    lines = _first(ordered, invoices.lines, positions.lines, "line_key", ())
    found = pl.concat([charges, lines], how="diagonal")
    joined = asked.join(found, on="finding", how="left", suffix="_found", maintain_order="left")
    return joined.with_columns(
        pl.coalesce(key, f"{key}_found") for key in ("line_key", "charge_key")
    )


def _first(
    scoped: pl.DataFrame, rows: pl.DataFrame, stand: pl.DataFrame, key: str, same: tuple[str, ...]
) -> pl.DataFrame:
    """`finding` and the row, as `key`, that stands first of those in its order or delivery."""
    documents = scoped["document_key"].unique().implode()
    near = (
        rows.lazy()
        .select("document_key", *same, *PLACE[1:], pl.int_range(pl.len()).alias(key))
        .filter(pl.col("document_key").is_in(documents))
        .collect()
    )
    pairs = scoped.drop(key).join(near, on=["document_key", *same], suffix="_of_row")
    # An order, and a delivery, count where the finding names them.
    for name in PLACE[1:]:
        pairs = pairs.filter(pl.col(name).is_null() | (pl.col(name) == pl.col(f"{name}_of_row")))
    pairs = pairs.with_columns(stand["source_row"].gather(pairs[key]))
    return pairs.sort("source_row", key).unique("finding", keep="first").select("finding", key)
