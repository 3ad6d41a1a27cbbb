"""The fold: what was violated becomes what was agreed, before the next kind looks.

The difference of a finding is what that changes, so differences add up to stated minus agreed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import (
    base_quantity,
    calculated_amount,
    gross_price,
    line_amount,
    share_left,
)
from checker.money import MONEY, ZERO, product, quotient, to_cents, to_price

if TYPE_CHECKING:
    from checker.clause import Kind
    from checker.state import State

STACKABLE = "stackable"
"""The parameter of a price that the line's own discount goes off."""
OF_GROSS = "of_gross"
"""Beside it: whether the price was worked out from the gross price of the line, which stays."""
NOT_TOLD = ("missing:tier_reached", "undecided", "conflict")
"""Reasons why it is not known which price a clause asks for, though it is about the line."""
WITHDRAWN = -1
"""Stands for the agreement of an invoice that is to be withdrawn."""


def _amount_with_quantity() -> pl.Expr:
    # What the agreed quantity takes off or adds; a difference that was tolerated stays.
    quantity = pl.col("invoiced_quantity")
    by_price = calculated_amount() - pl.col("before_amount")
    by_share = quotient(product(pl.col("line_net_amount"), quantity), pl.col("before_quantity"))
    return pl.coalesce(pl.col("line_net_amount") + by_price, to_cents(by_share))


AMOUNT_AS_AGREED = {
    "line_net_amount": pl.col("agreed"),
    "item_net_price": to_cents(line_amount(pl.col("agreed"))),
    "line_allowance_percentage": to_cents(line_amount(gross_price(), share_left(pl.col("agreed")))),
    "invoiced_quantity": _amount_with_quantity(),
}
"""What a line comes to when one of its fields is as agreed; others leave the amount as it is."""


def fold(kind: Kind, state: State, judged: pl.DataFrame) -> tuple[State, pl.DataFrame]:
    """The state with the violated rows as agreed, and those rows with their `difference`.

    `judged` are the known rows of `bind` with `holds`.
    """
    violated = judged.filter(~pl.col("holds"))
    if kind.FOLDS == "nothing":
        return state, violated.with_columns(difference=ZERO)
    if kind.FOLDS == "withdraw":
        costed = violated.join(_document_amounts(state), on="document_key", how="left")
        return _without(violated["document_key"], state), costed.rename(
            {"document_amount": "difference"}
        )
    if kind.PLACE == "line":
        state, costed = _fold_lines(kind, _settled(kind, state, judged), violated)
        return (_with_rest(state, judged) if kind.FOLDS == "amount" else state), costed
    if kind.PLACE in ("charge", "scope"):
        return _fold_charges(state, violated)
    documents = _put(state.documents, kind.FIELD, violated["document_key"], violated["agreed"])
    return replace(state, documents=documents), violated.with_columns(difference=ZERO)


def _put(frame: pl.DataFrame, column: str, rows: pl.Series, values: pl.Series) -> pl.DataFrame:
    """The frame with other values in some rows of a column; row k has key k."""
    if rows.is_empty():
        return frame
    put = frame[column].clone().scatter(rows, values.cast(frame[column].dtype))
    return frame.with_columns(put.alias(column))


def _nothing(rows: int) -> pl.Series:
    return pl.Series([None], dtype=MONEY).new_from_index(0, rows)


def _settled(kind: Kind, state: State, judged: pl.DataFrame) -> State:
    """No further kind asks for a price where one was agreed that takes every discount in.

    A kind that only limits prices settles those that it has corrected.
    """
    if kind.FOLDS not in ("price", "amount"):
        if kind.FIELD != "item_net_price":
            return state
        judged = judged.filter(~pl.col("holds"))
    if judged.is_empty():
        return state
    lines = state.lines
    if STACKABLE in judged.columns:
        # What comes on top is a discount of this price, for later kinds to judge.
        on_top = judged.filter(pl.col(STACKABLE) & (pl.col("stated") == pl.col("item_net_price")))
        lines = _put(lines, "item_gross_price", on_top["line_key"], _nothing(on_top.height))
    settled = lines["net_price_agreed"].clone().scatter(judged["line_key"], True)
    stacked = judged[STACKABLE] if STACKABLE in judged.columns else False
    asked = lines["discount_on_top"].clone().scatter(judged["line_key"], stacked)
    return replace(state, lines=lines.with_columns(net_price_agreed=settled, discount_on_top=asked))


def left_open(kind: Kind, state: State, unknown: pl.DataFrame) -> State:
    """The state in which no further kind asks for a price that this one could not tell.

    What is right for a line in another unit, or of a tier that is not known, no list says either.
    """
    if kind.PLACE != "line" or kind.FOLDS not in ("price", "amount") or unknown.is_empty():
        return state
    named = pl.col("agreed").is_not_null() | pl.col("reason").is_in(NOT_TOLD)
    lines = unknown.filter(named & ~pl.col("credit"))["line_key"]
    settled = state.lines["net_price_agreed"].clone().scatter(lines, True)
    return replace(state, lines=state.lines.with_columns(net_price_agreed=settled))


def _with_rest(state: State, judged: pl.DataFrame) -> State:
    """The state in which a line says as a discount what its amount is less than its price says."""
    lines = state.lines[judged["line_key"]]
    short = (calculated_amount() != pl.col("line_net_amount")).fill_null(value=False)
    known = judged["line_key"].filter(lines.select(short).to_series())
    rest = line_amount(pl.col("item_net_price")) - pl.col("line_net_amount")
    amounts = state.lines[known].select(rest).to_series().cast(MONEY)
    changed = _put(state.lines, "line_allowance_amount", known, amounts)
    changed = _put(changed, "line_allowance_percentage", known, _nothing(len(known)))
    return replace(state, lines=changed)


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


def _fold_lines(kind: Kind, state: State, violated: pl.DataFrame) -> tuple[State, pl.DataFrame]:
    before = state.lines.select(_OF_LINE)[violated["line_key"]]
    after = _as_agreed(kind, before, violated["agreed"])
    if STACKABLE in violated.columns:
        after = _promoted(before, after, violated)
    costed = violated.with_columns(difference=before["line_net_amount"] - after["line_net_amount"])
    lines = state.lines
    changing = [c for c in after.columns if c in _OF_LINE]
    if kind.FIELD not in after.columns:
        lines = _put(lines, kind.FIELD, violated["line_key"], violated["agreed"])
    for column in changing:
        lines = _put(lines, column, violated["line_key"], after[column])
    return replace(state, lines=lines), costed


_OF_LINE = [
    "invoiced_quantity",
    "price_base_quantity",
    "item_gross_price",
    "item_net_price",
    "line_allowance_percentage",
    "line_allowance_amount",
    "line_net_amount",
]


def _promoted(before: pl.DataFrame, after: pl.DataFrame, violated: pl.DataFrame) -> pl.DataFrame:
    """The lines as agreed, with the gross price and the own discount that a promotion leaves."""
    named = before.with_columns(violated[OF_GROSS], price=violated["agreed"].cast(MONEY))
    kept = named.select(pl.when(OF_GROSS).then(gross_price())).to_series()
    after = after.with_columns(kept.alias("item_gross_price"))
    # A discount that is worked into the price is the same share of another one.
    reduced = product(quotient(pl.col("item_net_price"), gross_price()), pl.col("price"))
    gross = pl.when(pl.col("item_gross_price").is_not_null()).then("price")
    on_top = named.with_columns(item_net_price=to_price(reduced), item_gross_price=gross)
    on_top = on_top.with_columns(line_net_amount=calculated_amount())
    return pl.DataFrame([on_top[c].zip_with(violated[STACKABLE], after[c]) for c in _OF_LINE])


def _as_agreed(kind: Kind, before: pl.DataFrame, agreed: pl.Series) -> pl.DataFrame:
    """The lines with the field as agreed, and everything that follows from it.

    One form for every correction: the price, and the discount as a percentage of it.
    """
    if kind.FIELD not in AMOUNT_AS_AGREED:
        return before.select("line_net_amount")
    named = before.with_columns(
        agreed=agreed.cast(MONEY),
        before_amount=before.select(calculated_amount()).to_series(),
        before_quantity="invoiced_quantity",
    )
    if kind.FIELD == "invoiced_quantity":
        named = named.with_columns(invoiced_quantity="agreed")
    after = named.with_columns(line_net_amount=AMOUNT_AS_AGREED[kind.FIELD].cast(MONEY))
    return after.with_columns(**_price_as_agreed(kind)).select(_OF_LINE)


def _price_as_agreed(kind: Kind) -> dict[str, pl.Expr]:
    no_money = pl.lit(None, dtype=MONEY)
    if kind.FIELD == "line_allowance_percentage":
        return {
            "item_net_price": gross_price(),
            "item_gross_price": no_money,
            "line_allowance_percentage": pl.col("agreed"),
            "line_allowance_amount": no_money,
        }
    if kind.FOLDS != "price" and kind.FIELD != "item_net_price":
        return {}
    per_base = quotient(
        product(pl.col("line_net_amount"), base_quantity()), pl.col("invoiced_quantity")
    )
    price = pl.col("agreed") if kind.FIELD == "item_net_price" else to_price(per_base)
    before = gross_price()
    return {
        "item_net_price": price,
        # What a percentage was agreed of is still there.
        "item_gross_price": pl.when(before > price).then(before),
        "line_allowance_percentage": ZERO,
        "line_allowance_amount": no_money,
    }


def _fold_charges(state: State, violated: pl.DataFrame) -> tuple[State, pl.DataFrame]:
    costed = violated.with_columns(difference=pl.col("stated") - pl.col("agreed"))
    shared = [c for c in state.charges.columns if c in costed.columns and c != "charge_amount"]
    corrections = costed.select(*shared, charge_amount=-pl.col("difference"))
    charges = pl.concat([state.charges, corrections], how="diagonal")
    return replace(state, charges=charges), costed


def _document_amounts(state: State) -> pl.DataFrame:
    """`document_key`, `document_amount`: the invoice as agreed so far, without VAT."""
    parts = [
        state.lines.select("document_key", amount="line_net_amount"),
        state.charges.select("document_key", amount="charge_amount"),
    ]
    return pl.concat(parts).group_by("document_key").agg(document_amount=pl.col("amount").sum())
