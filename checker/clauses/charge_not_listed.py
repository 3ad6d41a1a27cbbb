"""A charge that nothing was agreed on.

Why it matters
--------------
An agreement names the charges that somebody thought of. A new surcharge that comes in with an
update of the ERP is in none of them, so no other clause sees it, and it stands on the invoices of
every debtor until the first one calls.

Agreement
---------
`policy` says what holds for a charge whose class no other clause in force names: `forbid` (it is
not made), `warn` (it is *unknown*, so that somebody looks at it) or `allow`. A clause that names
a class speaks for it, also where it is about some orders only. The class is that of
`_charges.yaml`; a charge that has none there is a line of goods, and the report lists it.
A negative amount (a charge paid back, a discount) is no breach.

Example
-------
    charge_not_listed: {policy: forbid}

Source
------
EN 16931 BG-21 and BG-28 (charges), UNCL 7161 (their codes).
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from checker.clause import Anchor, ClauseParams, at_most
from checker.money import ZERO

TITLE = {"nl": "Toeslag waarover niets is afgesproken", "en": "Charge that nothing was agreed on"}
INSTRUCTION = {
    "nl": "Haal {charge_class} ({stated}) van de factuur: over deze toeslag is niets afgesproken.",
    "en": "Take {charge_class} ({stated}) off the invoice: nothing was agreed on this charge.",
}
UNKNOWN = {
    "nl": "over deze toeslag is niets afgesproken; spreek hem af of reken hem niet",
    "en": "nothing was agreed on this charge; agree on it, or do not make it",
}
PLACE: Final = "charge"
FIELD = STATED = "charge_amount"
READS = ("charge_amount",)
KEY = ()
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """What holds where nothing else does."""

    policy: Literal["allow", "warn", "forbid"]  # of a class that no clause names
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = at_most


def applies() -> pl.Expr:
    """Unless every charge is allowed."""
    return pl.col("policy") != "allow"


def agreed() -> pl.Expr:
    """What a clause names is for that clause to judge; the rest is nothing, or undecided."""
    left_alone = pl.col("is_listed") | (pl.col("charge_amount") <= ZERO)
    forbidden = pl.when(pl.col("policy") == "forbid").then(ZERO)
    return pl.when(left_alone).then(pl.col("charge_amount")).otherwise(forbidden)
