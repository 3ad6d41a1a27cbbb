"""Facts that an agreement words itself, as expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from checker import expression
from checker.facts.fact import Fact
from checker.fields import CHARGE, LINE
from checker.money import written

if TYPE_CHECKING:
    from checker.expression import Where
    from checker.state import State

OF_LINE = frozenset(entry.name for entry in LINE)
OF_CHARGE = frozenset(entry.name for entry in CHARGE)
ADDED: dict[str, pl.DataType | type[pl.DataType]] = {
    "expression_applies": pl.Boolean,
    "expression_holds": pl.Boolean,
    "expression_value": pl.String,
    "nowhere": pl.Boolean,
}


def expression_holds(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `expression_applies` and `expression_holds`: what the two expressions come to.

    Null where a field is empty that decides. Adds `expression_value`: the first field that the
    expression names, as text, and `nowhere`: the input has no column for one of the fields.
    Each text is worked out once, over all of its rows.
    """
    numbered = bound.with_row_index("at")
    nothing = pl.DataFrame(schema={"at": numbered.schema["at"], **ADDED})
    texts = numbered.partition_by("place", "applies_text", "holds_text", maintain_order=True)
    worked = pl.concat([nothing, *(_worked_out(rows, state) for rows in texts)])
    return numbered.join(worked, on="at", how="left", maintain_order="left").drop("at")


def _worked_out(rows: pl.DataFrame, state: State) -> pl.DataFrame:
    place, applies, holds = rows.select("place", "applies_text", "holds_text").row(0)
    where = cast("Where", place)
    named = dict.fromkeys((*expression.fields(holds), *expression.fields(applies)))
    values = rows.select("at").with_columns(
        _values(rows, column, where, state).alias(column) for column in named
    )
    return values.select(
        "at",
        expression_applies=expression.parsed(applies, where),
        expression_holds=expression.parsed(holds, where),
        expression_value=_text(values[next(iter(named))]),
        nowhere=pl.lit(not state.absent.isdisjoint(named)),
    )


def _values(rows: pl.DataFrame, column: str, where: Where, state: State) -> pl.Series:
    """A column of the place, or of its invoice."""
    if where == "line" and column in OF_LINE:
        return state.lines[column].gather(rows["line_key"])
    if where == "charge" and column in OF_CHARGE:
        return rows[column]
    return state.documents[column].gather(rows["document_key"])


def _text(values: pl.Series) -> pl.Series:
    if values.dtype.is_decimal():
        return values.to_frame("value").select(written(pl.col("value"))).to_series()
    return values.cast(pl.String)


FACTS = {"expression_holds": Fact(expression_holds)}
