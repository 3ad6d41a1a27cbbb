"""Dates as exports write them: one order of day, month and year per column, found by proof.

`31-12-2025` proves day-month, `12/31/2025` month-day; `03-04-2026` throughout proves nothing and
is an error that `--dates` settles, and so is a column that proves two orders.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.read.numbers import Cells, Notation, NotationOpenError, is_missing
from checker.read.table import ZERO_1900

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.read.table import Column, Table

Readings = dict[str, date]  # by order
ORDERS = ("dmy", "mdy", "ymd")
WORDS: dict[str, str] = {
    "dmy": "read.day_first",
    "mdy": "read.month_first",
    "ymd": "read.year_first",
}
TIME = (
    r"[T, ]+(om )?[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2}([.,][0-9]+)?)?( ?[AaPp][Mm])?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?( ?uur)?$"
)
WEEKDAY = (  # what a day is called says nothing that its date does not; and the sign of a text
    r"(?i)^('|(ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[., ]+"
    r"|(maan|dins|woens|donder|vrij|zater|zon)dag[., ]+"
    r"|(mon|tues|wednes|thurs|fri|satur|sun)day[., ]+)"
)
NO_DATE = r"^[0\-/. ]+$"  # 00-00-0000, as databases and SAP write nothing
YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ]?)([0-9]{1,2})\2([0-9]{1,2})")
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
COMPACT_LAST = re.compile(r"([0-9]{2})()([0-9]{2})([0-9]{4})")
DAY_NAME = re.compile(
    r"([0-9]{1,2})(?:e|de|ste|st|nd|rd|th)?[-/. ]*([a-zä]{3,9})\.?[-/., ']*([0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
NAME_DAY = re.compile(
    r"([a-zä]{3,9})\.? *([0-9]{1,2})(?:st|nd|rd|th)?,? *([0-9]{4})", re.IGNORECASE
)
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = re.compile(r"/Date\((-?[0-9]{1,13})(?:[+-][0-9]{4})?\)/")
SERIAL = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")  # days in Excel: the years 1954 to 2091
MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "mär": 3, "apr": 4, "mei": 5, "may": 5,
    "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
    "dez": 12,
}  # fmt: skip
CENTURY_TURNS = 70  # 69 is 2069, 70 is 1970
EARLIEST, LATEST = 1950, 2150
TELLING = 2  # cells of either kind that make a half-converted column plain
DAYS_LIKE_MONTHS = 12


def _made(written: str, month: int, day: int) -> date | None:
    year = int(written)
    if len(written) <= len("25"):
        year += 2000 if year < CENTURY_TURNS else 1900
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if EARLIEST <= year <= LATEST else None


def _same(made: date | None) -> Readings:
    return dict.fromkeys(ORDERS, made) if made else {}


def _numeric(text: str) -> Readings | None:
    first = YEAR_FIRST.fullmatch(text)
    if first and (made := _made(first[1], int(first[3]), int(first[4]))):
        return {"ymd": made}
    last = YEAR_LAST.fullmatch(text) or COMPACT_LAST.fullmatch(text)
    if not last:
        return {} if first else None
    one, two, year = int(last[1]), int(last[3]), last[4]
    made_of: dict[str, date | None] = {
        "dmy": _made(year, two, one),
        "mdy": _made(year, one, two),
        "ymd": _made(last[1], two, int(year)) if len(year) == len("25") else None,
    }
    return {order: made for order, made in made_of.items() if made}


def _named(text: str) -> Readings:
    if match := DAY_NAME.fullmatch(text):
        day, name, year = match.groups()
    elif match := NAME_DAY.fullmatch(text):
        name, day, year = match.groups()
    else:
        return {}
    month = MONTHS.get(name[:3].lower())
    return _same(_made(year, month, int(day))) if month else {}


def readings(text: str, day_zero: date = ZERO_1900) -> Readings:
    """The dates that a cell can mean, one per order of day, month and year; none if it is none."""
    numeric = _numeric(text)
    if numeric is not None:
        return numeric
    if match := MILLISECONDS.fullmatch(text):
        return _same((SINCE + timedelta(milliseconds=int(match[1]))).date())
    if SERIAL.fullmatch(text):
        return _same(day_zero + timedelta(days=int(text[:5])))
    return _named(text)


def _two_digit_years(all_readings: dict[str, Readings]) -> dict[str, Readings]:
    # 25-12-31 can be read with the year first. Years vary less than days: only a column whose
    # last part varies more than its first is open to that reading.
    parts = [re.split("[-/. ]", text) for text, found in all_readings.items() if len(found) > 1]
    short = [p for p in parts if len(p) == len(ORDERS) and len(p[2]) == len("25")]
    if len({p[2] for p in short}) > len({p[0] for p in short}):
        return all_readings
    return {
        text: {o: d for o, d in found.items() if o != "ymd" or len(set(found.values())) == 1}
        if len(found) > 1
        else found
        for text, found in all_readings.items()
    }


def _supported(all_readings: Iterable[Readings]) -> dict[str, int]:
    return {order: sum(order in found for found in all_readings) for order in ORDERS}


def order_of(
    table: Table, column: Column, all_readings: dict[str, Readings], settled: str | None
) -> Notation:
    """The order of a column; `--dates` or the mapping decides what the column leaves open."""
    readable = {text: found for text, found in all_readings.items() if found}
    supported = _supported(readable.values())
    if settled and (supported[settled] or not readable):
        return Notation(settled)
    open_orders = [order for order in ORDERS if supported[order] == len(readable)]
    if not open_orders:
        raise _mixed(table, column, readable, supported)
    doubtful = [
        text for text, found in readable.items() if len({found[order] for order in open_orders}) > 1
    ]
    if not doubtful:
        proofs = [text for text, found in readable.items() if set(found) == {open_orders[0]}]
        return Notation(open_orders[0], next(iter(proofs), ""))
    index = _where(column, doubtful[0])
    raise NotationOpenError(
        "read.ambiguous_date",
        open_orders,
        heading=column.heading,
        place=table.place(column, index),
        text=column.text[index],
        orders=one_of([Message(WORDS[order]) for order in open_orders]),
        options=one_of([f"--dates {order}" for order in open_orders]),
    )


def one_of(choices: Sequence[Message | str]) -> Message | str:
    """A or B or C."""
    first, *rest = choices
    return Message("read.or", {"one": first, "other": one_of(rest)}) if rest else first


def _day_of(text: pl.Expr) -> pl.Expr:
    """A date without the name of its day and without a time."""
    return text.str.replace(WEEKDAY, "").str.replace(TIME, "").str.strip_chars()


def _where(column: Column, day: str) -> int:
    found = pl.DataFrame({"text": column.text}).select(_day_of(pl.col("text")))["text"] == day
    return found.arg_max() or 0


def _mixed(
    table: Table, column: Column, readable: dict[str, Readings], supported: dict[str, int]
) -> InputError:
    common = max(ORDERS, key=lambda order: supported[order])
    one = next(text for text, found in readable.items() if common in found)
    other = next(text for text, found in readable.items() if common not in found)
    # Of the usual order, show a cell that proves it, if there is one.
    one = next((t for t, f in readable.items() if set(f) == {common}), one)
    at, other_at = _where(column, one), _where(column, other)
    return InputError(
        "read.mixed_dates",
        heading=column.heading,
        place=table.place(column, at),
        text=column.text[at],
        other_place=table.place(column, other_at),
        other_text=column.text[other_at],
    )


def _half_converted(table: Table, column: Column, days: pl.Series, values: pl.Series) -> None:
    # A day-month column that was opened in an English Excel: 03-04 became 4 March as a real
    # date, 25-04 could not be one and stayed text.
    if column.date is None:
        return
    typed, written = column.date.drop_nulls(), values.filter(column.date.is_null()).drop_nulls()
    if min(len(typed), len(written)) < TELLING:
        return
    if (typed.dt.day() <= DAYS_LIKE_MONTHS).all() and (written.dt.day() > DAYS_LIKE_MONTHS).all():
        at = (column.date.is_null() & days.is_not_null()).arg_max() or 0
        typed_at = column.date.is_not_null().arg_max() or 0
        raise InputError(
            "read.half_converted",
            heading=column.heading,
            place=table.place(column, at),
            text=column.text[at],
            typed_place=table.place(column, typed_at),
            typed=column.date[typed_at],
        )


def dates(table: Table, column: Column, settled: str | None) -> Cells:
    """The cells of a column as dates, and why a cell is none."""
    if column.date is not None and column.written is None:
        return Cells(column.date, pl.repeat(None, len(column.date), dtype=pl.String, eager=True))
    text = pl.col("text")
    typed = pl.lit(value=False) if column.date is None else column.date.is_not_null()
    nothing = is_missing(text) | text.str.contains(NO_DATE) | typed
    day = pl.when(~nothing).then(_day_of(text))
    days = pl.DataFrame({"text": column.text}).select(day.alias("day"))["day"]
    unique = days.drop_nulls().unique(maintain_order=True).to_list()
    found = {each: readings(each, table.day_zero) for each in unique}
    if settled != "ymd":
        found = _two_digit_years(found)
    notation = order_of(table, column, found, settled)
    meant = pl.DataFrame(
        {"day": unique, "date": [found[each].get(notation.way) for each in unique]},
        schema={"day": pl.String, "date": pl.Date},
    )
    read = pl.DataFrame({"day": days}).join(meant, on="day", how="left", maintain_order="left")
    values = read["date"]
    _half_converted(table, column, days, values)
    bad = pl.col("day").is_not_null() & pl.col("date").is_null()
    fault = read.select(pl.when(bad).then(pl.lit("read.bad_date")).alias("fault"))["fault"]
    if column.date is not None:
        values = column.date.zip_with(column.date.is_not_null(), values)
    return Cells(values, fault, notation if unique else None)
