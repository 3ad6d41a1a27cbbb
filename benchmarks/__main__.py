"""One command: makes the input, runs the contenders, compares what they found, writes the page."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.measure import Measured, measure, middle
from benchmarks.results import Results, page

PAGE = Path(__file__).with_name("RESULTS.md")
CONTENDERS = {"whole": "ours", "loading": "ours", "polars": "peer_polars", "duckdb": "peer_duckdb"}


@click.command()
@click.option("--lines", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option("--debtors", default=10_000, show_default=True, help="Debtors, one file each.")
@click.option("--runs", default=3, show_default=True, help="Runs of each contender.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the input and what was found; without it they are thrown away.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=PAGE,
    help="Where the page is written.  [default: benchmarks/RESULTS.md]",
)
def main(lines: int, debtors: int, runs: int, keep: Path | None, output: Path) -> None:
    """Time the main job next to hand-written Polars and DuckDB."""
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "clauses").is_dir():
            click.echo(f"Making {lines:,} lines and {debtors:,} agreements in {folder}", err=True)
            # In a process of its own, whose memory is not inherited by those that are measured.
            measure("generate", str(folder), str(lines), str(debtors))
        load = os.getloadavg()[0]
        timed = {name: middle(measured) for name, measured in _rounds(folder, runs).items()}
        lines, errors = _compare(folder)
    results = Results(**timed, lines=lines, debtors=debtors, errors=errors, runs=runs, load=load)
    text = page(results, datetime.now(UTC).date())
    output.write_text(text, encoding="utf-8")
    click.echo(text)


def _rounds(folder: Path, runs: int) -> dict[str, list[Measured]]:
    """Every contender in every round, so that a busy moment of the machine hits all of them."""
    found: dict[str, list[Measured]] = {name: [] for name in CONTENDERS}
    for place in range(runs):
        for name, module in CONTENDERS.items():
            output = [] if name == "loading" else [str(folder / f"{name}.parquet")]
            found[name].append(measure(module, str(folder), *output))
            click.echo(f"{place + 1}/{runs} {name}: {found[name][-1].wall:.2f} s", err=True)
    return found


def _compare(folder: Path) -> tuple[int, int]:
    """Lines of the export and errors in it; fails if any contender found anything else."""
    import polars as pl  # noqa: PLC0415  the processes that are measured would inherit its memory

    from benchmarks import findings  # noqa: PLC0415

    truth = findings.read(folder / "truth.parquet")
    for name in CONTENDERS:
        if name != "loading":
            told = findings.difference(findings.read(folder / f"{name}.parquet"), truth)
            if told:
                raise click.ClickException(f"{name}: {told}")
    lines = pl.scan_parquet(folder / "invoices.parquet").select(pl.len()).collect().item()
    return lines, truth.height


if __name__ == "__main__":
    main()
