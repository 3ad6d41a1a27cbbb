"""`checker rules`: what is agreed, whether the files are in order, what the kinds mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from checker.cli.options import (
    cache_folder,
    lang_option,
    on_option,
    query_option,
    refuse_query,
    rules_option,
)
from checker.messages import text

if TYPE_CHECKING:
    from pathlib import Path

    from checker.messages import Lang
    from checker.read.origin import Origin

PROBLEMS = 1


@click.group()
def rules() -> None:
    """Show, check and explain agreements."""


@rules.command()
@click.argument("debtor")
@rules_option
@on_option
@lang_option
def show(debtor: str, rules: Path, on: date | None, lang: Lang) -> None:
    """Print what is in force with DEBTOR, and where each clause is written."""
    from checker import agreements  # noqa: PLC0415  polars takes a moment

    loaded = agreements.load(rules, cache=cache_folder())
    click.echo(agreements.show(loaded, debtor, on or _today(), lang))


@rules.command()
@rules_option
@click.option(
    "--invoices",
    "source",
    default=None,
    metavar="INPUT",
    help="What was invoiced: also name the files of debtors that have no invoice in it.",
)
@query_option
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@on_option
@lang_option
def lint(
    rules: Path,
    source: str | None,
    query: Path | None,
    on: date | None,
    lang: Lang,
    *,
    strict: bool,
) -> int:
    """Find mistakes, overlaps, gaps and papers that expire.

    Prints file:line: key: message. Exits with 1 if there are errors; warnings stop nothing.
    """
    from checker import agreements  # noqa: PLC0415  polars takes a moment
    from checker.read.charges import load_charges  # noqa: PLC0415
    from checker.read.origin import origin  # noqa: PLC0415

    refuse_query(source or "", query)
    used = None if source is None else _debtors(origin(source, query), rules)
    classes = load_charges(rules).names
    problems = agreements.lint(rules, today=on or _today(), used=used, classes=classes)
    for problem in problems:
        kind = "" if problem.severity == "error" else f" [{text('cli.warning', lang)}]"
        click.echo(f"{problem.text(lang)}{kind}")
    return PROBLEMS if any(strict or p.severity == "error" for p in problems) else 0


def _debtors(source: Origin, rules: Path) -> list[str]:
    import polars as pl  # noqa: PLC0415  takes a moment

    from checker.identify import identify_by  # noqa: PLC0415
    from checker.read import ReadOptions, read  # noqa: PLC0415
    from checker.read.charges import load_charges  # noqa: PLC0415
    from checker.read.normalise import normalise  # noqa: PLC0415

    reading = read(source, rules=rules, options=ReadOptions())
    found = identify_by(normalise(reading, load_charges(rules)), rules).invoices.documents["debtor"]
    return pl.concat([reading.rows["debtor"], found]).unique().to_list()


@rules.command()
@click.argument("kind", required=False)
@click.option(
    "--markdown", is_flag=True, help="The whole catalogue as Markdown, in both languages."
)
@lang_option
def explain(kind: str | None, lang: Lang, *, markdown: bool) -> None:
    """Print the page of a clause KIND, or the list of all kinds."""
    from checker.agreements import catalogue  # noqa: PLC0415

    click.echo(catalogue.explain_all() if markdown else catalogue.explain(kind, lang), nl=False)


def _today() -> date:
    return date.today()  # noqa: DTZ011  the day on the user's calendar
