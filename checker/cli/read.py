"""`checker read`: what is understood of an input, before anything is judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from checker.cli.options import lang_option, reading_options, rules_option
from checker.cli.pipe import until_unread
from checker.messages import text

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from checker.invoice import Invoices
    from checker.messages import Lang
    from checker.read.reading import Reading

STDOUT: Literal["-"] = "-"


@click.command()
@click.argument("source", metavar="INPUT")
@rules_option
@click.option(
    "--output",
    "-o",
    type=click.Path(),
    default=None,
    help="File for the rows in normal form; its suffix is the format. - is standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "jsonl", "parquet"]),
    default=None,
    help="Format, where the suffix does not say it.",
)
@click.option("--explain", is_flag=True, help="Tell how every field was understood.")
@click.option(
    "--save-mapping",
    default=None,
    metavar="NAME",
    help="Keep what was understood in rules/_exports/NAME.yaml, to be reviewed.",
)
@reading_options
@lang_option
def read(
    source: str,
    rules: Path,
    output: str | None,
    form: str | None,
    save_mapping: str | None,
    lang: Lang,
    *,
    explain: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Read the invoices in INPUT and tell what was understood; nothing is judged.

    Prints the columns that were used, control figures and the rows that could not be read;
    --output writes the rows as they are judged, with the mapping (.xlsx, .parquet).
    """
    from rich.console import Console  # noqa: PLC0415  a second of imports

    from checker.read import save_mapping as mappings  # noqa: PLC0415
    from checker.read.charges import load_charges  # noqa: PLC0415
    from checker.read.normalise import normalise  # noqa: PLC0415
    from checker.report import rows as normal  # noqa: PLC0415
    from checker.report.write import refuse  # noqa: PLC0415

    if output is not None:
        refuse(output, form, source=source)
    if save_mapping is not None:
        mappings.refuse(rules, save_mapping)
    reading = _reading(source, rules, options)
    invoices = normalise(reading, load_charges(rules))
    rows, rejected = normal.rows_of(invoices), normal.with_sentences(invoices.rejected, lang)
    with until_unread():
        if output is not None:
            understood = normal.Understood(rows, rejected, _told(reading), reading.mapping)
            normal.write(understood, output, form=form, lang=lang)
        console = Console(stderr=output == STDOUT, highlight=False)
        _tell(console, reading, invoices, rows, rejected, lang, explain=explain)
        if output not in {None, STDOUT}:
            console.print(text("rows.written", lang, path=output), markup=False)
        if save_mapping is not None:
            saved = mappings.save(reading, rules, save_mapping, lang)
            console.print(text("rows.saved", lang, path=saved), markup=False)


def _told(reading: Reading) -> dict[str, str]:
    """What the rows were made from."""
    made = {"input": reading.source, "input_sha256": reading.sha256}
    return made | {"export": reading.export}


def _reading(source: str, rules: Path, options: dict[str, Any]) -> Reading:
    from checker.read import ReadOptions  # noqa: PLC0415
    from checker.read import read as read_input  # noqa: PLC0415

    path = STDOUT if source == STDOUT else Path(source)
    return read_input(path, rules=rules, options=ReadOptions(**options, trail=True))


def _tell(
    console: Console,
    reading: Reading,
    invoices: Invoices,
    rows: pl.DataFrame,
    rejected: pl.DataFrame,
    lang: Lang,
    *,
    explain: bool,
) -> None:
    from checker.read.reading import BY_SYNONYM  # noqa: PLC0415
    from checker.report import understood  # noqa: PLC0415

    understood.title(console, "title_read", lang)
    by = "by_synonyms" if reading.export == BY_SYNONYM else "by"
    by = "by_einvoice" if reading.exact else by
    understood.line(console, text(f"rows.{by}", lang, input=reading.source, export=reading.export))
    counts = {"read": invoices.rows_read, "rejected": invoices.rejected.height}
    counts |= {"lines": invoices.lines.height, "charges": int(invoices.charges["rows"].sum())}
    understood.line(console, text("rows.counts", lang, **counts))
    understood.sums(console, rows, lang)
    _fields(console, reading, lang, explain=explain)
    understood.unread(console, rejected, lang)
    understood.notes(console, reading.notes, lang)


def _fields(console: Console, reading: Reading, lang: Lang, *, explain: bool) -> None:
    from checker.read.explain import explained  # noqa: PLC0415
    from checker.report import understood  # noqa: PLC0415

    understood.title(console, "title_fields", lang)
    fields = explained(reading)
    if not explain:
        heads = [text(f"rows.{name}", lang) for name in ("field", "title_field", "from")]
        titles = [(each.field, each.title(lang), each.source) for each in fields]
        understood.table(console, heads, titles)
        return
    for each in fields:
        origin = text("rows.origin", lang, title=each.title(lang), source=each.source or "-")
        understood.line(console, f"{each.field}: {origin}")
        understood.line(console, "; ".join(how.text(lang) for how in each.how), deeper=1)
        for e in each.examples:
            value = f"{e.written} → {e.value}" if e.written else e.value
            understood.line(console, f"{e.place}  {value}", deeper=1)
