"""What is invoiced stays under an agreed amount.

Why it matters
--------------
A framework order or a budget has an amount that somebody signed for. What goes over it nobody
may approve, so the invoice that crosses it is not paid, and neither are those after it.

Agreement
---------
The invoices of the debtor `per` month, year or contract come to at most `amount`, without VAT,
up to and including each invoice; credit notes are taken off. Those under the paper count.
`opening` is what was invoiced in the first period before the first invoice of the run, 0.00 if
nothing. Without it, and without an invoice from before the period, it is *unknown* whether
others came before; what is over the limit is over it all the same. `warn_at` is a percentage:
from there on every invoice is told, so that somebody can ask for more in time; the limit shown
is then the one to be warned at. There is no amount to correct: the debtor has to agree.

Example
-------
    limit_contract: {amount: 50000.00, per: contract, warn_at: 90, opening: 0.00}

Source
------
EN 16931 BT-109 (total without VAT), BT-12 (contract reference).
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import Amount, Anchor, ClauseParams, Percent, at_most
from checker.money import HUNDRED, product, to_price

TITLE = {"nl": "Plafondbedrag", "en": "Contract limit"}
INSTRUCTION = {
    "nl": "Vraag de debiteur om een hoger bedrag: met deze factuur is er {stated} gefactureerd, "
    "de grens is {agreed}.",
    "en": "Ask the debtor for a higher amount: with this invoice {stated} has been invoiced, "
    "the limit is {agreed}.",
}
UNKNOWN = {
    "nl": "de gegevens gaan niet terug tot het begin van de periode; geef met opening op wat er "
    "eerder is gefactureerd",
    "en": "the data do not go back to the start of the period; give with opening what was "
    "invoiced before",
}
PLACE: Final = "document"
FIELD = "line_net_amount"
STATED = "cumulative_amount"
READS = ("cumulative_amount",)
KEY = ("per",)
ANCHOR: Final = "issue_date"
ON_CREDIT: Final = "same"
FOLDS: Final = "nothing"
OWNER: Final = "sales"


class Params(ClauseParams):
    """How much, and in what time."""

    amount: Amount = Field(ge=0)  # currency of the invoices, without VAT
    per: Literal["month", "year", "contract"] = "contract"  # calendar month or year, or the paper
    warn_at: Percent | None = None  # percent of the amount
    opening: Amount | None = None  # already invoiced in the first period, without VAT
    anchor: Anchor = ANCHOR  # the date that picks the paper


holds = at_most


def _limit() -> pl.Expr:
    share = product(pl.col("amount"), pl.col("warn_at").fill_null(HUNDRED))
    return to_price(share / HUNDRED)


def applies() -> pl.Expr:
    """Invoices; a credit note only takes off."""
    return ~pl.col("credit")


def agreed() -> pl.Expr:
    """The limit; null where invoices that are not known could be over it."""
    certain = pl.col("is_whole") | (pl.col("cumulative_amount") > _limit())
    return pl.when(certain).then(_limit())
