"""What a fact is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from checker.state import State


@dataclass(frozen=True)
class Fact:
    """Adds a column to the rows that clauses are bound to, after their parameters have come in.

    `add` gives the same rows with the column; `needs` are the columns of the place, or other
    facts, that it works with.
    """

    add: Callable[[pl.DataFrame, State], pl.DataFrame]
    needs: tuple[str, ...] = ()
