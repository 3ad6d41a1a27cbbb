"""The whole story: read, normalise, identify, judge, correct, locate, cost, report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from checker import agreements as agreement_files
from checker import judge
from checker.control import as_stated, figures, net_amounts
from checker.correct import correct
from checker.cost import cost, load_costs, prevented, remarks
from checker.identify import identify
from checker.locate import locate, set_apart
from checker.read import read, read_frame
from checker.read.charges import load_charges
from checker.read.control import compared, control_figures
from checker.read.never import with_reasons
from checker.read.normalise import normalise
from checker.read.origin import origin, register_origin
from checker.read.reading import Reading, ReadOptions
from checker.read.register import read_registers
from checker.read.stated import left_out
from checker.report.result import RunResult
from checker.report.write import write

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from checker.agreements.model import Agreements
    from checker.finding import Stage
    from checker.messages import Lang
    from checker.read.control import Given
    from checker.read.register import Read
    from checker.read.subject import Name

    Input: TypeAlias = str | Path | pd.DataFrame | pl.DataFrame


def load_agreements(rules: str | Path = "rules", *, cache: str | Path | None = None) -> Agreements:
    """All agreements of a folder, checked.

    `cache` is a folder in which they are kept until one of their files changes.
    Raises AgreementError with all mistakes of all files, SettingsError for `_charges.yaml`.
    """
    rules = Path(rules)
    return agreement_files.load(
        rules, classes=load_charges(rules).names, cache=Path(cache) if cache else None
    )


@dataclass(frozen=True)
class Report:
    """What a check found. Frames are pandas; amounts are Decimal, dates are dates.

    `findings` is the correction list, one row per finding that is not as agreed or not known.
    `coverage` has one row per clause kind, `totals` the accounting of rows and of money.
    """

    result: RunResult
    lang: Lang = "en"
    invoices: int = 0  # how many were read
    judged: judge.Judged | None = field(default=None, repr=False)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The correction list: the columns of `checker.report.columns`, what costs most first."""
        from checker.report.columns import correction_list  # noqa: PLC0415  sorting costs time

        return _to_pandas(correction_list(self.result.findings, self.lang))

    @property
    def coverage(self) -> pd.DataFrame:
        """Per clause kind: bound, holds, violated, unknown, tolerated."""
        return _to_pandas(self.result.coverage)

    @property
    def totals(self) -> pd.DataFrame:
        """Rows and amounts: checked + not_checkable + rejected = read."""
        return _to_pandas(self.result.accounting)

    @property
    def figures(self) -> pd.DataFrame:
        """What the input comes to, see `checker.control.FIGURES`: figure, currency, found."""
        return _to_pandas(self.result.figures)

    @property
    def control(self) -> pd.DataFrame:
        """What the user, totals rows and e-invoices state, beside what was read.

        Columns: kind, place, source_row, figure, currency, stated, found, outcome (`equal`,
        `different`, `unknown`); see `checker.control.COMPARED`.
        """
        return _to_pandas(self.result.compared)

    @property
    def as_stated(self) -> bool:
        """Whether the input comes to what the user, its totals rows and its e-invoices state."""
        return as_stated(self.result.compared)

    @property
    def provenance(self) -> dict[str, str]:
        """Hash of input and rules, version, stage: what the result was made from."""
        return self.result.provenance

    @property
    def violated(self) -> int:
        """How many findings are not as agreed."""
        return int((self.result.findings["outcome"] == "violated").sum())

    @property
    def unknown(self) -> int:
        """How many findings could not be judged."""
        return int((self.result.findings["outcome"] == "unknown").sum())

    def write(self, path: str | Path, *, form: str | None = None) -> None:
        """The report as a file; the form follows from the suffix. Raises OutputError."""
        write(self.result, str(path), form=form, lang=self.lang)


def check(  # noqa: PLR0913  each has a default; together they are what a run is
    source: Input,
    agreements: Agreements,
    *,
    deliveries: Input | None = None,
    orders: Input | None = None,
    query: str | Path | None = None,
    today: date | None = None,
    stage: Stage = "issued",
    options: ReadOptions | None = None,
    control: Given | None = None,
    lang: Lang = "en",
    command: str = "",
) -> Report:
    """What is wrong with the invoices of an export or a frame, what to do, what it costs.

    `deliveries` and `orders` are registers that clauses on them are held against; without them
    such a clause is unknown. Where the source is the address of a database, `query` is SQL or the
    Path of a file with it, and a register may be a Path to another. `control` has the figures that
    the input should come to, as text, in a file or by their keys. `command` is told in the
    provenance. Raises InputError where an input or the figures cannot be read, SettingsError where
    the settings cannot.
    """
    rules, options = agreements.rules, options or ReadOptions()
    options = options if query is None else replace(options, query=query)
    expected = () if control is None else control_figures(control)
    registers: dict[Name, Input | None] = {"deliveries": deliveries, "orders": orders}
    reading = _read(source, rules, options)
    further = _registers(registers, source, rules, options)
    identified = identify(normalise(reading, load_charges(rules)), agreements)
    invoices = identified.invoices
    documents = net_amounts(invoices)
    found = figures(invoices, documents, further.data_rows)
    held = pl.concat([compared(reading, expected, found), *further.compared])
    judged = judge.check(invoices, agreements, registers=further.registers)
    costs = load_costs(rules)
    findings = with_reasons(locate(correct(judged.findings, stage), invoices), reading.never)
    costed = cost(findings, documents, costs)
    result = RunResult(
        findings=costed,
        coverage=judged.coverage.per_clause(),
        accounting=judged.coverage.accounting(),
        rejected=set_apart(invoices),
        unclassified=invoices.unclassified,
        totals=reading.totals,
        figures=found,
        compared=held,
        costs=costs,
        saved=prevented(findings, documents, costs),
        provenance=_provenance(reading, agreements, stage, today, command) | further.provenance,
        mapping={} if reading.exact else reading.mapping,  # there is nothing to choose
        notes=[
            *reading.notes,
            *left_out(reading, invoices),
            *identified.notes,
            *further.notes,
            *remarks(costed, documents, costs),
        ],
    )
    return Report(result, lang, invoices.documents.height, judged)


def _registers(
    given: dict[Name, Input | None], source: Input, rules: Path, options: ReadOptions
) -> Read:
    there = {
        name: register_origin(file, source) if isinstance(file, str | Path) else _frame(file)
        for name, file in given.items()
        if file is not None
    }
    return read_registers(there, rules=rules, options=options)


def _read(source: Input, rules: Path, options: ReadOptions) -> Reading:
    if isinstance(source, str | Path):
        return read(origin(source, options.query), rules=rules, options=options)
    return read_frame(_frame(source), rules=rules, options=options)


def _frame(given: pd.DataFrame | pl.DataFrame) -> pl.DataFrame:
    return given if isinstance(given, pl.DataFrame) else pl.from_pandas(given)


def _provenance(
    reading: Reading, agreements: Agreements, stage: Stage, today: date | None, command: str
) -> dict[str, str]:
    """What the result was made from; a frame has no hash, and without a day there is no day."""
    told = {
        "input": reading.source,
        "input_sha256": reading.sha256,
        "query_sha256": reading.query_sha256,
        "export": reading.export,
        "rules_sha256": agreements.hash,
        "version": version("checker"),
        "stage": stage,
        "on": today.isoformat() if today else "",
        "command": command,
    }
    return {name: value for name, value in told.items() if value}


def _to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    # Through Arrow types: the numpy way would turn decimals into floats.
    return frame.to_pandas(use_pyarrow_extension_array=True)
