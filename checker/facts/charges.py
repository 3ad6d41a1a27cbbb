"""Facts about orders, deliveries and what was charged in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact

if TYPE_CHECKING:
    from checker.state import State


def basis_amount(bound: pl.DataFrame, state: State) -> pl.DataFrame:
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
    content = state.history.documents.select("document_key", "content")
    once = parts.join(content, on="document_key").unique([*order, "content"], maintain_order=True)
    known = pl.when(pl.col("basis_amount").null_count() == 0).then(pl.col("basis_amount").sum())
    whole = once.group_by(order).agg(whole=known)
    summed = parts.select("row", *order).join(whole, on=order, nulls_equal=True)
    joined = bound.join(summed.select("row", "whole"), on="row", how="left", maintain_order="left")
    is_part = pl.col("scope_parts") > 1
    return joined.with_columns(
        basis_amount=pl.when(is_part).then("whole").otherwise("basis_amount")
    ).drop("whole")


FACTS = {"basis_amount": Fact(basis_amount)}
