"""Price conditions of SAP in a file of their own, one row each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from checker import check, load_agreements
from checker.errors import InputError
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

RULES = Path(__file__).parents[2] / "rules"
FOLDER = Path(__file__).parent / "conditions"
ITEMS, CONDITIONS = FOLDER / "sap-vbrk-vbrp.csv", FOLDER / "sap-prcd-elements.csv"


def reading_of(folder, *changes: tuple[str, str], items: tuple[str, str] = ("", "")):
    text = CONDITIONS.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / "conditions.csv").write_text(text, "utf-8")
    text = ITEMS.read_text("utf-8")
    (folder / "items.csv").write_text(text.replace(*items) if items[0] else text, "utf-8")
    given = ReadOptions(conditions=folder / "conditions.csv")
    return read(folder / "items.csv", rules=RULES, options=given)


def found(reading, *columns):
    return reading.rows.select(*columns).rows()


def told(reading, key):
    return [note.values for note in reading.notes if note.key == f"read.{key}"]


def test_conditions_as_rows_mean_what_conditions_as_columns_mean(tmp_path):
    sample = Path(__file__).parent / "exports" / "sap-vbrk-vbrp.csv"
    charges = load_charges(RULES)
    rows = normalise(reading_of(tmp_path), charges)
    columns = normalise(read(sample, rules=RULES, options=ReadOptions()), charges)
    assert rows.lines.equals(columns.lines)
    assert rows.charges.equals(columns.charges)
    assert rows.documents.equals(columns.documents)


def test_the_three_tables_of_sap_may_be_three_files(tmp_path):
    # As SE16 gives them: the date and KNUMV are in VBRK only, and VBELN is in both.
    rows = [line.split("\t") for line in ITEMS.read_text("utf-8").splitlines()]
    at = rows[0].index("POSNR")
    heads, items = tmp_path / "vbrk.csv", tmp_path / "vbrp.csv"
    heads.write_text("\n".join("\t".join(row[:at]) for row in rows), "utf-8")
    items.write_text("\n".join("\t".join([row[0], *row[at:]]) for row in rows), "utf-8")
    charges = load_charges(RULES)
    one = normalise(reading_of(tmp_path), charges)
    for path, beside in ((items, {"headers": heads}), (heads, {"lines": items})):
        reading = read(path, rules=RULES, options=ReadOptions(conditions=CONDITIONS, **beside))
        assert reading.export == "sap-vbrk-vbrp"
        three = normalise(reading, charges)
        assert three.lines.equals(one.lines)
        assert three.charges.equals(one.charges)
        assert three.documents.equals(one.documents)


def test_inactive_and_statistical_conditions_do_not_count(tmp_path):
    reading = reading_of(tmp_path)
    assert found(reading, "item_gross_price", "price_base_quantity") == [
        (Decimal(10), Decimal(100)),
        (None, None),  # the order costs
        (Decimal(10), Decimal(100)),
    ]
    assert told(reading, "note_conditions")[0]["count"] == 7
    assert told(reading, "note_conditions_unused")[0]["names"] == "MWST (2)"


def test_discounts_of_all_types_are_added_up(tmp_path):
    more = (
        "000010	100	01	K007	120,00	100,00-				12,00-",
        "000010	100	01	K004	0	0				2,00-		\n0000700101	10	101	01	K007	120,00	100,00-				10,00-",
    )
    reading = reading_of(tmp_path, more)
    assert found(reading, "line_allowance_amount")[0] == (Decimal(12),)


def test_charges_of_one_name_are_added_up_and_leave_the_amount(tmp_path):
    freight = (
        "000010	300	01	ZORD	0,00	7,50	EUR			7,50",
        "000010	300	01	HD00	0,00	5,00	EUR			5,00		\n0000700101	000010	301	01	KF00	0,00	2,50	EUR			2,50",
    )
    invoices = normalise(reading_of(tmp_path, freight), load_charges(RULES))
    assert invoices.charges.select("charge_class", "charge_amount", "rows").rows() == [
        ("freight", Decimal("7.5"), 2)
    ]
    assert invoices.lines["line_net_amount"].to_list() == [Decimal(108), Decimal(-18)]


def test_a_price_of_another_unit_than_that_of_the_export_is_brought_to_it(tmp_path):
    own = ("NETPR	NETWR", "KPEIN	NETPR	NETWR")
    text = ITEMS.read_text("utf-8").replace(*own)
    text = text.replace("	ST	9,63", "	ST	1000	96,25").replace(
        "	ST	9,00", "	ST	1000	90,00"
    )
    (tmp_path / "own.csv").write_text(text, "utf-8")
    options = ReadOptions(conditions=CONDITIONS)
    reading = read(tmp_path / "own.csv", rules=RULES, options=options)
    prices = found(reading, "item_gross_price", "price_base_quantity")
    assert prices[0] == (Decimal(100), Decimal(1000))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("132,00		X", "132,00		"), id="two prices that count"),
        pytest.param(("	7,50		", "	gratis		"), id="a charge that is no number"),
    ],
)
def test_a_line_whose_conditions_cannot_be_used_is_set_apart(change, tmp_path):
    reading = reading_of(tmp_path, change)
    assert reading.rejected.select("source_row", "reason").rows() == [(2, "read.bad_condition")]
    assert found(reading, "source_row") == [(3,)]


def test_what_finds_no_other_half_is_counted(tmp_path):
    reading = reading_of(tmp_path, ("0000700102	000010	010", "0000700109	000010	010"))
    assert told(reading, "note_conditions_alone") == [
        {"source": "conditions.csv", "count": 1, "first": "700109/10"}
    ]
    assert told(reading, "note_lines_without_price")[0]["first"] == "700102/10"


OTHER_HEADING = "Factuurnr	a	b	Factuurdatum	Debiteur	c	d	e	f	KNUMV	POSNR	Artikel	Tekst	Aantal	Eenheid	Prijs	Bedrag	g	h	i"
HEADING = ITEMS.read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("change", "items", "key"),
    [
        pytest.param(("KWERT", "WERT"), ("", ""), "conditions_headings", id="no amounts"),
        pytest.param(("KWERT", "KWERT"), ("KNUMV", "NUMMER"), "conditions_key", id="no number"),
        pytest.param(("KWERT", "KWERT"), (HEADING, OTHER_HEADING), "no_conditions", id="no SAP"),
    ],
)
def test_what_is_missing_is_named(change, items, key, tmp_path):
    with pytest.raises(InputError) as refused:
        reading_of(tmp_path, change, items=items)
    assert refused.value.message.key == f"read.{key}"


def test_they_go_all_the_way_to_findings(tmp_path):
    for name in ("_charges.yaml", "_costs.yaml"):
        (tmp_path / name).write_text((RULES / name).read_text("utf-8"), "utf-8")
    (tmp_path / "_exports").mkdir()
    mapping = "sap-vbrk-vbrp.yaml"
    (tmp_path / "_exports" / mapping).write_text(
        (RULES / "_exports" / mapping).read_text("utf-8"), "utf-8"
    )
    (tmp_path / "10023.yaml").write_text(
        'debtor: "10023"\nname: Acme\ndocuments:\n  - source: RV-1\n    valid_from: 2025-01-01\n'
        "    verified_on: 2026-01-01\n    anchor: issue_date\n    clauses:\n"
        "      charge_forbidden: {class: order_costs}\n      discount_line: {percent: 12}\n",
        "utf-8",
    )
    report = check(ITEMS, load_agreements(tmp_path), options=ReadOptions(conditions=CONDITIONS))
    wrong = report.findings[report.findings["outcome"] == "violated"].sort_values("clause")
    assert wrong[["clause", "stated", "difference"]].to_numpy().tolist() == [
        ["charge_forbidden", "7.50", Decimal("7.5")],
        ["discount_line", "10.00", Decimal("2.4")],
    ]
