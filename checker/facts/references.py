"""Facts about references and identities.

An empty cell states that there is none, where the export has the column at all; where it has not,
nobody knows, and a line kind tells it once per invoice (`nowhere`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact
from checker.facts.order_values import billed_on_order

if TYPE_CHECKING:
    from checker.state import State

SHOWN = 60  # characters of a text that a list has room for
IDENTITIES = {
    "name": "debtor_name",
    "legal_registration": "buyer_legal_registration_id",
    "vat": "buyer_vat_identifier",
    "gln": "buyer_identifier",
    "oin": "buyer_legal_registration_id",
}
"""Parameter `identifier` -> the field that holds it."""


def _stated(column: str, state: State) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return text if column in state.absent else text.fill_null("")


def delivery_note(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `delivery_note`: the despatch advice of the line, "" where its cell is empty."""
    column = "despatch_advice_reference"
    nowhere = pl.lit(column in state.absent)
    return bound.with_columns(delivery_note=_stated(column, state), nowhere=nowhere)


def buyer_item(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `buyer_item`: the buyer's item number, "" where its cell is empty."""
    nowhere = pl.lit("buyer_item_id" in state.absent)
    return bound.with_columns(buyer_item=_stated("buyer_item_id", state), nowhere=nowhere)


def buyer_item_listed(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `buyer_item_listed`: the buyer's number by the list of the clause.

    "" where the clause has no list, null where the list does not have the item.
    """
    listed = state.agreements.item_numbers.rename({"buyer_item_id": "buyer_item_listed"})
    found = bound.join(
        listed, on=["price_list", "seller_item_id"], how="left", maintain_order="left"
    )
    without = pl.when(pl.col("price_list").is_null()).then(pl.lit(""))
    return found.with_columns(buyer_item_listed=without.otherwise("buyer_item_listed"))


def buyer_identity(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `buyer_identity`: what the invoice has in the field that `identifier` names."""
    named = pl.lit(None, dtype=pl.String)
    for identifier, column in IDENTITIES.items():
        asked = pl.col("identifier") == identifier
        named = pl.when(asked).then(_stated(column, state)).otherwise(named)
    return bound.with_columns(buyer_identity=named)


def electronic_address(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `electronic_address`: scheme:address, or the address where no `scheme` was agreed.

    "" where the invoice has no address; null where the scheme is not known.
    """
    address = _stated("buyer_electronic_address", state)
    scheme = _stated("buyer_electronic_address_scheme", state)
    whole = (
        pl.when(pl.col("scheme").is_null() | (address == ""))
        .then(address)
        .otherwise(scheme + ":" + address)
    )
    return bound.with_columns(electronic_address=whole)


def note_shown(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `note`: the text of the invoice, and `note_shown`: as much of it as a list can show."""
    bound = bound.with_columns(note=_stated("invoice_note", state))
    short = pl.col("note").str.slice(0, SHOWN - 1).str.strip_chars_end() + "…"
    fits = pl.col("note").str.len_chars() <= SHOWN
    return bound.with_columns(note_shown=pl.when(fits).then(pl.col("note")).otherwise(short))


FACTS = {
    "delivery_note": Fact(delivery_note, needs=("despatch_advice_reference",)),
    "buyer_item": Fact(buyer_item, needs=("buyer_item_id",)),
    "buyer_item_listed": Fact(buyer_item_listed, needs=("seller_item_id",)),
    "buyer_identity": Fact(buyer_identity, needs=tuple(dict.fromkeys(IDENTITIES.values()))),
    "electronic_address": Fact(
        electronic_address, needs=("buyer_electronic_address", "buyer_electronic_address_scheme")
    ),
    "note_shown": Fact(note_shown, needs=("invoice_note",)),
    "billed_on_order": Fact(billed_on_order, needs=("purchase_order_reference", "currency")),
}
