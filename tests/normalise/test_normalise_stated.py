"""What an invoice states of itself, and what its lines come to."""

from checker.fields import TOTALS
from checker.read import stated
from checker.read.reading import Reading


def test_the_gross_amount_is_the_sum_of_the_lines_in_cents(invoices_of, show):
    got = invoices_of("""
        invoice_number | line_net_amount | vat_rate
        F1             | 10.01           | 21
        F1             | 10.02           | 9
        F2             | 10.00           |
        F3             |                 | 21
    """)
    # 10.01 x 1.21 + 10.02 x 1.09 = 12.1121 + 10.9218
    assert show(got.documents, "gross_amount total_amount_with_vat") == ["23.03 | ", " | ", " | "]
    assert "total_amount_with_vat" in got.absent


def test_a_line_of_text_does_not_hide_the_gross_amount(invoices_of, show):
    got = invoices_of("""
        item_name | line_net_amount | vat_rate
        Hamer     | 10.00           | 21
        Let op!   |                 |
    """)
    assert show(got.documents, "gross_amount") == ["12.10"]


def test_what_is_stated_stays_apart_from_what_the_lines_come_to(invoices_of, show):
    got = invoices_of("""
        invoice_number | total_amount_with_vat | line_net_amount | vat_rate
        F1             | 99.99                 | 10.00           | 21
        F2             | 99.99                 | 10.00           |
    """)
    assert show(got.documents, "gross_amount total_amount_with_vat") == [
        "12.10 | 99.99",
        "99.99 | 99.99",  # the lines do not tell, so what is stated counts
    ]


def test_a_total_may_stand_on_one_row_of_the_invoice_only(invoices_of, show):
    got = invoices_of("""
        invoice_number | total_amount_without_vat | line_net_amount
        F1             | 30.00                    | 10.00
        F1             |                          | 20.00
    """)
    assert show(got.documents, "total_amount_without_vat") == ["30.00"]
    assert "total_amount_without_vat" not in got.absent


def test_a_column_that_differs_within_one_invoice_holds_no_totals(invoices_of, show):
    table = """
        invoice_number | total_amount_without_vat | total_amount_with_vat | line_net_amount
        F1             | 10.00                    | 36.30                 | 10.00
        F1             | 20.00                    | 36.30                 | 20.00
        F2             | 30.00                    | 36.30                 | 30.00
    """
    got = invoices_of(table)
    assert show(got.documents, "total_amount_without_vat total_amount_with_vat") == [
        " | 36.30",
        " | 36.30",
    ]
    assert "total_amount_without_vat" in got.absent
    assert "total_amount_with_vat" not in got.absent


def test_the_user_is_told_which_columns_hold_no_totals(invoices_of):
    got = invoices_of("""
        total_amount_without_vat | total_amount_with_vat
        10.00                    | 36.30
        20.00                    | 36.30
    """)
    rows = got.documents.select("total_amount_without_vat", "total_amount_with_vat")
    reading = Reading(rows=rows, mapping={"total_amount_without_vat": "Totaal"})
    (told,) = stated.left_out(reading, got)
    assert told.values == {"heading": "Totaal"}
    assert told.text("en") != told.text("nl")


def test_the_totals_of_a_credit_note_are_negative_however_they_are_written(invoices_of, show):
    got = invoices_of("""
        invoice_number | invoice_type_code | total_amount_without_vat | total_amount_with_vat | rounding_amount | paid_amount | blocked_account_amount | line_net_amount
        F1             | 381               | 10.00                    | 12.10                 | -0.02           | 5.00        | 2.00                   | 10.00
        F2             | 381               | -10.00                   | -12.10                | 0.02            | -5.00       | -2.00                  | -10.00
        F3             | 381               | -10.00                   | 12.10                 | 0.02            |             |                        | 10.00
        F4             |                   | -10.00                   | -12.10                | 0.02            | -5.00       | -2.00                  | -10.00
        F5             | 380               | 10.00                    | 12.10                 | -0.02           | 5.00        | 2.00                   | 10.00
    """)
    assert show(
        got.documents,
        "total_amount_without_vat total_amount_with_vat rounding_amount paid_amount"
        " blocked_account_amount",
    ) == [
        "-10.00 | -12.10 | 0.02 | -5.00 | -2.00",
        "-10.00 | -12.10 | 0.02 | -5.00 | -2.00",
        "-10.00 | -12.10 | -0.02 |  | ",
        "-10.00 | -12.10 | 0.02 | -5.00 | -2.00",
        "10.00 | 12.10 | -0.02 | 5.00 | 2.00",
    ]


def test_every_total_of_the_dictionary_has_its_sign_settled():
    assert {entry.name for entry in TOTALS} < {*stated.SUMS, *stated.EITHER_WAY}
