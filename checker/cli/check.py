"""`checker check`: an export in, a correction list out."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from checker.cli.options import (
    cache_folder,
    control_option,
    format_option,
    lang_option,
    on_option,
    output_option,
    reading_options,
    refuse_query,
    register_options,
    rules_option,
)
from checker.cli.pipe import until_unread

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from checker.finding import Stage
    from checker.messages import Lang
    from checker.pipeline import Report

VIOLATIONS, NOT_AS_STATED = 1, 4


@click.command()
@click.argument("source", metavar="INPUT")
@rules_option
@output_option
@format_option
@click.option(
    "--stage",
    type=click.Choice(["draft", "issued", "paid"]),
    default="issued",
    show_default=True,
    help="How far the invoices are.",
)
@register_options
@control_option
@reading_options
@on_option
@lang_option
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are violations.")
@click.option("--quiet", "-q", is_flag=True, help="No summary, only doubts about INPUT.")
def check(
    source: str,
    rules: Path,
    output: str | None,
    form: str | None,
    stage: Stage,
    on: date | None,
    lang: Lang,
    deliveries: str | None,
    orders: str | None,
    control: str | None,
    *,
    exit_zero: bool,
    quiet: bool,
    **reading: Any,  # noqa: ANN401
) -> int:
    """Check the invoices in INPUT; - is standard input.

    INPUT is an export (CSV, Excel, Parquet), an audit file (XAF) or e-invoices (UBL, CII, or a
    PDF that holds one): a file, a folder, a zip, or a pattern in quotes such as 'out/*.xml'. It
    may also be the address of a database, such as postgresql://host/database, with --query; the
    registers may then be queries (.sql) too. Passwords come from the environment or from
    ~/.pgpass.

    Prints a summary; --output writes the correction list. Exits with 1 if anything is not as
    agreed, with 4 if the input, the agreements or the settings cannot be used, or if a figure of
    --control, a totals row or a total of an e-invoice is not what was read.
    """
    from checker.report.write import refuse  # noqa: PLC0415  polars takes a moment

    refuse_query(source, reading["query"])
    if output is not None:
        for given in (
            source,
            deliveries,
            orders,
            reading["headers"],
            reading["lines"],
            reading["conditions"],
        ):
            refuse(output, form, source=str(given or source))
    registers = {"deliveries": deliveries, "orders": orders}
    report = run(
        source,
        rules,
        stage=stage,
        on=on,
        lang=lang,
        reading=reading,
        registers=registers,
        control=control,
    )
    with until_unread():
        if output is not None:
            report.write(output, form=form)
        if quiet:
            _doubt(report)
        else:
            # What is read by a program goes to standard output alone.
            summarise(report, output, to_stderr=output == "-")
    if not report.as_stated:
        return NOT_AS_STATED
    return VIOLATIONS if report.violated and not exit_zero else 0


def run(
    source: str,
    rules: Path,
    *,
    stage: Stage,
    on: date | None,
    lang: Lang,
    reading: dict[str, Any],
    registers: dict[str, str | None] | None = None,
    control: str | None = None,
) -> Report:
    """The check that all commands share."""
    from checker.address import hide  # noqa: PLC0415
    from checker.pipeline import check as check_invoices  # noqa: PLC0415  a second of imports
    from checker.pipeline import load_agreements  # noqa: PLC0415
    from checker.read.file_name import printable  # noqa: PLC0415
    from checker.read.reading import ReadOptions  # noqa: PLC0415

    agreements = load_agreements(rules, cache=cache_folder())
    options = ReadOptions(**reading)
    return check_invoices(
        source,
        agreements,
        **(registers or {}),
        today=on,
        stage=stage,
        options=options,
        control=control,
        lang=lang,
        command=printable(shlex.join(["checker", *map(hide, sys.argv[1:])])),
    )


def _doubt(report: Report) -> None:
    """Tells on standard error, which cron sends on, why INPUT is not to be relied on."""
    from checker.report.control import doubts  # noqa: PLC0415

    for sentence in doubts(report.result, report.lang):
        click.echo(sentence, err=True)


def summarise(report: Report, output: str | None, *, to_stderr: bool) -> None:
    """Prints the summary, and where the list is."""
    from rich.console import Console  # noqa: PLC0415

    from checker.report.terminal import summary  # noqa: PLC0415

    console = Console(stderr=to_stderr, highlight=False)
    summary(report.result, report.lang, console, output=output)
