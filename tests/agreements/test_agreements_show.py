"""rules show, as a finance person sees it."""

from datetime import date
from pathlib import Path

import pytest

from checker.agreements import load, show
from checker.agreements.model import Agreements
from checker.clauses import BY_NAME

HERE = Path(__file__).parent
ACME = """\
debtor: "10023"
name: ACME GmbH
group: north
documents:
  - source: RV-2025-017
    valid_from: 2025-01-01
    valid_to: 2025-12-31
    clauses:
      charge_forbidden: {class: order_costs, section: "4.2"}
      discount_line: {percent: [20, 12.5], tolerance: {amount: 0.1, percent: 1, pass_if: either}}
  - source: Amendment 1
    valid_from: 2025-07-01
    clauses:
      payment_due_date: {days: 14, end_of_month: after_days}
      price_net_list: {file: list.csv, tolerance: 0.01}
"""


@pytest.fixture
def agreements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agreements:
    for path in [p for p in (HERE / "base").rglob("*") if p.is_file()]:
        target = tmp_path / "rules" / path.relative_to(HERE / "base")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "rules" / "10023-acme.yaml").write_text(ACME)
    (tmp_path / "rules" / "list.csv").write_text("Artikel;Prijs\nA1;2,50\n")
    monkeypatch.chdir(tmp_path)
    return load(Path("rules"))


def rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines()
    ]


def titled(kind: str, lang: str) -> str:
    return f"{kind} ({BY_NAME[kind].TITLE[lang]})"


def test_what_is_in_force_and_where_each_clause_comes_from(agreements):
    found = show(agreements, "00010023", date(2025, 8, 1), "en")
    assert rows(found) == [
        ["Debtor 10023, ACME GmbH: in force on 2025-08-01"],
        ["Group: north"],
        [],
        ["Clause", "Parameters", "From", "To", "Level", "Paper", "Written in"],
        rows(found)[4],
        [titled("line_arithmetic", "en"), "2024-01-01", "default", "General terms 2024",
         "rules/_default.yaml:5"],
        [titled("price_net_list", "en"), "file: list.csv, tolerance: 0.01", "2025-07-01",
         "debtor", "Amendment 1", "rules/10023-acme.yaml:15"],
        [titled("discount_line", "en"),
         "percent: [20.00, 12.50], tolerance: {amount: 0.10, percent: 1.00, pass_if: either}",
         "2025-01-01", "2025-12-31", "debtor", "RV-2025-017", "rules/10023-acme.yaml:10"],
        [titled("charge_forbidden", "en"), "class: order_costs", "2025-01-01", "2025-12-31",
         "debtor", "RV-2025-017, 4.2", "rules/10023-acme.yaml:9"],
        [titled("charge_fixed", "en"), "class: packaging, amount: 4.95", "2024-01-01", "default",
         "General terms 2024", "rules/_default.yaml:7"],
        [titled("charge_free_from", "en"), "class: freight, from: 500.00", "2024-01-01",
         "group", "Frame agreement North", "rules/_groups/north.yaml:7"],
        [titled("payment_due_date", "en"), "days: 14, end_of_month: after_days", "2025-07-01",
         "debtor", "Amendment 1", "rules/10023-acme.yaml:14"],
    ]  # fmt: skip


@pytest.mark.usefixtures("agreements")
def test_what_the_debtor_is_known_by(tmp_path):
    known = 'identifiers: {gln: "8712345000004", electronic_address: "0106:12345678"}\n'
    (tmp_path / "rules" / "10023-acme.yaml").write_text(ACME + known)
    found = show(load(Path("rules")), "10023", date(2025, 8, 1), "nl").splitlines()
    assert found[2] == (
        "Nummers en adressen: gln: 8712345000004, electronic_address: 0106:12345678"
    )


def test_another_day_and_language(agreements):
    found = show(agreements, "10023", date(2025, 6, 30), "nl")
    assert found.startswith("Debiteur 10023, ACME GmbH: geldig op 2025-06-30\nGroep: north\n")
    (term,) = [row for row in rows(found) if row and row[0].startswith("payment_due_date")]
    assert term == [
        titled("payment_due_date", "nl"), "days: 30", "2024-01-01", "2025-06-30", "standaard",
        "General terms 2024", "rules/_default.yaml:6",
    ]  # fmt: skip


def test_a_debtor_without_a_file(agreements):
    found = show(agreements, "77", date(2025, 6, 30), "en")
    assert found.startswith("Debtor 77, no file of its own, the default applies: in force on")
    assert "rules/_default.yaml:6" in found


def test_a_day_before_everything(agreements):
    found = show(agreements, "10023", date(2020, 1, 1), "nl")
    assert found.splitlines()[-1] == "Op deze dag geldt niets."
