"""Charges: what is charged beside the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writing import charge, goods

if TYPE_CHECKING:
    from key import Key
    from writing import Writer


def charge_fixed(writer: Writer, key: Key) -> None:
    """Packaging of 6.25 per delivery; an order in two deliveries pays it twice."""
    debtor, kind = "50011", "charge_fixed"
    invoice = writer.invoice(
        debtor, "2025-03-04", goods("K1020", "40", "3.85"), charge("packaging", "8.75")
    )
    why = "Packaging at the tariff of 2026; 6.25 was agreed."
    packaging = invoice.charge("packaging")
    key.entry(kind, invoice, packaging, stated="8.75", agreed="6.25", difference="2.50", why=why)

    first, second = ({"despatch_advice_reference": f"PB50011-A{part}"} for part in (1, 2))
    invoice = writer.invoice(
        debtor, "2025-09-16",
        goods("K1020", "40", "3.85", **first), charge("packaging", "6.25", **first),
        goods("K1044", "12", "18.50", **second), charge("packaging", "6.25", **second),
    )  # fmt: skip
    key.decoy(invoice, "Packaging twice on one order: it came in two deliveries.", kind)
