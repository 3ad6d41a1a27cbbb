"""Facts: what a clause reads that stands in no column of the invoice.

A line fact is a formula over the line. A looked-up fact is added to the rows that a clause kind
is bound to, after the parameters of the clauses have come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import arithmetic
from checker.facts import (
    charges,
    discounts,
    documents,
    expressions,
    free_goods,
    items,
    once,
    payment,
    periods,
    prices,
    references,
    registers,
    tiers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.facts.fact import Fact

LINE_FACTS: dict[str, Callable[[], pl.Expr]] = {
    # An amount that was worked out, where nobody stated one, is as good for what it comes to.
    "stated_amount": lambda: pl.col("line_net_amount"),
    "effective_price": arithmetic.effective_price,
    "effective_price_slack": arithmetic.effective_price_slack,
    "effective_discount": arithmetic.effective_discount,
    "effective_discount_slack": arithmetic.effective_discount_slack,
}
FACTS: dict[str, Fact] = (
    registers.FACTS
    | prices.FACTS
    | tiers.FACTS
    | items.FACTS
    | charges.FACTS
    | once.FACTS
    | discounts.FACTS
    | free_goods.FACTS
    | payment.FACTS
    | references.FACTS
    | periods.FACTS
    | documents.FACTS
    | expressions.FACTS
)
"""In the order in which they are added, but for what one of them needs of another."""


def in_order(wanted: set[str]) -> list[str]:
    """The facts among some columns and the facts that those need, what is needed first."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        for needed in FACTS[name].needs:
            if needed in FACTS:
                add(needed)
        found[name] = None

    for name in FACTS:
        if name in wanted:
            add(name)
    return list(found)


def columns_for(names: list[str]) -> set[str]:
    """The columns that some facts work with."""
    return {column for name in names for column in FACTS[name].needs}
