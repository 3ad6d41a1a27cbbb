"""Binding: what was agreed, beside what is stated, for every row that a clause is about.

`bind` gives a clause kind its narrow frame; what comes of the verdict is folded in by
`checker.fold`, so that a wrong price that lifts an order over a limit is not counted twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from checker import facts
from checker.arithmetic import discount_to
from checker.clause import name
from checker.facts import FACTS, LINE_FACTS
from checker.fields import LINE
from checker.grouping import grouped
from checker.in_force import in_force
from checker.money import MONEY
from checker.scope import DATES, scopes, with_item_selection
from checker.selection import OF_ITEM, OF_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.agreements.model import Agreements
    from checker.clause import Kind
    from checker.state import State

OF_LINE = frozenset(entry.name for entry in LINE)


def concerned(agreements: Agreements, state: State) -> Agreements:
    """The agreements with only those clauses that the debtors of these invoices have.

    Every kind costs some milliseconds, however few rows it finds; one that finds none need not.
    """
    there = pl.col("agreement_key").is_in(state.documents["agreement_key"].unique().implode())
    tables = {kind: table.filter(there) for kind, table in agreements.tables.items()}
    return replace(agreements, tables={k: table for k, table in tables.items() if table.height})


def steps(kinds: Sequence[Kind], agreements: Agreements) -> Iterator[tuple[Kind, pl.DataFrame]]:
    """The clauses kind by kind, parted into those that are folded one after the other.

    A clause that counts other charges sees them as agreed, so it waits for all that do not.
    """
    waiting: list[tuple[int, Kind, pl.DataFrame]] = []
    for kind in kinds:
        if kind.PLACE not in ("charge", "scope"):
            yield from _in_turn(waiting)
            waiting = []
        if name(kind) not in agreements.tables:
            continue
        for placed, table in _by_place(kind, agreements.tables[name(kind)]):
            for turn, part in _by_turn(placed, table):
                if turn:
                    waiting.append((turn, placed, part))
                else:
                    yield placed, part
    yield from _in_turn(waiting)


def _in_turn(
    waiting: list[tuple[int, Kind, pl.DataFrame]],
) -> Iterator[tuple[Kind, pl.DataFrame]]:
    # A limit looks at what the others have made of a charge.
    for _, kind, table in sorted(waiting, key=lambda entry: (entry[0], entry[1].FOLDS == "limit")):
        yield kind, table


def _by_turn(kind: Kind, table: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """0: counts goods only; 1: counts the other charges; 2: counts one charge, as it comes out."""
    first = 1 if kind.FOLDS == "limit" else 0
    if "basis" not in table.columns:
        yield first, table
        return
    turns = pl.col("basis").replace_strict(
        {"goods_net": first, "quantity": first, "charge": 2}, default=1, return_dtype=pl.Int64
    )
    turn = table.select(turns.max().over("agreement_key", *kind.KEY)).to_series()
    for number in turn.unique().sort():
        yield number, table.filter(turn == number)


class _Placed:
    """A kind that judges the place, or the field, which a parameter of its clauses names."""

    def __init__(self, kind: Kind, **named: str) -> None:
        self.__dict__.update(named, _kind=kind)

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401  whatever the module has
        return getattr(self._kind, attribute)


_NAMED_BY = {"place": ("PLACE",), "total": ("FIELD", "STATED")}
"""Parameters that say what a clause judges."""


def _by_place(kind: Kind, table: pl.DataFrame) -> Iterator[tuple[Kind, pl.DataFrame]]:
    parameter = next((word for word in _NAMED_BY if word in table.columns), None)
    if parameter is None:
        yield kind, table
        return
    for value in table[parameter].unique().sort():
        placed = _Placed(kind, **dict.fromkeys(_NAMED_BY[parameter], value))
        yield placed, table.filter(pl.col(parameter) == value)


def bind(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    """The rows that clauses of a kind are about, with parameters, facts, `stated`, and `agreed`.

    Rows: one per place x clause in force on its anchor date. Adds `clause_key`, `reason`
    (null, or why the outcome cannot be known) and `applies`.
    """
    places = _places(kind, state, table)
    if kind.STATED in state.derived:
        places = places.with_columns(pl.lit(None, dtype=MONEY).alias(kind.STATED))
    if kind.ON_CREDIT == "skip":
        places = places.filter(~pl.col("credit"))
    if kind.PLACE == "scope":
        table = with_item_selection(table, state).rename({"item_selection": "of_items"})
    bound = in_force(places.join(table, on="agreement_key"), kind, state)
    for fact in _facts(kind):
        bound = FACTS[fact].add(bound, state)
    bound = bound.with_columns(stated=pl.col(kind.STATED))
    return bound.with_columns(
        # Where it is not known which clause holds, nothing is agreed either.
        agreed=pl.when(pl.col("hindrance").is_null()).then(_agreed(kind)),
        applies=kind.applies(),
    ).with_columns(reason=_reason(kind))


def with_limits(kinds: Sequence[Kind], state: State, agreements: Agreements) -> State:
    """The state whose lines know their `highest_price`, null where no clause limits it.

    A price over it is no price that another clause can ask for.
    """
    # A literal takes no room, and most runs have no such clause.
    lines = state.lines.with_columns(highest_price=pl.lit(None, dtype=MONEY))
    for kind in kinds:
        if kind.PLACE == "line" and kind.FOLDS == "limit" and name(kind) in agreements.tables:
            bound = bind(kind, state, agreements.tables[name(kind)])
            known = bound.filter(pl.col("reason").is_null() & pl.col("applies"))
            highest = lines["highest_price"].clone().scatter(known["line_key"], known["agreed"])
            lines = lines.with_columns(highest_price=highest)
    return replace(state, lines=lines)


LIMITED_BY = {
    "item_net_price": ("highest_price",),
    "line_allowance_percentage": ("highest_price", "item_gross_price", "item_net_price"),
}
"""What is read for fields that a highest price has a say in."""


def _is_limited(kind: Kind) -> bool:
    # A price that discounts come on top of is not the one that a limit is about.
    stackable = "stackable" in kind.Params.model_fields
    settles = kind.FOLDS == "price" or kind.FIELD == "line_allowance_percentage"
    return kind.PLACE == "line" and kind.FIELD in LIMITED_BY and settles and not stackable


def _within_limit(kind: Kind) -> pl.Expr:
    """What a kind asks for; over the limit it leaves the price to the clause that limits it."""
    if not _is_limited(kind):
        return kind.agreed()
    limit = pl.col("highest_price")
    if kind.FIELD == "line_allowance_percentage":
        # No less discount than brings the price down to the limit.
        least = discount_to(limit)
        return pl.when(least > kind.agreed()).then(least).otherwise(kind.agreed())
    limited = pl.max_horizontal(limit, "stated")
    return pl.when(limit < kind.agreed()).then(limited).otherwise(kind.agreed())


def _on_original(kind: Kind) -> pl.Expr:
    return pl.col("credit") & pl.lit(kind.ON_CREDIT == "original")


def _agreed(kind: Kind) -> pl.Expr:
    if kind.ON_CREDIT != "original":
        return kind.agreed()
    return pl.when(pl.col("credit")).then(pl.col("original")).otherwise(_within_limit(kind))


def _reason(kind: Kind) -> pl.Expr:
    """The first thing that is missing, as a code; null where everything is there.

    A clause that asks nothing of a row misses nothing there, but for what picks the clause.
    """
    causes = [(pl.col("hindrance").is_not_null(), pl.col("hindrance"))]
    asked = pl.col("applies").fill_null(value=True)
    for column in kind.READS:
        needed = ~_on_original(kind) | pl.lit(column in (kind.STATED, "invoiced_quantity"))
        # A kind that reads `stated` judges a field that its clause names: say which one.
        field = kind.STATED if column == "stated" else column
        causes.append((pl.col(column).is_null() & needed & asked, pl.lit(f"missing:{field}")))
    if kind.PLACE == "scope":
        causes.append((pl.col("lost"), pl.lit("missing:") + pl.col("scope_column")))
    if kind.ON_CREDIT == "original":
        lost = pl.col("credit") & pl.col("original").is_null() & asked
        causes.append((lost, pl.lit("missing:original")))
    undecided = pl.col("applies").is_null() | (pl.col("applies") & pl.col("agreed").is_null())
    causes.append((undecided, pl.lit("undecided")))
    return pl.coalesce(pl.when(cause).then(code) for cause, code in causes)


def _facts(kind: Kind) -> list[str]:
    wanted = _named_columns(kind)
    if kind.ON_CREDIT == "original":
        wanted = wanted | {"original"}
    return facts.in_order(wanted)


def _named_columns(kind: Kind) -> set[str]:
    """Every column that the expressions of a kind name, and those that it declares."""
    expressions = [kind.agreed(), kind.holds(), kind.applies()]
    roots = {root for expression in expressions for root in expression.meta.root_names()}
    return roots | set(kind.READS) | {kind.STATED}


def _needed(kind: Kind, table: pl.DataFrame) -> set[str]:
    """Every column that has to be beside a clause of the kind."""
    wanted = _named_columns(kind) | facts.columns_for(_facts(kind)) | set(table["anchor"].unique())
    if _is_limited(kind):
        wanted |= set(LIMITED_BY[kind.FIELD])
    if "selection" in table.columns:
        wanted |= set(OF_ORDER if kind.PLACE != "line" else (*OF_ORDER, *OF_ITEM))
    if "counted_from" in table.columns and not (table["counted_from"] == "delivery_date").any():
        wanted -= set(DATES) - set(table["anchor"].unique())
    return wanted


def _places(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    """The rows that may be judged, of debtors that have such a clause, narrow."""
    if kind.PLACE == "scope":
        return scopes(state, table)
    if kind.PLACE == "line":
        return _narrow_lines(kind, state, table)
    if kind.PLACE == "charge":
        return _charges(kind, state, table)
    return _narrow_documents(kind, state, table)


def _charges(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    charged = state.charges.filter(_has_clause(table))
    if "class" in kind.KEY:
        classes = table.select("agreement_key", charge_class="class").unique()
        charged = charged.join(classes, on=["agreement_key", "charge_class"], how="semi")
    missing = sorted((_needed(kind, table) & set(state.documents.columns)) - set(charged.columns))
    of_document = state.documents.select(missing)[charged["document_key"]] if missing else None
    wide = charged if of_document is None else charged.hstack(of_document)
    return wide.with_row_index("row")


def _has_clause(table: pl.DataFrame) -> pl.Expr:
    return pl.col("agreement_key").is_in(table["agreement_key"].unique().implode())


def _narrow_lines(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    wanted = _needed(kind, table)
    derived = {n: LINE_FACTS[n] for n in wanted if n in LINE_FACTS}
    keys = {"document_key", "line_key", "agreement_key", "credit", "issue_date"}
    own = keys | (wanted & set(state.lines.columns))
    # Lazy, so that only the columns that are selected are copied.
    asked = state.lines.lazy().filter(_has_clause(table))
    lines = asked.select(*sorted(own), **{n: make() for n, make in derived.items()}).collect()
    of_document = sorted((wanted & set(state.documents.columns)) - set(lines.columns))
    if not of_document:
        return lines
    return lines.hstack(state.documents.select(of_document)[lines["document_key"]])


def _narrow_documents(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    """Invoices, with the values that all of their lines share where the kind asks for those."""
    wanted = _needed(kind, table)
    keys = {"document_key", "agreement_key", "issue_date", "credit", "owner"}
    narrow = state.documents.select(sorted(keys | (wanted & set(state.documents.columns))))
    narrow = narrow.filter(_has_clause(table))
    shared = sorted((wanted & OF_LINE) - set(narrow.columns))
    if "counted_from" in table.columns:  # its expression names dates that no clause may ask for
        unasked = [pl.lit(None, dtype=pl.Date).alias(c) for c in DATES if c not in shared]
        narrow = narrow.with_columns(unasked)
    if not shared:
        return narrow
    values = grouped(state.lines, ["document_key"], shared=shared)
    return narrow.join(values, on="document_key", how="left", maintain_order="left")
