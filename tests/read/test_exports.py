"""The mapping files that come along: each reads a small export, and all mean the same invoices.

Invoice 1 has 12 boxes at 10.00 less 10 % and 7.50 order costs; credit note 2 takes 2 boxes back.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import yaml

from checker import check, load_agreements
from checker.arithmetic import calculated_amount
from checker.debtor import canonical_expr
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.explain import explained
from checker.read.exports import load_all
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
FOLDER = Path(__file__).parent / "exports"
SAMPLES = sorted(FOLDER.iterdir())
PRICED_IN_HUNDREDS = "sap-vbrk-vbrp"
OTHER_HALF = {"business-central-invoice-lines": "380", "business-central-credit-lines": "381"}


@pytest.fixture(scope="module")
def charges():
    return load_charges(RULES)


def invoices_of(path, charges):
    reading = read(path, rules=RULES, options=ReadOptions())
    return reading, normalise(reading, charges)


def test_every_mapping_file_has_a_sample():
    without = {"online-retail"}  # tests/real reads the whole of it
    assert {path.stem for path in SAMPLES} == {e.name for e in load_all(RULES)} - without


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_recognised_by_its_own_mapping(path, charges):
    reading, invoices = invoices_of(path, charges)
    assert reading.export == path.stem
    assert reading.rejected["reason"].is_in(["read.comment_row"]).all()
    assert invoices.rows_read == reading.rows_read


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_samples_hold_the_same_documents(path, charges):
    _, invoices = invoices_of(path, charges)
    found = invoices.documents.select("invoice_type_code", "issue_date").rows()
    expected = [("380", date(2026, 1, 14)), ("381", date(2026, 1, 15))]
    wanted = OTHER_HALF.get(path.stem)
    assert found == [row for row in expected if wanted in {None, row[0]}]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_samples_hold_the_same_lines(path, charges):
    _, invoices = invoices_of(path, charges)
    hundred = 100 if path.stem == PRICED_IN_HUNDREDS else 1
    expected = {
        "380": ("A100", Decimal(12) * hundred, Decimal(108)),
        "381": ("A100", Decimal(-2) * hundred, Decimal(-18)),
    }
    wanted = OTHER_HALF.get(path.stem)
    found = invoices.lines.select("seller_item_id", "invoiced_quantity", "line_net_amount").rows()
    assert found == [row for code, row in expected.items() if wanted in {None, code}]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_price_quantity_and_discount_come_to_the_amount(path, charges):
    _, invoices = invoices_of(path, charges)
    lines = invoices.lines.with_columns(calculated=calculated_amount())
    assert lines["calculated"].to_list() == lines["line_net_amount"].to_list()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_order_costs_are_found_in_every_sample(path, charges):
    _, invoices = invoices_of(path, charges)
    found = invoices.charges.select("charge_class", "charge_amount").rows()
    expected = [] if OTHER_HALF.get(path.stem) == "381" else [("order_costs", Decimal("7.5"))]
    assert found == expected


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_debtor_of_the_agreements_is_found(path, charges):
    _, invoices = invoices_of(path, charges)
    debtors = invoices.documents.select(canonical_expr(pl.col("debtor")))
    assert set(debtors.to_series()) == {"10023"}


AGREEMENT = """
debtor: "10023"
name: Acme Bouw BV
documents:
  - source: RV-1
    valid_from: 2025-01-01
    verified_on: 2026-01-01
    anchor: issue_date
    clauses:
      charge_forbidden: {class: order_costs}
      price_net_list: {file: prices.csv}
"""
OF_INVOICE = [
    ("charge_forbidden", "7.50", Decimal("7.5")),
    ("price_net_list", "9.00", Decimal("1.2")),
]


@pytest.fixture(scope="module")
def agreed(tmp_path_factory):
    """The agreements, with a price of one box or of a hundred pieces."""
    made = {}
    for per in (1, 100):
        rules = tmp_path_factory.mktemp("rules")
        for name in ("_charges.yaml", "_costs.yaml"):
            (rules / name).write_text((RULES / name).read_text("utf-8"), "utf-8")
        (rules / "_exports").symlink_to(RULES / "_exports")
        (rules / "10023.yaml").write_text(AGREEMENT, "utf-8")
        (rules / "prices.csv").write_text(f"item;price;per\nA100;8,90;{per}\n", "utf-8")
        made[per] = load_agreements(rules)
    return made


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_goes_all_the_way_to_findings(path, agreed):
    report = check(path, agreed[100 if path.stem == PRICED_IN_HUNDREDS else 1])
    sums = {"380": Decimal("115.5"), "381": Decimal(-18)}
    wanted = {code for code in sums if OTHER_HALF.get(path.stem) in {None, code}}
    assert report.invoices == len(wanted)
    assert report.result.accounting["amount"][-1] == sum(sums[code] for code in wanted)
    wrong = report.findings[report.findings["outcome"] == "violated"].sort_values("clause")
    found = wrong[["clause", "stated", "difference"]].itertuples(index=False, name=None)
    assert list(found) == (OF_INVOICE if "380" in wanted else [])


ODATA = {" ": "_", ".": "", "-": "_", "%": "Percent"}


def test_business_central_is_read_under_the_names_of_odata_too(tmp_path, charges):
    heading, rest = (
        (FOLDER / "business-central-invoice-lines.csv").read_text("utf-8").split("\n", 1)
    )
    for sign, other in ODATA.items():
        heading = heading.replace(sign, other)
    path = tmp_path / "odata.csv"
    path.write_text(f"{heading}\n{rest}", "utf-8")
    reading, invoices = invoices_of(path, charges)
    assert reading.export == "business-central-invoice-lines"
    assert invoices.lines["line_allowance_percentage"].to_list() == [Decimal(10)]
    assert invoices.lines["vat_rate"].to_list() == [Decimal(21)]


def test_a_mapping_says_where_its_names_come_from():
    for path in (RULES / "_exports").glob("*.yaml"):
        head = path.read_text(encoding="utf-8").partition("name:")[0]
        assert head.count("\n") >= 2, path.name
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["name"] == path.stem


def rows_under(mapping: str, text: str, folder):
    exports = folder / "rules" / "_exports"
    exports.mkdir(parents=True)
    (exports / "ours.yaml").write_text(mapping, encoding="utf-8")
    (folder / "export.csv").write_text(text, encoding="utf-8")
    return read(folder / "export.csv", rules=folder / "rules", options=ReadOptions(trail=True))


MAPPING = """
name: ours
match: [Nr, Dag]
columns:
  invoice_number: Nr
  issue_date: Dag
  debtor: Klant
  invoiced_quantity: Dozen
  line_allowance_percentage: Korting
  line_net_amount: Bedrag
"""
TEXT = "Nr;Dag;Klant;Dozen;Per doos;Korting;Bedrag\n1;2026-01-31;10023;2;6;-10,5;108,00\n2;2026-01-31;10023;{};{};;1,00\n"


def test_a_mapping_can_multiply_by_another_column(tmp_path):
    mapping = f"{MAPPING}times: {{invoiced_quantity: Per doos}}\n"
    reading = rows_under(mapping, TEXT.format("1,5", "4"), tmp_path)
    assert reading.rows["invoiced_quantity"].to_list() == [Decimal(12), Decimal(6)]
    assert reading.notes == []


def test_a_factor_that_cannot_be_read_sets_the_row_apart(tmp_path):
    mapping = f"{MAPPING}times: {{invoiced_quantity: Per doos}}\n"
    reading = rows_under(mapping, TEXT.format("1", "zes"), tmp_path)
    assert reading.rejected.select("source_row", "reason").rows() == [(3, "read.bad_number")]


def test_a_mapping_whose_factor_is_not_there_does_not_fit(tmp_path):
    mapping = f"{MAPPING}times: {{invoiced_quantity: Per pallet}}\n"
    reading = rows_under(
        mapping, TEXT.format("1", "1").replace("Nr;Dag", "Factuurnr;Datum"), tmp_path
    )
    assert reading.export == "synonyms"


def test_a_mapping_can_turn_the_sign_of_a_field(tmp_path):
    mapping = f"{MAPPING}negative: line_allowance_percentage\n"
    reading = rows_under(mapping, TEXT.format("1", "1"), tmp_path)
    assert reading.rows["line_allowance_percentage"].to_list() == [Decimal("10.5"), None]


CHARGED = """
name: ours
match: [Nr, Dag]
columns:
  invoice_number: Nr
  issue_date: Dag
  debtor: Klant
  line_id: Regel
  seller_item_id: Artikel
  invoiced_quantity: Aantal
  item_net_price: Prijs
  line_net_amount: Bedrag
charges: {Vracht: Vrachtkosten, Spoed: Spoedtoeslag}
"""
CHARGED_TEXT = """Nr;Dag;Klant;Regel;Artikel;Aantal;Prijs;Bedrag;Vracht;Spoed
1;2026-01-31;10023;1;A1;3;4,17;12,50;2,50;1,00
1;2026-01-31;10023;2;A2;1;5,00;5,00;;0,00
2;2026-01-31;10023;1;A1;0;5,00;5,00;5,00;
Totaal;;;;;;;22,50;;
"""


def test_charges_in_columns_become_rows_and_the_total_stays(tmp_path):
    reading = rows_under(CHARGED, CHARGED_TEXT, tmp_path)
    found = reading.rows.select(
        "source_row", "line_id", "seller_item_id", "item_name", "item_net_price", "line_net_amount"
    ).rows()
    assert found == [
        (2, "1", "A1", None, Decimal(3), Decimal(9)),
        (2, "1-1", None, "Vrachtkosten", None, Decimal("2.5")),
        (2, "1-2", None, "Spoedtoeslag", None, Decimal(1)),
        (3, "2", "A2", None, Decimal(5), Decimal(5)),
        (4, "1", "A1", None, None, Decimal(0)),
        (4, "1-1", None, "Vrachtkosten", None, Decimal(5)),
    ]
    assert reading.rows_read == 6
    assert reading.totals.rows()[0][2:] == (Decimal("22.5"), Decimal("22.5"))
    assert "item_name" not in {each.field for each in explained(reading)}
    (note,) = reading.notes
    assert note.values == {"count": 3, "names": "Vrachtkosten, Spoedtoeslag"}


def test_a_charge_that_cannot_be_read_sets_its_row_apart(tmp_path):
    reading = rows_under(CHARGED, CHARGED_TEXT.replace(";2,50;1,00", ";gratis;1,00"), tmp_path)
    assert reading.rejected.select("source_row", "reason").rows() == [(2, "read.bad_number")]
    assert reading.rows["source_row"].to_list() == [3, 4, 4]


def test_charges_of_a_credit_note_are_negative_like_its_lines(tmp_path, charges):
    mapping = f"{CHARGED}  # all of them\nconstants: {{invoice_type_code: '381'}}\n"
    invoices = normalise(rows_under(mapping, CHARGED_TEXT, tmp_path), charges)
    assert invoices.charges["charge_amount"].sum() == Decimal("-8.5")
    assert invoices.lines["line_net_amount"].sum() == Decimal(-14)


def without(path, heading, folder):
    """A sample without one of its columns."""
    text = path.read_text("utf-8")
    separator = max(";,\t", key=text.splitlines()[0].count)
    frame = pl.read_csv(path, separator=separator, infer_schema=False).drop(heading)
    frame.write_csv(folder / path.name, separator=separator)
    return folder / path.name


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("odoo-invoices", "move_type"),
        ("sap-business-one", "ObjType"),
        ("afas-profit", "Ordersoort"),
        ("exact-verkoopregels", "Factuur: Type"),
    ],
)
def test_that_credit_notes_cannot_be_told_is_told(name, heading, tmp_path):
    sample = FOLDER / f"{name}.csv"
    lacking = read(without(sample, heading, tmp_path), rules=RULES, options=ReadOptions())
    told = [n.values["headings"] for n in lacking.notes if n.key == "read.note_no_type"]
    assert lacking.export == name
    assert heading in told[0]
    whole = read(sample, rules=RULES, options=ReadOptions())
    assert not any(note.key == "read.note_no_type" for note in whole.notes)


def test_a_mapping_that_is_named_need_not_be_told_from_others(tmp_path):
    # Credit memos look like invoices but for a column that not every list shows.
    name = "business-central-credit-lines"
    path = without(FOLDER / f"{name}.csv", "Return Receipt No.", tmp_path)
    reading = read(path, rules=RULES, options=ReadOptions(export=name))
    invoices = normalise(reading, load_charges(RULES))
    assert invoices.documents["invoice_type_code"].to_list() == ["381"]
    assert invoices.lines["line_net_amount"].to_list() == [Decimal(-18)]
