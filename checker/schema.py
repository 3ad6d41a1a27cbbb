"""One debtor's agreement as a plain pandas schema, for anybody's own pipeline.

The checks run the same kernel as everything else, so there is no second opinion to keep equal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa
import polars as pl

from checker import judge
from checker.agreements.model import OPEN, START
from checker.clause import name
from checker.clauses import KINDS
from checker.fields import FIELDS
from checker.read import ReadOptions, read_frame
from checker.read.charges import load_charges
from checker.read.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from checker.agreements.model import Agreements
    from checker.clause import Kind
    from checker.read.charges import ChargeClasses


def schema(agreements: Agreements, debtor: str, *, on: date) -> pa.DataFrameSchema:
    """The clauses in force with one debtor on a day, as a Pandera schema for pandas.

    Rows of the frame it validates: one per invoice line, columns named as in the dictionary
    (`checker.fields.EXPORT`). One check per clause kind, named after it, false for the rows
    that break the clause: the line, the charge, or every row of the invoice. A check
    `<kind>: unknown` is false for rows on which the clause cannot be judged.
    """
    key = agreements.key(debtor)
    in_force = {
        kind: table.filter(
            (pl.col("agreement_key") == key) & pl.lit(on).is_between("valid_from", "valid_to")
        ).with_columns(valid_from=pl.lit(START), valid_to=pl.lit(OPEN))
        for kind, table in agreements.tables.items()
    }
    tables = {kind: table for kind, table in in_force.items() if table.height}
    one = replace(agreements, tables=tables)
    charges = load_charges(agreements.rules)
    checks = [
        pa.Check(_rows_without(kind, outcome, one, charges), name=label, ignore_na=False)
        for kind in KINDS
        if name(kind) in tables
        for outcome, label in (("violated", name(kind)), ("unknown", f"{name(kind)}: unknown"))
    ]
    needed = {c: pa.Column(required=True, nullable=False) for c, f in FIELDS.items() if f.needed}
    return pa.DataFrameSchema(needed, checks=checks, name=f"agreement with {debtor}")


def _rows_without(
    kind: Kind, outcome: str, agreements: Agreements, charges: ChargeClasses
) -> Callable[[pd.DataFrame], pd.Series]:
    def holds(frame: pd.DataFrame) -> pd.Series:
        # The row number as line_id leads from a finding back to the row of the frame.
        numbered = frame.assign(line_id=[str(row) for row in range(len(frame))])
        reading = read_frame(
            pl.from_pandas(numbered), rules=agreements.rules, options=ReadOptions()
        )
        invoices = normalise(reading, charges)
        judged = judge.check(invoices, agreements, kinds=_upto(kind))
        found = judged.findings.filter(
            (pl.col("clause") == name(kind)) & (pl.col("outcome") == outcome)
        )
        return ~pd.Series(_touched(found, judged, len(frame)), index=frame.index)

    return holds


def _upto(kind: Kind) -> tuple[Kind, ...]:
    """The kind and those that may be folded before it: of charges that count others, all."""
    of_charges = ("charge", "scope")
    before = KINDS[: KINDS.index(kind)]
    if kind.PLACE not in of_charges:
        return (*before, kind)
    return tuple(k for k in KINDS if k is kind or k in before or k.PLACE in of_charges)


def _touched(found: pl.DataFrame, judged: judge.Judged, height: int) -> list[bool]:
    """Per row of the frame: is it the place of one of the findings?"""
    lines = judged.state.lines.select("document_key", row="line_id")
    charges = judged.state.charges.select(
        "document_key", row=pl.col("line_id").str.split(", ")
    ).explode("row")
    rows = pl.concat([lines, charges]).drop_nulls()
    # A charge that is missing has no row of its own: the whole invoice lacks it.
    placed = found.filter(pl.col("line_id").is_not_null())
    whole = found.filter(pl.col("line_id").is_null())
    touched = pl.concat(
        [
            placed.select(row=pl.col("line_id").str.split(", ")).explode("row"),
            rows.join(whole, on="document_key", how="semi").select("row"),
        ]
    )["row"].cast(pl.Int64)
    marks = [False] * height
    for row in touched:
        marks[row] = True
    return marks
