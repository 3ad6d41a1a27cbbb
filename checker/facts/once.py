"""Facts about what is charged once: what it was charged for, and whether it had been before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact
from checker.money import MONEY, ZERO

if TYPE_CHECKING:
    from checker.state import State

ORDER = ["document_key", "sales_order_reference"]
CHARGE = [*ORDER, "despatch_advice_reference", "charge_class"]
SAME = ["owner", "charge_class", "per"]


def charged_for(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `charged_for`: the order, contract, item or debtor that the clause's `per` names.

    The item is the one of the goods in the same order; null where there are several.
    """
    items = _items(state.lines, bound)
    joined = bound.join(items, on=ORDER, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(charged_for=_named()).drop("the_item")


def _named() -> pl.Expr:
    names = {
        "order": pl.col("sales_order_reference"),
        "contract": pl.col("contract_reference"),
        "item": pl.col("the_item"),
        "debtor": pl.col("owner"),
    }
    return pl.coalesce(pl.when(pl.col("per") == word).then(value) for word, value in names.items())


def _items(lines: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`the_item` of every order of the invoices in `rows`, where there is but one."""
    mine = lines.filter(pl.col("document_key").is_in(rows["document_key"].unique().implode()))
    item = pl.col("seller_item_id")
    one = (item.null_count() == 0) & (item.n_unique() == 1)
    return mine.group_by(ORDER).agg(the_item=pl.when(one).then(item.first()))


def charged_before(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `charged_before`: what earlier charges for the same come to, credit notes taken off.

    Null where one of those is not known, or where a credit note may have taken it off.
    """
    if bound.is_empty():
        return bound.with_columns(charged_before=pl.lit(None, dtype=MONEY))
    events = _placed(_events(bound, state)).with_columns(charged_before=_before())
    place = [*CHARGE, "per"]
    known = events.select(*place, "charged_before")
    return bound.join(known, on=place, how="left", nulls_equal=True, maintain_order="left")


def _before() -> pl.Expr:
    """The sum of the rows above that are for the same."""
    amount = pl.col("charge_amount").fill_null(ZERO)
    before = amount.cum_sum().over(*SAME, "charged_for") - amount
    lost = pl.col("charge_amount").is_null().cast(pl.Int64)
    lost = lost.cum_sum().over(*SAME, "charged_for") - lost
    stray = (pl.col("charged_for").is_null() & (pl.col("charge_amount") < ZERO)).fill_null(
        value=False
    )
    doubted = (before > ZERO) & (stray.cast(pl.Int64).cum_sum().over(SAME) > 0)
    return pl.when((lost == 0) & ~doubted).then(before)


def _placed(events: pl.DataFrame) -> pl.DataFrame:
    """A credit note that names no contract or order takes off what its invoice charged."""
    value = pl.col("charged_for")
    charged = events.filter((pl.col("charge_amount") > ZERO) & value.is_not_null())
    one = pl.when(value.n_unique() == 1).then(value.first()).alias("of_original")
    originals = charged.group_by(*SAME, preceding="number").agg(one)
    joined = events.join(originals, on=[*SAME, "preceding"], how="left", maintain_order="left")
    taken_off = pl.when(pl.col("charge_amount") < ZERO).then("of_original")
    return joined.with_columns(charged_for=pl.coalesce("charged_for", taken_off))


def _events(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """All charges of these debtors and classes as stated, once per `per`, the earliest first."""
    owners, classes = (bound[c].unique().implode() for c in ("owner", "charge_class"))
    of_document = ("document_key", "owner", "issue_date", "number", "preceding")
    documents = state.history.documents.select(
        *of_document, state.documents["contract_reference"]
    ).filter(pl.col("owner").is_in(owners))
    charges = state.history.charges.filter(pl.col("charge_class").is_in(classes))
    known = pl.when(pl.col("charge_amount").null_count() == 0).then(pl.col("charge_amount").sum())
    line_id = pl.col("line_id").min()
    events = charges.group_by(CHARGE).agg(known.alias("charge_amount"), line_id)
    events = events.join(documents, on="document_key")
    items = _items(state.history.lines, events)
    events = events.join(items, on=ORDER, how="left", nulls_equal=True)
    per = pl.concat(events.with_columns(per=pl.lit(p)) for p in bound["per"].unique().sort())
    named = per.with_columns(charged_for=_named(), width=pl.col("line_id").str.len_bytes())
    return named.sort(  # line 9 before line 10
        "issue_date", "document_key", "width", "line_id", *CHARGE[1:], nulls_last=True
    )


OF_CHARGE = ("owner", "contract_reference", "sales_order_reference", "despatch_advice_reference")
FACTS = {
    "charged_for": Fact(charged_for, needs=OF_CHARGE),
    "charged_before": Fact(charged_before, needs=("charged_for", *OF_CHARGE)),
}
