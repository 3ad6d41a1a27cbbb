"""Facts from the registers of orders and deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact

if TYPE_CHECKING:
    from checker.state import State


def deliveries(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `deliveries`: true, or null where the register was not given."""
    return bound.with_columns(deliveries=_given("deliveries", state))


def orders(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `orders`: true, or null where the register was not given."""
    return bound.with_columns(orders=_given("orders", state))


def _given(register: str, state: State) -> pl.Expr:
    there = register not in state.registers.missing
    return pl.lit(True if there else None, dtype=pl.Boolean)


FACTS = {"deliveries": Fact(deliveries), "orders": Fact(orders)}
