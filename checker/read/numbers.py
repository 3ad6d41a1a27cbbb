"""Numbers as exports write them: one decimal sign per column, found by proof and never by habit.

`1.234,56` proves a decimal comma, `1,234.56` and `0.500` a decimal point; `1.000` proves nothing.
A column that proves both or neither is an error that `--decimal` settles.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.money import MONEY, ZERO
from checker.notation import BEYOND, COMMA, POINT, WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.read.table import Column, Table

SIMPLE = r"^-?[0-9.,]*$"
SCIENTIFIC = r"(?i)^-?[0-9]+([.,][0-9]+)?E[+-]?[0-9]+$"
CURRENCY = r"(?i)€|\$|£|EURO?|USD|GBP|CHF|SEK|NOK|DKK|PLN"  # also glued on: EUR12,50
UNSEEN = r"[\u{00ad}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]"
DASHES = r"[\u{2010}-\u{2015}\u{2212}]"  # what a text program makes of a minus sign
MISSING = ("-", "--", "\u2013", "\u2014", "null", "none", "nan", "n/a", "n.v.t.", "nvt", "n.b.")
LAST = pl.lit(decimal.Decimal("0.000001"), dtype=MONEY)
SIGNIFICANT = 15  # digits that Excel keeps; what comes after them is noise


class NotationOpenError(InputError):
    """The cells of a column leave open how it is written."""

    def __init__(self, key: str, ways: Collection[str], **values: object) -> None:
        super().__init__(key, **values)
        self.ways = ways  # that the cells leave open


@dataclass(frozen=True)
class Notation:
    """How a column is written."""

    way: str  # a decimal sign, or an order of day, month and year
    proof: str = ""  # a cell that can be read in no other way


@dataclass(frozen=True)
class Cells:
    """A column after reading: values, null where nothing stands, and a reason where it failed."""

    values: pl.Series
    fault: pl.Series  # String: reason or null
    notation: Notation | None = None  # absent where nothing had to be read as a number or date


def is_missing(text: pl.Expr) -> pl.Expr:
    """True where a cell of a number or date says in words that there is nothing."""
    return (text == "") | text.str.to_lowercase().is_in(MISSING)


def _clean(text: pl.Expr) -> pl.Expr:
    # Signs in every place where they occur come to the front; what is no digit goes.
    bare = (
        text.str.replace_all(UNSEEN, "")
        .str.replace_all(CURRENCY, "")
        .str.replace(r"\s*%$", "")
        .str.replace_all(DASHES, "-")
        .str.strip_chars()
        .str.replace(r",\s*[-=]{1,2}$", ",")
    )
    negative = (
        bare.str.contains(r"^\(.*\)$")
        | bare.str.contains(r"^-|-$|-/-")
        | bare.str.contains(r"(?i)\bCR$")
    )
    digits = (
        bare.str.replace(r"(?i)\s*(CR|DR|DB)$", "")
        .str.replace(r"^\((.*)\)$", "$1")
        .str.replace_all("-/-", "", literal=True)
        .str.replace(r"^[-+]\s*|\s*-$", "")
        .str.strip_chars()
        .str.replace_all(r"([0-9])[\s\u{00a0}\u{202f}\u{2009}'\u{2019}]([0-9]{3})\b", "$1$2")
        .str.replace_all(r"([0-9])[\s\u{00a0}\u{202f}\u{2009}'\u{2019}]([0-9]{3})\b", "$1$2")
    )
    return pl.when(negative).then(pl.lit("-") + digits).otherwise(digits)


def canonical(text: pl.Series) -> pl.Series:
    """Numbers with the sign in front and nothing but digits and separators; the rest as it is."""
    simple = text.str.contains(SIMPLE)
    if simple.all():
        return text
    strange = pl.DataFrame({"text": text.filter(~simple).unique()})
    cleaned = strange.with_columns(clean=_clean(pl.col("text")))
    return text.replace(cleaned["text"], cleaned["clean"])


def _evidence(body: pl.Expr) -> dict[str, pl.Expr]:
    digits = body.str.contains("[0-9]")
    comma, point = body.str.contains(COMMA) & digits, body.str.contains(POINT) & digits
    return {
        "comma": comma & ~point,
        "point": point & ~comma,
        "open": comma & point & ~body.str.contains(WHOLE),
    }


def decimal_sign(
    table: Table, column: Column, unique: pl.DataFrame, settled: str | None
) -> Notation:
    """The decimal sign of a column by its cells, each with its canonical form as `body`.

    What `--decimal` or the mapping says decides, unless nothing in the column can be read so.
    """
    body = unique["body"]
    marks = unique.select(**_evidence(pl.col("body")))
    first = {name: marks[name].arg_max() for name in marks.columns if marks[name].any()}
    proven = first.keys() - {"open"}
    if settled and (settled in first or "open" in first or not first):
        return Notation(settled)
    if len(proven) == 1:
        way = proven.pop()
        return Notation(way, unique["text"][first[way] or 0])
    if not first:
        return Notation("point")
    shown: dict[str, object] = {}
    for name, at in first.items():
        index = _where(column, body[at or 0])
        shown |= {f"{name}_place": table.place(column, index), f"{name}_text": column.text[index]}
    if proven:
        raise InputError("read.both_decimals", heading=column.heading, **shown)
    ways = ("comma", "point")
    raise NotationOpenError("read.ambiguous_decimal", ways, heading=column.heading, **shown)


def _where(column: Column, body: str) -> int:
    if (found := column.text == body).any():
        return found.arg_max() or 0
    return (canonical(column.text) == body).arg_max() or 0


def _parsed(body: pl.Expr, sign: str) -> tuple[pl.Expr, pl.Expr]:
    shape = COMMA if sign == "comma" else POINT
    fits = body.str.contains(shape) & body.str.contains("[0-9]")
    thousands, decimals = (".", ",") if sign == "comma" else (",", ".")
    plain = (
        body.str.replace_all(thousands, "", literal=True)
        .str.replace(decimals, ".", literal=True)
        .str.replace(r"\.$", "")
    )
    reason = (
        pl.when(body.str.contains(SCIENTIFIC))
        .then(pl.lit("read.scientific"))
        .when(~fits)
        .then(pl.lit("read.bad_number"))
        .when(plain.str.contains(BEYOND))
        .then(pl.lit("read.too_many_decimals"))
    )
    return pl.when(fits).then(plain), reason


def from_text(table: Table, column: Column, settled: str | None) -> Cells:
    """The text cells of a column as exact decimals, and why a cell is none."""
    text = pl.col("text")
    written = pl.when(~is_missing(text) & ~column.is_typed()).then(text)
    cells = pl.DataFrame({"text": column.text}).select(written.alias("text"))
    # Prices, quantities and percentages repeat themselves: each text is read once.
    unique = cells.drop_nulls().unique(maintain_order=True)
    unique = unique.with_columns(body=canonical(unique["text"]))
    notation = decimal_sign(table, column, unique, settled)
    plain, reason = _parsed(pl.col("body"), notation.way)
    value = pl.when(pl.col("reason").is_null()).then(pl.col("plain")).cast(MONEY, strict=False)
    known = unique.with_columns(plain=plain, reason=reason).select("text", "reason", value=value)
    # More digits than a decimal has; without a reason the cell would count as empty.
    over = pl.when(pl.col("value").is_null()).then(pl.lit("read.too_large_number"))
    known = known.with_columns(reason=pl.coalesce("reason", over))
    read = cells.join(known, on="text", how="left", maintain_order="left")
    return Cells(read["value"], read["reason"], notation)


def from_floats(floats: pl.Series, *, reject: bool) -> Cells:
    """Floats as the decimals that they show, rounded half-up to six.

    The shortest digits that give the float back are its value; from the fifteenth digit on they
    are noise of binary arithmetic. With `reject`, more decimals than six that are no noise fail.
    """
    shown = pl.DataFrame({"x": floats}).select(
        pl.col("x").round_sig_figs(SIGNIFICANT).cast(pl.String).alias("x")
    )["x"]
    rare = shown.str.contains("e") & shown.is_not_null()
    if rare.any():
        unique = shown.filter(rare).unique()
        written = [f"{decimal.Decimal(number):f}" for number in unique]
        shown = shown.replace(unique, pl.Series(written, dtype=pl.String))
    if not shown.str.contains(BEYOND).any():
        values = shown.cast(MONEY, strict=False)
        return Cells(values, _reason(values.is_null() & floats.is_not_null(), "read.bad_number"))
    parts = pl.DataFrame({"x": shown}).select(
        kept=pl.col("x").str.replace(r"(\.[0-9]{6})[0-9]+$", "$1").cast(MONEY, strict=False),
        up=pl.col("x").str.contains(r"\.[0-9]{6}[5-9]"),
        minus=pl.col("x").str.starts_with("-"),
        digits=pl.col("x").str.replace_all(r"^-?0*\.?0*|\.", "").str.len_chars(),
        beyond=pl.col("x").str.contains(BEYOND),
    )
    step = pl.when("minus").then(-LAST).otherwise(LAST)
    rounded = pl.col("kept") + pl.when("up").then(step).otherwise(ZERO)
    failed = pl.col("beyond") & (pl.col("digits") < SIGNIFICANT) & reject
    reason = (
        pl.when(pl.col("kept").is_null() & pl.Series(floats.is_not_null()))
        .then(pl.lit("read.bad_number"))
        .when(failed)
        .then(pl.lit("read.too_many_decimals"))
    )
    read = parts.select(value=rounded.cast(MONEY), reason=reason)
    return Cells(read["value"], read["reason"])


def _reason(failed: pl.Series, reason: str) -> pl.Series:
    if not failed.any():
        return pl.repeat(None, len(failed), dtype=pl.String, eager=True)
    return pl.DataFrame({"f": failed}).select(r=pl.when("f").then(pl.lit(reason)))["r"]


def _from_typed(typed: pl.Series, *, reject: bool) -> Cells:
    if typed.dtype.is_float():
        return from_floats(typed, reject=reject)
    values = typed.cast(MONEY, strict=False)
    lost = (values.cast(typed.dtype, strict=False) != typed).fill_null(value=False)
    return Cells(values, _reason(lost, "read.too_many_decimals"))


def numbers(table: Table, column: Column, settled: str | None) -> Cells:
    """The cells of a column as exact decimals; what the file knows as a number stays as it is."""
    if column.number is None:
        return from_text(table, column, settled)
    typed = _from_typed(column.number, reject=table.kind == "sheet")
    if (column.is_typed() | ~column.filled).all():
        return typed
    written = from_text(table, column, settled)
    values = _either(typed.values, written.values)
    return Cells(values, _either(typed.fault, written.fault), written.notation)


def _either(first: pl.Series, second: pl.Series) -> pl.Series:
    frame = pl.DataFrame([first.alias("a"), second.alias("b")])
    return frame.select(pl.coalesce("a", "b"))["a"]
