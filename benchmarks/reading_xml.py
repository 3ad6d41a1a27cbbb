"""E-invoices: ours next to the Schematron of EN 16931 in SaxonC, and to lxml alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from benchmarks import ubl
from benchmarks.measure import Measured, measure, middle

if TYPE_CHECKING:
    from pathlib import Path

FILES, LINES = 1_000, 10
SINGLE = (1_000, 4_000, 10_000, 40_000)
MOST = {"schematron": 4_000, "check": 10_000}  # lines; a round is to take a minute
CONTENDERS = ("read", "check", "schematron", "parse")
TITLES = {
    "read": "checker: read and normalise",
    "check": "`checker check`, the whole command",
    "schematron": "SaxonC: Schematron of EN 16931",
    "parse": "lxml: parse, nothing else",
}
PAGE = """## E-invoices

UBL invoices made by `benchmarks/ubl.py`. SaxonC validates, lxml makes trees, checker reads and
normalises, and its whole command judges as well, so the ratios compare what it takes to get an
answer out of the same files, and not the same answer.

| Input | Contender | Processor s | ms per invoice | µs per line | SaxonC ÷ this | Peak memory MB |
|---|---|--:|--:|--:|--:|--:|
{rows}

- **{per_minute:,.0f} files of {lines} lines per minute and core** are read and normalised.
- **An invoice of 10,000 lines takes {large:.2f} s** to read and normalise. A line of one of
  40,000 takes {growth:.2f} times as long as a line of one of 1,000; 1.00 is linear.
"""


def section(folder: Path, runs: int) -> str:
    """The part of the page on e-invoices."""
    many = folder / "many"
    ubl.write(many, files=FILES, lines=LINES)
    inputs = {many: (FILES, LINES)}
    for lines in SINGLE:
        path = folder / f"{lines}.xml"
        path.write_text(ubl.invoice(0, lines), encoding="utf-8")
        inputs[path] = (1, lines)
    found = _rounds(list(inputs), inputs, runs)
    rows = [
        _row(inputs[path], name, measured, found.get((path, "schematron")))
        for (path, name), measured in found.items()
    ]
    per_line = [_seconds("read", found[path, "read"]) / inputs[path][1] for path in inputs]
    return PAGE.format(
        rows="\n".join(rows),
        lines=LINES,
        per_minute=60 * FILES / _seconds("read", found[many, "read"]),
        large=_seconds("read", found[folder / "10000.xml", "read"]),
        growth=per_line[-1] / per_line[1],
    )


def _rounds(
    paths: list[Path], sizes: dict[Path, tuple[int, int]], runs: int
) -> dict[tuple[Path, str], Measured]:
    """Every contender on every input in every round, so that a busy moment hits all of them."""
    wanted = [
        (path, name)
        for path in paths
        for name in CONTENDERS
        if sizes[path][1] <= MOST.get(name, sizes[path][1])
    ]
    found: dict[tuple[Path, str], list[Measured]] = {each: [] for each in wanted}
    for place in range(runs):
        for path, name in wanted:
            measured = measure("readers", name, str(path))
            found[path, name].append(measured)
            took = _seconds(name, measured)
            click.echo(f"{place + 1}/{runs} {path.name} {name}: {took:.3f} s", err=True)
    return {each: middle(measured) for each, measured in found.items()}


def _seconds(name: str, measured: Measured) -> float:
    return measured.processor if name == "check" else measured.stages["seconds"]


def _row(size: tuple[int, int], name: str, measured: Measured, peer: Measured | None) -> str:
    (files, lines), took = size, _seconds(name, measured)
    which = f"{files:,} files of {lines} lines" if files > 1 else f"one of {lines:,} lines"
    cells = (
        f"{took:.3f}",
        f"{1_000 * took / files:.2f}",
        f"{1e6 * took / files / lines:.0f}",
        f"{_seconds('schematron', peer) / took:.1f}" if peer else "",
        f"{measured.memory:,.0f}",
    )
    return f"| {which} | {TITLES[name]} | {' | '.join(cells)} |"
