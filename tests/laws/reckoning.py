"""Invoices that are as agreed by construction, with an own plain computation in Decimal.

Nothing here calls an expression of the product: what a line comes to, what its price and its
discount are and what was agreed is worked out once more, one value at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import build
from deals import CENT, Deal

if TYPE_CHECKING:
    from checker.invoice import Invoices

MILLIONTH = Decimal("0.000001")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP) + 0  # no minus before a zero


def price(amount: Decimal) -> Decimal:
    return amount.quantize(MILLIONTH, ROUND_HALF_UP)


@dataclass
class Line:
    """One line; `row` is what the invoice states, the rest is what was agreed."""

    row: dict
    rule: str | None = None  # the kind that rules price or discount
    agreed: Decimal | None = None  # net price per base of the line, or discount in percent
    allowed: Decimal = Decimal(0)  # what the tolerance lets pass
    changed: bool = False  # an error was made in it
    recalculated: bool = False  # only the amount of it is wrong

    def get(self, column: str, default: int = 0) -> Decimal:
        value = self.row.get(column)
        return Decimal(default) if value is None else value

    @property
    def quantity(self) -> Decimal:
        return self.row["invoiced_quantity"]

    @property
    def base(self) -> Decimal:
        return self.get("price_base_quantity", 1)

    def calculated(self) -> Decimal:
        """Quantity x price / base - discounts, in cents."""
        left = 1 - self.get("line_allowance_percentage") / 100
        amount = self.quantity * self.get("item_net_price") * left / self.base
        return cents(amount - self.get("line_allowance_amount"))

    def exact_price(self) -> Decimal:
        """Price per base after all discounts."""
        if self.row.get("item_net_price") is None:
            return self.row["line_net_amount"] * self.base / self.quantity
        left = 1 - self.get("line_allowance_percentage") / 100
        per_base = self.get("line_allowance_amount") * self.base / self.quantity
        return self.row["item_net_price"] * left - per_base

    def gross(self) -> Decimal | None:
        gross = self.row.get("item_gross_price")
        return self.row.get("item_net_price") if gross is None else gross

    def discount(self) -> Decimal:
        """Discount against the gross price, in percent."""
        return price(100 * (1 - self.exact_price() / self.gross()))

    def as_agreed(self) -> Decimal:
        """The amount with the agreed price or discount."""
        agreed = self.agreed
        if self.rule == "discount_line":
            agreed = self.gross() * (100 - agreed) / 100
        return cents(self.quantity * agreed / self.base)


@dataclass
class Doc:
    """One invoice or credit note with its deal."""

    deal: Deal
    fields: dict
    lines: list[Line]
    charges: list[dict] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [
            {c: str(v) for c, v in row.items() if v is not None}
            for row in (self.fields, *(line.row for line in self.lines), *self.charges)
        ]
        return "\n  ".join(["Doc", *map(str, rows)])

    def twin(self) -> Doc:
        """A copy to be changed."""
        lines = [replace(line, row=dict(line.row)) for line in self.lines]
        return Doc(self.deal, dict(self.fields), lines, [dict(row) for row in self.charges])

    @property
    def number(self) -> str:
        return self.fields["invoice_number"]

    @property
    def credit(self) -> bool:
        return self.fields["invoice_type_code"] == "381"

    @property
    def total(self) -> Decimal:
        goods = sum((line.row["line_net_amount"] for line in self.lines), Decimal(0))
        return goods + sum((c["charge_amount"] for c in self.charges), Decimal(0))

    def dates(self) -> dict:
        """The anchor dates of the invoice: those that all its lines share."""
        shared = {c: {line.row[c] for line in self.lines} for c in ("order_date", "delivery_date")}
        one = {c: values.pop() if len(values) == 1 else None for c, values in shared.items()}
        return one | {"issue_date": self.fields["issue_date"]}


def invoices(docs) -> Invoices:
    return build.invoices(
        [
            doc.fields | {"lines": [line.row for line in doc.lines], "charges": doc.charges}
            for doc in docs
        ]
    )
