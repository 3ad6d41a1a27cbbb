"""Prints what became of the mutants of every kind, and why some survive: make mutants."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from case_tables import KINDS
from rich.console import Console
from rich.table import Table
from running import (
    Tally,
    complaints,
    consequences,
    explained,
    idle,
    of_cases,
    reasons,
    wrong_reasons,
)
from samples import of_samples

HEADINGS = (
    "Kind", "Cases", "Samples", "Mutants", "Found", "Explained", "Unexplained", "False alarms",
)  # fmt: skip


def row(cases: Tally, samples: Tally) -> tuple[int, ...]:
    """The numbers under the headings."""
    both = (cases, samples)
    known = sum(len(explained(tally)) for tally in both)
    return (
        cases.tried,
        samples.tried,
        sum(tally.made for tally in both),
        sum(len(tally.found) for tally in both),
        known,
        sum(len(tally.survived) for tally in both) - known,
        sum(len(tally.false_alarms) for tally in both),
    )


def main(kinds: list[str]) -> int:
    """The table, the reasons, then what is wrong; 1 if anything is."""
    table = Table(title="Compliant invoices, and what was changed in them")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "Kind" else "right")
    rows, told, wrong = [], [], []
    for kind in kinds:
        cases, samples = of_cases(kind), of_samples(kind)
        rows.append(row(cases, samples))
        table.add_row(kind, *map(str, rows[-1]))
        told += [f"{kind}, {reason.operator}: {reason.because}" for reason in reasons(kind)]
        told += [f"{kind}, {other.also} as well: {other.because}" for other in consequences(kind)]
        every = [*complaints(cases), *complaints(samples), *wrong_reasons(cases)]
        every += idle(cases, samples)
        wrong += [f"{kind}: {complaint}" for complaint in every]
    table.add_section()
    table.add_row(f"{len(rows)} kinds", *(str(sum(column)) for column in zip(*rows, strict=True)))
    console = Console(width=120)
    console.print(table)
    console.print("Explained", style="bold")
    for line in told:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    for line in wrong:
        console.print(line, markup=False, soft_wrap=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or KINDS))
