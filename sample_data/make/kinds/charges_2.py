"""Charges that somebody has to look up: contributions, indices, deposits, what is paid once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writing import charge, goods

if TYPE_CHECKING:
    from key import Key
    from model import Line
    from writing import Writer


def _charge(charge_class: str, item: str, text: str, amount: str, **fields: str) -> Line:
    """A charge of a class that the trade of the sample does not have."""
    line = goods(item, "1", amount, item_name=text, gl_account="8450", **fields)
    line.charge_class = charge_class
    return line


def charge_required(writer: Writer, key: Key) -> None:
    """A contribution of 1.50 per order for the disposal of what is sold."""
    debtor, kind = "50015", "charge_required"
    invoice = writer.invoice(debtor, "2025-04-15", goods("W0810", "6", "48.00"))
    key.entry(
        kind, invoice, stated="0.00", agreed="1.50", difference="-1.50",
        charge_class="environment", order=invoice.lines[0].order,
        why="The contribution was forgotten; the seller has to pay it all the same.",
    )  # fmt: skip
    invoice = writer.invoice(
        debtor, "2025-08-05", goods("W0810", "24", "48.00"),
        _charge("environment", "MILIEU", "Verwijderingsbijdrage", "6.00"),
    )  # fmt: skip
    key.decoy(invoice, "6.00 for disposal: 1.50 is the least, and more is not judged.", kind)


def charge_indexed(writer: Writer, key: Key) -> None:
    """Fuel by the index of the month before, and copper by the kilometre of cable."""
    debtor, kind = "50016", "charge_indexed"
    invoice = writer.invoice(
        debtor, "2025-03-06", goods("L1400", "30", "14.00"),
        charge("freight", "65.00"), charge("fuel", "0.52"),
    )  # fmt: skip
    why = "One step of March; February counts: 1.3415 is two whole steps, 1.6 % of 65.00."
    fuel = invoice.charge("fuel")
    key.entry(kind, invoice, fuel, stated="0.52", agreed="1.04", difference="-0.52", why=why)
    invoice = writer.invoice(
        debtor, "2025-06-12", goods("L1400", "30", "14.00"),
        charge("freight", "65.00"), charge("fuel", "1.04"),
    )  # fmt: skip
    why = "The percentage of the spring; in May the index was below its base."
    fuel = invoice.charge("fuel")
    key.entry(kind, invoice, fuel, stated="1.04", agreed="0.00", difference="1.04", why=why)
    copper = {"unit_code": "m"}
    invoice = writer.invoice(
        debtor, "2025-04-10", goods("KB25", "1500", "0.92", **copper),
        _charge("metal", "METAAL", "Kopertoeslag", "162.15"),
    )  # fmt: skip
    why = "By the quotation of March; that of April is 1.8025 over the base."
    metal = invoice.charge("metal")
    key.entry(kind, invoice, metal, stated="162.15", agreed="116.26", difference="45.89", why=why)
    invoice = writer.invoice(
        debtor, "2025-05-20", goods("L1400", "12", "14.00"), charge("freight", "45.00"),
        goods("KB40", "800", "1.45", **copper),
        _charge("metal", "METAAL", "Kopertoeslag", "67.32"),
    )  # fmt: skip
    key.decoy(invoice, "No fuel surcharge: 1.2460 in April is less than a step.", kind)
    invoice = writer.invoice(
        debtor, "2026-05-12", goods("L1400", "12", "14.00"), charge("freight", "45.00")
    )
    why = "The table of the index ends in March 2026."
    reason = "missing:index_value"
    order = invoice.lines[0].order
    key.entry(kind, invoice, why=why, reason=reason, charge_class="fuel", order=order)


def charge_once(writer: Writer, key: Key) -> None:
    """Tooling once per contract."""
    debtor, kind = "50017", "charge_once"
    first = {"contract_reference": "MO-2025-01"}
    writer.invoice(
        debtor, "2025-02-04", goods("M0071", "500", "0.84"),
        _charge("tooling", "MATRIJS", "Matrijskosten", "1850.00"), **first,
    )  # fmt: skip
    invoice = writer.invoice(
        debtor, "2025-05-20", goods("M0071", "800", "0.84"),
        _charge("tooling", "MATRIJS", "Matrijskosten", "1850.00"), **first,
    )  # fmt: skip
    key.entry(
        kind, invoice, invoice.charge("tooling"),
        stated="1850.00", agreed="0.00", difference="1850.00",
        why="The repeat order was copied from the first one, tooling and all.",
    )  # fmt: skip
    second = {"contract_reference": "MO-2025-02"}
    wrong = writer.invoice(
        debtor, "2025-09-02", goods("M0085", "300", "1.12"),
        _charge("tooling", "MATRIJS", "Matrijskosten", "2200.00"), **second,
    )  # fmt: skip
    writer.credit(wrong, wrong.charge("tooling"), contract_reference="MO-2025-02")
    invoice = writer.invoice(
        debtor, "2025-09-23", goods("M0085", "300", "1.12"),
        _charge("tooling", "MATRIJS", "Matrijskosten", "1950.00"), **second,
    )  # fmt: skip
    key.decoy(invoice, "Tooling twice for one contract: the first was credited.", kind)


def charge_deposit(writer: Writer, key: Key) -> None:
    """A deposit of 12.00 per pallet."""
    debtor, kind = "50018", "charge_deposit"
    invoice = writer.invoice(
        debtor, "2025-03-25", goods("B5510", "240", "2.35"), charge("deposit", "12.50", "4")
    )
    why = "The deposit of others; 12.00 per pallet was agreed."
    pallets = invoice.charge("deposit")
    key.entry(kind, invoice, pallets, stated="50.00", agreed="48.00", difference="2.00", why=why)
    invoice = writer.invoice(
        debtor, "2025-06-17", goods("B5510", "300", "2.35"),
        charge("deposit", "12.00", "5"), charge("deposit", "12.00", "-7"),
    )  # fmt: skip
    key.decoy(invoice, "A deposit below nothing: more pallets came back than went out.", kind)


def charge_not_listed(writer: Writer, key: Key) -> None:
    """Charges that the agreement does not name are not made."""
    debtor, kind = "50019", "charge_not_listed"
    invoice = writer.invoice(
        debtor, "2025-10-07", goods("T7720", "18", "62.00"), charge("administration", "3.95")
    )
    why = "A charge that came in with an ERP update; the agreement does not know it."
    costs = invoice.charge("administration")
    key.entry(kind, invoice, costs, stated="3.95", agreed="0.00", difference="3.95", why=why)
    invoice = writer.invoice(
        debtor, "2025-11-04", goods("T7720", "9", "62.00"), charge("freight", "17.50")
    )
    key.decoy(invoice, "Freight is charged, and the agreement names it.", kind)
