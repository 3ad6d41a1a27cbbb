"""A run on one screen."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checker import messages
from checker.report import causes, control, headline, wording
from checker.report.columns import reason_sentence
from checker.report.wording import money, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from checker.messages import Lang
    from checker.report.result import RunResult

    Column = tuple[str, str]  # heading, and l(eft), r(ight) or n(ame: cut off rather than wrapped)

TOP = 5
INDENT = 2
NAME_WIDTH = 22
PARTS = ("checked", "not_checkable", "rejected", "read")
SIDES = {"customers": "_customer", "we": "_supplier", "together": ""}
STDOUT = "-"
MINUTES_OF_HOUR = 60


def summary(result: RunResult, lang: Lang, console: Console, *, output: str | None = None) -> None:
    """Prints what it comes to; then what was read, is wrong, costs, and is to be mended first."""
    show = _Screen(console, lang)
    _differing(show, result)
    _head(show, result)
    _read(show, result)
    _per_clause(show, result)
    _why_not(show, result)
    if result.violated.height:
        _to_correct(show, result)
        _handling(show, result)
        _causes(show, result)
    else:
        console.print()
        style = "bold green" if result.rows_of("checked") else "bold yellow"
        show.line(headline.nothing_wrong(result, lang), style=style)
    if caught := headline.saved(result, lang):
        show.line(caught, style="green")
    _list(show, result, output)


class _Screen:
    """Titles, lines and tables, in one language; no text is taken for markup."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self.console = console
        self.lang = lang
        self.say = partial(messages.text, lang=lang)

    def title(self, key: str) -> None:
        """A heading with room above it."""
        self.console.print()
        self.console.print(Text(self.say(f"report.term_{key}"), style="bold"))

    def line(self, text: str, style: str = "") -> None:
        """One sentence."""
        self._indented(Text(text, style=style))

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Rows under grey headings."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.show_header = any(heading for heading, _ in columns)
        for heading, side in columns:
            table.add_column(
                Text(heading),
                justify="right" if side == "r" else "left",
                no_wrap=side != "l",
                max_width=NAME_WIDTH if side == "n" else None,
            )
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self._indented(table)

    def _indented(self, shown: Text | Table) -> None:
        self.console.print(Padding(shown, (0, 0, 0, INDENT), expand=False))

    def heads(self, keys: str, sides: str) -> list[Column]:
        """Headings of the catalogue; a dash is no heading."""
        titles = ("" if key == "-" else self.say(f"report.term_{key}") for key in keys.split())
        return list(zip(titles, sides, strict=True))

    def amount(self, value: Decimal | None) -> str:
        """Two decimals; nothing for nothing."""
        return number(value, self.lang) if value else ""

    def count(self, value: int) -> str:
        """A whole number; nothing for nothing."""
        return number(value, self.lang, 0) if value else ""


def _differing(show: _Screen, result: RunResult) -> None:
    wrong = control.differences(result.compared, show.lang, result.mapping)
    if wrong:
        show.console.print()
        title = show.say("control.title_differs")
        show.console.print(Text(title, style="bold red"))
        for sentence in wrong:
            show.line(sentence, style="red")


def _head(show: _Screen, result: RunResult) -> None:
    """What a controller wants to know first; all that follows explains it."""
    show.console.print()
    for sentence in headline.outcome(result, show.lang):
        show.console.print(Text(sentence, style="bold"))


def _figures(show: _Screen, result: RunResult) -> None:
    if result.figures.height:
        show.line(control.count(result.figures, show.lang), style="dim")
        heads = control.heads(show.lang)
        columns = list(zip(heads, "l" + "r" * (len(heads) - 1), strict=True))
        show.table(columns, control.rows(result.figures, show.lang))
    for sentence in control.held(result.compared, show.lang):
        show.line(sentence, style="dim")


def _read(show: _Screen, result: RunResult) -> None:
    made_from = result.provenance
    show.title("read")
    if "input" in made_from:
        export = wording.mapping(made_from.get("export", ""), show.lang)
        stage = wording.word("stage", made_from.get("stage", ""), show.lang)
        show.line(
            show.say("report.term_from", input=made_from["input"], export=export, stage=stage)
        )
    if result.mapping:
        pairs = (f"{field} = {heading}" for field, heading in result.mapping.items())
        show.line(f"{show.say('report.term_columns')}: {', '.join(pairs)}", style="dim")
    accounting = {part: (rows, amount) for part, rows, amount in result.accounting.iter_rows()}
    rows = [
        (
            show.say(f"report.part_{part}"),
            number(accounting[part][0], show.lang, 0),
            number(accounting[part][1], show.lang),
        )
        for part in PARTS
        if part in accounting
    ]
    show.table(show.heads("- rows amount", "lrr"), rows)
    if result.adds_up:
        show.line(show.say("report.accounting_holds"), style="dim")
    else:
        show.line(show.say("report.accounting_differs"), style="bold red")
    if result.rows_of("not_checkable"):
        show.line(show.say("report.accounting_whole"), style="dim")
    _figures(show, result)
    for note in result.notes:
        show.line(note.text(show.lang), style="yellow")
    if result.unclassified.height:
        unclassified = wording.count("term_unclassified", result.unclassified.height, show.lang)
        show.line(unclassified, style="yellow")


def _per_clause(show: _Screen, result: RunResult) -> None:
    show.title("per_clause")
    money_of = _money_of_clauses(causes.by_clause(result.findings))
    nothing = (None, None)
    rows = [
        (
            wording.clause(clause, show.lang),
            *(show.count(n) for n in (bound, holds, violated, unknown)),
            *(show.amount(amount) for amount in money_of.get(clause, nothing)),
        )
        for clause, bound, holds, violated, unknown, *_ in result.coverage.iter_rows()
    ]
    heads = show.heads("- looked_at right wrong unknown too_much too_little", "lrrrrrr")
    show.table(heads, rows)


def _why_not(show: _Screen, result: RunResult) -> None:
    apart = result.rejected.group_by("reason", maintain_order=True).agg(
        pl.col("at").first(), pl.len()
    )
    unknown = result.unknown.group_by("clause", "reason", maintain_order=True).len()
    points: Counter[str] = Counter()
    for clause, reason, count in unknown.iter_rows():
        sentence = reason_sentence(clause, reason, show.lang).replace("{seller_item_id}", "...")
        points[sentence] += count
    rows = [
        (
            f"{show.say(reason)} {show.say('report.term_first_row', at=first)}",
            wording.count("rows", count, show.lang),
        )
        for reason, first, count in apart.iter_rows()
    ]
    rows += [(why, wording.count("points", n, show.lang)) for why, n in points.most_common()]
    if rows:
        show.title("why_not")
        show.table(show.heads("- -", "lr"), rows)


def _money_of_clauses(summed: pl.DataFrame) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    # Amounts of different currencies have no sum; the list has them one by one.
    alone = summed.filter(summed["clause"].is_unique())
    rows = alone.select("clause", "over_charged", "under_charged").iter_rows()
    return {clause: (over, under) for clause, over, under in rows}


def _to_correct(show: _Screen, result: RunResult) -> None:
    show.title("to_correct")
    show.line(headline.SEPARATOR.join(headline.to_correct(result, show.lang) or ["-"]))


def _handling(show: _Screen, result: RunResult) -> None:
    show.title("handling")
    found, currency = result.violated, result.costs.currency

    def total(column: str) -> Decimal:
        return Decimal(found[column].sum())

    def hours(side: str) -> Decimal:
        # Rounded here, so that the sum that is shown is the sum of what is shown.
        return round(total(f"minutes_{side}") / MINUTES_OF_HOUR, 1)

    hours_of = {"customers": hours("customer"), "we": hours("supplier")}
    hours_of["together"] = sum(hours_of.values(), Decimal(0))
    rows = [
        (
            show.say(f"report.term_{side}"),
            number(hours_of[side], show.lang, 1),
            *(
                money(total(f"handling_cost{of_side}{end}"), show.lang, currency)
                for end in ("_low", "", "_high")
            ),
        )
        for side, of_side in SIDES.items()
    ]
    show.table(show.heads("- hours low likely high", "lrrrr"), rows)


def _causes(show: _Screen, result: RunResult) -> None:
    show.title("causes")
    currency = result.costs.currency
    rows = [
        (
            f"{row['debtor_name'] or ''}",
            row["change"],
            wording.count("invoices", row["invoices"], show.lang),
            money(row["handling_cost"], show.lang, currency),
        )
        for row in causes.by_cause(result.findings, show.lang).head(TOP).iter_rows(named=True)
    ]
    show.table(show.heads("- - - saves", "nlrr"), rows)


def _list(show: _Screen, result: RunResult, output: str | None) -> None:
    show.console.print()
    if output is None:
        if result.findings.height:
            show.console.print(Text(show.say("report.term_no_list"), style="dim"))
        return
    where = show.say("report.term_stdout") if output == STDOUT else output
    said = Text.assemble((f"{show.say('report.term_list')}: ", "bold"), where)
    show.console.print(said, soft_wrap=True)
