"""`checker demo`: the main job on the sample data that comes along."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.check import run, summarise
from checker.cli.options import lang_option

if TYPE_CHECKING:
    from checker.messages import Lang

LIST = Path("out/correction-list.xlsx")


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=LIST,
    show_default=True,
    help="File for the correction list.",
)
@lang_option
def demo(output: Path, lang: Lang) -> None:
    """Check the sample invoices against the sample agreements and registers."""
    from checker.report.write import refuse  # noqa: PLC0415  polars takes a moment

    folder = _samples()
    source = folder / "sample_data" / "invoices.csv"
    if output == LIST:
        output.parent.mkdir(exist_ok=True)
    refuse(str(output), None, source=str(source))
    registers: dict[str, str | None] = {
        name: str(source.with_name(f"{name}.csv")) for name in ("deliveries", "orders")
    }
    report = run(
        str(source),
        folder / "rules",
        stage="issued",
        on=None,
        lang=lang,
        reading={},
        registers=registers,
    )
    report.write(str(output))
    summarise(report, str(output), to_stderr=str(output) == "-")


def _samples() -> Path:
    """In a checkout the samples stand beside the package, in an installed one inside it."""
    package = Path(str(files("checker")))
    inside = package / "demo"
    return inside if inside.is_dir() else package.parent
