"""Every clause kind against its table of cases: tests/clauses/<kind>.yaml.

A case has `clause` (the parameters), `invoice` (or `invoices`, of which the last is judged), what
else is needed (see `build.of_case`), and `expect`: `holds`, `nothing` (the clause is not about this
invoice), `silent` (no finding about it) or the columns of the one finding.
"""

from __future__ import annotations

import re
from pathlib import Path

import build
import polars as pl
import pytest
import yaml

from checker import judge
from checker.clause import name
from checker.clauses import BY_NAME, KINDS
from checker.correct import correct
from checker.fields import FIELDS

HERE = Path(__file__).parent
TABLES = {
    kind: yaml.load((HERE / f"{kind}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    for kind in BY_NAME
}
CASES = [
    pytest.param(kind, case, id=f"{kind}: {case['name']}")
    for kind, cases in TABLES.items()
    for case in cases
]
HEADINGS = ["Why it matters", "Agreement", "Example", "Source"]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_case(kind, case):
    documents = case.get("invoices") or [case["invoice"]]
    read, agreed, registers = build.of_case(kind, case)
    judged = judge.check(read, agreed, registers=registers)
    last = (
        f"F{len(documents)}"
        if "invoice_number" not in documents[-1]
        else documents[-1]["invoice_number"]
    )
    found = judged.findings.filter(
        (pl.col("clause") == kind) & (pl.col("document_key") == len(documents) - 1)
    )
    found = correct(found, case.get("stage", "issued"))
    counts = {row["clause"]: row for row in judged.coverage.per_clause().iter_rows(named=True)}
    counted = counts[kind]
    assert found["invoice_number"].to_list() == [last] * found.height
    if case["expect"] == "holds":
        assert counted["holds"] > 0
        assert found.height == 0
    elif case["expect"] == "nothing":
        assert counted["bound"] == 0
    elif case["expect"] == "silent":
        assert found.height == 0
    else:
        assert found.height == 1, found
        row = found.row(0, named=True) | {"difference": f"{found['difference'][0]:.2f}"}
        assert {column: row[column] or "" for column in case["expect"]} == case["expect"]


@pytest.mark.parametrize("kind", TABLES)
def test_table_shows_what_a_reader_needs(kind):
    outcomes = [
        c["expect"] if isinstance(c["expect"], str) else c["expect"]["outcome"]
        for c in TABLES[kind]
    ]
    assert {"holds", "violated", "unknown"} <= set(outcomes)
    names = [case["name"] for case in TABLES[kind]]
    assert len(set(names)) == len(names)
    violated = [c["expect"] for c in TABLES[kind] if "violated" in str(c["expect"])]
    assert any({"stated", "agreed", "difference", "correction"} <= set(e) for e in violated)
    assert any("381" in str(c) for c in TABLES[kind]), "a credit note"


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_kind_is_complete(kind):
    doc = kind.__doc__ or ""
    assert re.findall(r"^(.+)\n-+$", doc, re.MULTILINE) == HEADINGS
    assert set(kind.TITLE) == set(kind.INSTRUCTION) == {"nl", "en"}
    assert set(kind.UNKNOWN) in ({"nl", "en"}, set())
    assert kind.FIELD in FIELDS
    params = {f.alias or n for n, f in kind.Params.model_fields.items()}
    assert not params & set(FIELDS), "a parameter is named like a column"
    assert set(kind.KEY) <= params
    source = Path(kind.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 120
