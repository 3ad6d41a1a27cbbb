"""Laws: every row and every cent is in one frame or among the rejected."""

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from checker.fields import FIELDS

CELLS = {
    "debtor": st.sampled_from(["10023", "10024"]),
    "invoice_number": st.sampled_from(["F1", "F2", "F3", None]),
    "invoice_type_code": st.sampled_from(["380", None]),
    "currency": st.sampled_from(["EUR", "EUR", "EUR", "USD", None]),
    "line_id": st.sampled_from(["1", "2", "3", None]),
    "sales_order_reference": st.sampled_from(["SO1", "SO2", None]),
    "seller_item_id": st.sampled_from(["A1", "A2", "ORDK", "VRACHT", None]),
    "item_name": st.sampled_from(["Hamer", "Verzendkosten", "Kraankosten", None]),
    "invoiced_quantity": st.sampled_from([Decimal(1), Decimal(3), None]),
    "item_net_price": st.sampled_from([Decimal("0.5"), Decimal(2), None]),
    "line_net_amount": st.decimals(0, 1000, places=2),
}
SOMETIMES = (
    "line_id",
    "sales_order_reference",
    "invoice_type_code",
    "currency",
    "invoiced_quantity",
)


@st.composite
def exports(draw) -> pl.DataFrame:
    rows = draw(st.lists(st.fixed_dictionaries(CELLS), max_size=25))
    schema = {name: FIELDS[name].dtype for name in CELLS}
    frame = pl.DataFrame(rows, schema=schema).with_columns(
        source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
        issue_date=pl.date(2026, 1, 15),
    )
    return frame.drop(draw(st.sets(st.sampled_from(SOMETIMES))))


def money(frame: pl.DataFrame, column: str) -> Decimal:
    return frame[column].sum()


def in_frames(invoices) -> Decimal:
    return money(invoices.lines, "line_net_amount") + money(invoices.charges, "charge_amount")


@settings(max_examples=80, deadline=None)
@given(rows=exports())
def test_rows_and_money_that_were_read_are_accounted_for(invoices_of, rows):
    got = invoices_of(rows)  # rows: asserted there
    rejected = money(got.rejected, "line_net_amount")
    assert in_frames(got) + rejected == money(rows, "line_net_amount")
    assert got.rejected["source_row"].is_unique().all()


@settings(max_examples=30, deadline=None)
@given(rows=exports())
def test_marked_as_credit_every_cent_changes_its_sign(invoices_of, rows):
    invoice = invoices_of(rows.with_columns(invoice_type_code=pl.lit("380")))
    credit = invoices_of(rows.with_columns(invoice_type_code=pl.lit("381")))
    assert in_frames(credit) == -in_frames(invoice)
    assert_frame_equal(credit.rejected, invoice.rejected)
    assert set(credit.documents["invoice_type_code"]) <= {"381"}


@settings(max_examples=30, deadline=None)
@given(rows=exports())
def test_other_invoices_do_not_matter(invoices_of, rows):
    # Read alone, the rows of one debtor give what they give among all.
    alone = invoices_of(rows.filter(pl.col("debtor") == "10023"))
    among = invoices_of(rows)
    keys = among.documents.filter(pl.col("debtor") == "10023")["document_key"]
    mine = among.lines.filter(pl.col("document_key").is_in(keys.implode()))
    keyless = ("document_key", "line_key")
    assert_frame_equal(alone.lines.drop(keyless), mine.drop(keyless))
    charges = among.charges.filter(pl.col("document_key").is_in(keys.implode()))
    assert_frame_equal(alone.charges.drop("document_key"), charges.drop("document_key"))


@settings(max_examples=30, deadline=None)
@given(rows=exports(), seed=st.integers(0, 9))
def test_the_order_of_rows_does_not_matter(invoices_of, rows, seed):
    rows = rows.with_columns(line_id=pl.int_range(1, pl.len() + 1).cast(pl.String))
    one = invoices_of(rows)
    other = invoices_of(rows.sample(fraction=1, shuffle=True, seed=seed))
    keys = ("document_key", "line_key")
    for name in ("documents", "lines", "charges", "unclassified", "rejected"):
        frames = [getattr(invoices, name).drop(keys, strict=False) for invoices in (one, other)]
        assert_frame_equal(*frames, check_row_order=False)
