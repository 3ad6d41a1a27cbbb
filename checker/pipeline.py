"""The whole story on one screen: read, normalise, judge, correct, cost, report."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from checker import agreements as agreement_files
from checker import judge
from checker.correct import correct
from checker.cost import cost, load_costs, prevented, remarks
from checker.messages import Lang, Message
from checker.read import read, read_frame
from checker.read.charges import load_charges
from checker.read.normalise import normalise
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
    from checker.invoice import Invoices
    from checker.read.register import Read
    from checker.read.subject import Name

    Input: TypeAlias = str | Path | pd.DataFrame | pl.DataFrame


def load_agreements(rules: str | Path = "rules") -> Agreements:
    """All agreements of a folder, checked.

    Raises AgreementError with all mistakes of all files, SettingsError for `_charges.yaml`.
    """
    rules = Path(rules)
    return agreement_files.load(rules, classes=load_charges(rules).names)


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
    today: date | None = None,
    stage: Stage = "issued",
    options: ReadOptions | None = None,
    lang: Lang = "en",
    command: str = "",
) -> Report:
    """What is wrong with the invoices of an export or a frame, what to do, what it costs.

    `deliveries` and `orders` are registers that clauses on them are held against; without them
    such a clause is unknown. `command` is told in the provenance. Raises InputError where an
    input cannot be read, SettingsError where the settings cannot.
    """
    rules, options = agreements.rules, options or ReadOptions()
    reading, further = _read(source, rules, options), _registers(deliveries, orders, rules, options)
    invoices = normalise(reading, load_charges(rules))
    judged = judge.check(invoices, agreements, registers=further.registers)
    costs, documents = load_costs(rules), _with_net_amount(invoices)
    findings = correct(judged.findings, stage)
    costed = cost(findings, documents, costs)
    result = RunResult(
        findings=costed,
        coverage=judged.coverage.per_clause(),
        accounting=judged.coverage.accounting(),
        rejected=invoices.rejected,
        unclassified=invoices.unclassified,
        totals=reading.totals,
        costs=costs,
        saved=prevented(findings, documents, costs),
        provenance=_provenance(reading, agreements, stage, today, command) | further.provenance,
        mapping={} if reading.exact else reading.mapping,  # there is nothing to choose
        notes=_notes(reading, invoices) + further.notes + remarks(costed, documents, costs),
    )
    return Report(result, lang, invoices.documents.height, judged)


def _registers(
    deliveries: Input | None, orders: Input | None, rules: Path, options: ReadOptions
) -> Read:
    given: dict[Name, Input | None] = {"deliveries": deliveries, "orders": orders}
    there = {name: _given(file) for name, file in given.items() if file is not None}
    return read_registers(there, rules=rules, options=options)


def _given(source: Input) -> Path | Literal["-"] | pl.DataFrame:
    if isinstance(source, pl.DataFrame):
        return source
    if isinstance(source, str | Path):
        return "-" if source == "-" else Path(source)
    return pl.from_pandas(source)


def _read(source: Input, rules: Path, options: ReadOptions) -> Reading:
    given = _given(source)
    if isinstance(given, pl.DataFrame):
        return read_frame(given, rules=rules, options=options)
    return read(given, rules=rules, options=options)


def _provenance(
    reading: Reading, agreements: Agreements, stage: Stage, today: date | None, command: str
) -> dict[str, str]:
    """What the result was made from; a frame has no hash, and without a day there is no day."""
    told = {
        "input": reading.source,
        "input_sha256": reading.sha256,
        "export": reading.export,
        "rules_sha256": agreements.hash,
        "version": version("checker"),
        "stage": stage,
        "on": today.isoformat() if today else "",
        "command": command,
    }
    return {name: value for name, value in told.items() if value}


def _with_net_amount(invoices: Invoices) -> pl.DataFrame:
    parts = [
        invoices.lines.select("document_key", net_amount="line_net_amount"),
        invoices.charges.select("document_key", net_amount="charge_amount"),
    ]
    net = pl.concat(parts).group_by("document_key").agg(pl.col("net_amount").sum())
    return invoices.documents.join(net, on="document_key", how="left", maintain_order="left")


def _notes(reading: Reading, invoices: Invoices) -> list[Message]:
    """What reading tells, totals that differ from their lines, columns that are no totals."""
    wrong = reading.totals.filter(pl.col("stated") != pl.col("computed"))
    sums = [
        Message(
            "cli.total_differs",
            {
                "source": reading.source,
                "row": row,
                "heading": reading.mapping.get(field, field),
                "stated": f"{stated.normalize():f}",
                "computed": f"{computed.normalize():f}",
            },
        )
        for row, field, stated, computed in wrong.iter_rows()
    ]
    return [*reading.notes, *sums, *left_out(reading, invoices.absent)]


def _to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    # Through Arrow types: the numpy way would turn decimals into floats.
    return frame.to_pandas(use_pyarrow_extension_array=True)
