"""Amounts, dates and identifiers as people read them, in their language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker import messages
from checker.clauses import BY_NAME
from checker.fields import FIELDS

if TYPE_CHECKING:
    from checker.messages import Lang

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
SPACE = {"nl": "\N{NO-BREAK SPACE}", "en": ""}  # between sign and amount
CENTS = Decimal("0.01")


def number(value: Decimal | int, lang: Lang, decimals: int = 2) -> str:
    """1250 as 1,250.00 or 1.250,00."""
    return _separators(f"{value:,.{decimals}f}", lang)


def money(value: Decimal, lang: Lang, currency: str) -> str:
    """1250 as €1,250.00 or € 1.250,00."""
    minus = "-" if value < 0 else ""
    return f"{minus}{_sign(currency, lang)}{number(abs(value), lang)}"


def _separators(text: str, lang: Lang) -> str:
    return text.translate(str.maketrans(",.", ".,")) if lang == "nl" else text


def _sign(currency: str, lang: Lang) -> str:
    if not currency:
        return ""
    return SIGNS[currency] + SPACE[lang] if currency in SIGNS else f"{currency}\N{NO-BREAK SPACE}"


def count(what: str, n: int, lang: Lang) -> str:
    """1 invoice, 12 invoices."""
    return messages.text(f"report.{what}_{'one' if n == 1 else 'many'}", lang, n=number(n, lang, 0))


def word(group: str, identifier: str, lang: Lang) -> str:
    """The word for an identifier such as `order_costs`; without one, itself without underscores."""
    try:
        return messages.text(f"report.{group}_{identifier}", lang)
    except KeyError:
        return identifier.replace("_", " ")


def mapping(name: str, lang: Lang) -> str:
    """The name of a mapping to the letter; where there was none, that headings told the columns."""
    try:
        return messages.text(f"report.export_{name}", lang)
    except KeyError:
        return name


def clause(kind: str, lang: Lang) -> str:
    """The title of a clause kind."""
    known = BY_NAME.get(kind)
    return known.TITLE[lang] if known else word("clause", kind, lang)


def title(field: str, lang: Lang) -> str:
    """The title of a field of the dictionary, within a sentence."""
    entry = FIELDS.get(field)
    if entry is None:
        return word("fact", field, lang)
    return entry.nl if lang == "nl" else entry.en


def number_text(stated: pl.Expr, lang: Lang) -> pl.Expr:
    """The text of an amount with a point, with the separators of a language."""
    whole = stated.str.extract(r"^-?(\d+)")
    grouped = whole.str.reverse().str.replace_all(r"(\d{3})", "${1},").str.reverse()
    decimals = stated.str.extract(r"(\.\d+)$").fill_null("")
    point = pl.concat_str(grouped.str.strip_chars_start(","), decimals)
    return point.str.replace_many([",", "."], [".", ","]) if lang == "nl" else point


def money_text(stated: pl.Expr, lang: Lang) -> pl.Expr:
    """The text of an amount with a point, with the sign of the column `currency` before it."""
    currency = pl.col("currency")
    sign = pl.when(currency.is_null()).then(pl.lit(""))
    signs = sign.otherwise(pl.concat_str(currency, pl.lit("\N{NO-BREAK SPACE}")))
    for known in SIGNS:
        signs = pl.when(currency == known).then(pl.lit(_sign(known, lang))).otherwise(signs)
    minus = pl.when(stated.str.starts_with("-")).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(minus, signs, number_text(stated, lang))


def percent_text(stated: pl.Expr, lang: Lang) -> pl.Expr:
    """The text of a percentage without needless zeros."""
    short = stated.str.replace(r"(\.\d*?)0+$", "${1}").str.strip_chars_end(".")
    minus = pl.when(stated.str.starts_with("-")).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(minus, number_text(short, lang))


def date_text(stated: pl.Expr, lang: Lang) -> pl.Expr:
    """The text of a date that is written as yyyy-mm-dd."""
    day = stated.str.to_date("%Y-%m-%d", strict=False)
    written = day.dt.to_string("%d-%m-%Y" if lang == "nl" else "%-d %b %Y")
    return written.fill_null(stated)


def value_text(field: str, stated: pl.Expr, lang: Lang) -> pl.Expr:
    """The text of a stated or agreed value of a field; words where there is none."""
    entry = FIELDS.get(field)
    if entry is None:
        shown = stated
    elif entry.dtype == pl.Date:
        shown = date_text(stated, lang)
    elif not entry.dtype.is_decimal():
        shown = stated
    elif entry.unit.startswith("currency"):
        shown = money_text(stated, lang)
    else:
        shown = percent_text(stated, lang)
    if entry is not None and entry.dtype.is_decimal():
        # Some kinds state something else than their field: a rule, several values.
        is_number = stated.str.contains(r"^-?[0-9]+(\.[0-9]+)?$")
        shown = pl.when(is_number).then(shown).otherwise(stated)
    empty = stated.is_null() | (stated.str.strip_chars() == "")
    return pl.when(empty).then(pl.lit(messages.text("report.nothing", lang))).otherwise(shown)
