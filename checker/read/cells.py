"""What a database answers, batch by batch, as columns: exact numbers, days, and text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import polars as pl

from checker.money import MONEY
from checker.notation import BEYOND
from checker.read.numbers import from_floats
from checker.read.parquet import column as typed_column
from checker.read.table import Column, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

EXACT_IN_FLOAT = 2**53  # whole numbers up to here are the same as a float
LONG = 32  # signs from which on a number may have more digits than a decimal can
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?$"
SHOWN_DECIMALS = (0, 2, 4)
IN_TIME_ZONE = "timestamp with time zone"
PLAIN: dict[frozenset[type], type[pl.DataType]] = {
    frozenset(): pl.String,
    frozenset({str}): pl.String,
    frozenset({float}): pl.Float64,
    frozenset({date}): pl.Date,
}
"""Types of values that polars takes as they are; nothing at all is text."""


def decimals(heading: str, at: int, text: pl.Series) -> Column:
    """Numbers with a point; what has no exact value (NaN, a seventh decimal) stays text as well."""
    if (text.str.len_bytes() > LONG).any():
        text = text.str.replace(r"(\.[0-9]{6})0+$", "$1")
    number = text.cast(MONEY, strict=False)
    beyond = text.str.contains(BEYOND)
    if beyond.any():  # polars would round them
        number = number.set(beyond, None)
    left = number.is_null() & (text != "")
    return Column(heading, at, text if left.any() else None, number=number)


def days(heading: str, at: int, text: pl.Series) -> Column:
    """Days of ISO dates and timestamps; what has no day in polars (infinity) stays text as well."""
    day = text.str.slice(0, len("2025-12-31")).str.to_date("%Y-%m-%d", strict=False)
    strange = (text != "") & ~text.str.contains(ISO_DAY)
    if strange.any():
        day = day.set(strange, None)
    left = day.is_null() & (text != "")
    return Column(heading, at, text if left.any() else None, date=day)


def cast_in_query(column: Column) -> str:
    """How the query says what is meant by a column of a type that is no text, number or date."""
    name = f'"{column.heading}"'
    if column.unsupported == IN_TIME_ZONE:
        return f"cast({name} at time zone 'Europe/Amsterdam' as date)"
    return f"cast({name} as {'numeric' if column.unsupported == 'money' else 'text'})"


def of_values(heading: str, at: int, values: Sequence[object]) -> Column:
    """The cells of one batch as their driver gives them; one column may mix types, as in SQLite."""
    kinds = set(map(type, values)) - {type(None)}
    if unfit := next((name for kind in kinds if (name := _unfit(kind, values))), ""):
        nothing = pl.repeat("", len(values), dtype=pl.String, eager=True)
        return Column(heading, at, nothing, unsupported=unfit)
    if plain := PLAIN.get(frozenset(kinds)):
        return typed_column(pl.Series(heading, values, dtype=plain), at)
    if kinds <= {int, float}:
        return _numbers(heading, at, values)
    if kinds <= {Decimal, int, float}:
        text = [_text(value) for value in values]
        return decimals(heading, at, pl.Series(text, dtype=pl.String).fill_null(""))
    if kinds <= {date, datetime}:
        day = [v.date() if isinstance(v, datetime) else v for v in values]
        return typed_column(pl.Series(heading, day, dtype=pl.Date), at)
    return _mixed(heading, at, values)


def _unfit(kind: type, values: Sequence[object]) -> str:
    if not issubclass(kind, (str, int, float, Decimal, date, UUID)):
        return kind.__name__
    aware = kind is datetime and any(isinstance(v, datetime) and v.tzinfo for v in values)
    return IN_TIME_ZONE if aware else ""


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _numbers(heading: str, at: int, values: Sequence[object]) -> Column:
    """Whole numbers as they are; beside a float only those that a float can be."""
    ints = [v for v in values if isinstance(v, int)]
    if max(ints) >= EXACT_IN_FLOAT or min(ints) <= -EXACT_IN_FLOAT:
        return _mixed(heading, at, values)
    whole = len(ints) + values.count(None) == len(values)
    dtype = pl.Int64 if whole else pl.Float64
    return typed_column(pl.Series(heading, values, dtype=dtype, strict=False), at)


def _mixed(heading: str, at: int, values: Sequence[object]) -> Column:
    """Numbers and days apart, and the text of every cell, as in a sheet."""
    numbers = [float(v) if _is_number(v) else None for v in values]  # type: ignore[arg-type]
    day = [
        v.date() if isinstance(v, datetime) else v if isinstance(v, date) else None for v in values
    ]
    text = pl.Series([_text(v) or "" for v in values], dtype=pl.String).str.strip_chars()
    return Column(
        heading,
        at,
        text,
        number=pl.Series(numbers, dtype=pl.Float64).fill_nan(None),
        date=pl.Series(day, dtype=pl.Date),
    )


def _is_number(value: object) -> bool:
    # Others keep all their digits as text.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, float) or abs(value) < EXACT_IN_FLOAT


def joined(parts: Sequence[Column]) -> Column:
    """The batches of one column below each other. There is at least one."""
    first = parts[0]
    unfit = next((part.unsupported for part in parts if part.unsupported), "")
    sizes = [len(part.filled) for part in parts]
    written = None
    if any(part.written is not None for part in parts):
        written = pl.concat([_shown(part) for part in parts])
    return Column(
        first.heading,
        first.position,
        written,
        number=_numbers_of([part.number for part in parts], sizes),
        date=_below([part.date for part in parts], sizes, pl.Date()),
        unsupported=unfit,
    )


def _shown(part: Column) -> pl.Series:
    if part.written is not None or part.number is None or not part.number.dtype.is_decimal():
        return part.text
    return text_of(part.number).str.replace(r"\.?0+$", "")


def _numbers_of(parts: Sequence[pl.Series | None], sizes: Sequence[int]) -> pl.Series | None:
    types = {part.dtype for part in parts if part is not None}
    if not types:
        return None
    if any(dtype.is_decimal() for dtype in types):
        exact = [None if part is None else _exact(part) for part in parts]
        return _shortest(_below(exact, sizes, MONEY))
    floats = any(dtype.is_float() for dtype in types)
    wide: pl.DataType = pl.Float64() if floats else pl.Int64()
    return _below([None if p is None else p.cast(wide) for p in parts], sizes, wide)


def _exact(number: pl.Series) -> pl.Series:
    if number.dtype.is_float():
        return from_floats(number, reject=False).values
    return number.cast(MONEY)


def _below(
    parts: Sequence[pl.Series | None], sizes: Sequence[int], dtype: pl.DataType
) -> pl.Series | None:
    if all(part is None for part in parts):
        return None
    return pl.concat(
        [
            pl.repeat(None, size, dtype=dtype, eager=True) if part is None else part.alias("")
            for part, size in zip(parts, sizes, strict=True)
        ]
    )


def _shortest(number: pl.Series | None) -> pl.Series | None:
    """With no more decimals than needed: a debtor's number of type numeric is 10023 as text."""
    if number is None:
        return None
    for places in SHOWN_DECIMALS:
        if (number == number.round(places)).all():
            return number.cast(pl.Decimal(38, places))
    return number
