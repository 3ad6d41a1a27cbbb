"""What was understood of an input, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checker.messages import text
from checker.report import control as figures_of
from checker.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl
    from rich.console import Console

    from checker.messages import Lang, Message

INDENT = 2
FIRST = 10  # rows set apart that are shown


def title(console: Console, key: str, lang: Lang) -> None:
    """A heading with room above it."""
    console.print()
    console.print(Text(text(f"rows.{key}", lang), style="bold"))


def line(console: Console, sentence: str, *, deeper: int = 0) -> None:
    """A sentence, taken to the letter."""
    console.print(Padding(Text(sentence), (0, 0, 0, INDENT * (1 + deeper)), expand=False))


def table(
    console: Console, heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: int = 0
) -> None:
    """Rows under grey headings; the last `right` columns are figures."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for at, head in enumerate(heads):
        figure = at >= len(heads) - right
        made.add_column(Text(head), justify="right" if figure else "left", no_wrap=figure)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    console.print(Padding(made, (0, 0, 0, INDENT), expand=False))


def control(console: Console, figures: pl.DataFrame, compared: pl.DataFrame, lang: Lang) -> None:
    """Rows, invoices and amounts per currency, and what of them is not as somebody states it."""
    title(console, "title_sums", lang)
    line(console, figures_of.count(figures, lang))
    heads = figures_of.heads(lang)
    table(console, heads, figures_of.rows(figures, lang), right=len(heads) - 1)
    for sentence in (
        *figures_of.held(compared, lang),
        *figures_of.differences(compared, lang),
    ):
        line(console, sentence)


def notes(console: Console, given: Sequence[Message], lang: Lang) -> None:
    """What the user should know."""
    if given:
        title(console, "title_notes", lang)
        for note in given:
            line(console, note.text(lang))


def unread(console: Console, rejected: pl.DataFrame, lang: Lang) -> None:
    """The first rows that were set apart, with their reasons."""
    if not rejected.height:
        return
    title(console, "title_unread", lang)
    heads = [text(f"rows.{name}", lang) for name in ("at", "reason", "found")]
    first = rejected.select("at", "reason", "found").fill_null("").head(FIRST)
    table(console, heads, first.rows())
    if rejected.height > FIRST:
        line(console, f"… {number(rejected.height - FIRST, lang, 0)}")
