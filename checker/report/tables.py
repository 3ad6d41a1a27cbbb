"""The correction list for other programs: CSV, JSON lines and Parquet.

Headings are the names of the columns and identifiers stay identifiers in every language.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import polars as pl

from checker.report.columns import correction_list

if TYPE_CHECKING:
    from checker.messages import Lang
    from checker.report.result import RunResult

FROM_INPUT = (
    "debtor", "debtor_name", "invoice_number", "line_id", "stated", "agreed", "currency",
    "instruction", "reason", "invoice_at",
)  # fmt: skip
"""Columns that may hold what somebody typed."""
FORMULA = r"^[=+\-@\t\r]"
NUMBER = r"^-?\d+(\.\d+)?$"


def csv(result: RunResult, file: IO[bytes], lang: Lang) -> None:
    """UTF-8, comma, amounts with a point, dates as yyyy-mm-dd; no text that is a formula."""
    listed = correction_list(result.findings, lang)
    _as_text(listed.with_columns(_harmless(name) for name in FROM_INPUT)).write_csv(file)


def csv_of(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """Any frame, written in the same way."""
    names = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    _as_text(frame.with_columns(_harmless(name) for name in names)).write_csv(file)


def jsonl_of(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """Any frame, one object per row."""
    _as_text(frame).write_ndjson(file)


def _harmless(column: str) -> pl.Expr:
    # A spreadsheet program runs a formula of an export unless an apostrophe stands before it.
    text = pl.col(column)
    formula = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    marked = pl.when(formula).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
    return marked.alias(column)


def jsonl(result: RunResult, file: IO[bytes], lang: Lang) -> None:
    """One object per finding; amounts are text, so that no reader makes floats of them."""
    _as_text(correction_list(result.findings, lang)).write_ndjson(file)


def json_lines(findings: pl.DataFrame, lang: Lang) -> list[str]:
    """The lines of `jsonl`, for those who have findings and want no file."""
    written = _as_text(correction_list(findings, lang)).write_ndjson()
    return written.removesuffix("\n").split("\n") if written else []


def parquet(result: RunResult, file: IO[bytes], lang: Lang) -> None:
    """With types: decimals and dates."""
    correction_list(result.findings, lang).write_parquet(file)


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    amount = pl.selectors.decimal()
    # At least two decimals and no needless zeros: 7.50, 0.3333.
    plain = (
        pl.when(amount == amount.round(2))
        .then(amount.cast(pl.Decimal(38, 2)).cast(pl.String))
        .otherwise(amount.cast(pl.String).str.strip_chars_end("0"))
    )
    return frame.with_columns(plain, pl.selectors.date().cast(pl.String))
