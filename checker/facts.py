"""Facts: what a clause reads that stands in no column of the invoice.

A line fact is a formula over the line. A looked-up fact is added to the bound frame of a kind,
after the parameters of the clause have come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import arithmetic, history
from checker.money import product, to_price

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.agreements.model import Agreements
    from checker.history import History

LINE_FACTS: dict[str, Callable[[], pl.Expr]] = {
    "effective_price": arithmetic.effective_price,
    "effective_price_slack": arithmetic.effective_price_slack,
    "effective_discount": arithmetic.effective_discount,
    "effective_discount_slack": arithmetic.effective_discount_slack,
}


def list_price(bound: pl.DataFrame, agreements: Agreements, _history: History) -> pl.DataFrame:
    """Adds `list_price`: the list's price on the anchor date, per base quantity of the line.

    Null where the item is not on the list on that day. `list_currency` and `list_unit` are null
    where the list names another currency or unit than the line, so that the two say nothing
    of each other; where one of them names none, it has the other's.
    """
    of_line = ["price_base_quantity", "currency", "unit_code"]
    asked = bound.select("line_key", "price_list", "seller_item_id", "on", *of_line)
    found = asked.join(
        agreements.prices, on=["price_list", "seller_item_id"], suffix="_of_list"
    ).filter(pl.col("on").is_between("valid_from", "valid_to"))
    per_line = product(pl.col("item_net_price"), arithmetic.base_quantity()) / pl.col(
        "price_base_quantity_of_list"
    )
    prices = found.select(
        "line_key",
        list_price=to_price(per_line),
        list_currency=_the_same(found, "currency"),
        list_unit=_the_same(found, "unit_code"),
    )
    return bound.join(prices, on="line_key", how="left")


def _the_same(found: pl.DataFrame, column: str) -> pl.Expr:
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


def original(bound: pl.DataFrame, _agreements: Agreements, past: History) -> pl.DataFrame:
    """Adds `original`: the value that the invoice states which a credit note credits.

    Null where that invoice or that item on it is not known, or its lines differ.
    """
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


def basis_amount(bound: pl.DataFrame, _agreements: Agreements, past: History) -> pl.DataFrame:
    """Adds `basis_amount`: the value of the order that the clause's `basis` names.

    Of an order on several invoices it is the value of all parts that are known; an invoice that
    was made twice is one part.
    """
    basis = pl.col("basis")
    amount = (
        pl.when(basis == "goods_net")
        .then(pl.col("goods_net"))
        .when(basis == "goods_and_charges_net")
        .then(pl.col("goods_net") + pl.col("other_net"))
        .otherwise(pl.col("goods_gross") + pl.col("other_gross"))
    )
    bound = bound.with_columns(basis_amount=amount)
    parts = bound.filter(pl.col("scope_parts") > 1)
    if parts.is_empty():
        return bound
    order = ["owner", "clause_key", "sales_order_reference", "despatch_advice_reference"]
    content = past.documents.select("document_key", "content")
    once = parts.join(content, on="document_key").unique([*order, "content"], maintain_order=True)
    known = pl.when(pl.col("basis_amount").null_count() == 0).then(pl.col("basis_amount").sum())
    whole = once.group_by(order).agg(whole=known)
    summed = parts.select("row", *order).join(whole, on=order, nulls_equal=True)
    joined = bound.join(summed.select("row", "whole"), on="row", how="left", maintain_order="left")
    is_part = pl.col("scope_parts") > 1
    return joined.with_columns(
        basis_amount=pl.when(is_part).then("whole").otherwise("basis_amount")
    ).drop("whole")


def duplicate_of(bound: pl.DataFrame, _agreements: Agreements, past: History) -> pl.DataFrame:
    """Adds `duplicate_of`: the number of the earlier invoice, "" where there is none."""
    found = history.duplicates(past, bound.select("document_key", "within_days"))
    return bound.join(found, on="document_key", how="left")


FACTS: dict[str, Callable[[pl.DataFrame, Agreements, History], pl.DataFrame]] = {
    "list_price": list_price,
    "original": original,
    "basis_amount": basis_amount,
    "duplicate_of": duplicate_of,
}
