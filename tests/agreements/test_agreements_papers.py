"""From when to when the papers of a debtor are in force."""

from datetime import date
from textwrap import dedent

from checker.agreements import load

CLAUSES = "clauses: {payment_due_date: {days: 30}}"


def test_papers_of_the_debtor_and_of_its_group_and_not_the_general_terms(tmp_path):
    (tmp_path / "_groups").mkdir()
    files = {
        "_default.yaml": f"""
            name: Terms
            documents:
              - {{source: T, valid_from: 2020-01-01, {CLAUSES}}}
        """,
        "_groups/north.yaml": f"""
            group: north
            documents:
              - {{source: G, valid_from: 2024-01-01, valid_to: 2024-06-30, {CLAUSES}}}
        """,
        "10001.yaml": f"""
            debtor: "10001"
            name: ACME
            group: north
            documents:
              - {{source: A, valid_from: 2023-01-01, valid_to: 2023-12-31, {CLAUSES}}}
              - {{source: B, valid_from: 2025-01-01, {CLAUSES}}}
        """,
        "10002.yaml": f"""
            debtor: "10002"
            name: Other
            documents:
              - {{source: C, valid_from: 2025-02-01, valid_to: 2025-02-28, {CLAUSES}}}
        """,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    agreements = load(tmp_path)
    of_first, of_second = (agreements.key(debtor) for debtor in ("10001", "10002"))
    assert sorted(agreements.papers.rows()) == sorted(
        [
            (of_first, date(2023, 1, 1), date(2023, 12, 31)),
            (of_first, date(2024, 1, 1), date(2024, 6, 30)),
            (of_first, date(2025, 1, 1), date(9999, 12, 31)),
            (of_second, date(2025, 2, 1), date(2025, 2, 28)),
        ]
    )
