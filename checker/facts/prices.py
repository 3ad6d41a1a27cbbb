"""Facts about prices: what lists, groups of items and earlier invoices say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import arithmetic, history
from checker.facts.fact import Fact
from checker.money import MONEY, product, quotient, to_price

if TYPE_CHECKING:
    from checker.state import State


def list_price(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `list_price`: the list's net price on the anchor date, per base quantity of the line.

    Of an item with tiers it is the price for the quantity of the line. Null where the item is
    not on the list on that day. `list_currency` and `list_unit` are null where the list names
    another currency or unit than the line, so that the two say nothing of each other; where one
    of them names none, it has the other's.
    """
    return _with_price(bound, state, "item_net_price", "list_price")


def list_gross_price(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `list_gross_price`, the list's gross price; for the rest the same as `list_price`."""
    return _with_price(bound, state, "item_gross_price", "list_gross_price")


def _with_price(bound: pl.DataFrame, state: State, price: str, fact: str) -> pl.DataFrame:
    found = _of_quantity(listed(bound, state))
    prices = found.select(
        "line_key",
        per_line(price).alias(fact),
        list_currency=the_same(found, "currency"),
        list_unit=the_same(found, "unit_code"),
    )
    return bound.join(prices, on="line_key", how="left", maintain_order="left")


def listed(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """The rows of the price list that are about a line on its day: several where it has tiers."""
    of_line = ["line_key", "price_list", "on", "invoiced_quantity", *OF_ITEM]
    return (
        bound.select(of_line)
        .join(state.agreements.prices, on=["price_list", "seller_item_id"], suffix="_of_list")
        .filter(pl.col("on").is_between("valid_from", "valid_to"))
    )


def per_line(price: str) -> pl.Expr:
    """A price of the list, brought to the price base quantity of the line."""
    at_base = product(pl.col(price), arithmetic.base_quantity())
    return to_price(at_base / pl.col("price_base_quantity_of_list"))


def _of_quantity(found: pl.DataFrame) -> pl.DataFrame:
    if not (found["quantity_from"] > 0).any():  # most lists have one price per item
        return found
    quantity = pl.col("invoiced_quantity").abs().fill_null(0)
    reached = found.filter(pl.col("quantity_from") <= quantity)
    return reached.sort("quantity_from").unique("line_key", keep="last", maintain_order=True)


def list_pack(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `list_pack`: how many are in a pack, as the list says; null where it does not."""
    packs = _of_quantity(listed(bound, state)).select("line_key", list_pack="pack_quantity")
    return bound.join(packs, on="line_key", how="left", maintain_order="left")


def the_same(found: pl.DataFrame, column: str) -> pl.Expr:
    """What line and list both say; null where they say different things."""
    of_list = f"{column}_of_list"
    if found[of_list].null_count() == found.height:  # most lists name neither currency nor unit
        return pl.col(column).fill_null("")
    line, listed = (
        pl.col(c).fill_null("").str.strip_chars().str.to_uppercase() for c in (column, of_list)
    )
    return pl.when((line == "") | (listed == "") | (line == listed)).then(
        pl.max_horizontal(line, listed)
    )


def order_price(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `order_price`: what the register of orders has for the item in the order of the line.

    It is per base quantity of the line; null where the register does not know the order or the
    item, or has several prices for it. `order_currency` and `order_unit` are as those of a list.
    """
    columns = ("order_price", "order_currency", "order_unit")
    register = state.registers.orders
    if register is None:
        types = dict.fromkeys(columns, pl.String) | {"order_price": MONEY}
        return bound.with_columns(pl.lit(None, dtype=types[c]).alias(c) for c in columns)
    lines = bound.with_columns(state.documents["owner"].gather(bound["document_key"]))
    found = pl.concat(
        [
            lines.filter(pl.col(reference).is_not_null() & in_turn)
            .with_columns(reference=pl.col(reference))
            .join(_ordered(register, reference), on=["owner", "reference", "seller_item_id"])
            for reference, in_turn in (
                ("sales_order_reference", pl.lit(value=True)),
                ("purchase_order_reference", pl.col("sales_order_reference").is_null()),
            )
        ]
    )
    prices = found.select(
        "line_key",
        order_price=to_price(product(pl.col("per_unit"), arithmetic.base_quantity())),
        order_currency=the_same(found, "currency"),
        order_unit=the_same(found, "unit_code"),
    )
    return bound.join(prices, on="line_key", how="left", maintain_order="left")


def _ordered(register: pl.DataFrame, reference: str) -> pl.DataFrame:
    """One row per order and item, with what all of its rows say."""
    rows = register.drop_nulls(["seller_item_id", reference]).select(
        "owner",
        "seller_item_id",
        reference=pl.col(reference),
        per_unit=quotient(pl.col("item_net_price"), arithmetic.base_quantity()),
        currency_of_list="currency",
        unit_code_of_list="unit_code",
    )
    said = ("per_unit", "currency_of_list", "unit_code_of_list")
    return rows.group_by("owner", "reference", "seller_item_id").agg(
        pl.when(pl.col(c).n_unique() == 1).then(pl.col(c).first()).alias(c) for c in said
    )


def original(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `original`: the value that the invoice states which a credit note credits.

    Null where that invoice or that item on it is not known, or its lines differ.
    """
    past = state.history
    value = next(column for column in history.ORIGINAL if column in bound.columns)
    of_line = ["line_key", "document_key", "seller_item_id", "price_base_quantity"]
    credit_lines = bound.filter("credit").select(of_line)
    referring = past.documents.select("document_key", "owner", number="preceding")
    of_lines = credit_lines.join(referring, on="document_key").join(
        past.originals, on=["owner", "number", "seller_item_id"]
    )
    stated = pl.col(value)
    if value == "effective_price":
        stated = to_price(product(stated, arithmetic.base_quantity()))
    return bound.join(of_lines.select("line_key", original=stated), on="line_key", how="left")


OF_ITEM = ("seller_item_id", "price_base_quantity", "unit_code", "currency")
FACTS = {
    "list_price": Fact(list_price, needs=(*OF_ITEM, "invoiced_quantity")),
    "list_gross_price": Fact(list_gross_price, needs=(*OF_ITEM, "invoiced_quantity")),
    "list_pack": Fact(list_pack, needs=(*OF_ITEM, "invoiced_quantity")),
    "order_price": Fact(
        order_price, needs=(*OF_ITEM, "sales_order_reference", "purchase_order_reference")
    ),
    "original": Fact(original, needs=("seller_item_id", "price_base_quantity")),
}
