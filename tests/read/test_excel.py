"""Excel and Parquet: cells come with their types; numbers stored as text are read like a CSV's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from tables import NO_RULES, read_text

from checker.errors import InputError
from checker.fields import EXPORT
from checker.messages import Message
from checker.read import ReadOptions, read, read_frame

HEADINGS = (
    "Factuurnr",
    "Factuurdatum",
    "Debiteur",
    "Artikelcode",
    "Aantal",
    "Prijs",
    "Bedrag excl.",
)
JANUARY = date(2025, 1, 31)


def book(*rows, title: str = "Regels", hidden: tuple = ()) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for cells in rows:
        sheet.append(cells)
    for name in hidden:
        other = made.create_sheet(name)
        other.append(HEADINGS)
        other.append((1, JANUARY, "1", "A1", 1, 1, 1))
        other.sheet_state = "hidden"
    return made


def read_book(made: openpyxl.Workbook, folder, **options):
    path = folder / "export.bin"  # the content counts, not the name
    made.save(path)
    return read(path, rules=NO_RULES, options=ReadOptions(**options))


def read_cell(folder, heading: str, *cells, **options):
    rows = [(str(at), JANUARY, "10023", 1, cell) for at, cell in enumerate(cells)]
    names = ("Factuurnr", "Factuurdatum", "Debiteur", "Regelbedrag", heading)
    return read_book(book(names, *rows), folder, **options)


@pytest.mark.parametrize(
    ("heading", "field", "cell", "value"),
    [
        ("Artikelcode", "seller_item_id", 10023, "10023"),
        ("Artikelcode", "seller_item_id", 10023.0, "10023"),
        ("Artikelcode", "seller_item_id", 8711234567890, "8711234567890"),
        ("Artikelcode", "seller_item_id", "00123", "00123"),
        ("Artikelcode", "seller_item_id", "'00123", "00123"),
        ("Artikelcode", "seller_item_id", 12.5, "12.5"),
        ("Artikelcode", "seller_item_id", True, "True"),
        ("Artikelcode", "seller_item_id", None, None),
        ("Uw referentie", "purchase_order_reference", None, ""),
        ("Uw referentie", "purchase_order_reference", 4500012345, "4500012345"),
        ("Prijs", "item_net_price", 0.1 + 0.2, Decimal("0.3")),
        ("Prijs", "item_net_price", 2 / 3, Decimal("0.666667")),
        ("Prijs", "item_net_price", "1.234,56", Decimal("1234.56")),
        ("Prijs", "item_net_price", "€ 12,-", Decimal(12)),
        ("Prijs", "item_net_price", None, None),
        ("Prijs", "item_net_price", "#N/A", None),
        ("Btw %", "vat_rate", 0.21, Decimal(21)),
        ("Leverdatum", "delivery_date", date(2025, 2, 3), date(2025, 2, 3)),
        ("Leverdatum", "delivery_date", datetime(2025, 2, 3, 23, 59), date(2025, 2, 3)),  # noqa: DTZ001
        ("Leverdatum", "delivery_date", "31-12-2025", date(2025, 12, 31)),
        ("Leverdatum", "delivery_date", 46022, date(2025, 12, 31)),
        ("Leverdatum", "delivery_date", 20251231, date(2025, 12, 31)),
        ("Leverdatum", "delivery_date", None, None),
    ],
)
def test_a_cell_of_a_sheet(tmp_path, heading, field, cell, value):
    assert read_cell(tmp_path, heading, cell).rows[field].to_list() == [value]


def test_numbers_stored_as_text_stand_beside_numbers(tmp_path):
    reading = read_cell(tmp_path, "Prijs", 1234.5, "1.234,5", "1.000")
    expected = [Decimal("1234.5"), Decimal("1234.5"), Decimal(1000)]
    assert reading.rows["item_net_price"].to_list() == expected


def test_a_lost_number_among_whole_ones_is_found(tmp_path):
    reading = read_cell(tmp_path, "Artikelcode", 8711234567890, "8,71123E+12")
    assert reading.rejected["reason"].to_list() == ["read.scientific_id"]


def test_real_dates_stand_beside_dates_as_text(tmp_path):
    reading = read_cell(tmp_path, "Leverdatum", date(2025, 2, 25), "31-12-2025", "01-02-2025")
    assert reading.rows["delivery_date"].to_list() == [
        date(2025, 2, 25), date(2025, 12, 31), date(2025, 2, 1),
    ]  # fmt: skip


def test_rows_are_numbered_as_excel_shows_them(tmp_path):
    row = ("1", JANUARY, "10023", "A1", 1, 1, 1)
    reading = read_book(book((), ("Acme BV",), (), HEADINGS, row, (), row), tmp_path)
    assert reading.rows["source_row"].to_list() == [5, 7]


def test_titles_totals_and_merged_cells(tmp_path):
    made = book(
        ("Acme BV",),
        ("Periode: januari 2025",),
        HEADINGS,
        ("1", JANUARY, "10023", "A1", 2, 1.5, 3),
        ("1", JANUARY, "10023", "A2", 1, 1, 1),
        ("Totaal", None, None, None, None, None, 4.5),
    )
    made.active.merge_cells("A1:G1")
    reading = read_book(made, tmp_path)
    totals = reading.totals.rows()
    assert totals == [(6, "line_net_amount", Decimal("4.5"), Decimal(4))]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Omschrijving", "item_name"),
        ("Naam", "debtor_name"),
        ("Eenheid", "unit_code"),
        ("Betalingsconditie", "payment_terms"),
        ("Grootboekrekening", "gl_account"),
    ],
)
def test_a_fault_in_free_text_leaves_the_row_in(tmp_path, heading, field):
    reading = read_cell(tmp_path, heading, "plain", "=A2", "#N/A")
    assert reading.rows[field].to_list() == ["plain", None, None]
    note = Message("read.note_lost_cells", {"heading": heading, "count": 2})
    assert reading.notes == [note]


def test_a_formula_never_computed_in_a_reference_sets_the_row_apart(tmp_path):
    reading = read_cell(tmp_path, "Inkooporder", "4500000001", "=A2")
    assert reading.rejected["reason"].to_list() == ["read.formula_without_value"]


def test_hidden_sheets_are_left_alone_and_can_be_named(tmp_path):
    made = book(HEADINGS, ("1", JANUARY, "1", "A1", 1, 1, 1), hidden=("Oud",))
    assert read_book(made, tmp_path).source == "[export.bin]Regels"
    assert read_book(made, tmp_path, sheet="Oud").source == "[export.bin]Oud"


def test_the_place_of_a_cell_is_the_one_that_excel_shows(tmp_path):
    with pytest.raises(InputError) as refused:
        read_cell(tmp_path, "Leverdatum", "31-12-2025", "12-31-2025")
    assert "[export.bin]Regels!E3" in refused.value.text("en")


def test_a_row_set_apart_names_the_cell(tmp_path):
    reading = read_cell(tmp_path, "Prijs", 1.5, "x12")
    assert reading.rejected["found"].to_list() == ["Prijs (E3): x12"]


PARQUET = {
    "InvoiceNo": ["536365", "C536379"],
    "InvoiceDate": [datetime(2010, 12, 1, 8, 26), datetime(2010, 12, 1, 9, 41)],  # noqa: DTZ001
    "CustomerID": [17850.0, 14527.0],
    "StockCode": ["85123A", "D"],
    "Quantity": [6, -1],
    "UnitPrice": [2.55, 27.5],
}


@pytest.mark.parametrize("kind", ["parquet", "frame"])
def test_typed_columns_pass_through(tmp_path, kind):
    frame = pl.DataFrame(PARQUET)
    if kind == "parquet":
        frame.write_parquet(tmp_path / "x")
        reading = read(tmp_path / "x", rules=NO_RULES, options=ReadOptions())
    else:
        reading = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    assert reading.rows.row(1, named=True) == {
        "source_row": 2,
        "debtor": "14527",
        "invoice_number": "C536379",
        "issue_date": date(2010, 12, 1),
        "seller_item_id": "D",
        "invoiced_quantity": Decimal(-1),
        "item_net_price": Decimal("27.5"),
    }


@pytest.mark.parametrize(
    ("series", "values"),
    [
        (pl.Series([1, 2], dtype=pl.Int16), ["1", "2"]),
        (pl.Series([1.1, None], dtype=pl.Float64), ["1.1", None]),
        (pl.Series([1.5, 2.25], dtype=pl.Float32), ["1.5", "2.25"]),
        (pl.Series(["1.50", "2.256"], dtype=pl.String).cast(pl.Decimal(10, 3)), ["1.5", "2.256"]),
        (pl.Series(["1,50", "2,25"], dtype=pl.String), ["1.5", "2.25"]),
        (pl.Series(["1,50", "2,25"], dtype=pl.Categorical), ["1.5", "2.25"]),
        (pl.Series([None, None], dtype=pl.Null), [None, None]),
    ],
)
def test_prices_of_any_type_are_exact(series, values):
    frame = pl.DataFrame(PARQUET | {"UnitPrice": series})
    reading = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    expected = [None if value is None else Decimal(value) for value in values]
    assert reading.rows["item_net_price"].to_list() == expected


def test_decimals_beyond_the_sixth_are_refused_unless_they_are_zeros():
    prices = pl.Series(["1.5000000", "1.5000001"]).cast(pl.Decimal(12, 7))
    frame = pl.DataFrame(PARQUET | {"UnitPrice": prices})
    reading = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    assert reading.rejected["reason"].to_list() == ["read.too_many_decimals"]


def test_csv_excel_and_parquet_give_the_same_rows(tmp_path):
    header = "Factuurnr;Factuurdatum;Debiteur;Artikelcode;Aantal;Prijs;Bedrag excl."
    text = f"{header}\n1;31-01-2025;00123;A1;10;2,55;25,50\n2;01-02-2025;10031;;3;0,333333;1,00\n"
    by_text = read_text(text, tmp_path)
    cells = [
        ("1", JANUARY, "00123", "A1", 10, 2.55, 25.5),
        ("2", date(2025, 2, 1), "10031", None, 3, 0.333333, 1),
    ]
    by_excel = read_book(book(HEADINGS, *cells), tmp_path)
    frame = pl.DataFrame(cells, schema=list(HEADINGS), orient="row", strict=False)
    by_frame = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    assert by_text.rows.equals(by_excel.rows)
    assert by_text.rows.drop("source_row").equals(by_frame.rows.drop("source_row"))
    types = {field.name: field.dtype for field in EXPORT} | {"source_row": pl.Int64}
    assert dict(by_text.rows.schema) == {name: types[name] for name in by_text.rows.columns}


def test_a_moment_is_the_day_in_its_own_time_zone():
    moment = (
        pl.Series(["2025-01-01T00:30"] * 2)
        .str.to_datetime()
        .dt.replace_time_zone("Europe/Amsterdam")
    )
    frame = pl.DataFrame(PARQUET | {"InvoiceDate": moment})
    reading = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    assert reading.rows["issue_date"].to_list() == [date(2025, 1, 1)] * 2


def test_a_day_beyond_all_calendars_is_no_date():
    days = pl.Series([1, 2**31 - 1], dtype=pl.Int32).cast(pl.Date)
    frame = pl.DataFrame(PARQUET | {"InvoiceDate": days})
    reading = read_frame(frame, rules=NO_RULES, options=ReadOptions())
    assert reading.rejected.select("source_row", "reason").rows() == [
        (2, "read.missing_issue_date")
    ]


def test_the_sheet_is_named_where_there_are_several(tmp_path):
    made = book(HEADINGS, ("1", JANUARY, "10023", "A1", 1, 1, 1))
    made.create_sheet("Toelichting").append(("Alleen tekst",))
    assert read_book(made, tmp_path).source == "[export.bin]Regels"
