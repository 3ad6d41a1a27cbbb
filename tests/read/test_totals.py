"""Rows that are no invoice lines are recognised; totals are taken out and held against the lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tables import HEADING, read_text

from checker.errors import InputError


def line(amount: str, debtor: str = "10023", item: str = "A1", name: str = "Moer") -> str:
    return f"2025001;31-01-2025;{debtor};{item};{name};1;{amount};{amount}"


def read_lines(tmp_path, *lines: str):
    return read_text("\n".join([HEADING, *lines, ""]), tmp_path)


def amounts(reading) -> list[tuple[int, Decimal, Decimal]]:
    found = reading.totals
    kept = found.filter(found["field"] == "line_net_amount")
    return kept.select("source_row", "stated", "computed").rows()


@pytest.mark.parametrize(
    "total",
    [
        "Totaal;;;;;;;30,50",
        ";;;;Totaal;;;30,50",
        "Eindtotaal;;;;;2;;30,50",
        "Grand total:;;;;;;;30,50",
        ";;;;;;;30,50",
        "Saldo;;;;;;;30,50",
        "TOTAAL EUR;;;;;;;€ 30,50",
        "Totaal 1 t/m 31 januari;31-01-2025;;;;;;30,50",
    ],
)
def test_a_grand_total_is_held_against_all_lines(tmp_path, total):
    reading = read_lines(tmp_path, line("10,25"), line("20,25"), total)
    assert amounts(reading) == [(4, Decimal("30.5"), Decimal("30.5"))]
    assert (reading.rows_read, reading.rows.height) == (2, 2)


def test_subtotals_are_held_against_their_own_lines(tmp_path):
    reading = read_lines(
        tmp_path,
        line("10,25"),
        line("20"),
        "Subtotaal;;;;;;;30,25",
        line("5", debtor="10031"),
        "Totaal 10031;;;;;;;5",
        "Eindtotaal;;;;;;;35,25",
    )
    assert amounts(reading) == [
        (4, Decimal("30.25"), Decimal("30.25")),
        (6, Decimal(5), Decimal(5)),
        (7, Decimal("35.25"), Decimal("35.25")),
    ]


def test_a_total_right_after_a_total_is_of_several(tmp_path):
    reading = read_lines(
        tmp_path,
        line("10,25"),
        "Totaal factuur;;;;;;;10,25",
        line("20"),
        "Totaal factuur;;;;;;;20",
        "Totaal debiteur;;;;;;;30,25",
        line("5", debtor="10031"),
        "Totaal factuur;;;;;;;5",
        "Totaal debiteur;;;;;;;6",
        "Eindtotaal;;;;;;;5",
    )
    assert [(stated, computed) for _, stated, computed in amounts(reading)] == [
        (Decimal("10.25"), Decimal("10.25")),
        (Decimal(20), Decimal(20)),
        (Decimal("30.25"), Decimal("30.25")),
        (Decimal(5), Decimal(5)),
        (Decimal(6), Decimal(5)),  # what comes nearest
        (Decimal(5), Decimal("35.25")),  # a grand total is of all
    ]


def test_a_total_that_does_not_add_up_stays_visible(tmp_path):
    reading = read_lines(tmp_path, line("10,25"), line("20"), "Totaal;;;;;;;31,25")
    assert amounts(reading) == [(4, Decimal("31.25"), Decimal("30.25"))]


def test_rows_set_apart_count_in_the_total(tmp_path):
    reading = read_lines(tmp_path, line("10,25"), line("20", debtor=""), "Totaal;;;;;;;30,25")
    assert amounts(reading) == [(4, Decimal("30.25"), Decimal("30.25"))]
    assert reading.rejected["line_net_amount"].to_list() == [Decimal(20)]


def test_quantities_are_reconciled_as_well(tmp_path):
    reading = read_lines(tmp_path, line("10,25"), "Totaal;;;;;3;;10,25")
    assert reading.totals.rows()[1] == (3, "invoiced_quantity", Decimal(3), Decimal(1))


@pytest.mark.parametrize(
    "row",
    [
        line("5,50", name="Totaalonderhoud ketel"),
        line("5,50", name="Total Care abonnement"),
        line("5,50", item="TOTAAL", name="Totaal"),
        line("5,50", item="", name="Resultaatverplichting"),
        line("5,50", item="", name="Totaal ontzorgen"),
    ],
)
def test_an_invoice_line_about_totals_is_an_invoice_line(tmp_path, row):
    reading = read_lines(tmp_path, line("10,25"), row)
    assert (reading.rows.height, reading.totals.height) == (2, 0)


def test_a_line_without_customer_is_rejected_and_no_total(tmp_path):
    reading = read_lines(tmp_path, line("10,25"), line("7", debtor="", name="Total Care"))
    assert reading.totals.is_empty()
    assert reading.rejected["reason"].to_list() == ["read.missing_debtor"]


def test_blank_rows_titles_and_repeated_headings_are_nothing(tmp_path):
    text = f"Acme BV;;;;;;;\nPeriode: 2025;;;;;;;\n\n{HEADING}\n{line('1,50')}\n;;;;;;;\n"
    text += f"{HEADING}\n{line('2')}\n"
    reading = read_text(text, tmp_path)
    assert reading.rows["source_row"].to_list() == [5, 8]
    assert reading.rows_read == 2


def test_headings_of_other_columns_below_the_first_are_refused(tmp_path):
    cells = HEADING.split(";")
    cells[5], cells[6] = cells[6], cells[5]
    with pytest.raises(InputError) as refused:
        read_lines(tmp_path, line("1,50"), ";".join(cells), line("2"))
    assert refused.value.message.values == {
        "place": "export.csv:3", "heading": cells[6], "found": cells[5],
    }  # fmt: skip
    assert "eigen werkblad" in refused.value.text("nl")


def test_subtotals_of_excel_are_totals(tmp_path):
    rows = (line("10"), line("20"), ";;10023 Totaal;;;;;30", line("5"), ";;10031 Totaal;;;;;5")
    reading = read_lines(tmp_path, *rows, ";;Eindtotaal;;;;;35")
    assert amounts(reading) == [(4, 30, 30), (6, 5, 5), (7, 35, 35)]


@pytest.mark.parametrize(
    ("word", "stated", "computed"),
    [("Totaal", 5, 5), ("Totaal", 35, 35), ("Totaal", 34, 35), ("Eindtotaal", 5, 35)],
)
def test_a_total_in_the_middle_may_be_of_its_part(tmp_path, word, stated, computed):
    rows = (line("10"), line("20"), "Totaal;;;;;;;30", line("5"), f"{word};;;;;;;{stated}")
    reading = read_lines(tmp_path, *rows)
    assert amounts(reading) == [(4, 30, 30), (6, stated, computed)]


def test_a_footer_in_the_first_column_is_shown(tmp_path):
    reading = read_lines(tmp_path, line("1,50"), "Afgedrukt op 1-2-2026;;;;;;;")
    assert reading.rejected["found"].to_list() == ["Afgedrukt op 1-2-2026"]


def test_a_row_of_text_is_set_apart(tmp_path):
    reading = read_lines(tmp_path, line("1,50"), "2025001;31-01-2025;10023;;Let op: brandbaar;;;")
    assert reading.rejected.select("source_row", "reason", "found").rows() == [
        (3, "read.comment_row", "Let op: brandbaar")
    ]
