"""The case tables as something to run: for laws and mutants, which take every case of every kind.

Cases of one kind are put together into one run, each with a debtor and an agreement of its own, so
that hundreds of them cost as little as one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import build
import polars as pl
import yaml

from checker import judge
from checker.clauses import BY_NAME
from checker.invoice import Invoices, columns

if TYPE_CHECKING:
    from checker.agreements.model import Agreements
    from checker.registers import Registers

FOLDER = Path(__file__).parent / "clauses"
FRAMES = {frame: frozenset(columns(frame)) for frame in ("documents", "lines", "charges")}
KEYS = ("agreement_key", "clause_key", "price_list", "selection")
SPACING = 1_000_000
"""So far apart are the numbers that two cases have for the same: more than a case can use."""
NUMBERED = ("provenance", "prices", "selections", "papers", "item_numbers")
OF_A_CASE = ("keys", "names", "tables", "hash", *NUMBERED)
"""The parts of Agreements that say whose they are; the others hold for all debtors of a run."""


@dataclass(frozen=True)
class Case:
    """One row of a table, and its number among those of its kind."""

    kind: str
    number: int
    spec: dict

    @property
    def name(self) -> str:
        return self.spec["name"]

    @property
    def expect(self) -> str:
        """The outcome, or the word that stands for it."""
        expect = self.spec["expect"]
        return expect if isinstance(expect, str) else expect["outcome"]

    @property
    def documents(self) -> list[dict]:
        return self.spec.get("invoices") or [self.spec["invoice"]]

    def run(self) -> Run:
        """The case as it stands; the last invoice is the one that is judged."""
        invoices, agreements, registers = build.of_case(self.kind, self.spec)
        return Run(invoices, agreements, registers, len(self.documents) - 1)


@dataclass(frozen=True)
class Run:
    """What the kernel is given; `last` is the document that a case is about."""

    invoices: Invoices
    agreements: Agreements
    registers: Registers
    last: int = 0

    def check(self) -> judge.Judged:
        return judge.check(self.invoices, self.agreements, registers=self.registers)

    def with_frames(self, **frames: pl.DataFrame) -> Run:
        """The same with other documents, lines or charges."""
        rows = sum(frames.get(f, getattr(self.invoices, f)).height for f in ("lines", "charges"))
        return replace(self, invoices=replace(self.invoices, **frames, rows_read=rows))


@cache
def cases(kind: str) -> list[Case]:
    """All cases of a kind."""
    text = (FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")
    table = yaml.load(text, yaml.BaseLoader)  # noqa: S506  text only, as in an agreement
    return [Case(kind, number, spec) for number, spec in enumerate(table)]


KINDS = [kind for kind in BY_NAME if (FOLDER / f"{kind}.yaml").exists()]


def together(runs: list[Run]) -> list[tuple[list[int], Run]]:
    """As few runs as there can be: the numbers of those that went into each, and the whole.

    Run n has debtors that end in its number, four digits of it. Runs that share no tables for all
    debtors, such as item groups, stay apart.
    """
    batches: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        batches.setdefault(_shared(run), []).append(number)
    return [(numbers, _joined([(n, runs[n]) for n in numbers])) for numbers in batches.values()]


def number_of(debtor: str) -> int:
    """Which of the runs that were put together a debtor belongs to."""
    return int(debtor[-4:])


def _shared(run: Run) -> str:
    """What must be the same for runs to be put together, as text."""
    parts: list[object] = [
        sorted(run.invoices.absent),
        sorted(run.invoices.derived),
        sorted(run.registers.absent),
        sorted(run.registers.missing),
    ]
    for part in fields(run.agreements):
        if part.name not in OF_A_CASE:
            value = getattr(run.agreements, part.name)
            parts.append(value.write_json() if isinstance(value, pl.DataFrame) else value)
    return repr(parts)


def _joined(runs: list[tuple[int, Run]]) -> Run:
    frames = one_after_the_other([_invoices(number, run.invoices) for number, run in runs])
    rows_read = frames["lines"].height + frames["charges"].height
    every = [_agreements(number, run.agreements) for number, run in runs]
    kinds = dict.fromkeys(kind for one in every for kind in one.tables)
    first = runs[0][1]
    agreements = replace(
        every[0],
        keys={debtor: key for one in every for debtor, key in one.keys.items()},
        names={debtor: name for one in every for debtor, name in one.names.items()},
        tables={
            kind: _stacked([one.tables[kind] for one in every if kind in one.tables])
            for kind in kinds
        },
        **{part: _stacked([getattr(one, part) for one in every]) for part in NUMBERED},
    )
    registers = {
        name: pl.concat([_register(number, getattr(run.registers, name)) for number, run in runs])
        for name in ("deliveries", "orders")
        if name not in first.registers.missing
    }
    return Run(
        replace(first.invoices, **frames, rows_read=rows_read),
        agreements,
        replace(first.registers, **registers),
    )


def _register(number: int, register: pl.DataFrame) -> pl.DataFrame:
    return register.with_columns(pl.col("debtor", "owner") + f"{number:04d}")


def _invoices(number: int, invoices: Invoices) -> dict[str, pl.DataFrame]:
    debtor = pl.col("debtor") + f"{number:04d}"
    return {f: getattr(invoices, f) for f in FRAMES} | {
        "documents": invoices.documents.with_columns(debtor=debtor)
    }


def one_after_the_other(parts: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """The frames one under the other, documents and lines numbered anew."""
    documents, lines = 0, 0
    moved: dict[str, list[pl.DataFrame]] = {frame: [] for frame in FRAMES}
    for part in parts:
        for frame, rows in part.items():
            key = [pl.col("document_key") + documents]
            key += [pl.col("line_key") + lines] if frame == "lines" else []
            moved[frame].append(rows.with_columns(key))
        documents += part["documents"].height
        lines += part["lines"].height
    return {frame: pl.concat(rows) for frame, rows in moved.items()}


def _agreements(number: int, agreements: Agreements) -> Agreements:
    def own(frame: pl.DataFrame) -> pl.DataFrame:
        offset = number * SPACING
        return frame.with_columns(pl.col(c) + offset for c in KEYS if c in frame.columns)

    return replace(
        agreements,
        keys={
            f"{debtor}{number:04d}": key + number * SPACING
            for debtor, key in agreements.keys.items()
        },
        names={f"{debtor}{number:04d}": name for debtor, name in agreements.names.items()},
        tables={kind: own(table) for kind, table in agreements.tables.items()},
        **{part: own(getattr(agreements, part)) for part in NUMBERED},
    )


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One under the other; a parameter that one case leaves open has the type that others give."""
    loose = [
        f.with_columns(pl.col(c).cast(pl.Null) for c in f.columns if f[c].null_count() == f.height)
        for f in frames
    ]
    stacked = pl.concat(loose, how="diagonal_relaxed")
    types = {c: f.schema[c] for f in frames for c in f.columns}
    nothing = [c for c, dtype in stacked.schema.items() if dtype == pl.Null]
    if "is_special" in stacked.columns:  # of a case that selects nothing
        stacked = stacked.with_columns(pl.col("is_special").fill_null(value=False))
    return stacked.with_columns(pl.col(c).cast(types[c]) for c in nothing)
