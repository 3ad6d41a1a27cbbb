"""References, identities, and what agreements word themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writing import charge, goods

if TYPE_CHECKING:
    from key import Key
    from writing import Writer


def reference_buyer(writer: Writer, key: Key) -> None:
    """A municipality that sorts its post by a mark of its own."""
    debtor, kind, centre = "50401", "reference_buyer", {"buyer_accounting_reference": "4100"}
    pattern = "[A-Z]{3}-[0-9]{4}"
    invoice = writer.invoice(
        debtor, "2025-02-04", goods("S310", "12", "14.20"), buyer_reference="n.v.t.", **centre
    )
    why = "A placeholder, as the order was taken by telephone."
    key.entry(kind, invoice, stated="n.v.t.", agreed=pattern, why=why)

    invoice = writer.invoice(
        debtor, "2025-05-20", goods("S310", "6", "14.20"), buyer_reference="INK-204", **centre
    )
    why = "One digit of the requester is missing."
    key.entry(kind, invoice, stated="INK-204", agreed=pattern, why=why)

    invoice = writer.invoice(
        debtor, "2025-09-09", goods("S355", "2", "61.00"),
        buyer_reference="INK-2041; WRK-0007", **centre,
    )  # fmt: skip
    key.decoy(invoice, "Two departments share the order; both marks are right.", kind)


def reference_cost_centre(writer: Writer, key: Key) -> None:
    """The same municipality, and the cost centres that it has."""
    debtor, kind, mark = "50401", "reference_cost_centre", {"buyer_reference": "INK-2041"}
    invoice = writer.invoice(
        debtor, "2025-03-18", goods("S310", "20", "14.20"),
        buyer_accounting_reference="4300", **mark,
    )  # fmt: skip
    why = "4300 was closed when the department moved."
    key.entry(kind, invoice, stated="4300", agreed="4100, 4200, KP-310", why=why)

    invoice = writer.invoice(
        debtor, "2025-10-07", goods("S310", "9", "14.20"),
        buyer_accounting_reference="kp-310", **mark,
    )  # fmt: skip
    key.decoy(invoice, "KP-310 in small letters is still KP-310.", kind)


def reference_contract(writer: Writer, key: Key) -> None:
    """A new frame contract on 1 July, with a new number."""
    debtor, kind, project = "50402", "reference_contract", {"project_reference": "P25-014"}
    invoice = writer.invoice(
        debtor, "2025-06-26", goods("B700", "40", "7.35"), issue_date="2025-06-30",
        contract_reference="RO-2024-077", **project,
    )  # fmt: skip
    key.decoy(invoice, "The old contract, on its last day.", kind)
    invoice = writer.invoice(
        debtor, "2025-07-08", goods("B700", "60", "7.35"),
        contract_reference="RO-2024-077", **project,
    )  # fmt: skip
    why = "The number of the contract that ended on 30 June."
    key.entry(kind, invoice, stated="RO-2024-077", agreed="RO-2025-118", why=why)


def reference_project(writer: Writer, key: Key) -> None:
    """The same contractor books on projects, small jobs on SERVICE."""
    debtor, kind, contract = "50402", "reference_project", {"contract_reference": "RO-2025-118"}
    pattern = "P[0-9]{2}-[0-9]{3}|SERVICE"
    invoice = writer.invoice(
        debtor, "2025-09-16", goods("B712", "15", "22.10"),
        project_reference="Nieuwbouw Oosterkade", **contract,
    )  # fmt: skip
    why = "The name of the building site where the number of the project belongs."
    key.entry(kind, invoice, stated="Nieuwbouw Oosterkade", agreed=pattern, why=why)

    invoice = writer.invoice(
        debtor, "2025-10-14", goods("B712", "2", "22.10"), project_reference="SERVICE", **contract
    )
    key.decoy(invoice, "A small job, booked on SERVICE as agreed.", kind)


def reference_delivery_note(writer: Writer, key: Key) -> None:
    """Every line names its delivery note."""
    debtor, kind = "50403", "reference_delivery_note"
    invoice = writer.invoice(
        debtor, "2025-04-08",
        goods("R4010", "25", "8.90", buyer_item_id="BRK-200410"),
        goods("R4022", "10", "13.75", buyer_item_id="BRK-200422",
              despatch_advice_reference="volgt"),
    )  # fmt: skip
    why = "Billed before the second parcel had gone out."
    line = invoice.lines[1]
    key.entry(kind, invoice, line, stated="volgt", agreed="PB[0-9]{5}-[0-9]{2}", why=why)

    first, second = ({"despatch_advice_reference": f"PB50403-5{part}"} for part in (1, 2))
    invoice = writer.invoice(
        debtor, "2025-06-17",
        goods("R4010", "40", "8.90", buyer_item_id="BRK-200410", **first),
        goods("R4100", "12", "17.60", buyer_item_id="BRK-201100", **second),
    )  # fmt: skip
    key.decoy(invoice, "Two delivery notes on one invoice, each beside its line.", kind)


def reference_buyer_item(writer: Writer, key: Key) -> None:
    """The wholesaler's own item numbers, from the list of annex 1."""
    debtor, kind = "50403", "reference_buyer_item"
    invoice = writer.invoice(
        debtor, "2025-03-11",
        goods("R4010", "30", "8.90", buyer_item_id="BRK-200422"),
        goods("R4022", "8", "13.75"),
    )  # fmt: skip
    one, other = invoice.lines
    why = "The number of the ball valve of 22 mm."
    key.entry(kind, invoice, one, stated="BRK-200422", agreed="BRK-200410", why=why)
    why = "No number of the customer at all."
    key.entry(kind, invoice, other, agreed="BRK-200422", why=why)

    invoice = writer.invoice(
        debtor, "2025-05-13", goods("R4150", "5", "21.40", buyer_item_id="BRK-201150")
    )
    why, reason = "A new item that annex 1 does not have yet.", "missing:buyer_item_listed"
    key.entry(kind, invoice, invoice.lines[0], stated="BRK-201150", reason=reason, why=why)

    invoice = writer.invoice(
        debtor, "2025-08-19", goods("R4100", "6", "17.60", buyer_item_id="brk-201100")
    )
    key.decoy(invoice, "The right number in small letters.", kind)


def reference_order_value(writer: Writer, key: Key) -> None:
    """A water company that pays only what its orders cover."""
    debtor, kind = "50404", "reference_order_value"
    one, full, ended = ({"purchase_order_reference": f"45040400{n}"} for n in (17, 23, 31))
    writer.ordered_value(debtor, order_amount="1000.00", **one)
    writer.ordered_value(debtor, order_amount="660.00", order_valid_to="2025-12-31", **full)
    writer.ordered_value(debtor, order_amount="500.00", order_valid_to="2025-06-30", **ended)
    writer.invoice(debtor, "2025-03-04", goods("W200", "40", "10.00"), **one)
    writer.invoice(debtor, "2025-04-01", goods("W200", "40", "10.10"), **one)
    invoice = writer.invoice(
        debtor, "2025-05-06", goods("W200", "19", "10.00"), charge("freight", "17.50"), **one
    )
    why = "The third invoice on the order: with its freight 11.50 more than the order is worth."
    key.entry(kind, invoice, stated="1011.50", agreed="1000.00", why=why)

    wrong = writer.invoice(debtor, "2025-03-11", goods("W210", "10", "32.00"), **full)
    writer.credit(wrong, purchase_order_reference="4504040023")
    invoice = writer.invoice(debtor, "2025-04-15", goods("W210", "20", "33.00"), **full)
    key.decoy(invoice, "The order to the cent, as the first invoice was credited.", kind)

    invoice = writer.invoice(debtor, "2025-07-01", goods("W200", "5", "10.00"), **ended)
    why = "The order had ended three days before the invoice."
    key.entry(kind, invoice, stated="50.00", agreed="500.00 ≤ 2025-06-30", why=why)

    invoice = writer.invoice(
        debtor, "2025-08-12", goods("W200", "8", "10.00"), purchase_order_reference="4504004017"
    )
    why = "Two digits changed places: the register has no such order."
    key.entry(kind, invoice, stated="80.00", why=why)

    orders = ({"purchase_order_reference": f"45040400{n}"} for n in (44, 45))
    invoice = writer.invoice(
        debtor, "2025-09-23", *(goods("W210", "4", "33.00", **order) for order in orders)
    )
    why = "Two orders on one invoice: which line is billed on which, the invoice does not say."
    key.entry(kind, invoice, reason="missing:billed_on_order", why=why)


CARE = {
    "buyer_legal_registration_id": "70504051",
    "buyer_identifier": "8719999040509",
    "buyer_electronic_address": "70504051",
    "buyer_electronic_address_scheme": "0106",
}


def identity_buyer(writer: Writer, key: Key) -> None:
    """A care group with many foundations; one of them buys."""
    debtor, kind = "50405", "identity_buyer"
    sister = CARE | {"buyer_legal_registration_id": "70504060"}
    invoice = writer.invoice(debtor, "2025-03-25", goods("Z120", "50", "3.15"), **sister)
    why = "The foundation of the day centres has another number."
    key.entry(kind, invoice, stated="70504060", agreed="70504051", why=why)

    shop = CARE | {"buyer_identifier": "8719999040516"}
    invoice = writer.invoice(debtor, "2025-06-03", goods("Z120", "20", "3.15"), **shop)
    why = "The GLN of the address where it was delivered, and not of the buyer."
    key.entry(kind, invoice, stated="8719999040516", agreed="8719999040509", why=why)

    points = CARE | {"buyer_legal_registration_id": "70.50.40.51"}
    invoice = writer.invoice(debtor, "2025-09-02", goods("Z120", "35", "3.15"), **points)
    key.decoy(invoice, "The same number, written with points.", kind)


def document_channel(writer: Writer, key: Key) -> None:
    """The same care group receives invoices under its registration number."""
    debtor, kind = "50405", "document_channel"
    old = CARE | {"buyer_electronic_address": "NL805040512B01"}
    old |= {"buyer_electronic_address_scheme": "9944"}
    invoice = writer.invoice(debtor, "2025-04-22", goods("Z133", "4", "48.00"), **old)
    why = "The address from before the merger, under the VAT number."
    key.entry(kind, invoice, stated="9944:NL805040512B01", agreed="0106:70504051", why=why)

    invoice = writer.invoice(debtor, "2025-10-21", goods("Z133", "2", "48.00"), **CARE)
    key.decoy(invoice, "A number that is both registration and address.", kind)


def document_currency(writer: Writer, key: Key) -> None:
    """A Swedish customer with prices in crowns."""
    debtor, kind, item = "50406", "document_currency", goods("H505", "30", "84.00", vat_rate="0")
    invoice = writer.invoice(debtor, "2025-04-29", item, currency="EUR")
    why = "Crowns on the price list, euros on the invoice."
    key.entry(kind, invoice, stated="EUR", agreed="SEK", why=why)
    item = goods("H505", "45", "84.00", vat_rate="0")
    invoice = writer.invoice(debtor, "2025-06-24", item, currency="SEK")
    key.decoy(invoice, "An amount that looks high, in crowns.", kind)


def document_text(writer: Writer, key: Key) -> None:
    """A subcontractor: reverse charge, and a factoring company that has to be paid."""
    debtor, kind, factor = "50407", "document_text", "Betaling uitsluitend aan Noordfactor BV"
    item = goods("M900", "16", "52.50", vat_rate="0")
    invoice = writer.invoice(debtor, "2025-05-13", item, invoice_note="Btw verlegd.")
    why = "The factoring company would not count this invoice as its own."
    key.entry(kind, invoice, stated="Btw verlegd.", agreed=factor, why=why)

    item = goods("M900", "24", "52.50", vat_rate="0")
    note = f"BTW VERLEGD. {factor}, Groningen."
    invoice = writer.invoice(debtor, "2025-07-15", item, invoice_note=note)
    key.decoy(invoice, "Both sentences, one of them in capitals.", kind)


def expression(writer: Writer, key: Key) -> None:
    """Three sentences of an agreement that no other debtor has."""
    debtor, kind, cable = "50408", "expression", {"item_group": "kabel"}
    invoice = writer.invoice(
        debtor, "2025-03-03", goods("E150", "3", "58.00", unit_code="rol", **cable),
        goods("E400", "12", "4.10"),
    )  # fmt: skip
    why = "Cable billed by the reel; the customer measures by the metre."
    line = invoice.lines[0]
    key.entry(kind, invoice, line, stated="rol", agreed="unit_code = 'm'", why=why)

    invoice = writer.invoice(
        debtor, "2025-05-05", goods("E400", "20", "4.10"),
        charge("rush", "35.00", order_channel="web"),
    )  # fmt: skip
    why = "Rush was charged on an order from the web shop."
    rush, rule = invoice.charge("rush"), "order_channel = 'telefoon'"
    key.entry(kind, invoice, rush, stated="web", agreed=rule, why=why)

    invoice = writer.invoice(
        debtor, "2025-07-01", goods("E400", "8", "4.10"), issue_date="2025-07-11"
    )
    why, rule = "A day after the tenth.", "EXTRACT(DAY FROM issue_date) <= 10"
    key.entry(kind, invoice, stated="2025-07-11", agreed=rule, why=why)

    invoice = writer.invoice(
        debtor, "2025-09-01", goods("E150", "150", "0.62", unit_code="m", **cable),
        goods("E400", "1", "4.10", unit_code="rol"),
        charge("rush", "35.00", order_channel="telefoon"), issue_date="2025-09-10",
    )  # fmt: skip
    key.decoy(invoice, "By the metre, rush by telephone, billed on the tenth.", kind)
