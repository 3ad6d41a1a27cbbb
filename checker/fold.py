"""The fold: what was violated becomes what was agreed, before the next kind looks.

The difference of a finding is what that changes, so differences add up to stated minus agreed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import gross_price, line_amount, share_left
from checker.money import MONEY, ZERO, to_cents

if TYPE_CHECKING:
    from checker.agree import State
    from checker.clause import Kind

WITHDRAWN = -1
"""Stands for the agreement of an invoice that is to be withdrawn."""

AMOUNT_AS_AGREED = {
    "line_net_amount": pl.col("agreed").cast(MONEY),
    "item_net_price": to_cents(line_amount(pl.col("agreed"))),
    "line_allowance_percentage": to_cents(line_amount(gross_price(), share_left(pl.col("agreed")))),
}
"""What a line comes to when one of its fields is as agreed."""


def fold(kind: Kind, state: State, judged: pl.DataFrame) -> tuple[State, pl.DataFrame]:
    """The state with the violated rows as agreed, and those rows with their `difference`.

    `judged` are the known rows of `bind` with `holds`.
    """
    violated = judged.filter(~pl.col("holds"))
    if kind.PLACE == "line":
        return _fold_lines(kind, state, judged, violated)
    if kind.PLACE in ("charge", "scope"):
        return _fold_charges(state, violated)
    if kind.FIELD != "invoice_number":
        return state, violated.with_columns(difference=ZERO)
    costed = violated.join(_document_amounts(state), on="document_key", how="left")
    return _without(violated["document_key"], state), costed.rename(
        {"document_amount": "difference"}
    )


def _without(withdrawn: pl.Series, state: State) -> State:
    """The state in which no clause binds to these documents: what is withdrawn has no terms."""

    def unbound(frame: pl.DataFrame) -> pl.DataFrame:
        gone = pl.col("document_key").is_in(withdrawn.implode())
        key = pl.when(gone).then(pl.lit(WITHDRAWN)).otherwise("agreement_key")
        return frame.with_columns(agreement_key=key)

    if withdrawn.is_empty():
        return state
    return replace(
        state,
        documents=unbound(state.documents),
        lines=unbound(state.lines),
        charges=unbound(state.charges),
    )


def _fold_lines(
    kind: Kind, state: State, judged: pl.DataFrame, violated: pl.DataFrame
) -> tuple[State, pl.DataFrame]:
    lines = state.lines
    if kind.FIELD == "item_net_price" and judged.height:
        settled = lines["net_price_agreed"].clone().scatter(judged["line_key"], True)
        lines = lines.with_columns(net_price_agreed=settled)
    columns = ["invoiced_quantity", "price_base_quantity", "item_gross_price", "item_net_price"]
    before = lines.select("amount", *columns)[violated["line_key"]]
    agreed = violated.select("agreed")
    after = pl.concat([before, agreed], how="horizontal").select(
        "amount", after=AMOUNT_AS_AGREED[kind.FIELD]
    )
    costed = violated.with_columns(difference=after["amount"] - after["after"])
    changed = violated.select("line_key").with_columns(after=after["after"])
    amounts = lines.select("line_key", "amount").join(
        changed, on="line_key", how="left", maintain_order="left"
    )
    lines = lines.with_columns(amount=amounts["after"].fill_null(amounts["amount"]))
    return replace(state, lines=lines), costed


def _fold_charges(state: State, violated: pl.DataFrame) -> tuple[State, pl.DataFrame]:
    costed = violated.with_columns(difference=pl.col("stated") - pl.col("agreed"))
    shared = [c for c in state.charges.columns if c in costed.columns and c != "charge_amount"]
    corrections = costed.select(*shared, charge_amount=-pl.col("difference"))
    charges = pl.concat([state.charges, corrections], how="diagonal")
    return replace(state, charges=charges), costed


def _document_amounts(state: State) -> pl.DataFrame:
    """`document_key`, `document_amount`: the invoice as agreed so far, without VAT."""
    parts = [
        state.lines.select("document_key", amount="amount"),
        state.charges.select("document_key", amount="charge_amount"),
    ]
    return pl.concat(parts).group_by("document_key").agg(document_amount=pl.col("amount").sum())
