"""The sheets with findings: what to correct, and what could not be checked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import polars as pl
from openpyxl.utils import get_column_letter

from checker.clauses import BY_NAME
from checker.fields import FIELDS
from checker.messages import text
from checker.report import headline, wording
from checker.report.columns import COLUMNS, NAMES, correction_list, word_text
from checker.report.excel.sheet import HEADING_ROW, Head, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl import Workbook

    from checker.messages import Lang
    from checker.report.columns import Column
    from checker.report.result import RunResult

# A sheet has 1,048,576 rows.
MOST_FINDINGS = 1_000_000
MOST_OTHERS = 10_000
# Under the headings and behind the number of the invoice.
FROZEN = f"{get_column_letter(NAMES.index('invoice_number') + 2)}{HEADING_ROW + 1}"
PRINTED_TO = NAMES.index("owner") + 1  # on paper, where it is recorded would make it too small
UNSEEN = {
    # Columns that say nothing on a sheet are folded away, so that a filter still finds them.
    "corrections": {"reason"},
    "not_checkable": {
        "stated", "agreed", "difference", "currency", "correction", "instruction",
        "minutes_customer", "minutes_supplier", "handling_cost",
    },
}  # fmt: skip


def corrections(book: Workbook, result: RunResult, lang: Lang) -> None:
    """Adds the sheet of findings that ask for a correction."""
    sheet = _list_sheet(book, "corrections", lang)
    sheet.line(text("report.sheet_corrections", lang), "title", height=26)
    _findings(sheet, result.violated, headline.corrections(result, lang))
    sheet.print_columns(PRINTED_TO)


def not_checkable(book: Workbook, result: RunResult, lang: Lang) -> None:
    """Adds the sheet of what could not be judged, set apart or recognised, each with its reason."""
    sheet = _list_sheet(book, "not_checkable", lang)
    sheet.line(text("report.sheet_not_checkable", lang), "title", height=26)
    _findings(sheet, result.unknown, headline.not_checkable(result, lang))
    if result.rejected.height:
        _rejected(sheet, result, lang)
    if result.unclassified.height:
        _unclassified(sheet, result, lang)
    sheet.print_columns(len(COLUMNS))


def _list_sheet(book: Workbook, name: str, lang: Lang) -> Sheet:
    heads = [_head(column, lang, folded=column.name in UNSEEN[name]) for column in COLUMNS]
    return Sheet(book, text(f"report.sheet_{name}", lang), heads, lang=lang, frozen=FROZEN)


def _head(column: Column, lang: Lang, *, folded: bool) -> Head:
    shape = "text" if column.shape == "word" else column.shape
    return Head(column.title(lang), shape, column.width, folded or column.folded)


def _findings(sheet: Sheet, findings: pl.DataFrame, said: str) -> None:
    if findings.height > MOST_FINDINGS:
        said += headline.SEPARATOR + _part("too_many_rows", MOST_FINDINGS, findings, sheet.lang)
    sheet.line(said, "note", height=18)
    shown = correction_list(findings, sheet.lang).head(MOST_FINDINGS)
    sheet.main_table(_rows(shown, sheet.lang))


def _rows(shown: pl.DataFrame, lang: Lang) -> Iterator[list[object]]:
    stated, agreed, clause = (shown.columns.index(c) for c in ("stated", "agreed", "clause"))
    worded = shown.with_columns(
        word_text(column.name, pl.col(column.name), lang)
        for column in COLUMNS
        if column.shape == "word" and column.name != "clause"
    )
    for row in worded.iter_rows():
        cells: list[object] = list(row)
        convert = _converter(row[clause])
        cells[stated], cells[agreed] = convert(row[stated]), convert(row[agreed])
        cells[clause] = wording.clause(row[clause], lang)
        yield cells


def _converter(clause: str) -> Callable[[str | None], object]:
    """From the text of a stated value to what a cell holds.

    Some kinds state something else than their field: the number of another invoice, a rule.
    """
    kind = BY_NAME.get(clause)
    dtype = FIELDS[kind.FIELD].dtype if kind else pl.String
    if dtype == pl.Date:
        return lambda value: _dated(value) if value else None
    if dtype.is_decimal():
        return lambda value: _counted(value) if value else None
    return lambda value: value


def _dated(value: str) -> dt.date | str:
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return value


def _counted(value: str) -> Decimal | str:
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def _part(key: str, most: int, frame: pl.DataFrame, lang: Lang) -> str:
    shown, count = (wording.number(n, lang, 0) for n in (most, frame.height))
    return text(f"report.{key}", lang, shown=shown, count=count)


def _title(key: str, frame: pl.DataFrame, lang: Lang) -> str:
    """The title of a second table, and how much of it is shown if that is not all."""
    title = text(f"report.{key}", lang)
    return (
        title
        if frame.height <= MOST_OTHERS
        else f"{title}: {_part('first_rows', MOST_OTHERS, frame, lang)}"
    )


def _rejected(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    shapes = {"at": "text", "found": "text", "amount": "amount", "reason": "free"}
    heads = [Head(text(f"report.rejected_{name}", lang), shape) for name, shape in shapes.items()]
    told = result.rejected.select("at", "reason", "found", "line_net_amount")
    rows = (
        (at, found, amount, text(reason, lang))
        for at, reason, found, amount in told.head(MOST_OTHERS).iter_rows()
    )
    sheet.second_table(_title("rejected_title", result.rejected, lang), heads, rows)


def _unclassified(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    shapes = {"item": "text", "name": "text", "amount": "amount", "rows": "count"}
    heads = [
        Head(text(f"report.unclassified_{name}", lang), shape) for name, shape in shapes.items()
    ]
    rows = (
        (item, name, amount, count)
        for item, name, count, amount in result.unclassified.head(MOST_OTHERS).iter_rows()
    )
    sheet.second_table(_title("unclassified_title", result.unclassified, lang), heads, rows)
