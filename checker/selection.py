"""Which rows a clause is about: `only` these, `except` those, the same way for every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

if TYPE_CHECKING:
    from collections.abc import Iterable

Rule = Literal["only", "except"]
OF_ITEM = ("seller_item_id", "item_group")
"""Selectors that look at the item of a line."""
OF_ORDER = (
    "order_flag",
    "order_channel",
    "deliver_to_location_id",
    "deliver_to_country_code",
    "zone",
)
"""Selectors that look at the order or the delivery."""

SELECTIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "selection": pl.Int64,
    "rule": pl.String,
    "field": pl.String,
    "value": pl.String,
}


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_listed), Field(min_length=1)]


class Selection(BaseModel):
    """Words per field: `{item_group: [volume, hazardous], order_flag: rush}`.

    Upper and lower case do not matter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seller_item_id: Words | None = None
    item_group: Words | None = None  # of the invoice line, or of rules/_item_groups.csv
    order_flag: Words | None = None
    order_channel: Words | None = None
    deliver_to_location_id: Words | None = None
    deliver_to_country_code: Words | None = None
    zone: Words | None = None  # of rules/_zones.yaml

    def fields(self) -> tuple[str, ...]:
        """The fields that it names."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    def text(self) -> str:
        """The same selection always as the same text."""
        parts = (f"{name}: {', '.join(sorted(getattr(self, name)))}" for name in self.fields())
        return "; ".join(parts)

    def rows(self, key: int, rule: Rule) -> Iterable[tuple[int, str, str, str]]:
        """One row per field and word, by SELECTIONS."""
        for name in self.fields():
            for word in getattr(self, name):
                yield key, rule, name, plain(word)


def differs(one: Selection | None, other: Selection | None) -> bool:
    """Two `only` with no word in common in one of their fields: no row can be in both."""
    return any(not (left & right) for left, right in _both(one, other))


def excludes(only: Selection | None, without: Selection | None) -> bool:
    """What the one clause is only about is left out by the other."""
    return any(left <= right for left, right in _both(only, without))


def _both(one: Selection | None, other: Selection | None) -> Iterable[tuple[set[str], set[str]]]:
    if one is None or other is None:
        return
    for name in set(one.fields()) & set(other.fields()):
        yield {plain(w) for w in getattr(one, name)}, {plain(w) for w in getattr(other, name)}


class Selections:
    """Numbers pairs of `only` and `except`: the same pair has the same number."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Selection | None, Selection | None], int] = {}

    def number(self, only: Selection | None, without: Selection | None) -> int | None:
        """The number of a pair; None where there is nothing to select."""
        if only is None and without is None:
            return None
        return self.numbers.setdefault((only, without), len(self.numbers))

    def frame(self) -> pl.DataFrame:
        """One row per selection, rule, field and word."""
        rows: list[tuple[int, str, str, str]] = []
        for (only, without), key in self.numbers.items():
            rows += only.rows(key, "only") if only else ()
            rows += without.rows(key, "except") if without else ()
        return pl.DataFrame(rows, schema=SELECTIONS, orient="row")


def plain(word: str) -> str:
    """A word as it is compared."""
    return word.strip().lower()


def plain_expr(column: str) -> pl.Expr:
    """The same for a column."""
    return pl.col(column).str.strip_chars().str.to_lowercase()


def item_words(selections: pl.DataFrame) -> pl.DataFrame:
    """The part of selections that looks at items."""
    return selections.filter(pl.col("field").is_in(OF_ITEM))


def selected(rows: pl.DataFrame, selections: pl.DataFrame) -> pl.DataFrame:
    """Rows with `is_selected`: null where a field that decides is not known.

    `rows` have `selection`, null where there is nothing to select, and the fields. `only` asks
    all of its fields to be among the words, `except` takes out what is in any of its own.
    """
    if rows.is_empty() or selections.is_empty():
        return rows.with_columns(is_selected=pl.lit(value=True))
    verdicts = {"only": pl.lit(value=True), "except": pl.lit(value=False)}
    asked = selections.join(rows.select("selection").unique(), on="selection", how="semi")
    for rule, field in asked.select("rule", "field").unique(maintain_order=True).iter_rows():
        words = asked.filter((pl.col("rule") == rule) & (pl.col("field") == field))
        name = f"_{rule}_{field}"
        rows = _with_hit(rows, words, field, name)
        verdicts[rule] = (
            verdicts[rule] & pl.col(name) if rule == "only" else (verdicts[rule] | pl.col(name))
        )
    return rows.with_columns(is_selected=verdicts["only"] & ~verdicts["except"]).drop(
        "^_(only|except)_.*$"
    )


def _with_hit(rows: pl.DataFrame, words: pl.DataFrame, field: str, name: str) -> pl.DataFrame:
    """Adds whether the field is among the words; what is neutral where a selection does not ask."""
    hits = words.select("selection", _word="value", _hit=pl.lit(value=True))
    asks = words.select("selection", _asks=pl.lit(value=True)).unique()
    joined = (
        rows.with_columns(_word=plain_expr(field))
        .join(asks, on="selection", how="left", maintain_order="left")
        .join(hits, on=["selection", "_word"], how="left", maintain_order="left")
    )
    known = pl.when(pl.col("_word").is_not_null()).then(pl.col("_hit").fill_null(value=False))
    neutral = pl.lit(value=name.startswith("_only"))
    verdict = pl.when(pl.col("_asks").is_null()).then(neutral).otherwise(known)
    return joined.with_columns(verdict.alias(name)).drop("_word", "_asks", "_hit")
