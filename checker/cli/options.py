"""Options that have the same name and meaning in every command."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.messages import Lang

P = ParamSpec("P")
R = TypeVar("R")


def default_lang() -> Lang:
    """Dutch where the locale is Dutch, otherwise English."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((value for value in named if value), "")
    return "nl" if locale.lower().startswith("nl") else "en"


def cache_folder() -> Path | None:
    """Where loaded agreements are kept; None where CHECKER_CACHE is `off` or there is no home."""
    named = os.environ.get("CHECKER_CACHE", "")
    if named:
        return None if named == "off" else Path(named)
    caches = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(caches) if caches else Path.home() / ".cache") / "checker"
    except RuntimeError:
        return None


class Day(click.ParamType[date]):
    """A date on the command line, as yyyy-mm-dd."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The date, or a usage error that says how it is written."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  a day, no instant
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-03-01", param, ctx)


rules_option = click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rules"),
    show_default=True,
    help="Folder with the agreements.",
)
lang_option = click.option(
    "--lang",
    type=click.Choice(["nl", "en"]),
    default=default_lang,
    help="Language (default: the locale's).",
)
on_option = click.option("--on", type=Day(), default=None, help="The day that counts as today.")
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(),
    default=None,
    help="File for the correction list; its suffix is the format. - is standard output.",
)
control_option = click.option(
    "--control",
    default=None,
    metavar="FIGURES",
    help="What INPUT should come to: count=1087,sum=123456.78, or a file with one per line.",
)
query_option = click.option(
    "--query",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE.sql",
    help="The query (one SELECT), where INPUT is the address of a database.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "jsonl", "parquet"]),
    default=None,
    help="Format, where the suffix does not say it.",
)


def _only_one(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """A usage error where both halves of the invoices are said to be in the other file."""
    if value is not None and any(ctx.params.get(n) for n in {"headers", "lines"} - {param.name}):
        raise click.UsageError(
            "--headers and --lines cannot go together: give one half of the invoices as INPUT "
            "and the other with one of the two."
        )
    return value


_REGISTERS = (
    click.option(
        "--deliveries",
        default=None,
        metavar="FILE",
        help="Register of deliveries: clauses on what was delivered, and when.",
    ),
    click.option(
        "--orders",
        default=None,
        metavar="FILE",
        help="Register of orders: clauses on what was ordered, and at what price.",
    ),
)
_READING = (
    click.option(
        "--export", default=None, metavar="NAME", help="Column mapping in rules/_exports/."
    ),
    click.option(
        "--decimal",
        type=click.Choice(["comma", "point"]),
        default=None,
        help="Decimal sign, where the file leaves it open.",
    ),
    click.option(
        "--dates",
        type=click.Choice(["dmy", "mdy", "ymd"]),
        default=None,
        help="Order of day and month, where the file leaves it open.",
    ),
    click.option(
        "--sheet",
        default=None,
        metavar="NAME",
        help="Sheet of a workbook; '*' reads all that have the same headings.",
    ),
    click.option("--encoding", default=None, metavar="NAME", help="Encoding of a text file."),
    click.option("--separator", default=None, metavar="SIGN", help="Separator of a text file."),
    click.option(
        "--headers",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        metavar="FILE",
        callback=_only_one,
        help="File with the invoices, where INPUT has only their lines.",
    ),
    click.option(
        "--lines",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        metavar="FILE",
        callback=_only_one,
        help="File with the lines, where INPUT has only the invoices.",
    ),
    click.option(
        "--conditions",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        metavar="FILE",
        help="File with the price conditions of the lines, a row each (SAP).",
    ),
    query_option,
    click.option(
        "--grouped",
        is_flag=True,
        help="An invoice is named on its first row only; rows below are its lines.",
    ),
)


def refuse_query(source: str, query: Path | None) -> None:
    """A usage error for an address without a query, or a query without an address."""
    from checker.address import is_url  # noqa: PLC0415

    if is_url(source) and query is None:
        raise click.UsageError(
            "INPUT is the address of a database: name the file with the query, --query FILE.sql."
        )
    if query is not None and not is_url(source):
        raise click.UsageError(
            "--query needs the address of a database as INPUT, such as postgresql://host/database."
        )


def register_options(command: Callable[P, R]) -> Callable[P, R]:
    """Adds the registers that invoices are held against."""
    for option in reversed(_REGISTERS):
        command = option(command)
    return command


def reading_options(command: Callable[P, R]) -> Callable[P, R]:
    """Adds the options that settle how an export is read."""
    for option in reversed(_READING):
        command = option(command)
    return command
