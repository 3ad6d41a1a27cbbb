"""Numbers: the notation of a column is proven, never assumed; a cell that does not fit is rejected."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import column, read_text

from checker.errors import InputError
from checker.money import MONEY
from checker.read.numbers import canonical, from_floats

COMMA = [  # a cell, and what it is in a column that has a decimal comma
    ("1.234,56", "1234.56"),
    ("1 234,56", "1234.56"),
    ("1\u00a0234,56", "1234.56"),
    ("1\u202f234,5", "1234.5"),
    ("1'234,5", "1234.5"),
    ("1234,5", "1234.5"),
    ("1.000", "1000"),
    ("12.345.678", "12345678"),
    ("€ 1.355,90", "1355.90"),
    ("1.355,90 €", "1355.90"),
    ("EUR 12,50", "12.50"),
    ("EUR 12,-", "12"),
    ("€ 12,--", "12"),
    ("€ 12,=", "12"),
    ("€ 12,\u2013", "12"),
    ("EUR12,50", "12.50"),
    ("12,50EUR", "12.50"),
    ("Euro 3,50", "3.50"),
    ("eur 1.000,-", "1000"),
    ("\u200b12,50\u200b", "12.50"),
    ("\u202d12,50\u202c", "12.50"),
    ("1\u2007234,56", "1234.56"),
    ("1\u2009234,56", "1234.56"),
    ("1\u00a0234\u00a0567,89", "1234567.89"),
    ("12,50-", "-12.50"),
    ("-12,50", "-12.50"),
    ("- 12,50", "-12.50"),
    ("\u221212,50", "-12.50"),
    ("\u201312,50", "-12.50"),
    ("12,50\u2013", "-12.50"),
    ("€ -12,50", "-12.50"),
    ("-€ 12,50", "-12.50"),
    ("12,50 -/-", "-12.50"),
    ("(12,50)", "-12.50"),
    ("(€ 1.012,50)", "-1012.50"),
    ("12,50 CR", "-12.50"),
    ("12,50 DR", "12.50"),
    ("21%", "21"),
    ("21,5 %", "21.5"),
    (",50", "0.50"),
    ("+12,50", "12.50"),
    ("0012", "12"),
    ("", None),
    ("-", None),
    ("\u2013", None),
    ("n.v.t.", None),
    ("NULL", None),
    ("1.2345", "rejected"),
    ("12.50", "rejected"),
    ("1,234,567", "rejected"),
    ("12 34", "rejected"),
    ("1,2,3", "rejected"),
    ("12,5O", "rejected"),
    ("1-2", "rejected"),
    ("12 st", "rejected"),
    ("1,5E+03", "rejected"),
    ("0,1234567", "rejected"),
    ("0,1234560", "0.123456"),
]


@pytest.fixture(scope="module")
def comma(tmp_path_factory):
    cells = [cell for cell, _ in COMMA]
    text = column("Prijs", *cells)
    return read_text(text, tmp_path_factory.mktemp("numbers"), decimal="comma")


@pytest.mark.parametrize(("line", "cell", "value"), [(at, *c) for at, c in enumerate(COMMA, 2)])
def test_a_cell_in_a_column_with_a_decimal_comma(comma, line, cell, value):
    rows = dict(comma.rows.select("source_row", "item_net_price").iter_rows())
    if value == "rejected":
        assert line in comma.rejected["source_row"]
        assert cell in comma.rejected.filter(pl.col("source_row") == line)["found"][0]
    else:
        assert rows[line] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.000", "2,5"], ["1000", "2.5"]),
        (["1,000", "2.5"], ["1000", "2.5"]),
        (["0.500", "1.000"], ["0.5", "1"]),
        (["1,000", "1234,5"], ["1", "1234.5"]),
        (["1,234,567", "1,000"], ["1234567", "1000"]),
        (["1.234.567", "1.000"], ["1234567", "1000"]),
        (["1.000", "12,-"], ["1000", "12"]),
        (["1 000,5", "1.000"], ["1000.5", "1000"]),
        (["12", "1"], ["12", "1"]),
    ],
)
def test_the_proof_of_one_cell_holds_for_the_column(tmp_path, cells, values):
    reading = read_text(column("Prijs", *cells), tmp_path)
    assert reading.rows["item_net_price"].to_list() == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("cells", "key", "place"),
    [
        (["5", "1.000"], "ambiguous_decimal", ":3"),
        (["1,000", "2,000"], "ambiguous_decimal", ":2"),
        (["€ 1.000", "€ 12"], "ambiguous_decimal", ":2"),
        (["1", "2,50", "2.50"], "both_decimals", ":4"),
    ],
)
def test_a_column_that_leaves_it_open_names_the_option(tmp_path, cells, key, place):
    with pytest.raises(InputError) as refused:
        read_text(column("Prijs", *cells), tmp_path)
    assert refused.value.message.key == f"read.{key}"
    for part in (f"export.csv{place}", "--decimal comma", "Prijs"):
        assert part in refused.value.text("en")


def test_the_option_leaves_alone_what_cannot_be_read_so(tmp_path):
    text = "Factuurnr;Factuurdatum;Debiteur;Regelbedrag;Prijs\n1;2025-01-31;10023;1.000;2.50\n"
    row = read_text(text, tmp_path, decimal="comma").rows.row(0, named=True)
    assert (row["line_net_amount"], row["item_net_price"]) == (Decimal(1000), Decimal("2.5"))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["20+10+5", "10", ""], ["31.6", "10", None]),
        (["20 + 10", "2,5"], ["28", "2.5"]),
        (["20%+10%", "5%"], ["28", "5"]),
        (["12,5+7,25+3,75", "0"], ["21.887109", "0"]),
    ],
)
def test_a_discount_in_steps_is_one_discount(tmp_path, cells, values):
    reading = read_text(column("Korting %", *cells), tmp_path)
    found = reading.rows["line_allowance_percentage"].to_list()
    assert found == [None if value is None else Decimal(value) for value in values]


def test_three_columns_of_discounts_are_one_discount(tmp_path):
    text = (
        "Factuurnr;Factuurdatum;Debiteur;Regelbedrag;Korting 1;Korting 2;Korting 3\n"
        "1;2025-01-31;10023;1,50;20;10;5\n1;2025-01-31;10023;1;20;;\n1;2025-01-31;10023;1;;;\n"
    )
    reading = read_text(text, tmp_path)
    found = reading.rows["line_allowance_percentage"].to_list()
    assert found == [Decimal("31.6"), Decimal(20), None]
    assert reading.mapping["line_allowance_percentage"] == "Korting 1 + Korting 2 + Korting 3"


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["21", "9"], ["21", "9"]),
        (["0,21", "0,09", "0"], ["21", "9", "0"]),
        (["21%", "0%"], ["21", "0"]),
        (["1%", "0,5%"], ["1", "0.5"]),
        (["0", "0"], ["0", "0"]),
    ],
)
def test_rates_are_percentages_also_where_they_stand_as_shares(tmp_path, cells, values):
    reading = read_text(column("Btw %", *cells), tmp_path)
    assert reading.rows["vat_rate"].to_list() == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (0.1 + 0.2, "0.3"),
        (1.005, "1.005"),
        (2 / 3, "0.666667"),
        (1.0000005, "1.000001"),
        (1.0000004999999999, "1.000001"),  # fifteen digits are what Excel shows
        (-1.0000005, "-1.000001"),
        (1e-7, "0"),
        (6e-7, "0.000001"),
        (-6e-7, "-0.000001"),
        (1e15, "1000000000000000"),
        (1.5e17, "150000000000000000"),
        (0.0, "0"),
        (None, None),
    ],
)
def test_a_float_is_the_decimal_that_it_shows(number, value):
    cells = from_floats(pl.Series([number], dtype=pl.Float64), reject=False)
    assert cells.values.dtype == MONEY
    assert cells.values.to_list() == [None if value is None else Decimal(value)]
    assert cells.fault.to_list() == [None]


MONEYS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


def dutch(amount: Decimal) -> str:
    return f"{amount:,.4f}".translate(str.maketrans(",.", ".,"))


@settings(deadline=None, max_examples=50)
@given(st.lists(MONEYS, min_size=1))
def test_what_is_written_in_dutch_is_read_back_to_the_last_decimal(tmp_path_factory, amounts):
    text = column("Prijs", *(dutch(amount) for amount in amounts))
    reading = read_text(text, tmp_path_factory.mktemp("law"))
    assert reading.rows["item_net_price"].to_list() == amounts


@settings(deadline=None, max_examples=50)
@given(st.lists(st.decimals(-(10**8), 10**8, places=6), min_size=1))
def test_a_decimal_that_went_through_a_float_comes_back(amounts):
    floats = pl.Series([float(amount) for amount in amounts], dtype=pl.Float64)
    assert from_floats(floats, reject=True).values.to_list() == amounts


def test_cleaning_leaves_what_is_no_number_as_it_is():
    assert canonical(pl.Series(["12,5O", "gratis"])).to_list() == ["12,5O", "gratis"]


def test_a_discount_column_that_holds_amounts_is_found_out_by_the_amounts(tmp_path):
    heading = "Factuurnr;Factuurdatum;Debiteur;Aantal;Prijs;Korting;Bedrag"
    percent = f"{heading}\n1;2025-01-31;10023;10;2,50;5;23,75\n"
    amount = f"{heading}\n1;2025-01-31;10023;10;2,50;5;20,00\n"
    assert read_text(percent, tmp_path).rows["line_allowance_percentage"].to_list() == [5]
    with pytest.raises(InputError) as refused:
        read_text(amount, tmp_path)
    assert refused.value.message.key == "read.discount_or_amount"
    assert "line_allowance_amount" in refused.value.text("nl")
