"""What an e-invoice states of its sums; VAT is that of the rate, rounded once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from terms import rounded

if TYPE_CHECKING:
    from model import Invoice, Line

SELLER, ACCOUNT = "Bevestigingsgroothandel De Waag BV", "NL91ABNA0417164300"
UNITS = {"st": "H87", "m": "MTR"}
GLN, KVK, OIN = "0088", "0106", "0190"
SCHEMES = {"gln": GLN, "legal_registration": KVK, "oin": OIN}


class Bill(NamedTuple):
    """Amounts are as an e-invoice has them: those of a credit note are positive."""

    lines: list[Line]
    charges: list[Line]  # beside the lines
    sign: int
    of_lines: Decimal
    of_charges: Decimal
    vat_rate: Decimal
    vat: Decimal

    @property
    def net(self) -> Decimal:
        """BT-109."""
        return self.of_lines + self.of_charges

    @property
    def gross(self) -> Decimal:
        """BT-112."""
        return self.net + self.vat


def bill(invoice: Invoice) -> Bill:
    """The parts of an invoice and their sums. All lines have one rate of VAT."""
    sign = -1 if invoice.is_credit else 1
    charges = [line for line in invoice.lines if "beside" in line.extra]
    lines = [line for line in invoice.lines if "beside" not in line.extra]
    (rate,) = {line.vat for line in invoice.lines}
    of_lines, of_charges = (
        sign * sum((line.amount for line in part), Decimal(0)) for part in (lines, charges)
    )
    vat = rounded((of_lines + of_charges) * rate / 100)
    return Bill(lines, charges, sign, of_lines, of_charges, rate, vat)


def discount(line: Line) -> Decimal:
    """What the discount of a line comes to."""
    return rounded(line.quantity * line.price / line.per) - line.amount


def reference(line: Line) -> str:
    """The purchase order; NA stands for it where only the seller's order is known."""
    return line.reference or "NA"


def identified(known: dict[str, str]) -> tuple[str, str]:
    """Scheme and value of the number by which the buyer is named."""
    return next((SCHEMES[word], value) for word, value in known.items() if word in SCHEMES)
