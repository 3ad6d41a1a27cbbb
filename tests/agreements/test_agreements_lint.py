"""What rules lint tells, and what it leaves alone."""

from datetime import date
from pathlib import Path

import pytest

from checker.agreements import lint
from checker.errors import Problem

TODAY = date(2026, 6, 15)


def debtor(*papers: str, more: str = "") -> str:
    head = f'debtor: "10023"\nname: ACME GmbH\n{more}'
    return head + "documents:\n" + "".join(papers) if papers else head


def paper(start: str, clauses: str, end: str = "", verified: str = "2026-01-15") -> str:
    lines = [f"  - source: Paper of {start}", f"    valid_from: {start}"]
    lines += [f"    valid_to: {end}"] if end else []
    lines += [f"    verified_on: {verified}"] if verified else []
    return "\n".join([*lines, "    clauses:", f"      {clauses}", ""])


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "_groups").mkdir()
    (tmp_path / "prices").mkdir()
    return tmp_path


def told(rules: Path, text: str, name: str = "10023-acme.yaml", **more) -> list[Problem]:
    (rules / name).write_text(text)
    return lint(rules, today=TODAY, **more)


def short(problems: list[Problem]) -> list[tuple]:
    assert all(problem.text("nl") for problem in problems)
    return [(Path(p.file).name, p.line, p.message.key.split(".")[1], p.severity) for p in problems]


TERM = "payment_due_date: {days: 30}"


def test_nothing_is_told_of_a_sound_agreement(rules):
    text = debtor(
        paper("2025-01-01", TERM, end="2025-12-31"),
        paper("2026-01-01", TERM),
        paper("2026-03-01", "payment_due_date: {days: 14}"),
    )
    assert told(rules, text, used=["00010023"]) == []


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        # verified_on
        ([paper("2025-01-01", TERM, verified="2025-06-14")], [(4, "verified_long_ago")]),
        ([paper("2025-01-01", TERM, verified="2025-06-15")], []),
        ([paper("2025-01-01", TERM, verified="")], [(4, "never_verified")]),
        ([paper("2025-07-01", TERM, verified="")], []),
        ([paper("2025-01-01", TERM, verified="2026-06-16")], [(4, "verified_in_future")]),
        # expired and expiring papers
        ([paper("2025-01-01", TERM, end="2026-06-14")], [(4, "expired")]),
        ([paper("2025-01-01", TERM, end="2026-06-15")], [(4, "expires")]),
        ([paper("2025-01-01", TERM, end="2026-08-13")], [(4, "expires")]),
        ([paper("2025-01-01", TERM, end="2026-08-14")], []),
        ([paper("2025-01-01", TERM, end="2026-06-14"), paper("2026-06-15", TERM)], []),
        (
            [
                paper("2025-01-01", TERM, end="2026-06-14"),
                paper("2026-06-15", "payment_due_date: not_agreed"),
            ],
            [],
        ),
        (
            [
                paper("2025-01-01", TERM, end="2026-05-31"),
                paper("2026-06-01", "discount_line: {percent: 5}"),
            ],
            [(4, "expired")],
        ),
        # overlaps and gaps
        (
            [paper("2025-01-01", TERM, end="2025-12-31"), paper("2025-12-01", TERM)],
            [(14, "overlap")],
        ),
        (
            [paper("2025-01-01", TERM, end="2025-12-31"), paper("2026-02-01", TERM)],
            [(14, "gap")],
        ),
        (
            [
                paper("2025-01-01", TERM),
                paper("2025-07-01", "payment_due_date: {days: 60}", end="2025-08-31"),
            ],
            [],
        ),
        # clauses that do nothing
        (
            [paper("2026-01-01", TERM, verified=""), paper("2025-01-01", "line_arithmetic: {}")],
            [],
        ),
        (
            [paper("2026-01-01", "payment_due_date: not_agreed")],
            [(8, "nothing_to_switch_off")],
        ),
    ],
)
def test_papers(rules, papers, expected):
    found = told(rules, debtor(*papers))
    assert [(line, key) for _, line, key, _ in short(found)] == expected
    assert all(problem.severity == "warning" for problem in found)


def test_the_gap_is_told_with_its_days(rules):
    text = debtor(
        paper("2025-01-01", TERM, end="2025-12-31"),
        paper("2026-02-01", TERM),
    )
    (found,) = told(rules, text)
    assert "between 2026-01-01 and 2026-01-31" in found.text()


def test_a_clause_of_the_default_that_the_next_paper_replaces_from_its_first_day(rules):
    later = paper("2024-01-01", TERM, end="2025-12-31") + paper("2024-01-02", TERM)
    (rules / "_default.yaml").write_text("documents:\n" + later)
    found = told(rules, debtor(paper("2026-01-01", TERM)))
    assert ("_default.yaml", 12, "overlap", "warning") in short(found)


def test_what_is_switched_off_was_said_by_the_group_or_the_default(rules):
    group = "group: north\nname: North\ndocuments:\n" + paper("2026-01-01", TERM)
    (rules / "_groups" / "north.yaml").write_text(group)
    off = paper("2026-01-01", "payment_due_date: not_agreed")
    assert told(rules, debtor(off, more="group: north\n")) == []


def test_files_that_nothing_uses(rules):
    group = "group: south\nname: South\ndocuments:\n" + paper("2026-01-01", TERM)
    (rules / "_groups" / "south.yaml").write_text(group)
    (rules / "prices" / "old.csv").write_text("Artikel;Prijs\nA1;2,50\n")
    (rules / "prices" / "new.csv").write_text("Artikel;Prijs\nA1;2,50\n")
    text = debtor(paper("2026-01-01", "price_net_list: {file: prices/new.csv}"))
    assert short(told(rules, text, used=["10024"])) == [
        ("10023-acme.yaml", 1, "unused_debtor", "warning"),
        ("south.yaml", 1, "unused_group", "warning"),
        ("old.csv", 1, "unused_list", "warning"),
    ]


def test_without_invoices_no_debtor_is_unused(rules):
    assert told(rules, debtor(paper("2026-01-01", TERM))) == []


def test_files_that_are_not_read(rules):
    (rules / "_defaults.yaml").write_text("documents: []\n")
    (rules / "_group").mkdir()
    (rules / "_group" / "north.yaml").write_text("group: north\n")
    for known in ("_charges.yaml", "_costs.yaml"):
        (rules / known).write_text("{}\n")
    found = told(rules, debtor(paper("2026-01-01", TERM)))
    assert short(found) == [
        ("_defaults.yaml", 1, "not_read", "warning"),
        ("north.yaml", 1, "not_read", "warning"),
    ]
    assert "`_default.yaml`" in found[0].text()
    assert "`_groups`" in found[1].text()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("10023-acme.yaml", []),
        ("00010023.yaml", []),
        ("acme.yaml", ["file_name"]),
        ("100234-acme.yaml", ["file_name"]),
    ],
)
def test_a_file_name_begins_with_the_debtor_number(rules, name, expected):
    found = told(rules, debtor(paper("2026-01-01", TERM)), name)
    assert [key for _, _, key, _ in short(found)] == expected
    assert all("10023-acme-gmbh.yaml" in problem.text() for problem in found)


@pytest.mark.parametrize(
    ("more", "term", "expected"),
    [
        ("", "{days: 60}", None),
        ("", "{days: 61}", "60 days unless more was expressly agreed, article 6:119a (5) BW"),
        ("", "{days: 30, end_of_month: after_days}", None),
        ("", "{days: 31, end_of_month: before_days}", "up to 61 days"),
        ("size: large\n", "{days: 30}", None),
        ("size: large\n", "{days: 31}", "30 days for a large debtor, article 6:119a (6) BW"),
        ("size: large\n", "{days: 14, end_of_month: after_days}", "up to 44 days"),
        ("size: small\n", "{days: 60}", None),
        ("public: true\n", "{days: 31}", "30 days for a public authority, article 6:119b BW"),
    ],
)
def test_payment_terms_longer_than_the_law_allows(rules, more, term, expected):
    found = told(rules, debtor(paper("2026-01-01", f"payment_due_date: {term}"), more=more))
    assert [key for _, _, key, _ in short(found)] == (["term_too_long"] if expected else [])
    assert all(expected in problem.text() for problem in found)


def test_a_term_of_the_default_is_too_long_for_a_large_debtor_only(rules):
    text = "documents:\n" + paper("2025-01-01", "payment_due_date: {days: 45}")
    (rules / "_default.yaml").write_text(text)
    (rules / "10024-small.yaml").write_text("debtor: 10024\nname: Small\n")
    (found,) = told(rules, "debtor: 10023\nname: ACME\nsize: large\n")
    assert (Path(found.file).name, found.line) == ("_default.yaml", 6)
    assert "debtor 10023" in found.text()


def test_a_term_that_has_ended_is_not_told(rules):
    text = debtor(
        paper("2024-01-01", "payment_due_date: {days: 90}", end="2025-12-31"),
        paper("2026-01-01", TERM),
    )
    assert told(rules, text) == []


def test_mistakes_are_errors_and_stand_beside_the_warnings(rules):
    text = debtor(
        paper("2025-01-01", "payment_due_dat: {days: 30}", verified=""),
        paper("2026-01-01", "discount_line: {percent: 5}"),
        paper("2026-01-01", "discount_line: {percent: 6}"),
        more="grop: north\n",
    )
    assert short(told(rules, text)) == [
        ("10023-acme.yaml", 3, "unknown_key", "error"),
        ("10023-acme.yaml", 5, "never_verified", "warning"),
        ("10023-acme.yaml", 8, "unknown_kind", "error"),
        ("10023-acme.yaml", 18, "equal_rank", "error"),
    ]


def test_an_overlap_in_a_price_list_is_an_error(rules):
    (rules / "prices" / "list.csv").write_text("Artikel;Prijs\nA1;2,50\nA1;3,50\n")
    text = debtor(paper("2026-01-01", "price_net_list: {file: prices/list.csv}"))
    assert short(told(rules, text)) == [("list.csv", 3, "price_overlap", "error")]


def test_an_unknown_class_is_an_error(rules):
    text = debtor(paper("2026-01-01", "charge_forbidden: {class: frieght}"))
    found = told(rules, text, classes=["freight"])
    assert short(found) == [("10023-acme.yaml", 8, "unknown_class", "error")]
