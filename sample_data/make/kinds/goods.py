"""Goods: promotions, free goods, hours, subscriptions, and discounts on a whole order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writing import goods

if TYPE_CHECKING:
    from key import Key
    from model import Line
    from writing import Writer

DISCOUNTS = {
    "order_discount": ("ORDKRT", "Orderkorting"),
    "promotion_discount": ("ACTIE", "Actiekorting"),
    "bonus": ("BONUS", "Omzetbonus"),
}


def _off(charge_class: str, amount: str, **fields: str) -> Line:
    """A discount as an article line of its own, one of so much less."""
    item, text = DISCOUNTS[charge_class]
    line = goods(item, "-1", amount, **{"item_name": text, "gl_account": "8090"} | fields)
    line.charge_class = charge_class
    return line


def _hours(role: str, hours: str, rate: str, day: str) -> Line:
    return goods(
        role, hours, rate, item_name=f"Arbeid {role.lower()}", unit_code="uur", delivery_date=day
    )


def _period(item: str, quantity: str, price: str, start: str, end: str) -> Line:
    period = {"invoice_period_start": start, "invoice_period_end": end}
    return goods(item, quantity, price, item_name=f"Huur {item.lower()}", **period)


def price_free_goods(writer: Writer, key: Key) -> None:
    """Ten tubes paid, the eleventh free."""
    debtor, kind = "50201", "price_free_goods"
    invoice = writer.invoice(
        debtor, "2025-02-11", goods("KIT-310", "22", "4.85"), goods("K1020", "10", "3.85")
    )
    why = "Twenty-two tubes, all of them paid: two were to be free."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="106.70", agreed="97.00", difference="9.70", why=why)

    invoice = writer.invoice(
        debtor, "2025-05-20", goods("KIT-600", "8", "8.20"), goods("KIT-600", "1", "0.00")
    )
    why = "A free tube with eight: it takes ten."
    line = invoice.lines[1]
    key.entry(kind, invoice, line, stated="0.00", agreed="8.20", difference="-8.20", why=why)

    invoice = writer.invoice(
        debtor, "2025-08-26", goods("KIT-310", "20", "4.85"), goods("KIT-310", "2", "0.00")
    )
    key.decoy(invoice, "Two tubes at no price: they are the free ones of twenty.", kind)
    invoice = writer.invoice(
        debtor, "2025-11-04", goods("KIT-600", "11", "8.20", line_net_amount="82.00")
    )
    key.decoy(
        invoice, "Eleven at the price of ten: the line does not multiply, and is right.", kind
    )


def price_promotion(writer: Writer, key: Key) -> None:
    """Net promotion prices in March, a third off in April, promotion plus discount in October."""
    debtor, kind = "50202", "price_promotion"
    lacquer = {"item_group": "lak", "line_allowance_percentage": "12.5"}
    invoice = writer.invoice(debtor, "2025-03-11", goods("LAK-10", "12", "29.80", **lacquer))
    why = "The ordinary price less 12.5 %: the promotion price was forgotten."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="26.075", agreed="21.50", difference="54.90", why=why)

    invoice = writer.invoice(debtor, "2025-10-14", goods("LAK-10", "6", "26.00", **lacquer))
    why = "The promotion price of another debtor; the line discount is right."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="26.00", agreed="24.00", difference="10.50", why=why)

    tools = {"item_group": "gereedschap", "line_allowance_percentage": "33"}
    for ordered, line, why in (
        ("2025-03-31", goods("LAK-25", "4", "46.00", item_group="lak"),
         "No line discount: the promotion price has it in, and 31 March is the last day."),
        ("2025-04-15", goods("ROLLER", "10", "8.95", **tools),
         "33 % where 12.5 % was agreed: the promotion of April."),
        ("2025-04-02", goods("LAK-10", "5", "29.80", **lacquer),
         "The ordinary price again: the promotion on lacquer was over."),
    ):  # fmt: skip
        key.decoy(writer.invoice(debtor, ordered, line), why, kind)


def price_hourly(writer: Writer, key: Key) -> None:
    """Quarters of an hour, one hour at least, half as much again at the weekend."""
    debtor, kind = "50203", "price_hourly"
    invoice = writer.invoice(
        debtor, "2025-03-05",
        _hours("MONTEUR", "3.25", "62.50", "2025-03-07"),
        _hours("VOORMAN", "1", "62.50", "2025-03-07"),
    )  # fmt: skip
    why = "The foreman at the rate of a mechanic."
    line = invoice.lines[1]
    key.entry(kind, invoice, line, stated="62.50", agreed="78.00", difference="-15.50", why=why)

    invoice = writer.invoice(debtor, "2025-06-18", _hours("MONTEUR", "2", "93.75", "2025-06-20"))
    why = "The weekend surcharge on a Friday."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="187.50", agreed="125.00", difference="62.50", why=why)

    invoice = writer.invoice(debtor, "2025-09-10", _hours("MONTEUR", "2.5", "93.75", "2025-09-13"))
    key.decoy(invoice, "Half as much again: it was a Saturday.", kind)


def price_subscription(writer: Writer, key: Key) -> None:
    """A safe by the month from 17 February on, licences by the month begun."""
    debtor, kind = "50204", "price_subscription"
    begun = _period("KLUIS", "1", "89.00", "2025-02-01", "2025-02-28")
    invoice = writer.invoice(debtor, "2025-02-24", begun)
    why = "All of February, while the contract began on the 17th: 12 of 28 days."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="89.00", agreed="38.14", difference="50.86", why=why)

    ended = _period("KLUIS", "1", "89.00", "2026-03-01", "2026-03-31")
    invoice = writer.invoice(debtor, "2026-03-02", ended)
    why = "The contract ended on 16 February."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="89.00", agreed="0.00", difference="89.00", why=why)

    last = writer.invoice(
        debtor, "2026-02-02",
        _period("KLUIS", "1", "50.86", "2026-02-01", "2026-02-16"),
        _period("LICENTIE", "4", "12.50", "2026-02-10", "2026-02-28"),
    )  # fmt: skip
    key.decoy(last, "16 of 28 days of the safe; licences by the month begun.", kind)
    no_period = writer.invoice(debtor, "2025-07-01", goods("KLUIS", "1", "89.00"))
    reason = "missing:invoice_period_start"
    why = "Which month it is for is not on the line."
    key.entry(kind, no_period, no_period.lines[0], stated="89.00", reason=reason, why=why)


def discount_order(writer: Writer, key: Key) -> None:
    """One per cent from 250.00, two and a half from 1000.00, none on machines."""
    debtor, kind = "50205", "discount_order"
    invoice = writer.invoice(
        debtor, "2025-03-18", goods("K1044", "60", "18.50"), _off("order_discount", "11.10")
    )
    why = "One per cent of 1110.00: from 1000.00 on it is two and a half."
    off = invoice.charge("order_discount")
    key.entry(kind, invoice, off, stated="-11.10", agreed="-27.75", difference="16.65", why=why)

    machine = goods("ZAAG-80", "1", "649.00", item_group="machines")
    invoice = writer.invoice(
        debtor,
        "2025-06-03",
        goods("K1044", "20", "18.50"),
        machine,
        _off("order_discount", "25.48"),
    )
    why = "Two and a half per cent with the machine in it; on the rest it is one."
    off = invoice.charge("order_discount")
    key.entry(kind, invoice, off, stated="-25.48", agreed="-3.70", difference="-21.78", why=why)

    parts = [{"sales_order_reference": f"VO50205-P{n}"} for n in (1, 2)]
    lines = [goods("K1044", "30", "18.50", **part) for part in parts]
    offs = [_off("order_discount", "5.55", **part) for part in parts]
    invoice = writer.invoice(debtor, "2025-09-09", lines[0], offs[0], lines[1], offs[1])
    key.decoy(invoice, "1110.00 on the invoice, one per cent: it is two orders of 555.00.", kind)
    machine = goods("ZAAG-80", "1", "649.00", item_group="machines")
    invoice = writer.invoice(debtor, "2025-11-18", machine)
    key.decoy(invoice, "No discount: machines get none.", kind)


def discount_off_invoice(writer: Writer, key: Key) -> None:
    """A yearly bonus that is settled in January."""
    debtor, kind = "50205", "discount_off_invoice"
    invoice = writer.invoice(
        debtor, "2025-12-02", goods("K1044", "10", "18.50"), _off("bonus", "150.00")
    )
    why = "A piece of the yearly bonus on an invoice."
    bonus = invoice.charge("bonus")
    key.entry(kind, invoice, bonus, stated="-150.00", agreed="0.00", difference="-150.00", why=why)

    sold = writer.invoice(debtor, "2025-12-16", goods("K1044", "12", "18.50"))
    credit = writer.credit(sold, _off("bonus", "412.50"), days=28)
    for line in credit.lines:
        line.quantity, line.amount = -abs(line.quantity), -abs(line.amount)
        line.order, line.order_date = sold.lines[0].order, sold.lines[0].order_date
        line.despatch, line.delivery_date = sold.lines[0].despatch, sold.lines[0].delivery_date
    key.decoy(credit, "The bonus of the year, on a credit note: that is where it belongs.", kind)


def discount_exclusive(writer: Writer, key: Key) -> None:
    """No promotion discount beside another discount."""
    debtor, kind = "50206", "discount_exclusive"
    invoice = writer.invoice(
        debtor, "2025-04-08",
        goods("K1020", "200", "3.85", line_allowance_percentage="10"),
        _off("promotion_discount", "25.00"),
    )  # fmt: skip
    why = "A promotion discount on top of a line discount."
    off = invoice.charge("promotion_discount")
    key.entry(kind, invoice, off, stated="-25.00", agreed="0.00", difference="-25.00", why=why)

    first, second = ({"sales_order_reference": f"VO50206-B{n}"} for n in (1, 2))
    invoice = writer.invoice(
        debtor, "2025-07-15",
        goods("K1020", "200", "3.85", **first), _off("promotion_discount", "25.00", **first),
        goods("K1044", "40", "18.50", **second), _off("order_discount", "14.80", **second),
    )  # fmt: skip
    key.decoy(invoice, "Two discounts on one invoice: each on an order of its own.", kind)
