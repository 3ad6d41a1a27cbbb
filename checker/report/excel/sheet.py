"""One sheet of a workbook, written row by row: styles, tables, print set-up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from checker import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook

    from checker.messages import Lang

HEADING_ROW = 3  # of a main table: under a title and a sentence
MAX_TEXT = 32_767
MAX_LINES = 6
LETTERS = 1.15  # letters of running text that fit where one figure of the default font does
LINE_HEIGHT = 13.5  # points
HEADING_HEIGHT = 18  # points, of one line
FORMULA_STARTS = ("=", "+", "-", "@")
DARK, PALE, GREY, LINE = "1F3B57", "EAF0F6", "6B7785", "D5DCE4"
DATE = {"nl": "dd-mm-yyyy", "en": "d mmm yyyy"}
NUMBER_FORMATS = {
    "amount": "#,##0.00;[Red]-#,##0.00",
    "exact": "#,##0.00####",
    "minutes": "#,##0.0",
    "count": "#,##0",
    "figure": "#,##0.00",
}
VALUE_STYLES = {Decimal: "exact", dt.date: "date"}


@dataclass(frozen=True)
class Head:
    """A column of a table: its heading, what stands in it and how wide it is."""

    title: str
    shape: str = "text"  # text, free (not wrapped), date, value (its own), or a NUMBER_FORMATS
    width: int = 12
    folded: bool = False


class Sheet:
    """A sheet that grows downwards.

    `row` is the number of the last row written; `frozen` the first cell that moves on scrolling.
    """

    def __init__(
        self, book: Workbook, title: str, heads: Sequence[Head], *, lang: Lang, frozen: str
    ) -> None:
        self.ws: Any = book.create_sheet(title)  # the stubs know less of write-only sheets
        self.lang = lang
        self.heads = heads
        self.row = 0
        self.first = next((i for i, head in enumerate(heads) if not head.folded), 0)
        self._styled: dict[tuple[str, int, bool], Any] = {}
        for i, head in enumerate(heads):
            self._width(i, head)
        self._for_print()
        self.ws.sheet_view.showGridLines = False
        # Ours are cells already; trying each as a value first takes a fifth of the time.
        self.ws._values_to_row = _placed  # noqa: SLF001  without it the result is the same
        self.ws.freeze_panes = frozen  # has to be known before the first row is written

    def line(self, text: str = "", style: str = "body", *, height: float | None = None) -> None:
        """A row of text, from the first column that is not folded."""
        if height:
            self.ws.row_dimensions[self.row + 1].height = height
        self._append([None] * self.first + [self.cell(text, style, 0)] if text else [])

    def pairs(self, rows: Iterable[tuple[str, object]]) -> None:
        """Rows of a name and a value."""
        for name, value in rows:
            self._append([self.cell(name, "text", 0), self.cell(value, "text", 1)])

    def main_table(self, rows: Iterable[Sequence[object]]) -> int:
        """Headings with a filter, repeated on paper, and rows; the number of the first row."""
        top = self.row + 1
        self.ws.print_title_rows = f"{top}:{top}"
        self._table(self.heads, rows, 0)
        last = get_column_letter(len(self.heads))
        self.ws.auto_filter.ref = f"A{top}:{last}{self.row}"
        return top + 1

    def print_columns(self, count: int, *more: str) -> None:
        """Print the first columns only, and what stands in other ranges on pages of their own."""
        self.ws.print_area = [f"A1:{get_column_letter(count)}{self.row}", *more]

    def second_table(
        self, title: str, heads: Sequence[Head], rows: Iterable[Sequence[object]]
    ) -> None:
        """A table under what is there, with a title; in the columns that are not folded."""
        self.line()
        self.line(title, "section", height=20)
        self._table(heads, rows, self.first)

    def _table(self, heads: Sequence[Head], rows: Iterable[Sequence[object]], skip: int) -> None:
        before = [None] * skip
        widths = [0 if head.folded else head.width for head in self.heads[skip:]]
        lines = max(_lines(head.title, width) for head, width in zip(heads, widths, strict=False))
        self.ws.row_dimensions[self.row + 1].height = HEADING_HEIGHT + LINE_HEIGHT * (lines - 1)
        headings = [self.cell(head.title, _heading(head), i) for i, head in enumerate(heads)]
        self._append(before + headings)
        shapes = [head.shape for head in heads]
        folded = [head.folded for head in heads]
        # A text that is not wrapped needs no room.
        widths = [0 if s == "free" else w for s, w in zip(shapes, widths, strict=False)]
        for row in rows:
            self._make_room(row, widths)
            cells = enumerate(zip(row, shapes, folded, strict=True))
            # An empty cell has a line under it, which nobody sees in a folded column.
            self._append(
                before + [None if v is None and f else self.cell(v, s, i) for i, (v, s, f) in cells]
            )
            self.ws.row_dimensions.pop(self.row, None)  # written; a long list needs the memory

    def _make_room(self, row: Sequence[object], widths: Sequence[int]) -> None:
        # Not every program finds the height of wrapped text when it opens a workbook.
        lines = max(_lines(v, w) for v, w in zip(row, widths, strict=False))
        if lines > 1:
            self.ws.row_dimensions[self.row + 1].height = lines * LINE_HEIGHT

    def cell(self, value: object, style: str, column: int) -> Any:  # noqa: ANN401
        """A cell to be appended at once; text is never taken for a formula."""
        if style == "value":
            style = VALUE_STYLES.get(type(value), "text")
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:MAX_TEXT]
            quoted = value.startswith(FORMULA_STARTS)
            cell = self._cell(style, column, quoted)
            cell.value = value
            cell.data_type = "s"
            return cell
        cell = self._cell(style, column, quoted=False)
        cell.value = value
        return cell

    def _cell(self, style: str, column: int, quoted: bool) -> Any:  # noqa: ANN401, FBT001
        # A cell is written as soon as its row is appended, so one per column and style will do;
        # giving each cell its style anew takes ten times as long.
        key = (style, column, quoted)
        if key not in self._styled:
            cell: Any = WriteOnlyCell(self.ws)
            _dress(cell, style, self.lang)
            if quoted:
                cell.quotePrefix = True  # stays text when somebody edits it
            self._styled[key] = cell
        return self._styled[key]

    def _append(self, cells: list[Any]) -> None:
        self.ws.append(cells)
        self.row += 1

    def _width(self, index: int, head: Head) -> None:
        dimension = self.ws.column_dimensions[get_column_letter(index + 1)]
        dimension.width = head.width + 1  # the indent
        if head.folded:
            dimension.outlineLevel = 1
            dimension.hidden = True

    def _for_print(self) -> None:
        ws = self.ws
        ws.page_setup.orientation = "landscape"
        ws.page_setup.paperSize = ws.PAPERSIZE_A4 if hasattr(ws, "PAPERSIZE_A4") else 9
        ws.page_setup.fitToWidth = 1
        ws.page_setup.fitToHeight = 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_margins.left = ws.page_margins.right = 0.4
        ws.page_margins.top = ws.page_margins.bottom = 0.6
        ws.HeaderFooter.oddFooter.center.text = messages.text("report.page", self.lang)
        ws.HeaderFooter.oddFooter.center.size = 8


def _placed(cells: Sequence[Any], row: int) -> Iterator[Any]:
    """The cells of a row, each with its place."""
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            cell.column, cell.row = column, row
            yield cell


def _heading(head: Head) -> str:
    return "heading" if head.shape in ("text", "free") else "heading_right"


def _lines(value: object, width: int) -> int:
    """How many lines a text takes in a column, roughly; a word moves to the next one whole."""
    if not isinstance(value, str) or not width:
        return 1
    return min(MAX_LINES, ceil(len(value) / (width * LETTERS)))


def _dress(cell: Any, style: str, lang: Lang) -> None:  # noqa: ANN401
    """Give a cell its looks."""
    cell.font = Font(name="Calibri", size=10)
    cell.alignment = Alignment(vertical="top")
    if style == "title":
        cell.font = Font(name="Calibri", size=16, bold=True, color=DARK)
    elif style == "section":
        cell.font = Font(name="Calibri", size=12, bold=True, color=DARK)
    elif style == "note":
        cell.font = Font(name="Calibri", size=10, color=GREY)
    elif style.startswith("heading"):
        cell.font = Font(name="Calibri", size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=DARK)
        side = "right" if style == "heading_right" else "left"
        indent = 0 if side == "right" else 1
        cell.alignment = Alignment(vertical="top", horizontal=side, wrap_text=True, indent=indent)
    elif style == "free":
        cell.alignment = Alignment(vertical="top", horizontal="left", indent=1)
    elif style != "body":
        cell.border = Border(bottom=Side(style="thin", color=LINE))
    if style == "text":
        cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1)
    if style == "date":
        cell.number_format = DATE[lang]
        cell.alignment = Alignment(vertical="top", horizontal="right")
    if style in NUMBER_FORMATS:
        cell.number_format = NUMBER_FORMATS[style]
