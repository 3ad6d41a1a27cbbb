"""What was understood of an input, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checker.invoice import CREDIT_NOTE
from checker.messages import text
from checker.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from checker.messages import Lang, Message

INDENT = 2
FIRST = 10  # rows set apart that are shown
NET = pl.coalesce("charge_amount", "line_net_amount")


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


def sums(console: Console, rows: pl.DataFrame, lang: Lang) -> None:
    """Invoices and amounts per currency, with the share of credit notes."""
    title(console, "title_sums", lang)
    credit = pl.col("invoice_type_code") == CREDIT_NOTE
    number_of = pl.struct("debtor", "invoice_number", "issue_date").n_unique()
    found = (
        rows.group_by("currency")
        .agg(
            invoices=number_of,
            credits=pl.struct("debtor", "invoice_number", "issue_date").filter(credit).n_unique(),
            net=NET.sum(),
            net_credits=NET.filter(credit).sum(),
        )
        .sort("currency")
    )
    heads = [text(f"rows.{name}", lang) for name in found.columns]
    shown = [
        (
            currency or text("rows.no_currency", lang),
            number(invoices, lang, 0),
            number(credits_, lang, 0),
            number(net, lang),
            number(net_credits, lang),
        )
        for currency, invoices, credits_, net, net_credits in found.iter_rows()
    ]
    table(console, heads, shown, right=4)


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
