"""A charge that is not made from an order value on.

Why it matters
--------------
"Free from 500.00" is promised in nearly every agreement, and systems get it wrong in three
ways: they compare with VAT included, they look at the delivery or the collective invoice
instead of the order, or they forget it when an order is split.

Agreement
---------
From an order value of `from` the charge of this `class` is not made. `basis` says which value
counts: `goods_net` (goods without VAT), `goods_and_charges_net` (with other charges) or `gross`
(with VAT). `scope` says the value of what: an order, a delivery or an invoice. With `operator`
`>=` the limit itself is free, with `>` it is not. `below` is the charge under the limit; where
it is absent, the agreement says nothing about small orders and they are not judged.
The value is the one as agreed: a wrong price does not lift an order over the limit. Of an order
on several invoices the parts are added up; if they do not reach the limit it is *unknown*, as
there may be more of them. An order that takes goods back owes nothing. Not judged on credit notes.

Example
-------
    charge_free_from: {class: freight, from: 500.00, below: 17.50, basis: goods_net, scope: order}

Source
------
EN 16931 BT-99; UNCL 7161 FC (freight service), DL (delivery), SAA (shipping and handling).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import polars as pl
from pydantic import Field

from checker.clause import (
    Amount,
    Anchor,
    Basis,
    ClauseParams,
    Scope,
    at_most,
    charged_or_due,
    equal,
)
from checker.money import ZERO

TITLE = {"nl": "Vrij van toeslag vanaf", "en": "Free of charge from"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}, zoals afgesproken.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}, as agreed for this order value.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen en wat daarvan bekend is haalt de grens niet",
    "en": "the order is on several invoices and what is known of it does not reach the limit",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "basis_amount")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "logistics"


class Params(ClauseParams):
    """From which value a charge is not made, and what it is below."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    limit: Amount = Field(alias="from", ge=0)  # currency of the invoice, see basis
    operator: Literal[">=", ">"] = ">="  # is the limit itself free?
    basis: Basis = "goods_net"  # which value is compared
    scope: Scope = "order"  # the value of what
    below: Amount | None = Field(default=None, ge=0)  # charge under the limit, without VAT
    anchor: Anchor = ANCHOR  # the date that picks the paper


def _reached() -> pl.Expr:
    # Parts of an order that reach the limit prove that the order does; parts that do not reach
    # it prove nothing, because there may be more of them.
    over = (pl.col("basis_amount") > pl.col("from")) | (
        (pl.col("operator") == ">=") & (pl.col("basis_amount") == pl.col("from"))
    )
    return pl.when(over | (pl.col("scope_parts") == 1)).then(over)


def applies() -> pl.Expr:
    """Over the limit always, below it only where a charge was agreed for that."""
    return pl.when(pl.col("below").is_not_null()).then(charged_or_due()).otherwise(_reached())


def agreed() -> pl.Expr:
    """Nothing from the limit on, `below` under it."""
    return pl.when(_reached()).then(ZERO).when(~_reached()).then(pl.col("below"))


def holds() -> pl.Expr:
    """As agreed; a charge paid back where none is due is no breach."""
    return equal() | ((pl.col("agreed") == Decimal(0)) & at_most())
