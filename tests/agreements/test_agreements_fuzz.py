"""Whatever stands in a file, the answer is an agreement or a list of mistakes: never a traceback."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.agreements import lint, load, show
from checker.errors import AgreementError

AGREEMENT = b"""\
debtor: "10023"
name: ACME
size: large
documents:
  - source: RV
    valid_from: 2025-01-01
    valid_to: 2025-12-31
    clauses:
      charge_free_from: {class: freight, from: 500.00}
      charge_fixed: [{class: freight, not_agreed: true}, {class: packaging, amount: 4.95}]
      price_net_list: {file: list.csv, tolerance: {amount: 0.01, percent: 1}}
      discount_line: {percent: [20, 10, 5]}
      payment_due_date: not_agreed
"""
LIST = b"""\
Artikel;Omschrijving;Prijs;Per;Valuta;Geldig vanaf;Geldig tot
0012;"Moer; M8";1.012,50;100;EUR;2025-01-01;31-12-2025
0047;Bout;0,3333;;;;
"""
WORDS = [
    b"",
    b":",
    b"- ",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"#",
    b"\n",
    b"\t",
    b"  ",
    b";",
    b",",
    b".",
]
WORDS += [
    b"\xff",
    b"\x00",
    b"&a ",
    b"*a",
    b"!!int ",
    b"null",
    b"not_agreed",
    b"-1",
    b"1e9",
    b"\r\n",
]
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(WORDS)), min_size=1, max_size=4
)
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def edited(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, word in changes:
        at = int(where * len(content))
        content = content[:at] + word + content[at + length :]
    return content


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "10023.yaml").write_bytes(AGREEMENT)
    (tmp_path / "list.csv").write_bytes(LIST)
    return tmp_path


def test_the_unchanged_files_are_sound(rules):
    assert load(rules).prices.height == 2


def answered(rules: Path) -> None:
    problems = lint(rules, today=date(2026, 1, 1))
    assert all(problem.text("nl") and problem.line >= 1 for problem in problems)
    with suppress(AgreementError):
        show(load(rules), "10023", date(2025, 6, 1), "nl")


@many
@given(edits)
def test_any_change_of_an_agreement_file(rules, changes):
    (rules / "10023.yaml").write_bytes(edited(AGREEMENT, changes))
    answered(rules)


@many
@given(edits)
def test_any_change_of_a_price_list(rules, changes):
    (rules / "list.csv").write_bytes(edited(LIST, changes))
    answered(rules)
