"""What can be wrong with a field: every way to change it that makes sense for its type.

An operator changes the judged invoice of a run, in all rows that hold the field. Where a price, a
quantity or a discount changes, the amount of the line goes with it, as it would in an invoicing
system, so that only the field itself is at odds with what was agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
from case_tables import FRAMES, one_after_the_other

from checker import agree
from checker.arithmetic import calculated_amount
from checker.clause import name
from checker.clauses import BY_NAME
from checker.facts import LINE_FACTS
from checker.fields import FIELDS
from checker.money import MONEY

if TYPE_CHECKING:
    from case_tables import Run

    from checker.clause import Kind

CENT = Decimal("0.01")
FRAME_OF = {"document": "documents", "line": "lines", "charge": "charges", "scope": "charges"}
OTHER_CLASS, ANOTHER_CLASS = "rush", "fuel"
CARRIES = (
    "invoiced_quantity", "item_net_price", "price_base_quantity", "line_allowance_percentage",
    "line_allowance_amount",
)  # fmt: skip
"""Fields of a line that its amount is made of."""


def larger(amount: Decimal) -> Decimal:
    """Half as much again; 1 where there was nothing."""
    return amount + (max(abs(amount) / 2, CENT) if amount else 1)


def smaller(amount: Decimal) -> Decimal:
    """Half of it; -1 where there was nothing."""
    return amount - (max(abs(amount) / 2, CENT) if amount else 1)


def next_period(day: date) -> date:
    """The same day of the next month, or its last one."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


Change = Callable[[object], object]
OF_AMOUNT: dict[str, Change] = {
    "larger": larger,
    "smaller": smaller,
    "sign": lambda amount: -amount,
    "missing": lambda _amount: None,
}
OF_DATE: dict[str, Change] = {
    "larger": lambda day: day + timedelta(days=7),
    "smaller": lambda day: day - timedelta(days=7),
    "next period": next_period,
    "missing": lambda _day: None,
}
OF_TEXT: dict[str, Change] = {
    "other text": lambda text: f"{text}-x" if text else "x",
    "missing": lambda _text: None,
}
OPERATORS = (
    *dict.fromkeys([*OF_AMOUNT, *OF_DATE, *OF_TEXT]),
    "other class",
    "other currency",
    "again",
)


@dataclass(frozen=True)
class Target:
    """Where the field of a kind stands: a column of a frame, and the rows of it to be changed."""

    frame: str
    column: str
    rows: tuple[int, ...]


def target(module: Kind, run: Run) -> Target | None:
    """The field in the judged invoice; what it is worked out from where the field is empty."""
    frames = [FRAME_OF[module.PLACE], *FRAMES]
    frame = next((f for f in frames if module.FIELD in FRAMES[f]), None)
    if frame is None:
        return None
    rows = getattr(run.invoices, frame).with_row_index("at")
    mine = rows.filter(pl.col("document_key") == run.last)
    if frame == "charges":
        mine = mine.filter(pl.col("charge_class").is_in(_classes(module, run)))
    for column in (module.FIELD, *_sources(module.STATED)):
        filled = mine.filter(pl.col(column).is_not_null())
        if column in FRAMES[frame] and filled.height:
            return Target(frame, column, tuple(filled["at"]))
    return Target(frame, module.FIELD, tuple(mine["at"]))


def _classes(module: Kind, run: Run) -> list[str]:
    """The charge classes of the clauses; all of them where a clause names none."""
    table = run.agreements.tables[name(module)]
    found = run.invoices.charges["charge_class"]
    return (table["class"] if "class" in table.columns else found).unique().drop_nulls().to_list()


def _sources(stated: str) -> list[str]:
    if stated not in LINE_FACTS:
        return []
    roots = LINE_FACTS[stated]().meta.root_names()
    kept = ("invoiced_quantity", "price_base_quantity")
    return [c for c in dict.fromkeys(roots) if c in FRAMES["lines"] and c not in kept]


def mutants(kind: str, run: Run) -> dict[str, Run]:
    """The run with its judged invoice changed, by operator; only what is really changed."""
    made: dict[str, Run] = {}
    # What a clause judges can depend on a parameter, so the clauses of the run say it.
    for module, _table in agree.steps((BY_NAME[kind],), run.agreements):
        made = _mutants(module, run) | made
    return {operator: other for operator, other in made.items() if _differs(run, other)}


def _mutants(module: Kind, run: Run) -> dict[str, Run]:
    found = target(module, run)
    made: dict[str, Run] = {}
    if found is not None:
        for operator, change in _of_type(found.column).items():
            if operator != "missing" or not FIELDS[found.column].needed:
                made[operator] = _changed(run, found, change)
    if found is not None and found.frame == "charges":
        made["other class"] = _changed(run, replace(found, column="charge_class"), _other_class)
        if not found.rows:
            made["larger"] = _charged(module, run)
    if {"currency", "list_currency"} & {module.FIELD, *module.READS}:
        documents = Target("documents", "currency", (run.last,))
        made["other currency"] = _changed(run, documents, _other_currency)
    if module.FOLDS == "withdraw":
        made["again"] = _again(run)
    return made


def _other_currency(currency: str) -> str:
    return "USD" if currency != "USD" else "EUR"


def _of_type(column: str) -> dict[str, Change]:
    dtype = FIELDS[column].dtype
    return OF_AMOUNT if dtype == MONEY else OF_DATE if dtype == pl.Date else OF_TEXT


def _other_class(charge_class: str) -> str:
    return OTHER_CLASS if charge_class != OTHER_CLASS else ANOTHER_CLASS


def _changed(run: Run, found: Target, change: Change) -> Run:
    frame = getattr(run.invoices, found.frame)
    before = frame[found.column].to_list()
    is_text = FIELDS[found.column].dtype == pl.String
    after = [
        change(value) if at in found.rows and (value is not None or is_text) else value
        for at, value in enumerate(before)
    ]
    changed = frame.with_columns(pl.Series(found.column, after, dtype=frame.schema[found.column]))
    if found.frame == "lines" and found.column in CARRIES:
        at = (
            pl.int_range(pl.len()).is_in(list(found.rows)) & pl.col("line_net_amount").is_not_null()
        )
        amount = pl.when(at).then(pl.coalesce(calculated_amount(), "line_net_amount"))
        changed = changed.with_columns(line_net_amount=amount.otherwise("line_net_amount"))
    return run.with_frames(**{found.frame: changed})


def _charged(module: Kind, run: Run) -> Run:
    """A charge of 1.00 where none was made, on the order of the first line."""
    lines = run.invoices.lines.filter(pl.col("document_key") == run.last)
    classes = _classes(module, run)
    if lines.is_empty() or not classes:
        return run
    charges = run.invoices.charges
    shared = [c for c in lines.columns if c in charges.columns and c != "line_id"]
    row = lines.head(1).select(
        *shared,
        charge_class=pl.lit(classes[0]),
        charge_amount=pl.lit(Decimal(1), dtype=MONEY),
        rows=pl.lit(1, dtype=pl.Int64),
    )
    return run.with_frames(charges=pl.concat([charges, row], how="diagonal"))


def _again(run: Run) -> Run:
    """The judged invoice once more, at the end."""
    last = pl.col("document_key") == run.last
    whole = {f: getattr(run.invoices, f) for f in FRAMES}
    copied = {f: rows.filter(last) for f, rows in whole.items()}
    copied = {f: rows.with_columns(document_key=pl.lit(0, pl.Int64)) for f, rows in copied.items()}
    copied["lines"] = copied["lines"].with_columns(line_key=pl.int_range(pl.len()))
    return run.with_frames(**one_after_the_other([whole, copied]))


def _differs(run: Run, other: Run) -> bool:
    return any(
        not getattr(run.invoices, f).equals(getattr(other.invoices, f), null_equal=True)
        for f in FRAMES
    )
