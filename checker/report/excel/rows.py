"""What was understood of an input as a workbook: rows, rows that could not be read, mapping."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import polars as pl
from openpyxl import Workbook

from checker.fields import FIELDS
from checker.messages import text
from checker.report.excel import archive
from checker.report.excel.sheet import Head, Sheet
from checker.report.rows import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.messages import Lang
    from checker.report.rows import Understood

SHAPES = {pl.Date: "date", pl.String: "text", pl.Int64: "count"}
WIDTH, WIDE = 14, 44


def workbook(understood: Understood, file: IO[bytes], lang: Lang) -> None:
    """Three sheets, the rows first; columns in which nothing stands are left out."""
    book = Workbook(write_only=True)
    rows = understood.rows
    shown = rows.select(name for name in rows.columns if rows[name].null_count() < rows.height)
    heads = [Head(_title(n, lang), _shape(d), WIDTH) for n, d in shown.schema.items()]
    _sheet(book, text("rows.sheet_rows", lang), heads, shown.iter_rows(), lang)
    if understood.rejected.height:
        titles = ("at", "reason", "found", "amount")
        widths = (WIDE, WIDE, WIDE, WIDTH)
        shapes = ("text", "text", "text", "exact")
        named = [text(f"rows.{title}", lang) for title in titles]
        heads = [Head(*head) for head in zip(named, shapes, widths, strict=True)]
        title = text("rows.sheet_unread", lang)
        _sheet(book, title, heads, understood.rejected.iter_rows(), lang)
    heads = [Head(text(f"rows.{title}", lang), "text", WIDE) for title in ("field", "from")]
    pairs = [*understood.told.items(), *understood.mapping.items()]
    _sheet(book, text("rows.sheet_mapping", lang), heads, pairs, lang)
    archive.save(book, file)


def _sheet(
    book: Workbook, title: str, heads: Sequence[Head], rows: Iterable[Sequence[object]], lang: Lang
) -> None:
    Sheet(book, title, heads, lang=lang, frozen="A2").main_table(rows)


def _shape(dtype: pl.DataType) -> str:
    return next((shape for kind, shape in SHAPES.items() if dtype == kind), "exact")


def _title(name: str, lang: Lang) -> str:
    entry = FIELDS.get(name)
    if entry is None:
        return text(f"rows.{'kind' if name == ROW else name}", lang)
    return entry.nl if lang == "nl" else entry.en
