"""Price lists as workbooks and as Parquet."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from price_lists import AGREEMENT, loaded, refused

from checker.agreements import load
from checker.agreements.model import START


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "prices").mkdir(parents=True)
    return tmp_path / "rules"


def test_a_workbook_below_its_title(rules):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Prijslijst 2025"],
        [],
        ["Artikelnr", "Prijs", "Per", "Geldig vanaf"],
        [10023, 12.35, 100, datetime(2025, 2, 1)],  # noqa: DTZ001  a workbook knows no zones
        ["0012", 1.25, None, None],
        ["0013", 3, 1, "2025-02-01"],
    ):
        sheet.append(row)
    book.create_sheet("Notes").append(["x", "y"])
    book.save(rules / "prices" / "list.xlsx")
    assert loaded(rules, "list.xlsx").select("seller_item_id", "item_net_price", "price_base_quantity", "valid_from").rows() == [
        ("10023", Decimal("12.35"), 100, date(2025, 2, 1)),
        ("0012", Decimal("1.25"), 1, START),
        ("0013", Decimal(3), 1, date(2025, 2, 1)),
    ]  # fmt: skip


def test_a_workbook_with_gross_prices_and_tiers(rules):
    book = openpyxl.Workbook()
    for row in (
        ["Artikel", "Bruto prijs", "Staffel vanaf", "Aantal per verpakking"],
        ["A1", 12.5, None, 24],
        ["A1", 11.25, 100, 24],
    ):
        book.active.append(row)
    book.save(rules / "prices" / "list.xlsx")
    (rules / "10023.yaml").write_text(
        AGREEMENT.replace("price_net_list: {", "price_discounted_list: {percent: 5, ").replace(
            "LIST", "list.xlsx"
        )
    )
    prices = load(rules).prices
    assert prices.select("item_gross_price", "quantity_from", "pack_quantity").rows() == [
        (Decimal("12.5"), 0, 24),
        (Decimal("11.25"), 100, 24),
    ]


def test_rows_of_a_workbook_are_counted_as_in_the_workbook(rules):
    book = openpyxl.Workbook()
    for row in (["Title"], ["Artikel", "Prijs"], ["A1", 1.5], ["A2", "x"]):
        book.active.append(row)
    path = rules / "prices" / "list.xlsx"
    book.save(path)
    expected = [(4, "item_net_price", "list_not_a_number")]
    assert refused(rules, path.read_bytes(), "list.xlsx") == expected


def test_two_sheets_with_prices_are_refused(rules):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Old")):
        sheet.append(["Artikel", "Prijs"])
        sheet.append(["A1", 1.5])
    path = rules / "prices" / "list.xlsx"
    book.save(path)
    assert refused(rules, path.read_bytes(), "list.xlsx") == [(1, "-", "many_sheets")]


@pytest.mark.parametrize(
    ("name", "message"), [("list.xlsx", "not_a_workbook"), ("list.parquet", "not_parquet")]
)
def test_a_file_that_is_not_what_its_name_says(rules, name, message):
    assert refused(rules, "Artikel;Prijs\nA1;2,5\n", name) == [(1, "-", message)]


@pytest.mark.parametrize(
    "prices",
    [
        pl.Series([Decimal("1.250"), Decimal("2.500")], dtype=pl.Decimal(10, 3)),
        pl.Series([1.25, 2.5]),
        pl.Series(["1.25", "2.5"]),
    ],
    ids=["decimal", "float", "text"],
)
def test_parquet(rules, prices):
    frame = pl.DataFrame(
        {"Artikel": [1, 2], "Prijs": prices, "Geldig vanaf": [date(2025, 2, 1)] * 2}
    )
    frame.write_parquet(rules / "prices" / "list.parquet")
    found = loaded(rules, "list.parquet").select("seller_item_id", "item_net_price", "valid_from")
    assert found.rows() == [
        ("1", Decimal("1.25"), date(2025, 2, 1)),
        ("2", Decimal("2.5"), date(2025, 2, 1)),
    ]
