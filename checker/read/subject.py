"""What a table is about: invoices, or one of the registers that they are held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from checker.fields import BUYER, DELIVERED, EXPORT, ORDERED, PAYMENT, TOTALS, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

Name = Literal["invoices", "deliveries", "orders"]


@dataclass(frozen=True, eq=False)
class Subject:
    """The fields that a table can have, and what it cannot do without."""

    name: Name
    fields: tuple[Field, ...]
    one_of: tuple[str, ...] = ()  # columns of which it needs at least one
    # Fields that only some clauses read: a cell of theirs that cannot be read is empty, and a
    # column of theirs that cannot be read is left out. The row is still an invoice line.
    side: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {entry.name: entry for entry in self.fields}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Names of the fields that every row has to have."""
        return tuple(entry.name for entry in self.fields if entry.needed)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the fields that say what a row belongs to."""
        return (*self.needed, *self.one_of)


ONLY_COMPARED = frozenset(entry.name for entry in (*BUYER, *PAYMENT, *TOTALS))
SIDE = ONLY_COMPARED - {"total_amount_with_vat"} | {
    "project_reference", "contract_reference", "buyer_accounting_reference", "invoice_note",
    "promised_delivery_date", "order_flag", "order_channel", "deliver_to_location_id",
    "deliver_to_post_code", "deliver_to_country_code", "buyer_item_id", "standard_item_id",
    "item_group", "invoice_period_start", "invoice_period_end", "vat_category_code",
}  # fmt: skip
REFERENCES = ("despatch_advice_reference", "sales_order_reference", "purchase_order_reference")

INVOICES = Subject("invoices", EXPORT, side=SIDE)
DELIVERIES = Subject("deliveries", DELIVERED, one_of=REFERENCES[:2])
ORDERS = Subject("orders", ORDERED, one_of=REFERENCES[1:])
SUBJECTS: dict[Name, Subject] = {each.name: each for each in (INVOICES, DELIVERIES, ORDERS)}
