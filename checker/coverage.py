"""How much could be judged: per clause kind, and per row of the input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from checker.clause import name
from checker.money import MONEY, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.clause import Kind
    from checker.finding import Dtype
    from checker.invoice import Invoices

PER_CLAUSE: dict[str, Dtype] = {
    "clause": pl.String,
    "bound": pl.Int64,
    "holds": pl.Int64,
    "violated": pl.Int64,
    "unknown": pl.Int64,
    "tolerated": pl.Int64,
    "tolerated_amount": MONEY,
}
"""One row per clause kind. `bound` = holds + violated + unknown; `tolerated` counts what holds
only thanks to a tolerance, `tolerated_amount` sums how far off it is (money columns only)."""


@dataclass
class Coverage:
    """Counts while the kinds are judged one after the other.

    A row of the input is *checked* if every clause on it, and on its invoice, could be judged.
    """

    invoices: Invoices
    counts: list[pl.DataFrame] = field(default_factory=list)
    lines_unknown: list[pl.Series] = field(default_factory=list)
    documents_unknown: list[pl.Series] = field(default_factory=list)

    @classmethod
    def of(cls, invoices: Invoices, kinds: Iterable[str] = ()) -> Coverage:
        """Nothing counted yet of these kinds, which have a row even if nothing is counted."""
        nothing = dict.fromkeys(("bound", "holds", "violated", "unknown", "tolerated"), 0)
        rows = [{"clause": kind, **nothing, "tolerated_amount": None} for kind in kinds]
        return cls(invoices, counts=[pl.DataFrame(rows, schema=PER_CLAUSE)])

    def add(self, kind: Kind, judged: pl.DataFrame, unknown: pl.DataFrame) -> None:
        """Takes in the rows of one kind: those with a verdict in `holds`, and those without."""
        holds = judged.filter("holds")
        off = _off_by(kind, holds)
        row = {
            "clause": name(kind),
            "bound": judged.height + unknown.height,
            "holds": holds.height,
            "violated": judged.height - holds.height,
            "unknown": unknown.height,
            "tolerated": off.len(),
            "tolerated_amount": off.sum() if off.dtype == MONEY and off.len() else None,
        }
        self.counts.append(pl.DataFrame([row], schema=PER_CLAUSE))
        if kind.PLACE == "line":
            self.lines_unknown.append(unknown["line_key"])
        else:
            self.unknown_documents(unknown)

    def unknown_documents(self, unknown: pl.DataFrame) -> None:
        """Takes in rows that make a whole invoice not checkable."""
        self.documents_unknown.append(unknown["document_key"])

    def per_clause(self) -> pl.DataFrame:
        """One row per clause kind, with the columns of PER_CLAUSE."""
        amounts = pl.col("tolerated_amount")
        some = pl.when(amounts.count() > 0).then(amounts.sum())
        rounds = pl.concat(self.counts).group_by("clause", maintain_order=True)
        return rounds.agg(pl.col("bound", "holds", "violated", "unknown", "tolerated").sum(), some)

    def accounting(self) -> pl.DataFrame:
        """Rows `checked`, `not_checkable`, `rejected` and `read`: `rows` and `amount` of each.

        The first three add up to the last, in rows and in money.
        """
        documents = _keys(self.documents_unknown, "document_key")
        lines = _keys(self.lines_unknown, "line_key")
        every = pl.concat(
            [
                self._lines().join(lines, on="line_key", how="left").drop("line_key"),
                self._charges(),
            ],
            how="diagonal",
        ).join(documents, on="document_key", how="left", suffix="_document")
        is_unknown = pl.col("unknown").fill_null(value=False) | pl.col(
            "unknown_document"
        ).fill_null(value=False)
        rejected = self.invoices.rejected
        checked, not_checkable = every.filter(~is_unknown), every.filter(is_unknown)
        rows = [
            ("checked", checked["rows"].sum(), checked["amount"].sum()),
            ("not_checkable", not_checkable["rows"].sum(), not_checkable["amount"].sum()),
            ("rejected", rejected.height, rejected["line_net_amount"].sum()),
        ]
        parts = pl.DataFrame(
            rows, schema={"part": pl.String, "rows": pl.Int64, "amount": MONEY}, orient="row"
        )
        total = parts.select(
            pl.lit("read").alias("part"),
            pl.lit(self.invoices.rows_read).alias("rows").cast(pl.Int64),
            pl.col("amount").sum(),
        )
        return pl.concat([parts, total])

    def _lines(self) -> pl.DataFrame:
        return self.invoices.lines.select(
            "document_key",
            "line_key",
            rows=pl.lit(1, dtype=pl.Int64),
            amount=pl.col("line_net_amount").fill_null(ZERO),
        )

    def _charges(self) -> pl.DataFrame:
        return self.invoices.charges.select(
            "document_key", "rows", amount=pl.col("charge_amount").fill_null(ZERO)
        )


def _keys(found: list[pl.Series], column: str) -> pl.DataFrame:
    keys = pl.concat(found) if found else pl.Series(dtype=pl.Int64)
    return pl.DataFrame({column: keys.unique()}, schema={column: pl.Int64}).with_columns(
        unknown=pl.lit(value=True)
    )


def _off_by(kind: Kind, holds: pl.DataFrame) -> pl.Series:
    """How far each row that holds is off, where a tolerance can make it hold."""
    # A charge below the most that was agreed holds by itself, without any tolerance; so does a
    # date, and an amount of which a rule was agreed and no value.
    compared = (holds["stated"].dtype, holds["agreed"].dtype)
    if kind.PLACE != "line" or not all(dtype.is_decimal() for dtype in compared):
        return pl.Series(dtype=MONEY)
    apart = holds.select((pl.col("stated") - pl.col("agreed")).abs().cast(MONEY)).to_series()
    return apart.filter(apart != 0)
