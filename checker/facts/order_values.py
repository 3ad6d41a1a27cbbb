"""What a debtor's purchase order is worth, and what has been billed on it so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import base_quantity
from checker.history import normal_number
from checker.money import MONEY, product, quotient, to_cents

if TYPE_CHECKING:
    from checker.state import State

SEPARATOR = "; "  # between the orders of one invoice, as the reader joins them
ORDER = ["owner", "order"]
KNOWN: dict[str, pl.DataType | type[pl.DataType]] = {
    "order_listed": pl.Boolean,
    "order_value": MONEY,
    "order_ends": pl.Date,
}


def billed_on_order(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `billed_on_order`: what was billed on the order up to this invoice, without VAT.

    Null where an invoice on it names several orders, or an amount is missing. Adds
    `order_listed`, `order_value` (null if the register does not tell, or in another currency)
    and `order_ends` (null if open) from the register of orders.
    """
    billed = _billed(bound["owner"].unique(), state).select("document_key", "billed_on_order")
    bound = bound.with_columns(order=normal_number("purchase_order_reference").str.strip_chars())
    bound = bound.join(billed, on="document_key", how="left", maintain_order="left")
    if state.registers.orders is None:
        nothing = (pl.lit(None, dtype=dtype).alias(c) for c, dtype in KNOWN.items())
        return bound.with_columns(nothing)
    register = _register(state.registers.orders, bound["owner"].unique())
    found = bound.join(register, on=ORDER, how="left", maintain_order="left")
    same = pl.col("order_currency").is_null() | (_code("order_currency") == _code("currency"))
    return found.with_columns(
        pl.col("order_listed").fill_null(value=False),
        order_value=pl.when(same.fill_null(value=True)).then("order_value"),
    )


def _code(column: str) -> pl.Expr:
    """The currency as a code, however it was typed."""
    return pl.col(column).str.strip_chars().str.to_uppercase().replace("€", "EUR")


def _billed(owners: pl.Series, state: State) -> pl.DataFrame:
    """Rows: one per invoice x order, with what was billed on the order up to that invoice."""
    past = state.history
    # What another clause withdraws was not billed in the end.
    gone = state.documents.filter(pl.col("agreement_key") < 0).select("document_key")
    documents = (
        past.documents.filter(pl.col("owner").is_in(owners.implode()))
        .drop_nulls("purchase_order_reference")
        .join(gone, on="document_key", how="anti")
    )
    orders = pl.col("purchase_order_reference").str.split(SEPARATOR)
    amounts = _amounts(documents.select("document_key"), state)
    alone = orders.list.len() == 1
    parts = (
        documents.join(amounts, on="document_key", how="left")
        .with_columns(amount=pl.when(alone).then("amount"), purchase_order_reference=orders)
        .explode("purchase_order_reference")
        .with_columns(order=normal_number("purchase_order_reference"))
        .sort("issue_date", "document_key")
    )
    # Invoices without an order have nothing to do with each other.
    same = [*ORDER, pl.when(pl.col("order") == "").then("document_key")]
    so_far = pl.col("amount").fill_null(0).cum_sum().over(same)
    unclear = pl.col("amount").is_null().cum_sum().over(same) > 0
    told = parts.with_columns(billed_on_order=pl.when(~unclear).then(so_far))
    return told.unique("document_key", keep="first", maintain_order=True)


def _amounts(documents: pl.DataFrame, state: State) -> pl.DataFrame:
    """`document_key`, `amount`: lines and charges as stated; null where one is missing."""
    past = state.history
    parts = [
        past.lines.select("document_key", amount="line_net_amount"),
        past.charges.select("document_key", amount="charge_amount"),
    ]
    of_asked = pl.concat(parts).join(documents, on="document_key", how="semi")
    whole = pl.when(pl.col("amount").null_count() == 0).then(pl.col("amount").sum())
    return of_asked.group_by("document_key").agg(amount=whole)


def _register(orders: pl.DataFrame, owners: pl.Series) -> pl.DataFrame:
    """Rows: one per purchase order of some debtors; its value is that of its sales orders."""
    rows = (
        orders.filter(pl.col("owner").is_in(owners.implode()))
        .drop_nulls("purchase_order_reference")
        .with_columns(order=normal_number("purchase_order_reference"))
        .filter(pl.col("order") != "")
    )
    of_item = to_cents(
        quotient(product(pl.col("ordered_quantity"), pl.col("item_net_price")), base_quantity())
    )
    # One value on all rows is the value of the order, unless each is just that of its item.
    amount = pl.col("order_amount").drop_nulls()
    items = (pl.col("order_amount") == of_item).fill_null(value=False).all()
    one = (amount.n_unique() == 1) & ~items
    value = pl.when(one).then(amount.first()).when(amount.len() == pl.len()).then(amount.sum())
    sales_orders = rows.group_by(*ORDER, "sales_order_reference").agg(
        order_value=value,
        order_ends=pl.col("order_valid_to").max(),
        currency=pl.col("currency").drop_nulls().unique(),
    )
    currency = pl.col("currency").explode().unique()
    known = [pl.col(c).null_count() == 0 for c in ("order_value", "order_ends")]
    return sales_orders.group_by(ORDER).agg(
        order_value=pl.when(known[0] & (currency.len() <= 1)).then(pl.col("order_value").sum()),
        order_ends=pl.when(known[1]).then(pl.col("order_ends").max()),
        order_currency=currency.drop_nulls().first(),
        order_listed=pl.lit(value=True),
    )
