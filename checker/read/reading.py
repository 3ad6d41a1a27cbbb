"""What reading gives: rows by the names of the field dictionary, and what was set apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl

from checker.invoice import REJECTED
from checker.money import MONEY

if TYPE_CHECKING:
    from pathlib import Path

    from checker.messages import Message
    from checker.read.trail import Trail

Decimal = Literal["comma", "point"]
Dates = Literal["dmy", "mdy", "ymd"]
PriceIs = Literal["gross", "net"]

BY_SYNONYM = "synonyms"
TOTALS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "field": pl.String,
    "stated": MONEY,
    "computed": MONEY,
}
FILES: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.Int32,
    "name": pl.String,  # of the file; in an archive: archive/member
    "sheet": pl.String,  # of a workbook
    "sha256": pl.String,  # of the bytes; a frame and a database have none
}
"""One row per file that was read; `source_file` is its row number."""


def one_file(name: str, sheet: str | None = None, sha256: str | None = None) -> pl.DataFrame:
    """The files of an input that is one: a text file, a sheet, a frame."""
    row = {"source_file": 0, "name": name, "sheet": sheet, "sha256": sha256}
    return pl.DataFrame([row], schema=FILES)


CREDIT_TYPES = frozenset(
    {
        "381",
        "credit",
        "creditnota",
        "credit nota",
        "credit note",
        "creditnote",
        "credit memo",
        "creditfactuur",
        "creditnota verkoop",
        "cr",
        "cn",
        "crn",
        "c",
        "re",
        "g2",
        "s1",
        "o",
        "8021",
        "out_refund",
        "sales credit",
        "gutschrift",
        "avoir",
        "retour",
        "return",
        "kredit",
    }
)
"""Words of an invoice type that mean credit note, in lower case."""


@dataclass(frozen=True)
class ReadOptions:
    """What the user settles on the command line; None leaves it to what the file itself says."""

    export: str | None = None  # name of a mapping file, or `synonyms`
    decimal: Decimal | None = None
    dates: Dates | None = None
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    grouped: bool = False  # an invoice is named on its first row only
    headers: Path | None = None  # file with the invoices, where the input has only their lines
    conditions: Path | None = None  # file with the price conditions of the lines, one row each
    lines: Path | None = None  # file with the lines, where the input has only the invoices
    query: Path | str | None = None  # a file with the query of a database, or the query itself
    trail: bool = False  # keep what tells where each value comes from


@dataclass(frozen=True)
class Reading:
    """An export after reading.

    Rows of `rows`: one per data row that could be read, and one per charge that stood in a column
    of its own, with `source_row` and those columns of
    the dictionary that the export has. `rows_read == rows.height + rejected.height`.
    `source_row` is the line in a text file (of a record over several lines: its first), the row
    in a sheet, and the row counted from 1 in Parquet, which has no heading row.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTED))
    totals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOTALS))
    rows_read: int = 0
    # Rows as the user counts them: a charge out of a column of its own is none, a comment is one;
    # of e-invoices the lines, and not the charges beside them
    data_rows: int = 0
    source: str = ""  # name of the file, and of the sheet where there are several
    # Of the bytes that were read, or of the rows of a database in CSV; a frame has none
    sha256: str = ""
    query_sha256: str = ""  # of the query of a database, as its file has it
    # Where the rows stand: rows may have `source_file`, the row of `files` (without it, all are of
    # the first), and `source_path`, an XPath
    files: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FILES))
    export: str = BY_SYNONYM  # name of the mapping that was used
    mapping: dict[str, str] = field(default_factory=dict)  # dictionary field -> heading
    # gross: the price stands before the discount of the line; net: the discount is in it already;
    # None: the mapping does not say, so that the amounts of the lines have to tell
    price_is: PriceIs | None = None
    # E-invoices: every figure means what EN 16931 says, and the column `document` tells which rows
    # make one invoice; nothing is left for the rows to tell
    exact: bool = False
    credit_prefix: str | None = None  # of the invoice number of a credit note, as written
    credit_types: frozenset[str] = CREDIT_TYPES  # values of invoice_type_code, in lower case
    notes: list[Message] = field(default_factory=list)  # what the user should know
    # Fields that no input of this kind has, and what follows from them -> code of the reason
    never: dict[str, str] = field(default_factory=dict)
    trail: Trail | None = None  # where each value comes from, if that was asked for
