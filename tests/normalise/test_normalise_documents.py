"""Which rows make one invoice, and what the invoice then says."""

from datetime import date

import polars as pl

from checker.invoice import REJECTED


def test_rows_with_one_number_are_one_invoice_in_order_of_appearance(invoices_of, show):
    got = invoices_of("""
        debtor | invoice_number | line_net_amount
        10023  | F2             | 10
        10023  | F1             | 20
        10023  | F2             | 30
        10024  | F2             | 40
    """)
    assert show(got.documents, "document_key debtor invoice_number") == [
        "0 | 10023 | F2",
        "1 | 10023 | F1",
        "2 | 10024 | F2",
    ]
    assert show(got.lines, "document_key line_net_amount") == [
        "0 | 10.00",
        "1 | 20.00",
        "0 | 30.00",
        "2 | 40.00",
    ]


def test_one_number_on_two_dates_is_two_invoices(invoices_of):
    got = invoices_of("""
        issue_date | line_net_amount
        2026-01-15 | 10
        2026-01-16 | 10
    """)
    assert got.documents.height == 2


def test_lines_without_numbers_are_counted_per_invoice(invoices_of, show):
    got = invoices_of("""
        invoice_number | line_net_amount
        F1             | 10
        F2             | 20
        F1             | 10
    """)
    assert show(got.lines, "document_key line_id") == ["0 | 1", "1 | 1", "0 | 2"]


def test_an_empty_line_number_gets_one_that_no_other_line_has(invoices_of, show):
    got = invoices_of("""
        line_id | line_net_amount
        2       | 10
                | 20
    """)
    assert show(got.lines, "line_id") == ["2", "+2"]


def test_line_numbers_that_begin_anew_with_every_order_are_one_invoice(invoices_of, show):
    got = invoices_of("""
        sales_order_reference | line_id | line_net_amount
        O1                    | 1       | 10
        O1                    | 2       | 20
        O2                    | 1       | 30
    """)
    assert got.documents.height == 1
    assert show(got.lines, "line_id line_net_amount") == [
        "O1/1 | 10.00",
        "O1/2 | 20.00",
        "O2/1 | 30.00",
    ]


def test_references_that_differ_by_line_are_all_kept(invoices_of, show):
    got = invoices_of("""
        purchase_order_reference | buyer_reference | line_net_amount
        4501                     | Jansen          | 10
        4502                     |                 | 20
        4501                     | Jansen          | 30
    """)
    assert show(got.documents, "purchase_order_reference buyer_reference") == [
        "4501; 4502 | Jansen"
    ]


def test_an_empty_cell_beside_a_reference_says_nothing(invoices_of, show):
    rows = pl.DataFrame(
        {
            "source_row": [2, 3],
            "debtor": ["10023"] * 2,
            "invoice_number": ["F1"] * 2,
            "issue_date": [date(2026, 1, 15)] * 2,
            "purchase_order_reference": ["", "4501"],
            "project_reference": ["", ""],
        }
    )
    got = invoices_of(rows)
    assert show(got.documents, "purchase_order_reference project_reference") == ["4501 | "]


def test_nothing_is_chosen_from_accounts_and_buyers_that_differ(invoices_of, show):
    got = invoices_of("""
        invoice_number | payment_account_id | buyer_vat_identifier | project_reference
        F1             | NL91ABNA0417164300 | NL1B01               | P-2
        F1             | NL02RABO0123456789 | NL2B01               | P-1
        F2             | NL91ABNA0417164300 | NL1B01               | P-1
        F2             |                    | NL1B01               |
    """)
    assert show(got.documents, "payment_account_id buyer_vat_identifier project_reference") == [
        "NL02RABO0123456789; NL91ABNA0417164300 | NL1B01; NL2B01 | P-1; P-2",
        "NL91ABNA0417164300 | NL1B01 | P-1",
    ]


def test_no_due_date_is_guessed_where_lines_differ(invoices_of, show):
    got = invoices_of("""
        invoice_number | payment_due_date | line_net_amount
        F1             | 2026-02-14       | 10
        F1             | 2026-02-15       | 20
        F2             |                  | 10
        F2             | 2026-02-14       | 20
    """)
    assert show(got.documents, "payment_due_date") == ["", "2026-02-14"]


def test_an_invoice_in_two_currencies_is_rejected_whole(invoices_of, show):
    got = invoices_of("""
        invoice_number | currency | line_net_amount
        F1             | EUR      | 10
        F1             | USD      | 20
        F2             | EUR      | 30
        F2             |          | 40
    """)
    assert show(got.documents, "document_key invoice_number currency") == ["0 | F2 | EUR"]
    assert show(got.lines, "document_key line_net_amount") == ["0 | 30.00", "0 | 40.00"]
    assert show(got.rejected, "source_row reason found line_net_amount") == [
        "2 | normalise.two_currencies | EUR | 10.00",
        "3 | normalise.two_currencies | USD | 20.00",
    ]


def test_a_row_that_was_exported_twice_counts_once(invoices_of, show):
    got = invoices_of("""
        line_id | seller_item_id | line_net_amount
        1       | A1             | 10
        2       | A2             | 20
        1       | A1             | 10
        2       | A2             | 20
    """)
    assert show(got.lines, "line_id seller_item_id") == ["1 | A1", "2 | A2"]
    assert show(got.rejected, "source_row reason found") == [
        "4 | normalise.duplicate_row | F1 / 1",
        "5 | normalise.duplicate_row | F1 / 2",
    ]


def test_equal_lines_without_numbers_are_two_lines(invoices_of):
    got = invoices_of("""
        seller_item_id | line_net_amount
        A1             | 10
        A1             | 10
    """)
    assert got.lines.height == 2
    assert got.rejected.is_empty()


def test_a_line_number_that_comes_again_begins_a_second_invoice(invoices_of, show):
    got = invoices_of("""
        line_id | seller_item_id | line_net_amount
        1       | A1             | 10
        2       | A2             | 20
        1       | B1             | 11
        2       | B2             | 22
        3       | B3             | 33
    """)
    assert show(got.documents, "document_key invoice_number") == ["0 | F1", "1 | F1"]
    assert show(got.lines, "document_key seller_item_id") == [
        "0 | A1",
        "0 | A2",
        "1 | B1",
        "1 | B2",
        "1 | B3",
    ]


def test_two_invoices_of_one_number_may_stand_mixed(invoices_of, show):
    got = invoices_of("""
        line_id | seller_item_id | line_net_amount
        1       | A1             | 10
        1       | B1             | 11
        2       | A2             | 20
        2       | B2             | 22
    """)
    assert show(got.lines, "document_key seller_item_id") == [
        "0 | A1",
        "1 | B1",
        "0 | A2",
        "1 | B2",
    ]


def test_rows_that_name_no_invoice_are_rejected(invoices_of, show):
    got = invoices_of("""
        debtor | invoice_number | line_net_amount
        10023  | F1             | 10
               | F2             | 20
    """)
    assert show(got.documents, "invoice_number") == ["F1"]
    assert show(got.rejected, "reason found line_net_amount") == ["normalise.no_place | F2 | 20.00"]


def test_lines_of_text_are_set_apart(invoices_of, show):
    got = invoices_of("""
        item_name            | seller_item_id | invoiced_quantity | line_net_amount
        Artikel              | A1             | 1                 | 10
        Levering door chauff | |                 0                 | 0
        Vrachtkosten         | |                 0                 | 0
        Monster              | A2             | 1                 | 0
    """)
    assert show(got.lines, "item_name") == ["Artikel", "Monster"]
    assert show(got.charges, "charge_reason") == ["Vrachtkosten"]
    assert show(got.rejected, "reason found") == ["normalise.text_line | Levering door chauff"]


def test_columns_that_the_export_lacks_are_empty_and_named(invoices_of):
    got = invoices_of("""
        item_gross_price | line_net_amount | vat_rate
        1                | 10              | 21
    """)
    assert {"order_date", "purchase_order_reference", "invoiced_quantity"} <= got.absent
    # These follow from what is there.
    assert not {"line_id", "item_net_price", "vat_rate"} & got.absent
    assert got.lines["order_date"].null_count() == 1


def test_an_export_of_invoices_without_lines_can_be_judged_too(invoices_of, show):
    got = invoices_of("""
        invoice_number | payment_due_date
        F1             | 2026-02-14
        F2             | 2026-02-14
    """)
    assert show(got.documents, "invoice_number payment_due_date") == [
        "F1 | 2026-02-14",
        "F2 | 2026-02-14",
    ]
    assert got.lines.height == 2


def test_an_export_without_rows_gives_empty_frames(invoices_of):
    got = invoices_of(pl.DataFrame(schema={"source_row": pl.Int64, "debtor": pl.String}))
    assert (got.documents.height, got.lines.height, got.charges.height) == (0, 0, 0)


def test_what_reading_rejected_is_still_there(invoices_of, show):
    early = pl.DataFrame({"source_row": [9], "reason": ["read.bad_number"]})
    early = pl.concat([pl.DataFrame(schema=REJECTED), early], how="diagonal")
    got = invoices_of("line_net_amount\n10", rejected=early, rows_read=2)
    assert show(got.rejected, "source_row reason") == ["9 | read.bad_number"]
