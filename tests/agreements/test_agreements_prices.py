"""Price lists: what is read from them, and what is refused with the row and the reason."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from price_lists import AGREEMENT, loaded, priced, refused

from checker.agreements import load
from checker.agreements.model import OPEN, START
from checker.errors import AgreementError


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "prices").mkdir(parents=True)
    return tmp_path / "rules"


def test_a_full_list_in_dutch(rules):
    text = (
        "Artikel;Omschrijving;Netto prijs;Per;Eenheid;Valuta;Geldig vanaf;Geldig tot\n"
        "0012;Moer;1.234,50;100;ST;eur;01-01-2025;31-12-2025\n"
        "0012;Moer;1.250,00;100;ST;€;01-01-2026;\n"
        "B-7;Bout;0,3333;;;;;\n"
    )
    found = priced(rules, text).drop("item_gross_price", "quantity_from", "pack_quantity")
    assert found.rows() == [
        (0, "0012", Decimal("1234.5"), 100, date(2025, 1, 1), date(2025, 12, 31), "EUR", "ST"),
        (0, "0012", Decimal(1250), 100, date(2026, 1, 1), OPEN, "EUR", "ST"),
        (0, "B-7", Decimal("0.3333"), 1, START, OPEN, None, None),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "seller_item_id,item_net_price",
        "Artikelnr.,Prijs",
        "ARTIKEL,Nettoprijs",
        "Item No.,Unit price",
        "Artikelnummer ,  Netto  prijs",
        "SKU,Net price",
    ],
)
def test_headings_in_other_words(rules, heading):
    found = priced(rules, f"{heading}\nA1,12.50\n")
    assert found.select("seller_item_id", "item_net_price").rows() == [("A1", Decimal("12.5"))]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Brutoprijs", "item_gross_price"),
        ("Bruto prijs", "item_gross_price"),
        ("Gross price", "item_gross_price"),
        ("List price", "item_gross_price"),
        ("Catalogusprijs", "item_gross_price"),
    ],
)
def test_a_list_of_gross_prices(rules, heading, role):
    found = priced(rules, f"Artikel;{heading};Nettoprijs\nA1;12,50;\nA2;;9,00\n")
    assert found.select(role, "item_net_price").rows() == [
        (Decimal("12.5"), None),
        (None, Decimal(9)),
    ]


@pytest.mark.parametrize(
    "heading",
    ["Staffel vanaf", "Vanaf aantal", "From quantity", "Minimum quantity", "quantity_from"],
)
def test_prices_of_one_item_by_quantity_are_no_conflict(rules, heading):
    found = priced(rules, f"Artikel;{heading};Prijs\nA1;;5,00\nA1;100;4,50\nA1;1000;4,00\n")
    assert found.select("quantity_from", "item_net_price").rows() == [
        (0, Decimal(5)),
        (100, Decimal("4.5")),
        (1000, Decimal(4)),
    ]


@pytest.mark.parametrize(
    ("kind", "heading", "wanted"),
    [
        ("price_discounted_list: {percent: 10, ", "Prijs", "item_gross_price"),
        ("price_net_list: {", "Brutoprijs", "item_net_price"),
        ("price_tier: {", "Brutoprijs", "item_net_price"),
    ],
)
def test_a_clause_is_told_when_its_list_has_the_other_prices(rules, kind, heading, wanted):
    text = AGREEMENT.replace("price_net_list: {", kind).replace("LIST", "list.csv")
    (rules / "10023.yaml").write_text(text)
    (rules / "prices" / "list.csv").write_text(f"Artikel;{heading}\nA1;12,50\n")
    with pytest.raises(AgreementError) as error:
        load(rules)
    (problem,) = error.value.problems
    assert (problem.line, problem.message.values["needed"]) == (7, wanted)


def test_how_many_are_in_a_pack(rules):
    found = priced(rules, "Artikel;Prijs;Aantal per verpakking\nA1;5,00;24\nA2;3,00;\n")
    assert found["pack_quantity"].to_list() == [24, None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1.234,56", "1.000"], ["1234.56", "1000"]),
        (["1,234.56", "1,000"], ["1234.56", "1000"]),
        (["12,5", "1.000"], ["12.5", "1000"]),
        (["0.500", "1.000"], ["0.5", "1"]),
        (["1.000.000", "1.000"], ["1000000", "1000"]),
        (["12", "13"], ["12", "13"]),
        (["€ 1.355,90", "EUR 12,-"], ["1355.9", "12"]),
        (["1 234,56", "1\u00a0000,00"], ["1234.56", "1000"]),
        (["0,1234560", "1"], ["0.123456", "1"]),
    ],
)
def test_the_decimal_sign_is_found_by_proof_per_column(rules, written, read):
    text = "Artikel;Prijs\n" + "".join(f"A{n};{price}\n" for n, price in enumerate(written))
    assert priced(rules, text)["item_net_price"].to_list() == [Decimal(price) for price in read]


def test_each_list_and_each_column_has_its_own_decimal_sign(rules):
    (rules / "prices" / "a.csv").write_text("Artikel;Prijs;Per\nA;1,5;1.5\nB;1.000;2\n")
    (rules / "prices" / "b.csv").write_text("Artikel;Prijs;Per\nA;1.5;1\nB;1.000;2\n")
    (rules / "10024.yaml").write_text(
        AGREEMENT.replace("10023", "10024").replace("LIST", "b.csv"), encoding="utf-8"
    )
    found = loaded(rules, "a.csv")
    assert found.select("price_list", "item_net_price", "price_base_quantity").rows() == [
        (0, Decimal("1.5"), Decimal("1.5")),
        (0, Decimal(1000), 2),
        (1, Decimal("1.5"), 1),
        (1, Decimal(1), 2),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-02-01", date(2025, 2, 1)),
        ("20250201", date(2025, 2, 1)),
        ("31/01/2025", date(2025, 1, 31)),
        ("1.31.2025", date(2025, 1, 31)),
        ("01-01-2025", date(2025, 1, 1)),
    ],
)
def test_dates(rules, written, read):
    found = priced(rules, f"Artikel;Prijs;Geldig vanaf\nA1;12,50;{written}\n")
    assert found["valid_from"].to_list() == [read]


def test_one_day_beyond_the_twelfth_settles_all_dates_of_a_list(rules):
    text = "Artikel;Prijs;Geldig vanaf;Geldig tot\nA1;1,50;03-04-2025;31-12-2025\n"
    assert priced(rules, text)["valid_from"].to_list() == [date(2025, 4, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Artikel;Prijs\nA1;1.000\nA2;2.500\n", [(2, "item_net_price", "open_decimals")]),
        ("Artikel;Prijs\nA1;1.5\nA2;2,5\n", [(3, "item_net_price", "both_decimals")]),
        ("Artikel;Prijs\nA1;abc\nA2;2,5\n", [(2, "item_net_price", "list_not_a_number")]),
        ("Artikel;Prijs\nA1;0,1234567\n", [(2, "item_net_price", "list_too_exact")]),
        ("Artikel;Prijs\nA1;\nA2;2,5\n", [(2, "item_net_price", "no_price")]),
        ("Artikel;Prijs\nA1;-2,5\n", [(2, "item_net_price", "price_below_zero")]),
        ("Artikel;Prijs\n;2,5\n", [(2, "seller_item_id", "no_item")]),
        ("Artikel;Prijs\n8,71123E+12;2,5\n", [(2, "seller_item_id", "item_digits_lost")]),
        ("Artikel;Prijs;Per\nA1;2,5;0\n", [(2, "price_base_quantity", "base_not_positive")]),
        ("Artikel;Prijs;Valuta\nA1;2,5;euro\n", [(2, "currency", "not_a_currency")]),
        (
            "Artikel;Prijs;Geldig vanaf\nA1;2,5;03-04-2025\n",
            [(2, "valid_from", "open_dates")],
        ),
        (
            "Artikel;Prijs;Geldig vanaf\nA1;2,5;31-01-2025\nA2;2,5;01-31-2025\n",
            [(3, "valid_from", "both_orders")],
        ),
        ("Artikel;Prijs;Geldig tot\nA1;2,5;30-02-2025\n", [(2, "valid_to", "list_not_a_date")]),
        (
            "Artikel;Prijs;Geldig vanaf;Geldig tot\nA1;2,5;2025-02-01;2025-01-31\n",
            [(2, "valid_to", "price_ends_first")],
        ),
        ("Artikel;Prijs\nA1;2,5\nA2;1,5\nA1;2,5\n", [(4, "seller_item_id", "price_overlap")]),
        (
            "Artikel;Prijs;Geldig vanaf;Geldig tot\nA1;2;2025-01-01;2025-06-30\nA1;3;2025-06-30;\n",
            [(3, "seller_item_id", "price_overlap")],
        ),
        (
            "Artikel;Vanaf aantal;Prijs\nA1;0;2\nA1;10;1,5\nA1;10;1,4\n",
            [(4, "seller_item_id", "price_overlap")],
        ),
        (
            "Artikel;Vanaf aantal;Prijs\nA1;0;2\nA1;10;1,5\nA1;100;1,6\n",
            [(4, "seller_item_id", "tier_rises")],
        ),
        (
            "Artikel;Vanaf aantal;Prijs;Brutoprijs\nA1;0;2;4\nA1;10;;5\n",
            [(3, "seller_item_id", "tier_rises")],
        ),
        ("Artikel;Vanaf aantal;Prijs\nA1;-1;2\n", [(2, "quantity_from", "quantity_below_zero")]),
        ("Artikel;Pack size;Prijs\nA1;0;2\n", [(2, "pack_quantity", "pack_not_positive")]),
        ("Artikel;Prijs;Brutoprijs\nA1;1,5;-2,5\n", [(2, "item_gross_price", "price_below_zero")]),
        ("Artikel;Staffel vanaf\nA1;10\n", [(1, "item_net_price", "missing_column")]),
        ("Artikel;Prjs\nA1;2,5\n", [(1, "Prjs", "unknown_column"), (1, "item_net_price", "missing_column")]),
        ("Artikel;Prijs;Kleur\nA1;2,5;rood\n", [(1, "Kleur", "unknown_column")]),
        ("Artikel;Prijs;Netto prijs\nA1;2,5;3\n", [(1, "Netto prijs", "column_twice")]),
        ("sep=;\n\nArtikel;Prijs\nA1;x\n", [(4, "item_net_price", "list_not_a_number")]),
        ("Artikel;Prijs\n\nA1;x\n", [(3, "item_net_price", "list_not_a_number")]),
        ("Artikel;Prijs\n", [(1, "-", "no_prices")]),
        ("", [(1, "-", "empty_list")]),
        ("Artikel\nA1\n", [(1, "Artikel", "one_column")]),
        ("Artikel,Prijs\nA1,12.50\nA2,12,50\n", [(3, "-", "too_many_cells")]),
        ('Artikel;Prijs\nA1;"12,50\n', [(2, "-", "quotes")]),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_row(rules, text, expected):
    assert refused(rules, text) == expected


def test_all_mistakes_of_a_list_are_told_the_same_one_ten_times(rules):
    text = "Artikel;Prijs;Per\n" + "".join(f"A{n};x;{n % 2}\n" for n in range(30))
    found = refused(rules, text)
    assert [key for _, key, _ in found].count("item_net_price") == 11
    assert [key for _, key, _ in found].count("price_base_quantity") == 11
    assert (11, "item_net_price", "more_rows") in found


def test_an_unknown_column_gets_the_nearest_known_one(rules):
    with pytest.raises(AgreementError) as error:
        priced(rules, "Artikel;Prijs;Eenhied\nA1;2,5;ST\n")
    assert "Eenhied: unknown column in a price list; did you mean `eenheid`?" in str(
        error.value.text("en")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfArtikel;Prijs\r\nCaf\xc3\xa9;2,50\r\n",
        b"Artikel;Prijs\r\nCaf\xe9;2,50\r\n",
        "Artikel\tPrijs\r\nCaf\u00e9\t2,50\r\n".encode("utf-16"),
        b"Artikel,Prijs\nCaf\xc3\xa9,2.50",
        b'"Artikel";"Prijs"\n"Caf\xc3\xa9";"2,50"\n',
        b"sep=|\nArtikel|Prijs\nCaf\xc3\xa9|2,50\n",
    ],
)
def test_encodings_and_separators(rules, content):
    found = priced(rules, content)
    assert found.select("seller_item_id", "item_net_price").rows() == [
        ("Café", Decimal("2.5")),
    ]


def test_one_broken_list_does_not_hide_the_others_of_its_heading(rules):
    texts = {"a": "A1;2,5\n", "b": 'A1;"2,5\n', "c": 'A1;"x\ny"\nA2;3,5\n'}
    for name, text in texts.items():
        (rules / "prices" / f"{name}.csv").write_text(f"Artikel;Prijs\n{text}")
        own = AGREEMENT.replace("10023", f"{ord(name)}").replace("LIST", f"{name}.csv")
        (rules / f"{ord(name)}.yaml").write_text(own)
    with pytest.raises(AgreementError) as error:
        load(rules)
    found = [(Path(p.file).name, p.line, p.message.key) for p in error.value.problems]
    assert found == [
        ("b.csv", 2, "agreements.quotes"),
        ("c.csv", 2, "agreements.list_not_a_number"),
    ]


def test_a_list_that_two_agreements_name_is_read_once(rules):
    (rules / "_groups").mkdir()
    group = AGREEMENT.replace('debtor: "10023"', "group: north").replace(
        "prices/LIST", "../prices/list.csv"
    )
    (rules / "_groups" / "north.yaml").write_text(group)
    priced(rules, "Artikel;Prijs\nA1;2,5\n")
    agreements = load(rules)
    assert agreements.prices.height == 1
    assert agreements.tables["price_net_list"]["price_list"].to_list() == [0]


def test_an_empty_list_of_prices_has_all_its_columns(tmp_path):
    (tmp_path / "10023.yaml").write_text("debtor: 10023\nname: ACME\n")
    assert load(tmp_path).prices.columns == [
        "price_list", "seller_item_id", "item_net_price", "price_base_quantity", "valid_from",
        "valid_to", "currency", "unit_code", "item_gross_price", "quantity_from", "pack_quantity",
    ]  # fmt: skip
