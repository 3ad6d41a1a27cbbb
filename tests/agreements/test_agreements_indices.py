"""Index tables: one value per month, every mistake told at its line, part of the hash."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checker.agreements.contents import Contents
from checker.agreements.indices import read_indices


def read(rules: Path, text: str, name: str = "diesel.csv"):
    (rules / "_indices").mkdir(exist_ok=True)
    (rules / "_indices" / name).write_text(text, encoding="utf-8")
    contents = Contents(rules)
    return read_indices(rules, contents), contents.hash


@pytest.mark.parametrize(
    "text", ["date;value\n2025-03-01;1,452\n\n", "date,value\n2025-03-01,1.452"]
)
def test_a_month_has_its_value(tmp_path, text):
    indices, _ = read(tmp_path, text)
    assert indices.values.rows() == [("diesel", date(2025, 3, 1), Decimal("1.452000"))]
    assert indices.names == ("diesel",)
    assert indices.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "group_heading"),
        ("month;value\n2025-03-01;1.4\n", 1, "group_heading"),
        ("date;value\n2025-03-01;1.4\n2025-03-15;1.5\n", 3, "index_month_twice"),
        ("date;value\n01-03-2025;1.4\n", 2, "index_row"),
        ("date;value\n2025-03-01;\n", 2, "index_row"),
        ("date;value\n2025-03-01;1.452,30\n", 2, "index_row"),
        ("date;value\n2025-03-01;1.4;EUR\n", 2, "index_row"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path, text, line, message):
    (problem,) = read(tmp_path, text)[0].problems
    assert (problem.line, problem.message.key) == (line, f"agreements.{message}")


def test_another_value_is_another_hash(tmp_path):
    before = read(tmp_path, "date;value\n2025-03-01;1.4\n")[1]
    assert read(tmp_path, "date;value\n2025-03-01;1.5\n")[1] != before


def test_without_tables_there_are_no_values(tmp_path):
    assert read_indices(tmp_path, Contents(tmp_path)).values.is_empty()
