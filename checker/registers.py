"""Registers: what was delivered and what was ordered, as other systems than the invoice tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Registers:
    """The further files of a run; None where a file was not given.

    Rows of `deliveries`: one per item of a delivery, with the columns of
    `checker.fields.DELIVERED`. Rows of `orders`: one per item of an order, or one per order with
    its value, with the columns of `checker.fields.ORDERED`. Both have `owner`, the canonical
    debtor number. Quantities and amounts are those of the unit and the currency that they name.
    """

    deliveries: pl.DataFrame | None = None
    orders: pl.DataFrame | None = None
    absent: frozenset[str] = frozenset()  # columns that a register which was given does not have

    @property
    def missing(self) -> frozenset[str]:
        """The names of the registers that were not given."""
        given = {"deliveries": self.deliveries, "orders": self.orders}
        return frozenset(name for name, frame in given.items() if frame is None)
