"""Lists of a debtor's own item numbers: read, and refused where they cannot be right."""

import io

import openpyxl
import pytest

from checker.agreements import load
from checker.errors import AgreementError
from checker.fields import FIELDS

FILE = """debtor: "10023"
name: ACME GmbH
documents:
  - source: RV-2025-017
    valid_from: 2025-01-01
    clauses:
      reference_buyer_item: {{file: numbers/{name}}}
"""


@pytest.fixture
def loaded(tmp_path):
    def load_with(name: str, content: bytes | None):
        rules = tmp_path / "rules"
        (rules / "numbers").mkdir(parents=True)
        (rules / "10023-acme.yaml").write_text(FILE.format(name=name), encoding="utf-8")
        if content is not None:
            (rules / "numbers" / name).write_bytes(content)
        return load(rules)

    return load_with


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pairs(agreements):
    return agreements.item_numbers.select("seller_item_id", "buyer_item_id").rows()


def test_a_csv_with_dutch_headings(loaded):
    content = "Artikelnummer;Omschrijving;Klantartikelnummer\n0101;Bocht 15 mm;770012\n0102;;KL-9\n"
    assert pairs(loaded("a.csv", content.encode("cp1252"))) == [
        ("0101", "770012"),
        ("0102", "KL-9"),
    ]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_csv_with_the_headings_of_the_dictionary(loaded, lang):
    item, number = (getattr(FIELDS[name], lang) for name in ("seller_item_id", "buyer_item_id"))
    assert pairs(loaded("a.csv", f"{item};{number}\n0101;770012\n".encode())) == [
        ("0101", "770012")
    ]


def test_a_workbook_with_a_title_and_numbers_as_numbers(loaded):
    rows = [["Nummers ACME"], ["seller_item_id", "buyer_item_id"], ["0101", 770012], [102, "KL-9"]]
    assert pairs(loaded("a.xlsx", workbook(rows))) == [("0101", "770012"), ("102", "KL-9")]


def test_the_table_of_the_kind_knows_its_list(loaded):
    agreements = loaded("a.csv", b"item;buyer_item_id\n1;2\n")
    assert agreements.tables["reference_buyer_item"]["price_list"].to_list() == [0]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("a.csv", b"item;price\n1;2\n", 1, "numbers_heading"),
        ("a.csv", b"item;buyer_item_id\n1;\n", 2, "number_row"),
        ("a.csv", b"item;buyer_item_id\n1;2\n1;3\n", 3, "number_twice"),
        ("a.csv", b"item;buyer_item_id\n8,71123E+12;3\n", 2, "item_digits_lost"),
        ("a.csv", b"", 1, "empty_list"),
        ("a.xlsx", b"no workbook", 1, "not_a_workbook"),
        ("a.pdf", b"%PDF", 7, "numbers_suffix"),
        ("a.csv", None, 7, "no_numbers"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_where_it_stands(loaded, name, content, line, message):
    with pytest.raises(AgreementError) as error:
        loaded(name, content)
    (problem,) = error.value.problems
    assert (problem.line, problem.message.key) == (line, f"agreements.{message}")
    assert problem.text("nl") != problem.text("en")
