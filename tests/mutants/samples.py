"""The sample invoices as something to make mutants of: those that are as agreed, for every kind."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import polars as pl
from case_tables import FRAMES, Run, one_after_the_other
from operators import mutants
from running import COMPARED, Tally, findings

from checker import agree, judge, load_agreements
from checker.clauses import BY_NAME
from checker.debtor import canonical
from checker.read import read
from checker.read.charges import load_charges
from checker.read.normalise import normalise
from checker.read.reading import ReadOptions
from checker.read.register import read_registers

if TYPE_CHECKING:
    from checker.agreements.model import Agreements

ROOT = Path(__file__).parents[2]
RULES, SAMPLE = ROOT / "rules", ROOT / "sample_data"
REGISTERS = ("deliveries", "orders")
SEED = 20250101
TRIED = 12  # invoices per kind


@cache
def sample() -> tuple[Run, judge.Judged]:
    """All sample invoices, and what was judged."""
    options = ReadOptions()
    reading = read(SAMPLE / "invoices.csv", rules=RULES, options=options)
    given = {n: SAMPLE / f"{n}.csv" for n in REGISTERS if (SAMPLE / f"{n}.csv").exists()}
    registers = read_registers(given, rules=RULES, options=options).registers
    invoices = normalise(reading, load_charges(RULES))
    run = Run(invoices, load_agreements(RULES), registers)
    return run, run.check()


def compliant(kind: str) -> list[int]:
    """Some of the invoices without a finding that a clause of the kind asks something of."""
    _, judged = sample()
    asked: set[int] = set()
    state = judged.state
    if BY_NAME[kind].FOLDS == "price":
        # The kind settled the price itself, and asks nothing of a settled one.
        open_again = state.lines.with_columns(net_price_agreed=pl.lit(value=False))
        state = replace(state, lines=open_again)
    for placed, table in agree.steps((BY_NAME[kind],), state.agreements):
        bound = agree.bind(placed, state, table)
        sure = bound.filter(pl.col("reason").is_null() & pl.col("applies"))
        asked |= set(sure["document_key"])
    clean = sorted(asked - set(judged.findings["document_key"]))
    rng = Random(SEED)  # noqa: S311  the same invoices in every run
    return rng.sample(clean, min(TRIED, len(clean)))


def of_samples(kind: str) -> Tally:
    """The mutants of some sample invoices, every one with all invoices of its debtor.

    Found is what the kind says of any of them: too much of a delivery is told on its last line.
    """
    run, _ = sample()
    chosen = compliant(kind)
    tally = Tally(kind, len(chosen))
    named: list[tuple[str, str, int]] = []
    unchanged: list[Run] = []
    made: list[Run] = []
    for number, key in enumerate(chosen):
        debtor, invoice = run.invoices.documents.select("debtor", "invoice_number").row(key)
        unchanged.append(_of_debtor(debtor, invoice))
        for operator, mutant in mutants(kind, unchanged[-1]).items():
            named.append((operator, f"debtor {debtor}", number))
            made.append(mutant)
    before, after = findings(unchanged), findings(made)
    for place, (operator, name, number) in enumerate(named):
        known = {_where(row) for row in before[number]}
        tally.add((operator, name), {row for row in after[place] if _where(row) not in known})
    return tally


def _where(row: tuple) -> tuple:
    """A finding without what is stated: another amount in one that was there is no new one."""
    at = COMPARED.index("stated")
    return row[:at] + row[at + 1 :]


@cache
def _of_debtor(debtor: str, number: str) -> Run:
    """The invoices and clauses of a debtor alone; the invoice of that number is the judged one."""
    run, _ = sample()
    mine = run.invoices.documents.filter(pl.col("debtor") == debtor)
    keys = mine["document_key"]
    part = {
        frame: getattr(run.invoices, frame).filter(pl.col("document_key").is_in(keys.implode()))
        for frame in FRAMES
    }
    new = dict(zip(keys, range(len(keys)), strict=True))
    part = {
        frame: rows.with_columns(pl.col("document_key").replace_strict(new, return_dtype=pl.Int64))
        for frame, rows in part.items()
    }
    part["lines"] = part["lines"].with_columns(line_key=pl.int_range(pl.len()))
    registers = {
        name: register.filter(pl.col("owner") == canonical(debtor))
        for name in REGISTERS
        if (register := getattr(run.registers, name)) is not None
    }
    alone = replace(
        run,
        agreements=_agreed_with(debtor, run.agreements),
        registers=replace(run.registers, **registers),
    )
    alone = alone.with_frames(**one_after_the_other([part]))
    return replace(
        alone, last=new[mine.filter(pl.col("invoice_number") == number)["document_key"][0]]
    )


def _agreed_with(debtor: str, agreements: Agreements) -> Agreements:
    """The clauses of one debtor, so that those of several can be put together."""
    key = agreements.key(debtor)
    tables = {
        kind: table.filter(pl.col("agreement_key") == key)
        for kind, table in agreements.tables.items()
    }
    tables = {kind: table for kind, table in tables.items() if table.height}
    used = [table["price_list"] for table in tables.values() if "price_list" in table.columns]
    lists = pl.concat(used).implode() if used else []
    return replace(
        agreements,
        keys={canonical(debtor): key},
        names={},
        groups={},
        written={},
        tables=tables,
        prices=agreements.prices.filter(pl.col("price_list").is_in(lists)),
    )
