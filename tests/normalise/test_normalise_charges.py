"""Charges that stand among the articles become charges, and belong to an order."""

import pytest

from checker.read.charges import load_charges

OWN = """
classes:
  freight:
    items: ["0012", X1]
    gl_accounts: ["8100"]
    codes: [FC]
    patterns: ['vracht']
  order_costs:
    items: [ORDK]
    gl_accounts: ["08200"]
    codes: [AEL]
    patterns: ['vracht- en orderkosten', 'orderkosten']
suspects: ['kosten']
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "_charges.yaml").write_text(OWN, encoding="utf-8")
    return load_charges(tmp_path)


def test_items_then_accounts_then_codes_then_wording(invoices_of, show, own):
    got = invoices_of(
        """
        invoice_number | seller_item_id | gl_account | charge_reason_code | item_name    | line_net_amount
        F1             | ORDK           | 8100       | FC                 | vracht       | 1
        F2             | A1             | 8100       | AEL                | orderkosten  | 1
        F3             | A1             | 8000       | AEL                | vracht       | 1
        F4             | A1             | 8000       |                    | VRACHT       | 1
        F5             | A1             | 8000       |                    | Kraan        | 1
        """,
        charges=own,
    )
    assert show(got.charges, "document_key charge_class encoding") == [
        "0 | order_costs | article_line",
        "1 | freight | gl_line",
        "2 | order_costs | article_line",
        "3 | freight | article_line",
    ]
    assert show(got.lines, "document_key item_name") == ["4 | Kraan"]


def test_leading_zeros_and_case_do_not_count(invoices_of, show, own):
    got = invoices_of(
        """
        seller_item_id | gl_account | line_net_amount
        12             |            | 1
        x1             |            | 2
        00120          |            | 4
        A1             | 8200       | 8
        """,
        charges=own,
    )
    assert show(got.charges, "charge_class charge_amount") == [
        "freight | 3.00",
        "order_costs | 8.00",
    ]
    assert show(got.lines, "seller_item_id") == ["00120"]


def test_of_two_wordings_that_fit_the_first_class_wins(invoices_of, show, own):
    got = invoices_of(
        """
        item_name              | line_net_amount
        Vracht- en orderkosten | 1
        """,
        charges=own,
    )
    assert show(got.charges, "charge_class") == ["freight"]


def test_lines_of_one_class_on_one_order_are_one_charge(invoices_of, show):
    got = invoices_of("""
        sales_order_reference | despatch_advice_reference | line_id | seller_item_id | item_name | vat_rate | line_net_amount
        SO1                   | P1                        | 1       | VRACHT         | Vracht    | 21       | 10.00
        SO1                   | P1                        | 2       | VRACHT         | Vracht 2  | 9        | 5.50
        SO1                   | P2                        | 3       | VRACHT         | Vracht    | 21       | 4.00
        SO2                   | P3                        | 4       | VRACHT         | Vracht    | 21       | 2.00
        SO2                   | P3                        | 5       | ORDK           | Order     | 21       | 1.00
    """)
    assert show(
        got.charges,
        "sales_order_reference despatch_advice_reference charge_class charge_amount "
        "charge_reason line_id vat_rate rows",
    ) == [
        "SO1 | P1 | freight | 15.50 | Vracht; Vracht 2 | 1, 2 |  | 2",
        "SO1 | P2 | freight | 4.00 | Vracht | 3 | 21.00 | 1",
        "SO2 | P3 | freight | 2.00 | Vracht | 4 | 21.00 | 1",
        "SO2 | P3 | order_costs | 1.00 | Order | 5 | 21.00 | 1",
    ]


def test_an_amount_that_is_not_known_makes_the_charge_unknown(invoices_of, show):
    got = invoices_of("""
        seller_item_id | line_net_amount
        VRACHT         | 10.00
        VRACHT         |
    """)
    assert show(got.charges, "charge_amount rows") == [" | 2"]


def test_a_charge_without_order_belongs_to_the_only_order_of_its_invoice(invoices_of, show):
    got = invoices_of("""
        invoice_number | seller_item_id | sales_order_reference | order_date | despatch_advice_reference | delivery_date | line_net_amount
        F1             | A1             | SO1                   | 2026-01-02 | P1                        | 2026-01-09    | 10
        F1             | A2             | SO1                   | 2026-01-02 | P1                        | 2026-01-09    | 10
        F1             | VRACHT         |                       |            |                           |               | 5
        F2             | A1             | SO2                   | 2026-01-02 | P2                        | 2026-01-09    | 10
        F2             | A2             | SO3                   | 2026-01-03 | P3                        | 2026-01-10    | 10
        F2             | VRACHT         |                       |            |                           |               | 5
        F3             | A1             | SO4                   | 2026-01-04 | P4                        | 2026-01-09    | 10
        F3             | A2             | SO4                   | 2026-01-04 | P5                        | 2026-01-12    | 10
        F3             | VRACHT         |                       |            |                           |               | 5
        F4             | VRACHT         |                       |            |                           |               | 5
    """)
    assert show(
        got.charges,
        "sales_order_reference order_date despatch_advice_reference delivery_date",
    ) == [
        "SO1 | 2026-01-02 | P1 | 2026-01-09",  # one order, one delivery
        " |  |  | ",  # two orders: which one is not known
        "SO4 | 2026-01-04 |  | ",  # one order in two deliveries
        " |  |  | ",  # no goods
    ]


def test_a_charge_has_the_quantity_of_its_lines(invoices_of, show):
    got = invoices_of("""
        invoice_number | seller_item_id | invoiced_quantity | line_net_amount
        F1             | VRACHT         | 2                 | 10.00
        F1             | VRACHT         | 1                 | 5.00
        F2             | VRACHT         | 2                 | 10.00
        F2             | VRACHT         |                   | 5.00
        F3             | VRACHT         | 3                 | 15.00
    """)
    assert show(got.charges, "charge_quantity") == ["3.00", "", "3.00"]


def test_a_charge_has_what_its_lines_have_in_common(invoices_of, show):
    got = invoices_of("""
        invoice_number | seller_item_id | vat_category_code | order_channel | order_flag | deliver_to_country_code | line_net_amount
        F1             | VRACHT         | S                 | web           | rush       | NL                      | 10.00
        F1             | VRACHT         | S                 | edi           |            | NL                      | 5.00
        F2             | VRACHT         | S                 | web           |            |                         | 10.00
        F2             | VRACHT         | AE                | web           |            |                         | 5.00
    """)
    assert show(
        got.charges, "vat_category_code order_channel order_flag deliver_to_country_code"
    ) == [
        "S |  | rush | NL",
        " | web |  | ",
    ]


def test_a_charge_without_order_is_delivered_where_the_goods_are(invoices_of, show):
    got = invoices_of("""
        invoice_number | seller_item_id | sales_order_reference | promised_delivery_date | order_flag | deliver_to_post_code | line_net_amount
        F1             | A1             | SO1                   | 2026-01-09             | rush       | 8400 AB              | 10
        F1             | A2             | SO1                   | 2026-01-09             | rush       | 8400 AC              | 10
        F1             | VRACHT         |                       |                        |            |                      | 5
    """)
    assert show(
        got.charges, "sales_order_reference promised_delivery_date order_flag deliver_to_post_code"
    ) == ["SO1 | 2026-01-09 | rush | "]


def test_what_a_charge_says_of_its_order_stands(invoices_of, show):
    got = invoices_of("""
        seller_item_id | sales_order_reference | order_date | line_net_amount
        A1             | SO1                   | 2026-01-02 | 10
        VRACHT         | SO9                   |            | 5
        ORDK           |                       | 2026-01-05 | 5
    """)
    assert show(got.charges, "charge_class sales_order_reference order_date") == [
        "freight | SO9 | ",
        "order_costs | SO1 | 2026-01-05",
    ]


def test_what_reads_like_a_charge_is_listed_and_stays_a_line(invoices_of, show):
    got = invoices_of("""
        seller_item_id | item_name      | charge_reason_code | line_net_amount
        Z9             | Kraankosten    |                    | 10
        Z9             | Kraankosten    |                    | 15
        Z8             | Diversen       | CAS                | 5
        A1             | Hamer          |                    | 99
    """)
    assert show(got.unclassified, "seller_item_id item_name rows line_net_amount") == [
        "Z9 | Kraankosten | 2 | 25.00",
        "Z8 | Diversen | 1 | 5.00",
    ]
    assert got.lines.height == 4


WORDING = {
    "order_costs": "Orderkosten; ORDERKOSTEN web; Bestelkosten; Handling; Behandelingskosten; "
    "Order processing fee; Handling charge; Bijdrage orderverwerking",
    "freight": "Vrachtkosten; Vracht; Verzendkosten; Transportkosten NL; Bezorgkosten; Portokosten; "
    "Vracht- en administratiekosten; Freight; Shipping & handling; Delivery charge; Carriage; "
    "POSTAGE; Bijdrage in de vrachtkosten",
    "packaging": "Emballage; Emballagekosten; Verpakkingskosten; Pallettoeslag; Packing charge; "
    "Packaging costs",
    "fuel": "Brandstoftoeslag; Dieselolietoeslag; DOT; DOT-toeslag 4,5%; Fuel surcharge; "
    "Energietoeslag",
    "small_order": "Toeslag kleine order; Kleineordertoeslag; Kleine-order toeslag; "
    "Small order surcharge; Minimum order charge",
    "rush": "Spoedtoeslag; Spoedlevering; Spoedverzending; Rush order; Express delivery; "
    "Spoed verzendkosten",
    "deposit": "Statiegeld; Statiegeld pallet; Palletborg; Pallet deposit; Statiegeld emballage",
    "credit_restriction": "Kredietbeperking; Kredietbeperkingstoeslag 2%; Credit restriction",
    "administration": "Administratiekosten; Admin.kosten; Admin. kosten; Factuurkosten; "
    "Kosten papieren factuur; Invoicing fee; Administration fee",
    "penalty": "Boete; Boete te late levering; Vertragingsboete; Korting wegens te late levering; "
    "Late delivery penalty; Liquidated damages",
    "": "Vrachtwagenband 285/70; Orderpicker; POLKA DOT MUG; Wasmachine; Battery charger; "
    "French carriage lantern; Post-it; Emmer; Expresso bonen; Deposit box steel; Packaging tape; "
    "Feestverlichting; Krediethypotheekboek; Spoedig beterschap kaart; Handlingskar",
}


@pytest.mark.parametrize("name", WORDING)
def test_wording_that_is_shipped(invoices_of, name):
    texts = WORDING[name].split("; ")
    lines = "\n".join(f"F{i} | {text} | 1" for i, text in enumerate(texts))
    got = invoices_of(f"invoice_number | item_name | line_net_amount\n{lines}")
    found = dict(got.charges.select("document_key", "charge_class").iter_rows())
    assert {text: found.get(i, "") for i, text in enumerate(texts)} == dict.fromkeys(texts, name)


def test_class_names_are_public(classes):
    assert {"order_costs", "freight", "packaging", "fuel", "small_order"} < classes.names
    assert {"rush", "deposit", "credit_restriction", "administration"} < classes.names


def test_a_charge_stands_where_the_first_of_its_rows_stands(invoices_of, own):
    got = invoices_of(
        """
        invoice_number | line_id | seller_item_id | item_name | line_net_amount
        F1             |         |                | Bedankt   |
        F1             | 3       | X1             | Vracht    | 1
        F1             | 1       | A1             | Kraan     | 5
        F1             | 2       | X1             | Vracht    | 2
        F2             | 1       | ORDK           | Order     | 4
        """,
        charges=own,
    )
    assert got.charges["rows"].to_list() == [2, 1]
    stand = got.positions
    assert stand.charges["source_row"].to_list() == [3, 6]
    assert stand.lines["source_row"].to_list() == [4]
    assert stand.documents["source_row"].to_list() == [2, 6]  # that of a text is one too
