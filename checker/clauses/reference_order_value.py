"""The purchase order covers what is billed on it.

Why it matters
--------------
A debtor's system pays an invoice only against an order that it knows, that still runs and that has
money left. One that does not fit is refused as a whole, mostly after the payment term.

Agreement
---------
The purchase order on the invoice stands in the register of orders (`--orders`), has not ended on
the issue date, and is worth at least what all invoices on it come to, up to and including this
one: goods and charges as stated, without VAT, credit notes taken off. `tolerance_percent` allows
more, in percent of the order. Rows of the register are added up per item or per sales order; a
value that stands on every row of a sales order is the value of the whole. An order that the
register does not have is not as agreed, and nothing stands as agreed; an order that has ended is
told with its last day. Several orders on one invoice make it *unknown*, as nobody can tell what
was billed on which. Not judged on credit notes.

Example
-------
    reference_order_value: {tolerance_percent: 5}

Source
------
EN 16931 BT-13 (purchase order reference).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from checker.clause import Anchor, ClauseParams, Percent, always
from checker.money import HUNDRED, written

TITLE = {"nl": "Waarde van de inkooporder", "en": "Value of the purchase order"}
INSTRUCTION = {
    "nl": "Vraag een order die dit dekt: gefactureerd {stated}, volgens het register {agreed}"
    " (achter ≤ staat de laatste dag van de order; niets: het register heeft hem niet).",
    "en": "Ask for an order that covers this: billed {stated}, by the register {agreed}"
    " (behind ≤ is the last day of the order; nothing: the register does not have it).",
}
UNKNOWN = {
    "nl": "het orderregister noemt van deze order geen waarde in de valuta van de factuur",
    "en": "the register of orders has no value of this order in the currency of the invoice",
}
PLACE: Final = "document"
FIELD = "purchase_order_reference"
STATED = "billed_on_order"
READS = ("orders", "purchase_order_reference", "billed_on_order")
KEY: tuple[str, ...] = ()
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "nothing"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How much more than the order may be billed."""

    tolerance_percent: Percent = Decimal(0)  # percent of the value of the order
    anchor: Anchor = ANCHOR  # the date that picks the paper


applies = always


def _ended() -> pl.Expr:
    return (pl.col("issue_date") > pl.col("order_ends")).fill_null(value=False)


def agreed() -> pl.Expr:
    """What the order is worth, with its last day where that has passed; nothing if not listed."""
    worth = written(pl.col("order_value"))
    last = pl.lit("≤ ") + pl.col("order_ends").cast(pl.String)
    ended = pl.concat_str(worth, last, separator=" ", ignore_nulls=True)
    return (
        pl.when(~pl.col("order_listed"))
        .then(pl.lit(""))
        .when(_ended())
        .then(ended)
        .otherwise(worth)
    )


def holds() -> pl.Expr:
    """Listed, running, and worth enough."""
    most = pl.col("order_value") * (HUNDRED + pl.col("tolerance_percent"))
    covered = (pl.col("stated") * HUNDRED <= most).fill_null(value=False)
    return pl.col("order_listed") & ~_ended() & covered
