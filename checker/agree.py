"""Binding: what was agreed, beside what is stated, for every row that a clause is about.

The state is the invoice as agreed so far. `bind` gives a clause kind its narrow frame; what comes
of the verdict is folded in by `checker.fold`, so that a wrong price that lifts an order over a
limit is not counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.clause import name
from checker.debtor import canonical_expr
from checker.facts import FACTS, LINE_FACTS
from checker.invoice import CREDIT_NOTE
from checker.money import MONEY
from checker.scope import DATES, grouped, scopes

if TYPE_CHECKING:
    from checker.agreements.model import Agreements
    from checker.clause import Kind
    from checker.history import History
    from checker.invoice import Invoices


@dataclass(frozen=True)
class State:
    """An invoice batch as agreed so far.

    `documents`, `lines` and `charges` are the frames of the dictionary with what every binding
    needs: `agreement_key`, `issue_date`, `credit`. `lines` adds `amount` (as agreed so far) and
    `net_price_agreed`. `charges` grows by one row per correction, so that sums are as agreed.
    """

    documents: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame
    history: History
    agreements: Agreements
    absent: frozenset[str] = frozenset()  # dictionary columns that the input does not have
    derived: frozenset[str] = frozenset()  # of these, worked out from others: nobody stated them


def start(invoices: Invoices, agreements: Agreements, history: History) -> State:
    """Nothing agreed yet: amounts are as stated."""
    known = pl.DataFrame(
        {"owner": list(agreements.keys), "agreement_key": list(agreements.keys.values())},
        schema={"owner": pl.String, "agreement_key": pl.Int64},
    )
    documents = (
        invoices.documents.with_columns(
            owner=canonical_expr(pl.col("debtor")),
            credit=(pl.col("invoice_type_code") == CREDIT_NOTE).fill_null(value=False),
        )
        .join(known, on="owner", how="left", maintain_order="left")
        .with_columns(pl.col("agreement_key").fill_null(0))
    )
    of_document = ["agreement_key", "issue_date", "credit", "currency"]

    def placed(frame: pl.DataFrame) -> pl.DataFrame:
        # document_key is the row number, so a lookup is enough where a join would hash.
        return frame.with_columns(documents[c].gather(frame["document_key"]) for c in of_document)

    return State(
        documents=documents,
        lines=placed(invoices.lines).with_columns(
            amount=pl.col("line_net_amount"), net_price_agreed=pl.lit(value=False)
        ),
        charges=placed(invoices.charges),
        history=history,
        agreements=agreements,
        absent=invoices.absent,
        derived=invoices.derived,
    )


def rounds(kind: Kind, agreements: Agreements) -> list[pl.DataFrame]:
    """The clauses of a kind, parted into those that are folded one after the other.

    A limit that counts other charges sees them as agreed, so it waits for the limits that do not.
    """
    table = agreements.tables[name(kind)]
    if "basis" not in table.columns:
        return [table]
    counting = (pl.col("basis") != "goods_net").any().over("agreement_key", *kind.KEY)
    parts = [table.filter(~counting), table.filter(counting)]
    return [part for part in parts if part.height] or [table]


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
    bound = _in_force(places.join(table, on="agreement_key"), kind)
    for fact in _facts(kind):
        bound = FACTS[fact](bound, state.agreements, state.history)
    bound = bound.with_columns(stated=pl.col(kind.STATED))
    return bound.with_columns(
        # Without its date nobody knows which paper holds, so nothing is agreed either.
        agreed=pl.when(pl.col("on").is_not_null()).then(_agreed(kind)),
        applies=kind.applies(),
    ).with_columns(reason=_reason(kind))


def _on_original(kind: Kind) -> pl.Expr:
    return pl.col("credit") & pl.lit(kind.ON_CREDIT == "original")


def _agreed(kind: Kind) -> pl.Expr:
    if kind.ON_CREDIT != "original":
        return kind.agreed()
    return pl.when(pl.col("credit")).then(pl.col("original")).otherwise(kind.agreed())


def _reason(kind: Kind) -> pl.Expr:
    """The first thing that is missing, as a code; null where everything is there.

    A clause that asks nothing of a row misses nothing there, but for the date that picks it.
    """
    causes = [(pl.col("on").is_null(), pl.lit("missing:anchor:") + pl.col("anchor"))]
    asked = pl.col("applies").fill_null(value=True)
    for column in kind.READS:
        needed = ~_on_original(kind) | pl.lit(column in (kind.STATED, "invoiced_quantity"))
        causes.append((pl.col(column).is_null() & needed & asked, pl.lit(f"missing:{column}")))
    if kind.PLACE == "scope":
        causes.append((pl.col("lost"), pl.lit("missing:") + pl.col("scope_column")))
    if kind.ON_CREDIT == "original":
        lost = pl.col("credit") & pl.col("original").is_null() & asked
        causes.append((lost, pl.lit("missing:original")))
    undecided = pl.col("applies").is_null() | (pl.col("applies") & pl.col("agreed").is_null())
    causes.append((undecided, pl.lit("undecided")))
    return pl.coalesce(pl.when(cause).then(code) for cause, code in causes)


def _facts(kind: Kind) -> list[str]:
    wanted = [*kind.READS, *(["original"] if kind.ON_CREDIT == "original" else [])]
    return [fact for fact in wanted if fact in FACTS]


def needed_columns(kind: Kind) -> set[str]:
    """Every column that the expressions of a kind name, beside those that it declares."""
    expressions = [kind.agreed(), kind.holds(), kind.applies()]
    roots = {root for expression in expressions for root in expression.meta.root_names()}
    return roots | set(kind.READS) | {kind.STATED}


def _places(kind: Kind, state: State, table: pl.DataFrame) -> pl.DataFrame:
    """The rows that may be judged, of debtors that have such a clause, narrow."""
    if kind.PLACE == "scope":
        return scopes(state.documents, state.lines, state.charges, table, state.history)
    frame = {"document": state.documents, "line": state.lines, "charge": state.charges}[kind.PLACE]
    if kind.PLACE == "line":
        return _narrow_lines(kind, frame, table)
    if kind.PLACE == "charge":
        classes = table.select("agreement_key", charge_class="class").unique()
        charged = frame.join(classes, on=["agreement_key", "charge_class"], how="semi")
        return charged.with_row_index("row")
    keys = {"document_key", "agreement_key", "issue_date", "credit", "owner"}
    narrow = frame.select(keys | (needed_columns(kind) & set(frame.columns)))
    return _with_dates(narrow.filter(_has_clause(table)), state, table)


def _has_clause(table: pl.DataFrame) -> pl.Expr:
    return pl.col("agreement_key").is_in(table["agreement_key"].unique().implode())


def _narrow_lines(kind: Kind, lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    wanted = needed_columns(kind)
    derived = {n: LINE_FACTS[n] for n in wanted if n in LINE_FACTS}
    keys = {"document_key", "line_key", "agreement_key", "credit", "issue_date"}
    dates = set(table["anchor"].unique()) if table.height else set()
    roots = keys | dates | (wanted & set(lines.columns))
    if {"list_price", "original"} & set(_facts(kind)):
        roots |= {"seller_item_id", "price_base_quantity", "unit_code", "currency"}
    # Lazy, so that only the columns that are selected are copied.
    asked = lines.lazy().filter(_has_clause(table))
    return asked.select(*sorted(roots), **{n: make() for n, make in derived.items()}).collect()


def _with_dates(narrow: pl.DataFrame, state: State, table: pl.DataFrame) -> pl.DataFrame:
    """Adds the order and delivery date that all lines of a document share."""
    reads_date = "counted_from" in table.columns or not (table["anchor"] == "issue_date").all()
    if not reads_date:
        return narrow
    dates = grouped(state.lines, ["document_key"], shared=DATES)
    return narrow.join(dates, on="document_key", how="left")


def _in_force(bound: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Only the clause that is in force on the row's anchor date, which becomes `on`.

    Where that date is missing, one row stays, to be *unknown*; it names its clause if there is
    but one.
    """
    if "charge_class" in bound.columns:
        bound = bound.filter(pl.col("charge_class") == pl.col("class"))
    if "scope_of" in bound.columns:
        bound = bound.filter(pl.col("scope_of") == pl.col("scope"))
    anchors = bound["anchor"].unique().to_list()
    on = pl.lit(None, dtype=pl.Date)
    for anchor in anchors:
        on = pl.when(pl.col("anchor") == anchor).then(pl.col(anchor)).otherwise(on)
    bound = bound.with_columns(on=on if len(anchors) > 1 else pl.col(anchors[0]) if anchors else on)
    if bound["on"].null_count() == 0:
        return bound.filter(pl.col("on").is_between("valid_from", "valid_to"))
    dated = bound.filter(pl.col("on").is_between("valid_from", "valid_to"))
    place = [c for c in ("document_key", "line_key", "row", *kind.KEY) if c in bound.columns]
    undated = bound.filter(pl.col("on").is_null())
    only = pl.when(pl.len().over(place) == 1).then(pl.col("clause_key"))
    undated = undated.with_columns(clause_key=only).unique(place, keep="first", maintain_order=True)
    return pl.concat([dated, undated])
