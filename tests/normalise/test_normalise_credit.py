"""Credit notes: however they are marked, they come to one form."""

import pytest
from polars.testing import assert_frame_equal

COLUMNS = "seller_item_id | item_net_price | invoiced_quantity | line_net_amount | vat_rate"
BY_TYPE = f"""
    invoice_number | invoice_type_code | {COLUMNS}
    C1             | Creditnota        | A1             | 5.00 | 2 | 10.00 | 21
    C1             | Creditnota        | ORDK           | 7.50 | 1 | 7.50  | 21
"""
TWINS = {
    "by prefix": f"""
        invoice_number | {COLUMNS}
        C1             | A1   | 5.00 | 2 | 10.00 | 21
        C1             | ORDK | 7.50 | 1 | 7.50  | 21
    """,
    "by prefix, signed": f"""
        invoice_number | {COLUMNS}
        C1             | A1   | 5.00 | -2 | -10.00 | 21
        C1             | ORDK | 7.50 | -1 | -7.50  | 21
    """,
    "by sign": f"""
        invoice_number | {COLUMNS}
        C1             | A1   | 5.00 | -2 | -10.00 | 21
        C1             | ORDK | 7.50 | -1 | -7.50  | 21
    """,
    "negative invoice": f"""
        invoice_number | invoice_type_code | {COLUMNS}
        C1             | 380               | A1   | 5.00 | -2 | -10.00 | 21
        C1             | 380               | ORDK | 7.50 | -1 | -7.50  | 21
    """,
    "negative prices": f"""
        invoice_number | {COLUMNS}
        C1             | A1   | -5.00 | 2 | -10.00 | 21
        C1             | ORDK | -7.50 | 1 | -7.50  | 21
    """,
    "only amounts negative": f"""
        invoice_number | invoice_type_code | {COLUMNS}
        C1             | out_refund        | A1   | 5.00 | 2 | -10.00 | 21
        C1             | out_refund        | ORDK | 7.50 | 1 | -7.50  | 21
    """,
}


def test_a_credit_note_is_negative_with_positive_prices(invoices_of, show):
    got = invoices_of(BY_TYPE)
    assert show(got.documents, "invoice_type_code gross_amount") == ["381 | -21.18"]
    assert show(got.lines, "item_net_price invoiced_quantity line_net_amount") == [
        "5.00 | -2.00 | -10.00"
    ]
    assert show(got.charges, "charge_class charge_amount") == ["order_costs | -7.50"]


@pytest.mark.parametrize("name", TWINS)
def test_the_same_credit_is_read_alike(invoices_of, name):
    one = invoices_of(BY_TYPE)
    other = invoices_of(TWINS[name], credit_prefix="C" if "prefix" in name else None)
    assert_frame_equal(one.documents, other.documents)
    assert_frame_equal(one.lines, other.lines)
    assert_frame_equal(one.charges, other.charges)


def test_a_discount_on_a_credit_note_is_negative_too(invoices_of, show):
    got = invoices_of("""
        invoice_type_code | item_net_price | invoiced_quantity | line_allowance_amount | line_net_amount
        381               | 5.00           | 2                 | 1.00                  | 9.00
    """)
    assert show(got.lines, "invoiced_quantity line_allowance_amount line_net_amount") == [
        "-2.00 | -1.00 | -9.00"
    ]


def test_a_line_that_takes_back_from_a_credit_note_keeps_its_side(invoices_of, show):
    got = invoices_of("""
        invoice_type_code | item_net_price | invoiced_quantity | line_net_amount
        381               | 5.00           | 4                 | 20.00
        381               | 5.00           | -1                | -5.00
    """)
    assert show(got.lines, "invoiced_quantity line_net_amount") == ["-4.00 | -20.00", "1.00 | 5.00"]


def test_a_return_on_an_invoice_leaves_it_an_invoice(invoices_of, show):
    got = invoices_of("""
        item_net_price | invoiced_quantity | line_net_amount
        5.00           | -1                | -5.00
        9.00           | 1                 | 9.00
        -2.00          | 1                 | -2.00
    """)
    assert show(got.documents, "invoice_type_code") == ["380"]
    assert show(got.lines, "item_net_price invoiced_quantity line_net_amount") == [
        "5.00 | -1.00 | -5.00",
        "9.00 | 1.00 | 9.00",
        "2.00 | -1.00 | -2.00",
    ]


def test_an_invoice_of_nothing_is_no_credit_note(invoices_of, show):
    got = invoices_of("""
        item_net_price | invoiced_quantity | line_net_amount
        0.00           | 1                 | 0.00
    """)
    assert show(got.documents, "invoice_type_code") == ["380"]


def test_without_amounts_the_quantities_tell(invoices_of, show):
    got = invoices_of("""
        invoice_number | item_net_price | invoiced_quantity
        F1             | 5.00           | -1
        F2             | 5.00           | 1
    """)
    assert show(got.documents, "invoice_number invoice_type_code") == ["F1 | 381", "F2 | 380"]


def test_a_corrected_invoice_keeps_its_type_and_words_become_codes(invoices_of, show):
    got = invoices_of("""
        invoice_number | invoice_type_code | line_net_amount
        F1             | 384               | 10
        F2             | Factuur           | 10
        F3             |                   | 10
        F4             | 396               | 10
        F5             | CREDITNOTA        | 10
    """)
    assert show(got.documents, "invoice_type_code") == ["384", "380", "380", "381", "381"]


def test_an_invoice_and_a_credit_note_of_one_number_are_two(invoices_of, show):
    got = invoices_of("""
        invoice_type_code | line_net_amount
        380               | 10
        381               | 10
    """)
    assert show(got.documents, "document_key invoice_type_code") == ["0 | 380", "1 | 381"]
    assert show(got.lines, "document_key line_net_amount") == ["0 | 10.00", "1 | -10.00"]
