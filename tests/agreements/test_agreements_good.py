"""Which clause is in force with whom on which day, and what the tables look like."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.agreements import load
from checker.agreements.model import OPEN
from checker.agreements.parameters import _parameters
from checker.agreements.show import written
from checker.debtor import canonical, canonical_expr
from checker.money import MONEY

CASES = [
    case
    for path in sorted((Path(__file__).parent / "good").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FIRST = date(2025, 1, 1)


def rules(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "rules"


def debtor(clauses: str, more: str = "") -> str:
    paper = "  - source: RV\n    valid_from: 2025-01-01\n    clauses:\n"
    return f'debtor: "10023"\nname: ACME\n{more}documents:\n{paper}{clauses}'


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_in_force(tmp_path, case):
    folder = rules(tmp_path, case["files"])
    agreements = load(folder)
    for wanted in case["in_force"]:
        found = [
            f"{c.kind} {written(c.params)} @ {Path(c.file).relative_to(folder)}:{c.line}"
            for c in agreements.agreement(wanted["debtor"]).in_force(wanted["day"])
        ]
        assert found == wanted["clauses"], wanted["day"]


def test_a_table_has_a_row_per_agreement_and_span(tmp_path):
    default = "documents:\n  - source: GT\n    valid_from: 2024-01-01\n    clauses:\n"
    default += "      payment_due_date: {days: 30}\n"
    own = debtor("      payment_due_date: {days: 14}\n")
    agreements = load(rules(tmp_path, {"_default.yaml": default, "10023.yaml": own}))
    table = agreements.tables["payment_due_date"]
    spans = table.select("agreement_key", "clause_key", "valid_from", "valid_to", "days").rows()
    assert spans == [
        (0, 0, date(2024, 1, 1), OPEN, 30),
        (1, 0, date(2024, 1, 1), date(2024, 12, 31), 30),
        (1, 1, FIRST, OPEN, 14),
    ]
    assert agreements.keys == {"10023": 1}
    assert agreements.names == {"10023": "ACME"}
    assert set(agreements.tables) == {"payment_due_date"}


def test_parameters_are_columns_of_their_own_type(tmp_path):
    clauses = """\
      charge_free_from: {class: freight, from: 500, scope: order}
      discount_line: {percent: [20, 10, 5], tolerance: {amount: 0.1, percent: 0.5, pass_if: either}}
      payment_due_date: {days: 30, anchor: delivery_date}
      reference_purchase_order: {}
"""
    tables = load(rules(tmp_path, {"10023.yaml": debtor(clauses)})).tables
    free = tables["charge_free_from"]
    assert free.schema["from"] == free.schema["below"] == MONEY
    assert free.row(0, named=True)["from"] == Decimal("500.000000")
    assert free.row(0, named=True)["below"] is None
    assert free.row(0, named=True)["anchor"] == "order_date"
    discount = tables["discount_line"].row(0, named=True)
    assert discount["percent"] == Decimal("31.6")
    assert discount["tolerance_amount"] == Decimal("0.1")
    assert discount["tolerance_percent"] == Decimal("0.5")
    assert discount["pass_if"] == "either"
    assert tables["payment_due_date"].row(0, named=True)["anchor"] == "delivery_date"
    assert tables["payment_due_date"].schema["days"] == pl.Int64
    assert tables["reference_purchase_order"].schema["whole"] == pl.String


def test_a_cascade_is_rounded_half_up_to_six_decimals(tmp_path):
    clauses = "      discount_line: {percent: [0.1, 0.0015]}\n"
    table = load(rules(tmp_path, {"10023.yaml": debtor(clauses)})).tables["discount_line"]
    assert table["percent"].to_list() == [Decimal("0.101499")]


def test_provenance_names_paper_section_and_line(tmp_path):
    clauses = (
        '      charge_forbidden: {class: freight, section: "4.2"}\n      line_arithmetic: {}\n'
    )
    folder = rules(tmp_path, {"10023.yaml": debtor(clauses)})
    found = load(folder).provenance
    assert found.columns == ["clause_key", "clause", "source", "clause_at", "said_nl", "said_en"]
    assert found.drop("said_nl", "said_en").rows() == [
        (0, "charge_forbidden", "RV, 4.2", f"{folder.name}/10023.yaml:7"),
        (1, "line_arithmetic", "RV", f"{folder.name}/10023.yaml:8"),
    ]


def test_country_norway_and_leading_zeros_stay_text(tmp_path):
    text = "debtor: 00010023\nname: NO\nsize: large\npublic: false\n"
    agreements = load(rules(tmp_path, {"10023.yaml": text}))
    assert agreements.names == {"10023": "NO"}


def test_the_hash_is_of_content_and_names(tmp_path):
    files = {"10023.yaml": debtor("      line_arithmetic: {}\n")}
    first = load(rules(tmp_path / "a", files)).hash
    assert load(rules(tmp_path / "b", files)).hash == first
    changed = {"10023.yaml": files["10023.yaml"] + "# a comment\n"}
    assert load(rules(tmp_path / "c", changed)).hash != first
    assert load(rules(tmp_path / "d", {"10023-a.yaml": files["10023.yaml"]})).hash != first


def test_clauses_of_the_same_words_are_validated_once(tmp_path):
    text = debtor("      charge_free_from: {class: freight, from: 123.45}\n")
    files = {f"{n}.yaml": text.replace("10023", str(n)) for n in range(10_000, 10_050)}
    before = _parameters.cache_info().misses
    agreements = load(rules(tmp_path, files))
    assert _parameters.cache_info().misses == before + 1
    assert agreements.tables["charge_free_from"]["clause_key"].to_list() == list(range(50))


@pytest.mark.parametrize(
    ("number", "compared"),
    [
        ("00104523", "104523"),
        ("104523", "104523"),
        ("104523.0", "104523"),
        (" 104523 ", "104523"),
        ("000", "0"),
        ("D-00104523", "D-00104523"),
        ("10.5", "10.5"),
        ("", ""),
    ],
)
def test_debtor_numbers_are_compared_in_one_form(number, compared):
    assert canonical(number) == compared


@given(st.lists(st.text(alphabet="01A.- \t\u00a0", max_size=8), min_size=1))
def test_the_column_form_of_canonical_is_the_same(numbers):
    column = pl.DataFrame({"debtor": numbers}).select(canonical_expr(pl.col("debtor")))
    assert column["debtor"].to_list() == [canonical(number) for number in numbers]


papers = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["5", "6", "off"])),
    max_size=5,
    unique_by=lambda paper: paper[0],
)


@settings(max_examples=60, deadline=None)
@given(papers, papers)
def test_the_day_decides_as_if_it_were_looked_up_by_hand(tmp_path_factory, default, own):
    folder = tmp_path_factory.mktemp("law")
    heads = {"_default.yaml": "", "10023.yaml": 'debtor: "10023"\nname: ACME\n'}
    layers = {"_default.yaml": default, "10023.yaml": own}
    agreements = load(rules(folder, {f: heads[f] + _documents(p) for f, p in layers.items()}))
    for day in range(1, 16):
        valid = [(0, *p) for p in default if p[0] < day <= p[0] + p[1] + 1]
        valid += [(1, *p) for p in own if p[0] < day <= p[0] + p[1] + 1]
        top = max(valid)[3] if valid else "off"
        found = agreements.agreement("10023").in_force(date(2025, 1, day))
        assert [written(c.params) for c in found] == ([] if top == "off" else [f"days: {top}"])


def _documents(papers: list[tuple[int, int, str]]) -> str:
    if not papers:
        return "documents: []\n"
    text = "documents:\n"
    for start, length, days in papers:
        text += f"  - source: P\n    valid_from: 2025-01-{start + 1:02}\n"
        text += (
            f"    valid_to: 2025-01-{start + length + 1:02}\n    clauses:\n      payment_due_date: "
        )
        text += "not_agreed\n" if days == "off" else f"{{days: {days}}}\n"
    return text
