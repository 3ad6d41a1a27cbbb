"""Every field can be followed back to its column, and what was understood can be kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from tables import NO_RULES, read_text

from checker.errors import InputError, SettingsError
from checker.messages import LANGS
from checker.read import ReadOptions, exports, read, read_frame, save_mapping
from checker.read.explain import Example, explained

RULES = Path(__file__).parents[2] / "rules"
SAMPLES = sorted((Path(__file__).parent / "exports").iterdir())
TEXT = (
    "Factuurnr;Factuurdatum;Debiteur;Artikelcode;Aantal;Prijs;Bedrag excl.;Btw %\n"
    "1;31-01-2026;00123;A1;2;1.234,50;2.469,00;0,21\n"
    "1;31-01-2026;00123;A2;1;-;5,00;0,21\n"
    "2;01-02-2026;00123;A1;gratis;1,00;3,00;0,09\n"
    "3;01-02-2026;00124;A1;1;1,00;1,00;0,09\n"
)


def by_field(reading):
    return {each.field: each for each in explained(reading)}


def test_the_cells_stand_beside_their_values(tmp_path):
    found = by_field(read_text(TEXT, tmp_path, trail=True))
    assert found["item_net_price"].examples == [
        Example("export.csv:2", "1.234,50", "1234.50"),
        Example("export.csv:5", "1,00", "1.00"),
    ]
    assert found["debtor"].examples[0] == Example("export.csv:2", "00123", "00123")
    assert found["vat_rate"].examples[0] == Example("export.csv:2", "0,21", "21.00")


def test_no_example_comes_from_a_row_set_apart(tmp_path):
    found = by_field(read_text(TEXT, tmp_path, trail=True))
    written = [e.written for each in found.values() for e in each.examples]
    assert "2" not in [e.written for e in found["invoice_number"].examples]
    assert "3,00" not in written


def test_the_cell_that_proves_the_notation_is_named(tmp_path):
    found = by_field(read_text(TEXT, tmp_path, trail=True))
    said = [how.text("en") for how in found["item_net_price"].how]
    assert said == [
        "recognised by its heading",
        "read with a decimal comma, as 1.234,50 can be read in no other way",
    ]
    assert found["issue_date"].how[1].values["proof"] == "31-01-2026"


def test_at_most_three_examples_that_differ(tmp_path):
    lines = "".join(f"{n};31-01-2026;10023;A1;1;1,00;{n},00\n" for n in (1, 1, 2, 3, 4, 5))
    text = f"Factuurnr;Factuurdatum;Debiteur;Artikelcode;Aantal;Prijs;Bedrag excl.\n{lines}"
    found = by_field(read_text(text, tmp_path, trail=True))
    assert [e.value for e in found["invoice_number"].examples] == ["1", "2", "3"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_field_of_a_sample_is_explained_in_both_languages(path):
    reading = read(path, rules=RULES, options=ReadOptions(trail=True))
    found = by_field(reading)
    assert set(found) == set(reading.rows.columns) - {"source_row"}
    for each in found.values():
        assert all(how.text(lang) for how in each.how for lang in LANGS)
        assert each.how[0].values["name"] == path.stem


def test_without_a_trail_there_are_values_only(tmp_path):
    found = by_field(read_text(TEXT, tmp_path))
    assert found["debtor"].source == "Debiteur"
    assert found["debtor"].examples[0] == Example("2", "", "00123")


def test_typed_cells_need_no_notation():
    frame = pl.DataFrame(
        {
            "Factuurnr": ["1"],
            "Factuurdatum": ["2026-01-31"],
            "Debiteur": ["1"],
            "Regelbedrag": [2.5],
        }
    )
    reading = read_frame(frame, rules=NO_RULES, options=ReadOptions(trail=True))
    assert by_field(reading)["line_net_amount"].how[1].key == "read.how_typed"


def kept(reading, folder):
    return save_mapping.save(reading, folder, "ours", "en")


def test_what_was_understood_is_understood_again_from_the_mapping(tmp_path):
    first = read_text(TEXT, tmp_path, trail=True)
    mapping = exports.load(kept(first, tmp_path))
    assert mapping.columns["item_net_price"] == ("Prijs",)
    again = read_text(TEXT, tmp_path, rules=tmp_path, export="ours")
    assert again.export == "ours"
    assert again.rows.equals(first.rows.select(again.rows.columns))
    assert again.rejected.equals(first.rejected)


def test_the_notation_is_kept_for_a_file_that_leaves_it_open(tmp_path):
    kept(read_text(TEXT, tmp_path, trail=True), tmp_path)
    heading = TEXT.splitlines()[0]
    again = read_text(
        f"{heading}\n1;03-04-2026;00123;A1;1;1.000;1.000;0,21\n", tmp_path, rules=tmp_path
    )
    assert again.rows["line_net_amount"].to_list() == [Decimal(1000)]
    assert again.rows["issue_date"][0].month == 4


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_mapping_of_a_sample_can_be_kept(tmp_path, path):
    first = read(path, rules=RULES, options=ReadOptions(trail=True))
    kept(first, tmp_path)
    again = read(path, rules=tmp_path, options=ReadOptions(export="ours"))
    shared = [name for name in again.rows.columns if name in first.rows.columns]
    assert set(first.rows.columns) == set(again.rows.columns)
    assert again.rows.select(shared).equals(first.rows.select(shared))


def test_an_option_of_the_user_is_kept(tmp_path):
    text = "Factuurnr;Factuurdatum;Debiteur;Regelbedrag\n1;03-04-2026;10023;1.000\n"
    reading = read_text(text, tmp_path, decimal="point", dates="mdy", trail=True)
    mapping = exports.load(kept(reading, tmp_path))
    assert (mapping.decimal, mapping.dates) == ({"": "point"}, {"": "mdy"})


def test_a_grouped_export_stays_grouped(tmp_path):
    text = "Factuurnr;Factuurdatum;Debiteur;Artikelcode;Regelbedrag\n1;31-01-2026;1;A;1\n;;;B;2\n"
    assert exports.load(kept(read_text(text, tmp_path, grouped=True, trail=True), tmp_path)).grouped


@pytest.mark.parametrize(
    ("name", "key"), [("ours", "read.mapping_exists"), ("../ours", "read.mapping_name")]
)
def test_no_mapping_is_written_over_and_none_elsewhere(tmp_path, name, key):
    reading = read_text(TEXT, tmp_path, trail=True)
    before = kept(reading, tmp_path).read_bytes()
    with pytest.raises(SettingsError) as refused:
        save_mapping.save(reading, tmp_path, name, "en")
    assert refused.value.message.key == key
    assert (tmp_path / "_exports" / "ours.yaml").read_bytes() == before


def test_without_columns_there_is_no_mapping(tmp_path):
    with pytest.raises(InputError) as refused:
        kept(read_text(TEXT, tmp_path), tmp_path)
    assert refused.value.message.key == "read.nothing_to_map"
