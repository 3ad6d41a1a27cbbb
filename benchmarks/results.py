"""The figures as one page: RESULTS.md."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from benchmarks.measure import Measured

PAGE = """# Benchmark

`make bench` wrote this page on {day}: {lines:,} lines, {debtors:,} debtors in {debtors:,} agreement
files with a price list of 100 rows each, nine clause kinds, {errors:,} errors put in on purpose
({share:.1f} % of the lines). Parquet in, Parquet out. Each contender runs in a process of its own;
the figures are medians, {runs} runs each, one contender after the other in each round.

**All three found exactly the {errors:,} errors**: the same kind, invoice number and place, row by
row, and nothing on the differences of exactly a tolerance, the orders of exactly a limit and the
other near misses that were put in beside them.

| | Wall time s | Processor s | Peak memory MB | Wall ÷ Polars | Wall ÷ DuckDB | Memory ÷ Polars |
|---|--:|--:|--:|--:|--:|--:|
{rows}

- **checker, all of it** starts Python, loads {debtors:,} agreement files and as many price lists,
  reads, normalises, binds, builds the agreed invoices, judges, corrects, costs and writes the
  correction list.
- **of which loading** is a process that ends when the agreements are loaded. Without the time of
  loading, the rest takes {rest:.2f} s: {by_polars:.1f} times Polars, {by_duckdb:.1f} times DuckDB.
- **The peers** are written by hand for this input only, detect and do nothing else, and are handed
  the clauses and prices as Parquet tables: `peer_polars.py`, `peer_duckdb.sql`.

| Stage of checker | s |
|---|--:|
{stages}

{machine}
"""
STAGES = {
    "import": "start and import",
    "load": "load the agreements",
    "check": "read, normalise, judge, correct, cost",
    "write": "write the correction list",
}


@dataclass(frozen=True)
class Results:
    """What was measured, and with how much."""

    whole: Measured
    loading: Measured
    polars: Measured
    duckdb: Measured
    lines: int
    debtors: int
    errors: int
    runs: int
    load: float  # processes that wanted a processor before the first run


def page(results: Results, day: date) -> str:
    """The whole page."""
    rest = results.whole.wall - results.whole.stages["load"]
    named = {
        "checker, all of it": results.whole,
        "of which loading": results.loading,
        "Polars by hand": results.polars,
        "DuckDB by hand": results.duckdb,
    }
    stages = dict(results.whole.stages)
    # What the process does not time itself: the start of Python and its end.
    stages["import"] = results.whole.wall - sum(stages.values()) + stages["import"]
    return PAGE.format(
        day=day,
        lines=results.lines,
        debtors=results.debtors,
        errors=results.errors,
        share=100 * results.errors / results.lines,
        runs=results.runs,
        rows="\n".join(_row(name, measured, results) for name, measured in named.items()),
        rest=rest,
        by_polars=rest / results.polars.wall,
        by_duckdb=rest / results.duckdb.wall,
        stages="\n".join(f"| {STAGES[stage]} | {took:.2f} |" for stage, took in stages.items()),
        machine=_machine(results.load),
    )


def _row(name: str, measured: Measured, results: Results) -> str:
    cells = (
        f"{measured.wall:.2f}",
        f"{measured.processor:.2f}",
        f"{measured.memory:,.0f}",
        f"{measured.wall / results.polars.wall:.1f}",
        f"{measured.wall / results.duckdb.wall:.1f}",
        f"{measured.memory / results.polars.memory:.1f}",
    )
    return f"| {name} | {' | '.join(cells)} |"


def _machine(load: float) -> str:
    tools = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb", "pandera"))
    busy = f"{os.cpu_count()} processor cores, {load:.1f} processes waiting for them at the start"
    return f"{busy}; Python {platform.python_version()}, {tools}."
