"""`checker read`: what is understood of an input, before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from checker.cli.options import (
    control_option,
    lang_option,
    reading_options,
    refuse_query,
    rules_option,
)
from checker.cli.pipe import until_unread
from checker.messages import text

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from checker.invoice import Invoices
    from checker.messages import Lang
    from checker.read.reading import Reading

STDOUT: Literal["-"] = "-"
NOT_AS_STATED = 4


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
@control_option
@reading_options
@lang_option
def read(
    source: str,
    rules: Path,
    output: str | None,
    form: str | None,
    save_mapping: str | None,
    control: str | None,
    lang: Lang,
    *,
    explain: bool,
    **options: Any,  # noqa: ANN401
) -> int:
    """Read the invoices in INPUT and tell what was understood; nothing is judged.

    Prints the columns that were used, control figures and the rows that could not be read;
    --output writes the rows as they are judged, with the mapping (.xlsx, .parquet). Exits with 4
    if INPUT cannot be used, or if a figure of --control, a totals row or a total of an e-invoice
    is not what was read.
    """
    from rich.console import Console  # noqa: PLC0415  a second of imports

    from checker.control import as_stated, figures, net_amounts  # noqa: PLC0415
    from checker.identify import identify_by  # noqa: PLC0415
    from checker.read import save_mapping as mappings  # noqa: PLC0415
    from checker.read.charges import load_charges  # noqa: PLC0415
    from checker.read.control import compared, control_figures  # noqa: PLC0415
    from checker.read.normalise import normalise  # noqa: PLC0415
    from checker.read.stated import left_out  # noqa: PLC0415
    from checker.report import rows as normal  # noqa: PLC0415
    from checker.report import understood  # noqa: PLC0415
    from checker.report.write import refuse  # noqa: PLC0415

    refuse_query(source, options["query"])
    if output is not None:
        for given in (source, options["headers"], options["lines"], options["conditions"]):
            refuse(output, form, source=str(given or source))
    if save_mapping is not None:
        mappings.refuse(rules, save_mapping)
    expected = () if control is None else control_figures(control)
    reading = _reading(source, rules, options)
    identified = identify_by(normalise(reading, load_charges(rules)), rules)
    invoices = identified.invoices
    found = figures(invoices, net_amounts(invoices))
    held = compared(reading, expected, found)
    rows, rejected = normal.rows_of(invoices), normal.unread_of(invoices, lang)
    with until_unread():
        if output is not None:
            made = normal.Understood(rows, rejected, _told(reading), reading.mapping)
            normal.write(made, output, form=form, lang=lang)
        console = Console(stderr=output == STDOUT, highlight=False)
        _read_from(console, reading, invoices, lang)
        understood.control(console, found, held, lang)
        _fields(console, reading, lang, explain=explain)
        understood.unread(console, rejected, lang)
        told = [*reading.notes, *left_out(reading, invoices), *identified.notes]
        understood.notes(console, told, lang)
        if output not in {None, STDOUT}:
            console.print(text("rows.written", lang, path=output), markup=False)
        if save_mapping is not None:
            saved = mappings.save(reading, rules, save_mapping, lang)
            console.print(text("rows.saved", lang, path=saved), markup=False)
    return 0 if as_stated(held) else NOT_AS_STATED


def _told(reading: Reading) -> dict[str, str]:
    """What the rows were made from."""
    made = {"input": reading.source, "input_sha256": reading.sha256}
    return made | {"export": reading.export}


def _reading(source: str, rules: Path, options: dict[str, Any]) -> Reading:
    from checker.read import ReadOptions  # noqa: PLC0415
    from checker.read import read as read_input  # noqa: PLC0415
    from checker.read.origin import origin  # noqa: PLC0415

    settled = ReadOptions(**options, trail=True)
    return read_input(origin(source, settled.query), rules=rules, options=settled)


def _read_from(console: Console, reading: Reading, invoices: Invoices, lang: Lang) -> None:
    """What was read and how, and how many rows became what."""
    from checker.read.reading import BY_SYNONYM  # noqa: PLC0415
    from checker.report import understood  # noqa: PLC0415

    understood.title(console, "title_read", lang)
    by = "by_synonyms" if reading.export == BY_SYNONYM else "by"
    by = "by_einvoice" if reading.exact else by
    understood.line(console, text(f"rows.{by}", lang, input=reading.source, export=reading.export))
    counts = {"read": invoices.rows_read, "rejected": invoices.rejected.height}
    counts |= {"lines": invoices.lines.height, "charges": int(invoices.charges["rows"].sum())}
    understood.line(console, text("rows.counts", lang, **counts))


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
