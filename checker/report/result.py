"""Everything that a report can tell about one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.control import COMPARED, FIGURES
from checker.invoice import UNCLASSIFIED
from checker.locate import SET_APART
from checker.money import MONEY

if TYPE_CHECKING:
    from checker.cost_parameters import Costs
    from checker.messages import Message

COVERAGE = {
    "clause": pl.String,  # the kind
    "bound": pl.Int64,  # rows that the clause asks something of
    "holds": pl.Int64,
    "violated": pl.Int64,
    "unknown": pl.Int64,
    "tolerated": pl.Int64,  # of those that hold: not equal, but inside the tolerance
    "tolerated_amount": MONEY,
}
"""One row per kind that is agreed with anybody."""

ACCOUNTING = {"part": pl.String, "rows": pl.Int64, "amount": MONEY}
"""One row per part: `checked`, `not_checkable`, `rejected` and their sum `read`."""


@dataclass(frozen=True)
class RunResult:
    """One run: its findings with their costs, and how far they can be trusted."""

    findings: pl.DataFrame  # finding.FINDING
    coverage: pl.DataFrame  # COVERAGE
    accounting: pl.DataFrame  # ACCOUNTING
    costs: Costs
    saved: Decimal = Decimal(0)  # by catching drafts, currency of the costs
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SET_APART))
    unclassified: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNCLASSIFIED))
    totals: pl.DataFrame = field(default_factory=pl.DataFrame)  # rows of totals that were dropped
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURES))
    compared: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=COMPARED))
    provenance: dict[str, str] = field(default_factory=dict)  # hashes, version, command line
    mapping: dict[str, str] = field(default_factory=dict)  # dictionary field -> heading in the file
    notes: list[Message] = field(default_factory=list)

    @property
    def violated(self) -> pl.DataFrame:
        """The findings that ask for a correction."""
        return self.findings.filter(pl.col("outcome") == "violated")

    @property
    def unknown(self) -> pl.DataFrame:
        """The findings that could not be judged."""
        return self.findings.filter(pl.col("outcome") == "unknown")

    def rows_of(self, part: str) -> int:
        """How many rows a part of the accounting has."""
        return int(self.accounting.filter(pl.col("part") == part)["rows"].sum())

    @property
    def adds_up(self) -> bool:
        """Whether checked + not checkable + rejected = read, in rows and in money."""
        is_sum = pl.col("part") == "read"
        whole = self.accounting.filter(is_sum).select("rows", "amount").row(0)
        parts = self.accounting.filter(~is_sum).select(pl.col("rows", "amount").sum()).row(0)
        return bool(whole == parts)
