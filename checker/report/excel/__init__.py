"""The correction list as a workbook: what to correct, for whom, why, and how it was computed."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from openpyxl import Workbook

from checker.report.excel import archive, lists, method, summaries

if TYPE_CHECKING:
    from checker.messages import Lang
    from checker.report.result import RunResult


def workbook(result: RunResult, file: IO[bytes], lang: Lang) -> None:
    """Five sheets, the list first. Amounts are values: no formula computes money once more."""
    book = Workbook(write_only=True)
    lists.corrections(book, result, lang)
    lists.not_checkable(book, result, lang)
    summaries.by_debtor(book, result, lang)
    summaries.by_cause(book, result, lang)
    method.how_computed(book, result, lang)
    archive.save(book, file)
