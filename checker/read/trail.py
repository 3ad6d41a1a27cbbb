"""What reading an export leaves behind, so that it can be told where each value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from checker.read.headings import Choice
    from checker.read.numbers import Notation
    from checker.read.reading import ReadOptions
    from checker.read.table import Table


@dataclass(frozen=True)
class Trail:
    """Cells and values of the same rows, in the same order."""

    table: Table
    choice: Choice
    values: pl.DataFrame
    used: pl.Series  # true for the rows that were read
    notations: dict[str, Notation]  # field -> how its column is written
    options: ReadOptions
