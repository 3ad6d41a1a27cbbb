"""Resolved timelines as one table per clause kind, ready to be joined."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from checker.agreements.parameters import types_in
from checker.clause import ClauseParams, Tolerance, Value, parameter
from checker.clauses import BY_NAME
from checker.money import MONEY
from checker.selection import Selections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checker.agreements.resolve import Entry, Timelines

DTYPES: tuple[tuple[type, pl.DataType | type[pl.DataType]], ...] = (
    (bool, pl.Boolean),
    (int, pl.Int64),
    (Decimal, MONEY),
    (date, pl.Date),
    (str, pl.String),
)
SIX = Decimal("0.000001")


def tables(
    resolved: Iterable[tuple[int, Timelines]],
    all_entries: list[Entry],
    lists: Mapping[tuple[str, str], int],
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Kind -> its table, and the selections of all clauses.

    `resolved` has (agreement_key, timelines), `lists` (file, list) -> key.
    """
    selections = Selections()
    rows: dict[str, list[tuple[int, Any, Any, Any]]] = defaultdict(list)
    for agreement, timelines in resolved:
        for (kind, _), spans in timelines.items():
            rows[kind] += [(agreement, *span) for span in spans]
    made = {
        kind: _table(kind, rows[kind], all_entries, lists, selections)
        for kind in BY_NAME
        if kind in rows
    }
    return made, selections.frame()


def _table(
    kind: str,
    rows: list[tuple[int, Any, Any, Any]],
    all_entries: list[Entry],
    lists: Mapping[tuple[str, str], int],
    selections: Selections,
) -> pl.DataFrame:
    schema = {"agreement_key": pl.Int64, "clause_key": pl.Int64}
    spans = pl.DataFrame(rows, schema | {"valid_from": pl.Date, "valid_to": pl.Date}, orient="row")
    used = spans["clause_key"].unique().sort()
    entries = [all_entries[number] for number in used]
    # Most clauses share their parameters: these are turned into columns once per text.
    distinct: dict[ClauseParams, int] = {}
    which = [
        distinct.setdefault(e.written.params, len(distinct)) for e in entries if e.written.params
    ]
    values = _frame(kind, list(distinct)).select(pl.all().gather(which))
    if "file" in values.columns:
        named = [(e.file.file, parameter(e.written.params, "file")) for e in entries]
        keys = [None if list_ is None else lists[file, list_] for file, list_ in named]
        values = values.with_columns(pl.Series("file", keys, pl.Int64)).rename(
            {"file": "price_list"}
        )
    values = values.hstack(selecting([e.written.params for e in entries], selections))
    table = spans.join(
        values.insert_column(0, used), on="clause_key", how="left", maintain_order="left"
    )
    return table.sort("agreement_key", "valid_from", "clause_key")


def selecting(clauses: Iterable[ClauseParams | None], selections: Selections) -> pl.DataFrame:
    """Per clause `selection` and `is_special` (it has `only`); no columns where none selects."""
    of_clauses = [(params.only, params.without) for params in clauses if params]
    keys = [selections.number(*pair) for pair in of_clauses]
    if not any(key is not None for key in keys):
        return pl.DataFrame()
    special = [only is not None for only, _ in of_clauses]
    return pl.DataFrame(
        {"selection": pl.Series(keys, dtype=pl.Int64), "is_special": pl.Series(special)}
    )


def _frame(kind: str, distinct: list[ClauseParams]) -> pl.DataFrame:
    default = BY_NAME[kind].ANCHOR
    rows = [{"anchor": default} | params.columns() for params in distinct]
    types = _types(BY_NAME[kind].Params)
    columns = []
    for column in rows[0]:
        values = [_six(row[column]) for row in rows]
        dtype = dtype_of(values) or types.get(column, pl.String)
        columns.append(pl.Series(column, values, dtype))
    return pl.DataFrame(columns)


def _six(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(map(_six, value))  # type: ignore[return-value]
    return value.quantize(SIX, ROUND_HALF_UP) if isinstance(value, Decimal) else value


def dtype_of(values: Sequence[Value]) -> pl.DataType | type[pl.DataType] | None:
    """The type of a column with these values; None where there is none."""
    known = next((value for value in values if value is not None and value != ()), None)
    if isinstance(known, tuple):
        return pl.List(_dtype((type(known[0]),)))
    return None if known is None else _dtype((type(known),))


def _types(model: type[ClauseParams]) -> dict[str, pl.DataType | type[pl.DataType]]:
    # The type of a column in which no clause has a value, from what the parameter could be.
    own = {entry.alias or word: entry.annotation for word, entry in model.model_fields.items()}
    parts = {f"tolerance_{word}": e.annotation for word, e in Tolerance.model_fields.items()}
    return {word: _dtype(types_in(annotation)) for word, annotation in (own | parts).items()}


def _dtype(found: tuple[object, ...]) -> pl.DataType | type[pl.DataType]:
    return next((dtype for python, dtype in DTYPES if python in found), pl.String)
