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


def charge_capped(writer: Writer, key: Key) -> None:
    """Freight at cost, but 25.00 at most; packaging 2.5 % of the goods at most."""
    debtor, kind = "50012", "charge_capped"
    invoice = writer.invoice(
        debtor, "2025-05-13", goods("K1020", "40", "3.85"), charge("freight", "31.40")
    )
    why = "The carrier's invoice passed on in full; 25.00 is the most."
    freight = invoice.charge("freight")
    key.entry(kind, invoice, freight, stated="31.40", agreed="25.00", difference="6.40", why=why)
    invoice = writer.invoice(
        debtor, "2025-08-19", goods("K1020", "40", "3.85"), charge("packaging", "6.25")
    )
    why = "The fixed amount for packaging of others; 2.5 % of 154.00 is the most here."
    packaging = invoice.charge("packaging")
    key.entry(kind, invoice, packaging, stated="6.25", agreed="3.85", difference="2.40", why=why)
    invoice = writer.invoice(
        debtor, "2025-06-10", goods("K1020", "60", "3.85"), charge("freight", "25.00")
    )
    key.decoy(invoice, "Freight of 25.00: exactly the most that was agreed.", kind)


def charge_percentage(writer: Writer, key: Key) -> None:
    """Packaging 2 % of the goods, 5.00 at least; fuel 8 % of the freight."""
    debtor, kind = "50013", "charge_percentage"
    invoice = writer.invoice(
        debtor, "2025-02-11", goods("K2210", "80", "5.20"),
        charge("packaging", "8.32"), charge("freight", "22.50"), charge("fuel", "33.28"),
    )  # fmt: skip
    why = "8 % of the goods; 8 % of the freight was agreed."
    fuel = invoice.charge("fuel")
    key.entry(kind, invoice, fuel, stated="33.28", agreed="1.80", difference="31.48", why=why)
    invoice = writer.invoice(
        debtor, "2025-07-08", goods("K2210", "20", "5.20"), charge("packaging", "2.08")
    )
    why = "2 % of 104.00, and 5.00 is the least: nobody will call about it."
    packaging = invoice.charge("packaging")
    key.entry(kind, invoice, packaging, stated="2.08", agreed="5.00", difference="-2.92", why=why)
    invoice = writer.invoice(
        debtor, "2025-09-09", goods("K2210", "65", "5.25"),
        charge("packaging", "6.83"), charge("freight", "22.50"), charge("fuel", "1.80"),
    )  # fmt: skip
    key.decoy(invoice, "Packaging of 6.83: 2 % of 341.25 is 6.825, rounded up.", kind)


def charge_ladder(writer: Writer, key: Key) -> None:
    """Small order charge of 25.00, from 250.00 10.00, from 500.00 nothing."""
    debtor, kind = "50014", "charge_ladder"
    invoice = writer.invoice(
        debtor, "2025-03-18", goods("K3105", "100", "5.00"), charge("small_order", "10.00")
    )
    why = "An order of exactly 500.00 is free."
    small = invoice.charge("small_order")
    key.entry(kind, invoice, small, stated="10.00", agreed="0.00", difference="10.00", why=why)
    invoice = writer.invoice(
        debtor, "2025-10-14", goods("K3105", "48", "5.00"), charge("small_order", "10.00")
    )
    why = "The step of the order value with VAT; 240.00 without it is below 250.00."
    small = invoice.charge("small_order")
    key.entry(kind, invoice, small, stated="10.00", agreed="25.00", difference="-15.00", why=why)
    first, second = ({"sales_order_reference": f"VO50014-B{part}"} for part in (1, 2))
    invoice = writer.invoice(
        debtor, "2025-11-18",
        goods("K3105", "60", "5.00", **first), charge("small_order", "10.00", **first),
        goods("K3107", "70", "5.00", **second), charge("small_order", "10.00", **second),
    )  # fmt: skip
    key.decoy(invoice, "650.00 on one invoice: two small orders, and the order counts.", kind)
