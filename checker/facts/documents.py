"""Facts about an invoice among the other invoices of its debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker import history
from checker.facts.fact import Fact

if TYPE_CHECKING:
    import polars as pl

    from checker.state import State


def duplicate_of(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `duplicate_of`: the number of the earlier invoice, "" where there is none."""
    found = history.duplicates(state.history, bound.select("document_key", "within_days"))
    return bound.join(found, on="document_key", how="left")


FACTS = {"duplicate_of": Fact(duplicate_of)}
