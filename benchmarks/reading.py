"""How fast inputs are read, next to what else reads them: writes READING.md.

    python -m benchmarks.reading [--runs N] [--only excel]

PARTS has one module per kind of input, each with `section(folder, runs)`: a part of the page.
"""

from __future__ import annotations

import os
import platform
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks import reading_excel, reading_xml

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).with_name("READING.md")
PARTS: dict[str, Callable[[Path, int], str]] = {
    "xml": reading_xml.section,
    "excel": reading_excel.section,
}
TOOLS = ("polars", "lxml", "python-calamine", "saxonche", "factur-x")
HEAD = """# Reading

`make bench-read` wrote this page on {day}. Every contender runs in a process of its own, one after
the other in each round; the figures are medians of {runs}, in processor seconds, because other
work on the machine makes wall time longer, and those less so. They leave out the start (imports,
compiling a Schematron), except for `checker check`, which is the whole command. Memory is the peak
of the process.
"""


@click.command()
@click.option("--runs", default=3, show_default=True, help="Runs of each contender.")
@click.option("--only", type=click.Choice([*PARTS]), help="One part, which is only shown.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=PAGE,
    help="Where the page is written.  [default: benchmarks/READING.md]",
)
def main(runs: int, only: str | None, output: Path) -> None:
    """Time the readers."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        wanted = [only] if only else [*PARTS]
        sections = []
        for part in wanted:
            click.echo(f"{part}: {runs} runs of each contender", err=True)
            sections.append(PARTS[part](Path(folder), runs))
    head = HEAD.format(day=datetime.now(UTC).date(), runs=runs)
    text = "\n".join([head, *sections, _machine(load)])
    if only is None:
        output.write_text(text, encoding="utf-8")
    click.echo(text)


def _machine(load: float) -> str:
    tools = ", ".join(f"{name} {version(name)}" for name in TOOLS)
    busy = f"{os.cpu_count()} processor cores, {load:.1f} processes waiting for them at the start"
    return f"{busy}; Python {platform.python_version()}, {tools}.\n"


if __name__ == "__main__":
    main()
