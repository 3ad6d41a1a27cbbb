"""What each clause kind costs in the kernel: for one debtor of many, and for all of them.

    python -m benchmarks.kinds [--lines N] [--debtors N]

A kind that no debtor has is not looked at: its cost is a lookup in a dictionary. Here every kind
is agreed by its own example, once with one debtor and once with all, on the same invoices.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from statistics import median
from textwrap import dedent, indent
from time import process_time
from typing import TYPE_CHECKING

import click
import polars as pl

from benchmarks.generate import SETTINGS, generate
from checker import history, judge
from checker.agreements import load
from checker.agreements.catalogue import sections
from checker.clause import name
from checker.clauses import KINDS
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

if TYPE_CHECKING:
    from checker.agreements.model import Agreements
    from checker.clause import Kind
    from checker.invoice import Invoices

PAGE = Path(__file__).with_name("KINDS.md")
HEAD = """# What a clause kind costs

`make bench-kinds` wrote this page: processor seconds of the kernel on {lines:,} lines of
{debtors:,} debtors, medians of three. Without any clause the kernel takes {nothing:.2f} s (placing
every row beside its debtor, the history of all invoices, the accounting). Each row is what its own
example from the catalogue adds, agreed with one debtor or with all.

Kinds that nobody has: {idle:+.1%}, which is the run without any clause with all {kinds} kinds known
to the kernel, against the same with none of them.

| Kind | One debtor s | % | All debtors s | % |
|---|--:|--:|--:|--:|
"""
LISTED = re.compile(r"\bfile: ?([^,}\s]+)")
VALUES = {"price_discounted_list": "item_gross_price", "reference_buyer_item": "buyer_item_id"}
"""What the file of a kind has beside its items; the others have net prices."""


@click.command()
@click.option("--lines", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option("--debtors", default=10_000, show_default=True, help="Debtors.")
def main(lines: int, debtors: int) -> None:
    """Measure the clause kinds one by one and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), lines=lines, debtors=debtors)
        shutil.rmtree(Path(folder) / "rules")
        page = measured(Path(folder), lines, debtors)
    PAGE.write_text(page, encoding="utf-8")
    click.echo(page)


def measured(folder: Path, lines: int, debtors: int) -> str:
    """The page, for the invoices in a folder."""
    options = ReadOptions()
    reading = read(folder / "invoices.parquet", rules=SETTINGS, options=options)
    invoices = normalise(reading, load_charges(SETTINGS))
    one = invoices.documents["debtor"][0]
    empty = agreed(folder, "{}", debtor=one)
    seconds(invoices, empty)
    nothing = seconds(invoices, empty)
    idle = seconds(invoices, empty, kinds=()) / nothing
    rows = []
    for kind in KINDS:
        example = sections(kind)["Example"]
        costs = []
        for debtor in (one, None):
            clause = agreed(folder, example, debtor=debtor, value=VALUES.get(name(kind), NET))
            costs.append(seconds(invoices, clause) - nothing)
        cells = (f"{cost:.2f} | {cost / nothing:.0%}" for cost in costs)
        rows.append(f"| {name(kind)} | {' | '.join(cells)} |")
        click.echo(rows[-1], err=True)
    head = HEAD.format(
        lines=lines, debtors=debtors, nothing=nothing, idle=1 - idle, kinds=len(KINDS)
    )
    return head + "\n".join(rows) + "\n"


def seconds(
    invoices: Invoices, agreements: Agreements, *, kinds: tuple[Kind, ...] = KINDS
) -> float:
    """Processor seconds of a check, the history included; the median of three."""
    runs = []
    for _ in range(3):
        start = process_time()
        judge.check(invoices, agreements, history.of(invoices), kinds=kinds)
        runs.append(process_time() - start)
    return median(runs)


NET = "item_net_price"


def agreed(folder: Path, example: str, *, debtor: str | None, value: str = NET) -> Agreements:
    """The agreements with one clause, of one debtor or (None) of everybody."""
    rules = folder / "rules"
    shutil.rmtree(rules, ignore_errors=True)
    shutil.copytree(SETTINGS, rules, ignore=shutil.ignore_patterns("*[0-9]*", "_default.yaml"))
    clauses = "{}" if example == "{}" else "\n" + indent(dedent(example), " " * 6)
    paper = f"documents:\n  - source: x\n    valid_from: 2000-01-01\n    clauses: {clauses}\n"
    whose = f'debtor: "{debtor}"\nname: x\n' if debtor else "name: x\n"
    (rules / ("_default.yaml" if debtor is None else f"{debtor}-x.yaml")).write_text(whose + paper)
    if debtor is None:
        (rules / "999999-x.yaml").write_text('debtor: "999999"\nname: x\n')
    items = pl.read_parquet(folder / "invoices.parquet")
    for listed in LISTED.findall(example):
        _list(rules / listed, items, value)
    return load(rules)


def _list(path: Path, invoices: pl.DataFrame, value: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    items = invoices.select("seller_item_id").unique(maintain_order=True)
    items.with_columns(pl.lit("10.00").alias(value)).write_csv(path, separator=";")


if __name__ == "__main__":
    main()
