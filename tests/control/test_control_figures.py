"""What an export comes to: data rows, invoices, credit notes, and amounts per currency."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from checker.control import as_stated, by_currency, figures, net_amounts
from checker.errors import InputError
from checker.money import plain
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.control import compared, control_figures
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
HEADING = (
    "Factuurnr;Factuurdatum;Debiteur;Factuursoort;Artikelcode;Omschrijving;Aantal;Bedrag excl."
)


def row(number, amount, *, kind="380", item="A1", quantity="1"):
    return f"{number};31-01-2026;10023;{kind};{item};Moer;{quantity};{amount}"


def export(*rows, more="", cells=()):
    """An export; `more` is the heading of another column, with a cell per row."""
    if cells:
        rows = [f"{line};{cell}" for line, cell in zip(rows, cells, strict=True)]
    return "\n".join([HEADING + (more and f";{more}"), *rows, ""])


TWO = (row("F1", "10,25"), row("F1", "20,25"))
CREDIT = row("F2", "-5,00", quantity="-1")
EXPORTS = {
    "two lines of an invoice": (export(*TWO), ["count 2", "invoices 1", "credits 0", "sum 30.50"]),
    "a charge is a row like all others": (export(*TWO, row("F1", "7,50", item="ORDK")),
        ["count 3", "sum 38.00"]),
    "a totals row is no data row": (export(*TWO, "Totaal;;;;;;;30,50"), ["count 2", "sum 30.50"]),
    "a blank row is none": (export(TWO[0], ";;;;;;;", TWO[1]), ["count 2"]),
    "a comment is one": (export(*TWO, "F1;31-01-2026;10023;380;;Zie bijlage;;"),
        ["count 3", "sum 30.50"]),
    "a row that could not be read counts, with its amount": (
        export(*TWO, row("F2", "9,50", quantity="x")), ["count 3", "invoices 1", "sum 40.00"]),
    "and without, where that is what is wrong": (
        export(*TWO, row("F2", "9,x")), ["count 3", "invoices 1", "sum 30.50"]),
    "a credit note by its sign": (export(*TWO, CREDIT),
        ["invoices 2", "credits 1", "sum 25.50", "credit_sum -5.00"]),
    "a credit note by its type, written above zero": (export(*TWO, row("F2", "5,00", kind="381")),
        ["invoices 2", "credits 1", "sum 25.50", "credit_sum -5.00"]),
    "VAT of the invoice": (
        export(*TWO, CREDIT, more="Totaal btw", cells=("6,41", "6,41", "-1,05")), ["vat 5.36"]),
    "VAT per line": (
        export(*TWO, CREDIT, more="Totaal btw", cells=("2,15", "4,25", "-1,05")), ["vat 5.35"]),
    "VAT in a column that does not say of what, but differs within an invoice": (
        export(*TWO, CREDIT, more="BTW bedrag", cells=("2,15", "4,25", "1,05")), ["vat 5.35"]),
    "the same on lines of different amounts, so of the invoice": (
        export(*TWO, CREDIT, more="BTW-bedrag", cells=("6,41", "6,41", "1,05")), ["vat 5.36"]),
    "the same on lines that are alike: of each or of the invoice": (
        export(TWO[0], TWO[0], more="VAT amount", cells=("2,15", "2,15")), ["vat not known"]),
    "as good as alike": (
        export(TWO[0], row("F1", "10,26"), more="VAT amount", cells=("2,15", "2,15")),
        ["vat not known"]),
    "alike, but another invoice tells": (
        export(*TWO, row("F2", "1,00"), row("F2", "1,00"), more="VAT Amount (EUR)",
        cells=("6,41", "6,41", "0,42", "0,42")), ["vat 6.83"]),
    "one line each: it is the same": (
        export(TWO[0], CREDIT, more="Btw-bedrag", cells=("2,15", "-1,05")), ["vat 1.10"]),
    "none on any line": (
        export(TWO[0], TWO[0], more="Btw-bedrag", cells=("0,00", "0,00")), ["vat 0.00"]),
    "no VAT": (export(*TWO), ["vat not known"]),
    "VAT of some": (
        export(*TWO, CREDIT, more="Totaal btw", cells=("6,41", "6,41", "")), ["vat not known"]),
}  # fmt: skip
CURRENCIES = export(*TWO, CREDIT, more="Valuta", cells=("EUR", "EUR", "USD"))
ONE = export(*TWO, more="Valuta", cells=("EUR", "EUR"))
COMPARED = {  # what is stated of which export: what of it is equal
    "all of it": (ONE, "count=2,invoices=1,sum=30.50,sum.EUR=30.5,credits=0", []),
    "a row too many": (ONE, "count=3,sum=30.50", ["count different"]),
    "a cent": (ONE, "sum=30.51", ["sum different"]),
    "VAT that the input has not": (ONE, "vat=6.41", ["vat unknown"]),
    "a currency that it has not": (ONE, "sum.USD=0,invoices.USD=1", ["invoices.USD different"]),
    "two currencies": (CURRENCIES, "sum.EUR=30.50,sum.USD=-5,credits.EUR=0,credits=1", []),
    "no currency": (export(*TWO), "sum=30.50,sum.EUR=30.50", ["sum.EUR unknown"]),
}


def found_in(text, folder):
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    reading = read(path, rules=RULES, options=ReadOptions())
    invoices = normalise(reading, load_charges(RULES))
    return reading, figures(invoices, net_amounts(invoices))


@pytest.mark.parametrize("case", EXPORTS.values(), ids=EXPORTS)
def test_what_an_export_comes_to(case, tmp_path):
    text, expected = case
    _, found = found_in(text, tmp_path)
    values = {figure: value for figure, _, value in found.iter_rows()}
    assert values["count"] is not None
    for each in expected:
        figure, _, value = each.partition(" ")
        amount = values[figure]
        assert amount is None if value == "not known" else amount == Decimal(value), each


@pytest.mark.parametrize("case", COMPARED.values(), ids=COMPARED)
def test_what_is_stated_is_held_against_what_was_read(case, tmp_path):
    text, stated, differing = case
    reading, found = found_in(text, tmp_path)
    held = compared(reading, control_figures(stated), found)
    wrong = held.filter(held["outcome"] != "equal").select("figure", "currency", "outcome").rows()
    assert [f"{f}.{c} {o}" if c else f"{f} {o}" for f, c, o in wrong] == differing
    assert as_stated(held) == (not differing)


def test_there_is_no_sum_of_two_currencies(tmp_path):
    reading, found = found_in(CURRENCIES, tmp_path)
    with pytest.raises(InputError) as error:
        compared(reading, control_figures("sum=25.50"), found)
    assert error.value.message.key == "control.several_currencies"
    assert "sum.EUR=..., sum.USD=..." in error.value.text("en")


def test_shares_of_credit_notes(tmp_path):
    _, found = found_in(export(*TWO, CREDIT), tmp_path)
    (only,) = by_currency(found)
    assert (only.credit_share, round(only.credit_sum_share, 2)) == (Decimal(50), Decimal("16.39"))
    assert plain(only.sum) == "25.50"


def test_charges_that_stood_in_columns_are_no_data_rows():
    path = Path(__file__).parents[1] / "read" / "exports" / "sap-vbrk-vbrp.csv"
    reading = read(path, rules=RULES, options=ReadOptions())
    (told,) = (n for n in reading.notes if n.key == "read.note_charges_in_columns")
    assert told.values["count"] == reading.rows_read - reading.data_rows > 0
    assert reading.data_rows == len(path.read_text(encoding="utf-8").splitlines()) - 1
