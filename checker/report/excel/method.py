"""The sheet that lets a reader follow every figure back to where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.control import CONTROL, by_currency, differing
from checker.fields import FIELDS
from checker.messages import text
from checker.report import control, wording
from checker.report.excel.sheet import Head, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook

    from checker.cost_parameters import Costs
    from checker.messages import Lang
    from checker.report.result import RunResult

WIDTHS = (38, 34, 12, 14, 12, 14, 13, 13, 70)
MOST_COMPARED = 10_000
SENTENCES = ("method_cost_1", "method_cost_2", "method_cost_3", "method_cost_4")


def how_computed(book: Workbook, result: RunResult, lang: Lang) -> None:
    """Adds the sheet: accounting, coverage, the way of computing, its figures, provenance."""
    heads = [Head("", width=width) for width in WIDTHS]
    sheet = Sheet(book, text("report.sheet_method", lang), heads, lang=lang, frozen="A2")
    sheet.line(text("report.sheet_method", lang), "title", height=26)
    _accounting(sheet, result, lang)
    _figures_of_input(sheet, result, lang)
    _compared(sheet, result, lang)
    _coverage(sheet, result, lang)
    _sentences(sheet, result, lang)
    _figures(sheet, result.costs, lang)
    _mapping(sheet, result, lang)
    _notes(sheet, result, lang)
    _provenance(sheet, result, lang)


def _heads(lang: Lang, **shapes: str) -> list[Head]:
    return [Head(text(f"report.head_{name}", lang), shape) for name, shape in shapes.items()]


def _accounting(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    rows = [
        (text(f"report.part_{part}", lang), "", count, amount)
        for part, count, amount in result.accounting.iter_rows()
    ]
    heads = _heads(lang, part="text", name="text", rows="count", amount="amount")
    heads[1] = Head("")
    sheet.second_table(text("report.method_accounting", lang), heads, rows)
    holds = "accounting_holds" if result.adds_up else "accounting_differs"
    sheet.line(text(f"report.{holds}", lang), "note")
    sheet.line(text("report.accounting_whole", lang), "note")


def _figures_of_input(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    if result.figures.is_empty():
        return
    shapes = ("text", "count", "count", "amount", "amount", "amount")
    heads = [Head(name, shape) for name, shape in zip(control.heads(lang), shapes, strict=True)]
    rows = (
        (of.currency, of.invoices, of.credits, of.sum, of.vat, of.credit_sum)
        for of in by_currency(result.figures)
    )
    sheet.second_table(text("control.title_figures", lang), heads, rows)
    for sentence in (control.count(result.figures, lang), *control.held(result.compared, lang)):
        sheet.line(sentence, "note")


def _compared(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    """All figures of the user, and those of the input that differ."""
    own = pl.col("kind") == CONTROL
    shown = pl.concat(
        [result.compared.filter(own), differing(result.compared.filter(~own)).head(MOST_COMPARED)]
    )
    if shown.is_empty():
        return
    shapes = {
        "kind": "text", "place": "text", "row": "count", "figure": "text", "currency": "text",
        "stated": "figure", "found": "figure", "outcome": "text",
    }  # fmt: skip
    heads = [Head(text(f"control.head_{name}", lang), shape) for name, shape in shapes.items()]
    rows = (
        (
            text(f"control.kind_{kind}", lang), place, row, figure, currency, stated, found,
            text(f"control.outcome_{outcome}", lang),
        )
        for kind, place, row, figure, currency, stated, found, outcome in shown.iter_rows()
    )  # fmt: skip
    sheet.second_table(text("control.title_compared", lang), heads, rows)


def _coverage(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    counts = ("bound", "holds", "violated", "unknown", "tolerated")
    heads = _heads(
        lang, point="text", clause="text", **dict.fromkeys(counts, "count"),
        tolerated_amount="amount",
    )  # fmt: skip
    rows = (
        (wording.clause(kind, lang), kind, *rest) for kind, *rest in result.coverage.iter_rows()
    )
    sheet.second_table(text("report.method_coverage", lang), heads, rows)


def _sentences(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    sheet.line()
    sheet.line(text("report.method_cost", lang), "section", height=20)
    period = text(f"report.period_{result.costs.contact_period}", lang)
    for sentence in SENTENCES:
        sheet.line(text(f"report.{sentence}", lang, period=period))


def _figures(sheet: Sheet, costs: Costs, lang: Lang) -> None:
    heads = _heads(
        lang, what="text", where="text", low="figure", likely="figure", high="figure", unit="text",
        date="date", basis="text", source="text",
    )  # fmt: skip
    sheet.second_table(text("report.method_figures", lang), heads, _figure_rows(costs, lang))


def _figure_rows(costs: Costs, lang: Lang) -> Iterator[tuple[object, ...]]:
    for place, step_title, figure in costs.figures(lang):
        evidence = costs.evidence[figure.evidence]
        group, _, last = place.partition(".")
        what = step_title or _figure_name(group, last, lang)
        unit = place.rpartition(".")[2] if group in ("steps", "interest") else group
        yield (
            what, place, figure.low, figure.likely, figure.high,
            text(f"report.unit_{unit}", lang, currency=costs.currency),
            evidence.date, text(f"report.basis_{evidence.basis}", lang), evidence.source,
        )  # fmt: skip


def _figure_name(group: str, last: str, lang: Lang) -> str:
    if group == "exchange_rate":
        return text("report.figure_exchange_rate", lang, currency=last)
    return text(f"report.figure_{group}_{last}", lang)


def _mapping(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    if not result.mapping:
        return
    rows = [
        (wording.title(field, lang), field, heading, FIELDS[field].bt if field in FIELDS else "")
        for field, heading in result.mapping.items()
    ]
    heads = [*_heads(lang, name="text", field="text", heading="text"), Head("BT")]
    sheet.second_table(text("report.method_mapping", lang), heads, rows)


def _notes(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    if not result.notes:
        return
    sheet.line()
    sheet.line(text("report.method_notes", lang), "section", height=20)
    for note in result.notes:
        sheet.line(note.text(lang))


def _provenance(sheet: Sheet, result: RunResult, lang: Lang) -> None:
    sheet.line()
    sheet.line(text("report.method_provenance", lang), "section", height=20)
    made_from = dict(result.provenance)
    if "export" in made_from:
        made_from["export"] = wording.mapping(made_from["export"], lang)
    if "stage" in made_from:
        made_from["stage"] = wording.word("stage", made_from["stage"], lang)
    rows = [(wording.word("provenance", name, lang), value) for name, value in made_from.items()]
    sheet.pairs(rows)
