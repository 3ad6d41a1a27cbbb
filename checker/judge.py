"""The verdict: Pandera compares stated with agreed, kind by kind, while the invoice is folded.

This is the one place that knows Pandera's traps: only eager frames are validated (on a lazy
one it checks nothing by default and reports wrong rows behind a join), rows with a null never
reach it (it would pass them), its failure cases are not built (they cost a second per million
rows), and an exception inside a check is ours, not a debtor's error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrorReason, SchemaErrors

from checker import agree, history
from checker.clause import name
from checker.clauses import KINDS
from checker.coverage import Coverage
from checker.fold import fold, left_open
from checker.listing import listed, without_agreement
from checker.state import start

if TYPE_CHECKING:
    from pandera.api.polars.types import PolarsData

    from checker.agreements.model import Agreements
    from checker.clause import Kind
    from checker.history import History
    from checker.invoice import Invoices
    from checker.registers import Registers
    from checker.state import State


@dataclass(frozen=True)
class Judged:
    """What the kernel returns.

    `findings` has the columns of `checker.finding.JUDGED`, in the order of the invoices.
    `coverage` counts per kind, `state` is the invoices as agreed.
    """

    findings: pl.DataFrame
    coverage: Coverage
    state: State


@dataclass(frozen=True)
class _Round:
    """What one round of a kind found."""

    kind: Kind
    violated: pl.DataFrame
    unknown: pl.DataFrame


def check(
    invoices: Invoices,
    agreements: Agreements,
    past: History | None = None,
    *,
    registers: Registers | None = None,
    kinds: tuple[Kind, ...] = KINDS,
) -> Judged:
    """Every clause in force, judged on every invoice, in the order of `kinds`."""
    state = start(invoices, agreements, past or history.of(invoices), registers)
    agreed = [name(kind) for kind in kinds if name(kind) in agreements.tables]
    coverage = Coverage.of(invoices, agreed)
    agreements = agree.concerned(agreements, state)
    state = agree.with_limits(kinds, state, agreements)
    found = [without_agreement(state)]
    coverage.unknown_documents(found[0])
    rounds: dict[str, list[_Round]] = {}
    for kind, table in agree.steps(kinds, agreements):
        bound = agree.bind(kind, state, table)
        unknown = bound.filter(pl.col("reason").is_not_null())
        known = bound.filter(pl.col("reason").is_null() & pl.col("applies"))
        judged = known.with_columns(holds=verdict(kind, known))
        state, violated = fold(kind, state, judged)
        state = left_open(kind, state, unknown)
        coverage.add(kind, judged, unknown)
        rounds.setdefault(name(kind), []).append(_Round(kind, violated, unknown))
    for kind in kinds:
        own = rounds.get(name(kind), [])
        found += [listed(one.kind, state, one.violated, one.unknown) for one in own]
    return Judged(pl.concat(found), coverage, state)


def verdict(kind: Kind, known: pl.DataFrame) -> pl.Series:
    """True per row where stated is as agreed, by Pandera; `known` has no null that matters."""
    everything = pl.repeat(value=True, n=known.height, eager=True)
    if known.is_empty():
        return everything
    predicate = kind.holds()
    narrow = known.select(sorted(set(predicate.meta.root_names())))

    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(predicate)

    check = pa.Check(holds, name=name(kind), ignore_na=False, n_failure_cases=1)
    try:
        pa.DataFrameSchema(checks=check).validate(narrow, lazy=True)
    except SchemaErrors as errors:
        return _mask(errors)
    return everything


def _mask(errors: SchemaErrors) -> pl.Series:
    (error,) = errors.schema_errors
    if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK:
        # A bug in a predicate would otherwise be counted as an error of every invoice.
        raise RuntimeError(f"the check itself failed: {error}")
    mask: pl.Series = error.check_output.to_series()
    if mask.null_count():
        raise RuntimeError(f"{error.check.name}: a verdict on a row with a null")
    return mask
