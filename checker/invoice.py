"""The three frames of invoices in normal form; their columns are in `checker.fields`.

An invoice is brought to three frames. `documents` has one row per invoice, `lines` one per
invoice line that is goods or services, `charges` one per invoice x order x charge class,
whatever form the charge had. Names are those of EN 16931 in snake_case.

Normal form of a credit note: `invoice_type_code` 381, quantities and amounts negative,
prices positive. `document_key` and `line_key` are row numbers: row k has key k.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from checker.fields import CHARGE, DOCUMENT, FIELDS, LINE
from checker.money import MONEY

if TYPE_CHECKING:
    import pandera.polars as pa

CREDIT_NOTE = "381"
INVOICE = "380"

KEYS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "documents": {"document_key": pl.Int64, "gross_amount": MONEY},  # worked out, BT-112
    "lines": {"document_key": pl.Int64, "line_key": pl.Int64},
    "charges": {"document_key": pl.Int64, "rows": pl.Int64},  # rows of the input that it stands for
}


def columns(frame: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Column name -> type of one of the frames `documents`, `lines`, `charges`, keys first."""
    fields = {"documents": DOCUMENT, "lines": LINE, "charges": CHARGE}[frame]
    return KEYS[frame] | {f.name: f.dtype for f in fields}


def schema(frame: str) -> pa.DataFrameSchema:
    """The Pandera schema of one of the three frames; BT id, unit and titles are its metadata."""
    import pandera.polars as pa  # noqa: PLC0415  a second of import that --help must not pay

    def column(name: str, dtype: pl.DataType | type[pl.DataType]) -> pa.Column:
        entry = FIELDS.get(name)
        metadata = (
            {"bt": entry.bt, "unit": entry.unit, "nl": entry.nl, "en": entry.en} if entry else {}
        )
        nullable = name == "gross_amount" if entry is None else not entry.needed
        return pa.Column(dtype, nullable=nullable, metadata=metadata)

    return pa.DataFrameSchema(
        {name: column(name, dtype) for name, dtype in columns(frame).items()}, strict=True
    )


def empty(frame: str) -> pl.DataFrame:
    """A frame without rows, with all columns of the dictionary."""
    return pl.DataFrame(schema=columns(frame))


@dataclass(frozen=True)
class Invoices:
    """What was read, in normal form, and what could not be.

    Rows of `rejected`: one per row of the input that is in no frame, with `source_row` (as the
    user counts them), `reason` and `line_net_amount` where it could be read.
    Rows of `unclassified`: one per text or item that looks like a charge and has no class.
    Rows of `several`: one per invoice whose buyer's numbers lead to more than one debtor.
    `rows_read` counts data rows: `rows_read == rows_in_frames + rejected.height`.
    """

    documents: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame
    rows_read: int
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTED))
    unclassified: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNCLASSIFIED))
    data_rows: int = 0  # of the file, as its user counts them: without what was made of one row
    vat_of_lines: pl.Series | None = None  # per document, where the input has VAT per line
    absent: frozenset[str] = frozenset()  # dictionary columns that the input does not have at all
    derived: frozenset[str] = frozenset()  # of these, the ones that were worked out from others
    several: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SEVERAL))
    positions: Positions | None = None  # None: these were not read from anything


@dataclass(frozen=True)
class Positions:
    """Where in the input the rows of the three frames stand; apart, so that nothing carries it.

    Row k of `lines` is about line k, of `documents` about the first row of document k, of
    `charges` about the first row of charge k. Columns: `source_row`; `source_file`, the row of
    `files`, where there are several; `source_path`, an XPath, where there are any.
    """

    files: pl.DataFrame  # checker.read.reading.FILES
    documents: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame


POSITION = ("source_file", "source_row", "source_path")
"""Columns of the rows of a reading that say where each one stands; all but the second may lack."""
REJECTED: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "reason": pl.String,
    "found": pl.String,
    "line_net_amount": MONEY,
    "source_file": pl.Int32,  # row of Positions.files; null: the only one
}
SEVERAL: dict[str, pl.DataType | type[pl.DataType]]
SEVERAL = {"document_key": pl.Int64, "debtors": pl.String}  # "10023, 10024"
UNCLASSIFIED: dict[str, pl.DataType | type[pl.DataType]] = {
    "seller_item_id": pl.String,
    "item_name": pl.String,
    "rows": pl.Int64,
    "line_net_amount": MONEY,
}
