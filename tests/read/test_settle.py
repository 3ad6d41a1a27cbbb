"""A column that leaves open how it is written follows the others of its file, if those agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tables import read_text

from checker.errors import InputError


def export(headings: str, *rows: str) -> str:
    """One row per text of cells; invoice 1, debtor 10023."""
    lines = [f"Factuurnr;Debiteur;{headings}", *(f"1;10023;{row}" for row in rows)]
    return "\n".join(lines) + "\n"


DATES = "Regelbedrag;Factuurdatum;Orderdatum;Leverdatum"
NUMBERS = "Factuurdatum;Regelbedrag;Prijs;Aantal"


def said(reading, lang="en"):
    return [note.text(lang) for note in reading.notes]


@pytest.mark.parametrize(
    ("proof", "open_cell", "day", "words"),
    [
        ("13-10-2026", "12-11-2026", date(2026, 11, 12), "day first"),
        ("10/13/2026", "12-11-2026", date(2026, 12, 11), "month first"),
    ],
)
def test_the_date_column_that_proves_its_order_settles_the_others(
    tmp_path, proof, open_cell, day, words
):
    # The invoice dates have the year first, which tells nothing of day and month.
    reading = read_text(export(DATES, f"1;2026-10-01;{open_cell};{proof}"), tmp_path)
    assert reading.rows["order_date"].to_list() == [day]
    (note,) = said(reading)
    assert note.startswith(f"Column Orderdatum was read {words}:")
    assert note.endswith(f"column Leverdatum settles it ({proof}).")


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("2025-01-31;5,00;2,50;1.000", 1000),
        ("2025-01-31;5.00;2.50;1.000", 1),
        ("2025-01-31;5;2,50;1,000", 1),
    ],
)
def test_the_number_columns_that_prove_their_sign_settle_the_others(tmp_path, row, value):
    reading = read_text(export(NUMBERS, row), tmp_path)
    assert reading.rows["invoiced_quantity"].to_list() == [Decimal(value)]
    assert [note.key for note in reading.notes] == ["read.note_settled_by"]


@pytest.mark.parametrize(
    ("headings", "row", "key"),
    [
        (DATES, "1;13-10-2026;12-11-2026;10-13-2026", "ambiguous_date"),
        (DATES, "1;2026-10-13;12-11-2026;", "ambiguous_date"),
        (NUMBERS, "2025-01-31;5,00;2.50;1.000", "ambiguous_decimal"),
    ],
)
def test_columns_that_disagree_or_say_nothing_settle_nothing(tmp_path, headings, row, key):
    with pytest.raises(InputError) as refused:
        read_text(export(headings, row), tmp_path)
    assert refused.value.message.key == f"read.{key}"


def test_columns_that_prove_different_orders_keep_their_own(tmp_path):
    reading = read_text(export(DATES, "1;13-10-2026;;10-14-2026"), tmp_path)
    row = reading.rows.row(0, named=True)
    assert (row["issue_date"], row["delivery_date"]) == (date(2026, 10, 13), date(2026, 10, 14))
    assert reading.notes == []


def test_only_the_options_that_apply_are_offered(tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(export(DATES, "1;2026-10-13;12-11-2026;"), tmp_path)
    assert "day first or month first" in refused.value.text("en")
    assert "de dag voorop of de maand voorop" in refused.value.text("nl")
    assert refused.value.text("en").endswith("with --dates dmy or --dates mdy.")


@pytest.mark.parametrize(
    ("options", "note"),
    [
        (
            {"dates": "mdy"},
            "--dates mdy does not fit column Factuurdatum (31-01-2025): that was read day first.",
        ),
        (
            {"decimal": "point"},
            "--decimal point does not fit column Bedrag (5,00): that was read with a decimal comma.",
        ),
        ({"dates": "dmy", "decimal": "comma"}, None),
    ],
)
def test_an_option_that_does_not_fit_a_column_is_told(tmp_path, options, note):
    text = export("Factuurdatum;Bedrag", "31-01-2025;5,00")
    assert said(read_text(text, tmp_path, **options)) == ([note] if note else [])
