"""An invoice and its lines, as the sample has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from terms import rounded

if TYPE_CHECKING:
    from datetime import date


@dataclass
class Line:
    """One row of the export; a charge has a `charge_class`."""

    order: str
    order_date: date
    despatch: str
    delivery_date: date
    reference: str
    item: str
    text: str
    quantity: Decimal
    unit: str
    price: Decimal
    per: Decimal
    percent: Decimal | None
    vat: Decimal
    amount: Decimal = Decimal(0)
    account: str = "8000"
    charge_class: str = ""
    line_id: str = ""
    has_order_date: bool = True  # whether the export says it
    extra: dict[str, str] = field(default_factory=dict)  # further fields of the dictionary

    def multiplied(self) -> Decimal:
        """Quantity x price / per - discount, in cents."""
        left = 1 - (self.percent or 0) / Decimal(100)
        return rounded(self.quantity * self.price / self.per * left)


@dataclass
class Invoice:
    """One invoice or credit note; its number is given when all of them are there."""

    debtor: str
    issued: date
    lines: list[Line]
    due: date | None = None
    original: Invoice | str | None = None
    is_credit: bool = False
    number: str = ""
    number_of: Invoice | None = None  # bears the number of another invoice
    prefix: str = ""  # put before that number
    padded: int = 0  # so many rows have the debtor number with leading zeros
    extra: dict[str, str] = field(default_factory=dict)  # further fields of the dictionary

    @property
    def goods(self) -> list[Line]:
        """Lines that are no charges."""
        return [line for line in self.lines if not line.charge_class]

    @property
    def biggest(self) -> Line:
        """The goods line with the highest amount."""
        return max(self.goods, key=lambda line: abs(line.amount))

    @property
    def total(self) -> Decimal:
        """Without VAT."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def charge(self, charge_class: str) -> Line:
        """The line of a charge."""
        return next(line for line in self.lines if line.charge_class == charge_class)
