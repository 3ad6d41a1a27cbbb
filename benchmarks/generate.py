"""Writes the input of a benchmark: invoices, agreements, the tables for the peers, the truth."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from benchmarks import agreements, export, terms

SEED = 20_250_101
SETTINGS = Path(__file__).parent.parent / "rules"


def generate(folder: Path, *, lines: int, debtors: int) -> None:
    """The same files for the same figures, in every run."""
    rng = np.random.default_rng(SEED)
    agreed = terms.draw(debtors, rng)
    drawn = export.draw(agreed, lines, rng)
    drawn.rows.write_parquet(folder / "invoices.parquet")
    drawn.truth.write_parquet(folder / "truth.parquet")
    agreements.write_files(agreed, SETTINGS, folder / "rules")
    agreements.write_tables(agreed, folder / "clauses")


if __name__ == "__main__":
    generate(Path(sys.argv[1]), lines=int(sys.argv[2]), debtors=int(sys.argv[3]))
