"""What holds for every clause kind, on every case of its table.

The cases of a kind are checked in one run, each with a debtor of its own. A case that breaks a law
stands in the message by its name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

import polars as pl
import pytest
from case_tables import FRAMES, KINDS, Run, cases, number_of, one_after_the_other, together
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.clauses import BY_NAME
from checker.correct import agreed_invoices
from checker.debtor import canonical_expr
from checker.fields import DELIVERED, FIELDS, ORDERED
from checker.invoice import CREDIT_NOTE

SEED = 20250615
COMPARED = [
    "clause", "outcome", "debtor", "invoice_number", "line_id", "charge_class",
    "sales_order_reference", "stated", "agreed", "difference", "reason",
]  # fmt: skip
FRAME_OF = {"document": "documents", "line": "lines"}
ON_INVOICES = frozenset().union(*FRAMES.values())
REGISTERS = {
    "deliveries": {f.name for f in DELIVERED} - ON_INVOICES,
    "orders": {f.name for f in ORDERED} - ON_INVOICES,
}
"""What only the registers tell."""
READS = [
    (kind, column, frame)
    for kind in KINDS
    for column in BY_NAME[kind].READS
    if column in FIELDS and not FIELDS[column].needed
    for frame, held in (FRAMES | REGISTERS).items()
    if column in held
]


@cache
def runs(kind: str) -> list[Run]:
    return [case.run() for case in cases(kind)]


@cache
def checked(kind: str) -> list[tuple[Run, object]]:
    """The cases as they stand: the runs that they make together, with what was judged."""
    return [(run, run.check()) for _numbers, run in together(runs(kind))]


def found(kind: str, judgements) -> dict[str, list[tuple]]:
    """The findings by the name of the case, in an order of their own."""
    by_case = defaultdict(list)
    for judged in judgements:
        for row in judged.findings.select(COMPARED).rows():
            # One charge on two lines names both, whichever stands first.
            line_id = ", ".join(sorted((row[4] or "").split(", ")))
            name = cases(kind)[number_of(row[2])].name
            by_case[name].append((*row[:4], line_id, *row[5:]))
    return {name: sorted(rows, key=repr) for name, rows in by_case.items()}


def violated(kind: str, judgements) -> dict[str, list[tuple]]:
    every = found(kind, judgements)
    only = {name: [row for row in rows if row[1] == "violated"] for name, rows in every.items()}
    return {name: rows for name, rows in only.items() if rows}


@pytest.mark.parametrize("kind", KINDS)
def test_invoices_as_agreed_have_no_findings(kind):
    # Left out: credit notes of invoices that were wrong themselves. They repeat what was stated.
    for run, judged in checked(kind):
        corrected = agreed_invoices(judged, run.invoices)
        again = replace(run, invoices=corrected).check()
        left = violated(kind, [again])
        wrong = {number_of(debtor) for debtor in judged.findings["debtor"]}
        repeating = {cases(kind)[n].name for n in wrong if has_credit_note_of_another(kind, n)}
        expected = {
            name: kept
            for name, rows in violated(kind, [judged]).items()
            if (kept := [row for row in rows if BY_NAME[row[0]].FOLDS == "nothing"])
        }
        assert {name: rows for name, rows in left.items() if name not in repeating} == {
            name: rows for name, rows in expected.items() if name not in repeating
        }


def has_credit_note_of_another(kind: str, number: int) -> bool:
    documents = cases(kind)[number].documents
    return len(documents) > 1 and any("preceding_invoice_reference" in d for d in documents)


@pytest.mark.parametrize("kind", KINDS)
def test_differences_add_up_to_stated_minus_agreed(kind):
    for run, judged in checked(kind):
        gone = {
            key
            for clause, key in judged.findings.filter(pl.col("outcome") == "violated")
            .select("clause", "document_key")
            .rows()
            if BY_NAME[clause].FOLDS == "withdraw"
        }
        kept = [k for k in run.invoices.documents["document_key"] if k not in gone]
        differences: dict[int, Decimal] = defaultdict(Decimal)
        for key, difference in judged.findings.select("document_key", "difference").rows():
            differences[key] += difference
        stated, agreed = net(run.invoices), net(agreed_invoices(judged, run.invoices))
        names = {k: case_of(kind, run, k) for k in kept}
        assert {names[k]: stated[k] - differences[k] for k in kept} == {
            names[k]: agreed[place] for place, k in enumerate(kept)
        }


def net(invoices) -> dict[int, Decimal]:
    """What each invoice comes to without VAT, summed one by one."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for frame, column in ((invoices.lines, "line_net_amount"), (invoices.charges, "charge_amount")):
        for key, value in frame.select("document_key", column).iter_rows():
            sums[key] += value or 0
    return sums


def case_of(kind: str, run: Run, document_key: int) -> tuple[str, str]:
    document = run.invoices.documents.row(document_key, named=True)
    return cases(kind)[number_of(document["debtor"])].name, document["invoice_number"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_rows_does_not_matter(kind):
    shuffled = [shuffle(run).check() for run, _judged in checked(kind)]
    assert found(kind, shuffled) == found(kind, [judged for _run, judged in checked(kind)])


def shuffle(run: Run) -> Run:
    """Lines, charges, clauses and registers in any order; invoices too, but for those of one day."""
    rng = Random(SEED)  # noqa: S311  the same order in every run
    documents = run.invoices.documents
    days = documents["issue_date"].unique().sort().to_list()
    rank = dict(zip(days, rng.sample(range(len(days)), len(days)), strict=True))
    moved = documents.sort(pl.col("issue_date").replace_strict(rank), maintain_order=True)
    new = dict(zip(moved["document_key"], range(moved.height), strict=True))
    lines, charges = (
        getattr(run.invoices, f)
        .with_columns(pl.col("document_key").replace_strict(new, return_dtype=pl.Int64))
        .sample(fraction=1, shuffle=True, seed=SEED)
        for f in ("lines", "charges")
    )
    tables = {
        kind: table.sample(fraction=1, shuffle=True, seed=SEED)
        for kind, table in run.agreements.tables.items()
    }
    registers = {
        name: register.sample(fraction=1, shuffle=True, seed=SEED)
        for name in REGISTERS
        if (register := getattr(run.registers, name)) is not None
    }
    other = replace(
        run,
        agreements=replace(run.agreements, tables=tables),
        registers=replace(run.registers, **registers),
    )
    return other.with_frames(
        documents=moved.with_columns(document_key=pl.int_range(pl.len())),
        lines=lines.with_columns(line_key=pl.int_range(pl.len())),
        charges=charges,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_other_debtors_change_nothing(kind):
    # The same invoices once more for debtors with the same agreement, and for some with none.
    for run, judged in checked(kind):
        debtors = set(run.invoices.documents["debtor"])
        keys = run.agreements.keys
        twins = {f"7{debtor}": key for debtor, key in keys.items()}
        agreements = replace(run.agreements, keys=keys | twins)
        three = together_as_they_are(
            [renamed(run, "8"), renamed(run, "7"), replace(run, agreements=agreements)]
        )
        findings = three.check().findings
        own = findings.filter(pl.col("debtor").is_in(debtors))
        assert found(kind, [replace(judged, findings=own)]) == found(kind, [judged])
        strangers = findings.filter(pl.col("debtor").str.starts_with("8"))
        assert set(strangers["reason"]) <= {"no_agreement"}


def renamed(run: Run, prefix: str) -> Run:
    documents = run.invoices.documents
    other = pl.lit(prefix) + canonical_expr(pl.col("debtor"))
    return run.with_frames(documents=documents.with_columns(debtor=other))


def together_as_they_are(parts: list[Run]) -> Run:
    frames = [{f: getattr(part.invoices, f) for f in FRAMES} for part in parts]
    return parts[-1].with_frames(**one_after_the_other(frames))


@pytest.mark.parametrize(
    ("kind", "column", "frame"), READS, ids=[f"{k}: {c} of {f}" for k, c, f in READS]
)
def test_what_is_missing_is_never_held_against_anybody(kind, column, frame):
    emptied = [without(run, column, frame) for run in runs(kind)]
    after = violated(kind, [run.check() for _numbers, run in together(emptied)])
    before = violated(kind, [judged for _run, judged in checked(kind)])
    places = {name: {row[2:7] for row in rows} for name, rows in after.items()}
    assert {
        name: new
        for name, where in places.items()
        if (new := where - {row[2:7] for row in before.get(name, [])})
    } == {}
    named = "place" in BY_NAME[kind].Params.model_fields  # then it is not known here
    if FRAME_OF.get(BY_NAME[kind].PLACE) == frame and not named:
        still = {name: rows for name, rows in after.items() if not on_original(kind, name)}
        last = {case.name: len(case.documents) for case in cases(kind)}
        numbers = {
            case.name: case.documents[-1].get("invoice_number", f"F{last[case.name]}")
            for case in cases(kind)
        }
        own = {n: [r for r in rows if r[0] == kind] for n, rows in still.items()}
        assert {n: r for n, rows in own.items() for r in rows if r[3] == numbers[n]} == {}


def on_original(kind: str, name: str) -> bool:
    """Credit notes that are compared with their invoice do without what was agreed."""
    (case,) = (case for case in cases(kind) if case.name == name)
    is_credit = case.documents[-1].get("invoice_type_code") == CREDIT_NOTE
    return is_credit and BY_NAME[kind].ON_CREDIT == "original"


def nothing_in(column: str) -> pl.Expr:
    return pl.when(pl.lit(value=False)).then(pl.col(column)).alias(column)


def without(run: Run, column: str, frame: str) -> Run:
    """The judged invoice with nothing in a column of one of its frames, or a register without it."""
    if frame in REGISTERS:
        register = getattr(run.registers, frame)
        emptied = {} if register is None else {frame: register.with_columns(nothing_in(column))}
        return replace(run, registers=replace(run.registers, **emptied))
    rows = getattr(run.invoices, frame)
    is_last = pl.col("document_key") == run.last
    nothing = pl.when(~is_last).then(pl.col(column)).alias(column)
    return run.with_frames(**{frame: rows.with_columns(nothing)})


FACTORS = st.integers(2, 1000)


@cache
def held() -> list[Run]:
    """The cases of all kinds that hold, put together."""
    every = [
        run
        for kind in KINDS
        for case, run in zip(cases(kind), runs(kind), strict=True)
        if case.expect == "holds"
    ]
    return [run for _numbers, run in together(every)]


@settings(max_examples=2)
@given(quantity=FACTORS, price=FACTORS, credit=st.booleans())
def test_every_row_is_accounted_for_at_any_size(quantity, price, credit):
    for run in held():
        scaled = larger(run, quantity, price, credit=credit)
        parts = {p: (n, amount) for p, n, amount in scaled.check().coverage.accounting().rows()}
        every = [parts[p] for p in ("checked", "not_checkable", "rejected")]
        assert parts["read"] == (sum(n for n, _ in every), sum(amount for _, amount in every))
        assert parts["read"] == (scaled.invoices.rows_read, sum(net(scaled.invoices).values()))


def larger(run: Run, quantity: int, price: int, *, credit: bool) -> Run:
    """Quantities and prices times whole factors; as a credit note the quantities are negative."""
    by = -quantity if credit else quantity
    lines, documents = run.invoices.lines, run.invoices.documents
    lines = lines.with_columns(
        pl.col("invoiced_quantity") * by,
        pl.col("item_net_price") * price,
        pl.col("item_gross_price") * price,
        pl.col("line_net_amount") * (by * price),
    )
    code = pl.lit(CREDIT_NOTE) if credit else pl.col("invoice_type_code")
    return run.with_frames(documents=documents.with_columns(invoice_type_code=code), lines=lines)
