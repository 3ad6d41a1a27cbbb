"""Payment terms in words (BT-20): which discounts for early payment they offer.

Understood are the pattern of XRechnung and the usual Dutch and English wordings.
Source: XRechnung, rule BR-DE-18: `#SKONTO#TAGE=14#PROZENT=2.00#`, one line per offer.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from checker.money import MONEY


@dataclass(frozen=True)
class _Wording:
    """A pattern, and which of its groups are the percentage and the days."""

    pattern: str
    percent: int = 1
    days: int = 2
    in_words: bool = True  # so that it can be about something else


_PERCENT = r"\b(\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|procent|percent|prozent)"
_DAYS = r"(\d{1,3}) ?(?:dagen|dgn|dag|days|day|tagen|tage)\b"
_WITHIN = r"(?:[ /:-]{0,3}|[^%\d.;]{0,60}\b(?:binnen|within|in|innerhalb(?: von)?) )"
_AFTER, _WORD = r"(?:\b(?:na|after|nett?o?) )?\b", r"(?: [a-z-]+)?"
# Days in words, which belong to the percentage rather than those in figures before it.
_IN_WORDS = r"(?:[^%\d.;,]{0,40}\b(?:binnen|within|innerhalb(?: von)?) [a-z])"
_NET = r"(?: ?net(?:to|t)?\b)?"
# The first that is found counts: in "30 days, 2% within 8 days" the 30 days belong to nothing.
WORDINGS = (
    _Wording(
        r"#SKONTO#TAGE=(\d{1,3})#PROZENT=(\d{1,2}\.\d{2})#", percent=2, days=1, in_words=False
    ),
    _Wording(rf"(?i){_PERCENT}{_WITHIN}{_DAYS}{_NET}"),
    _Wording(r"(?i)\b(\d{1,2}(?:[.,]\d{1,2})?)/(\d{1,3}),? ?n(?:et|etto)?\b", in_words=False),
    _Wording(
        rf"(?i){_AFTER}{_DAYS}[^%\d.;]{{0,40}}?{_PERCENT}(?:{_IN_WORDS}|{_WORD})",
        percent=2,
        days=1,
    ),
)
OF_A_DISCOUNT = r"(?i)%|procent|percent|prozent|skonto|korting|discount"
# What else is a percentage with a number of days: a term without discount, interest, a fine.
OF_SOMETHING_ELSE = (
    r"(?i)^(?:na|after|nett?o?) | ?net(?:to|t)?$|dagen,? net|days,? net"
    r"|(?:binnen|within|von) [a-z]$|rente|interest|boete|penalty|verzug|kosten|g-rek"
    r"|[%t] (?:btw|vat|per)$|\b(?:btw|vat)\W{1,2}\d"
    # Nobody gives that much for paying early: it is VAT, or a part that is paid in advance.
    r"|(?:^|[^\d.,])[2-9]\d(?:[.,]\d+)? ?(?:%|pro|per)"
)
# What comes after these words is no part of the offer before them.
APART = r"(?i)\b(?:anders|daarna|rest|restant|sonst|danach|otherwise|thereafter|balance)\b"
# A surcharge that falls away in time reads like a discount, wherever its name stands.
OF_A_SURCHARGE = r"(?i)krediet|credit (?:restr|limit)|toeslag|surcharge"


def amount_text(amount: pl.Expr) -> pl.Expr:
    """An amount as text with a point, at least two decimals and no needless zeros."""
    return amount.cast(MONEY).cast(pl.String).str.replace(r"^(-?\d+\.\d{2}\d*?)0*$", "$1")


def discount(percent: pl.Expr, days: pl.Expr) -> pl.Expr:
    """A discount as it is shown: `2.00 % / 8`."""
    return pl.format("{} % / {}", amount_text(percent), days.cast(pl.String))


def offered(terms: pl.Expr) -> pl.Expr:
    """The discounts that a text offers, joined by commas; "" for none, null if not understood."""
    text = terms.fill_null("").str.replace_all(r"\s+", " ")
    found = pl.lit(None, dtype=pl.String)
    for wording in reversed(WORDINGS):
        matches = text.str.extract_all(wording.pattern)
        matches = matches.list.eval(pl.element().filter(~pl.element().str.contains(APART)))
        other = matches.list.eval(pl.element().str.contains(OF_SOMETHING_ELSE)).list.any()
        shown = matches.list.eval(_shown(wording)).list.unique().list.sort().list.join(", ")
        clear = pl.when(~(other & wording.in_words)).then(shown)
        found = pl.when(matches.list.len() > 0).then(clear).otherwise(found)
    return (
        pl.when(~text.str.contains(OF_A_DISCOUNT) & (found.is_null()))
        .then(pl.lit(""))
        .when(~text.str.contains(OF_A_SURCHARGE))
        .then(found)
    )


def _shown(wording: _Wording) -> pl.Expr:
    match = pl.element()
    percent = match.str.extract(wording.pattern, wording.percent).str.replace(",", ".")
    days = match.str.extract(wording.pattern, wording.days).cast(pl.Int64)
    return discount(percent, days)
