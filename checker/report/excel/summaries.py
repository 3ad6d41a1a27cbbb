"""The sheets by debtor and by cause, each with a chart of what errors cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.utils import get_column_letter

from checker.messages import text
from checker.report import causes, wording
from checker.report.excel.sheet import HEADING_ROW, Head, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from openpyxl import Workbook

    from checker.messages import Lang
    from checker.report.result import RunResult

MOST_ROWS = 1_000_000  # a sheet has not many more
BARS = 12  # more than this nobody reads
CHART_COLUMNS, CHART_ROWS = 13, 30  # what the chart covers, for printing
COLOURS = ("E0A458", "1F3B57")  # customer, ours
COST_COLUMNS = ("handling_cost_customer", "handling_cost_supplier")

BY_DEBTOR = (
    ("debtor", "column_debtor", "text", 12),
    ("debtor_name", "column_debtor_name", "text", 28),
    ("invoices", "head_invoices", "count", 8),
    ("findings", "head_findings", "count", 11),
    ("over_charged", "head_over_charged", "amount", 11),
    ("under_charged", "head_under_charged", "amount", 11),
    ("currency", "column_currency", "text", 8),
    ("minutes_customer", "head_minutes_customer", "minutes", 10),
    ("minutes_supplier", "head_minutes_supplier", "minutes", 10),
    ("handling_cost_customer", "head_cost_customer", "amount", 12),
    ("handling_cost_supplier", "head_cost_supplier", "amount", 12),
    ("handling_cost", "head_cost", "amount", 13),
    ("handling_cost_low", "head_cost_low", "amount", 11),
    ("handling_cost_high", "head_cost_high", "amount", 11),
    ("cost_currency", "column_cost_currency", "text", 9),
)
BY_CAUSE = (
    ("label", "head_subject", "text", 28),
    ("change", "head_change", "text", 40),
    ("point", "head_point", "text", 18),
    ("owner", "column_owner", "text", 12),
    ("invoices", "head_invoices", "count", 8),
    ("findings", "head_findings", "count", 11),
    ("first_date", "head_first_date", "date", 10),
    ("last_date", "head_last_date", "date", 10),
    ("over_charged", "head_over_charged", "amount", 11),
    ("under_charged", "head_under_charged", "amount", 11),
    ("currency", "column_currency", "text", 8),
    ("handling_cost_customer", "head_cost_customer", "amount", 12),
    ("handling_cost_supplier", "head_cost_supplier", "amount", 12),
    ("handling_cost", "head_saves", "amount", 13),
    ("handling_cost_low", "head_cost_low", "amount", 11),
    ("handling_cost_high", "head_cost_high", "amount", 11),
    ("cost_currency", "column_cost_currency", "text", 9),
    ("clause_at", "column_clause_at", "text", 24),
    ("source", "column_source", "text", 24),
)


def by_debtor(book: Workbook, result: RunResult, lang: Lang) -> None:
    """Adds the sheet with one row per debtor and currency."""
    rows = [
        {**row, "debtor_name": row["debtor_name"] or row["debtor"]}
        for row in _cells(causes.by_debtor(result.findings), result)
    ]
    _summary(book, "by_debtor", BY_DEBTOR, rows, lang)


def by_cause(book: Workbook, result: RunResult, lang: Lang) -> None:
    """Adds the sheet with one row per change in the master data."""
    rows = [
        {
            **row,
            "label": f"{row['debtor_name'] or row['debtor']}: {row['subject']}",
            "point": wording.clause(row["clause"], lang),
            "owner": wording.word("owner", row["owner"], lang),
        }
        for row in _cells(causes.by_cause(result.findings, lang), result)
    ]
    _summary(book, "by_cause", BY_CAUSE, rows, lang)


def _cells(summed: pl.DataFrame, result: RunResult) -> list[dict[str, Any]]:
    currency = {"cost_currency": result.costs.currency}
    return [{**row, **currency} for row in summed.head(MOST_ROWS).iter_rows(named=True)]


def _summary(
    book: Workbook,
    name: str,
    columns: Sequence[tuple[str, str, str, int]],
    rows: Sequence[dict[str, Any]],
    lang: Lang,
) -> None:
    heads = [Head(text(f"report.{key}", lang), shape, width) for _, key, shape, width in columns]
    names = [column for column, *_ in columns]
    frozen = f"{'C' if name == 'by_debtor' else 'B'}{HEADING_ROW + 1}"
    sheet = Sheet(book, text(f"report.sheet_{name}", lang), heads, lang=lang, frozen=frozen)
    sheet.line(text(f"report.sheet_{name}", lang), "title", height=26)
    sheet.line(text(f"report.{name}_intro", lang), "note", height=18)
    first = sheet.main_table([[row[column] for column in names] for row in rows])
    if rows:
        labels = names.index("debtor_name" if name == "by_debtor" else "label") + 1
        bars = (first, first + min(len(rows), BARS) - 1)
        costs = [names.index(column) + 1 for column in COST_COLUMNS]
        chart = _chart(sheet, labels, costs, bars)
        chart.title = text(f"report.chart_{name}", lang)
        left, right = (get_column_letter(len(heads) + n) for n in (2, 2 + CHART_COLUMNS))
        sheet.ws.add_chart(chart, f"{left}3")
        printed = names.index("handling_cost_high") + 1
        sheet.print_columns(printed, f"{left}1:{right}{CHART_ROWS}")


def _chart(sheet: Sheet, labels: int, costs: Sequence[int], bars: tuple[int, int]) -> BarChart:
    """Bars for the dearest rows (first and last row), the two sides' shares one after the other."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 60
    first, last = bars
    chart.width, chart.height = 22, 5 + 0.8 * (last - first + 1)
    names = (text(f"report.share_{side}", sheet.lang) for side in ("customer", "supplier"))
    for column, name, colour in zip(costs, names, COLOURS, strict=True):
        values = Reference(sheet.ws, min_col=column, min_row=first, max_row=last)
        series = Series(values, title=name)
        series.graphicalProperties.solidFill = colour
        chart.series.append(series)
    chart.set_categories(Reference(sheet.ws, min_col=labels, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # the dearest on top
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.crosses = "max"
    chart.legend.position = "b"
    return chart
