"""What the samples give, to the letter: `make golden` accepts today's output as expected."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import check, load_agreements
from checker.agreements import catalogue
from checker.clauses import BY_NAME
from checker.cli import cli

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
PICTURE = re.compile(r"(?<=<!-- list -->\n).*?(?=<!-- /list -->)", re.DOTALL)
SHOWN = (
    "debtor_name",
    "invoice_number",
    "stated",
    "agreed",
    "difference",
    "handling_cost",
    "instruction",
    "clause_at",
    "invoice_at",
)
TITLES = (
    "Debtor",
    "Invoice",
    "Stated",
    "Agreed",
    "Difference",
    "Handling cost",
    "What to do",
    "Written in",
    "Found at",
)


@pytest.fixture(scope="module")
def report():
    samples = ROOT / "sample_data"
    registers = {name: samples / f"{name}.csv" for name in ("deliveries", "orders")}
    return check(samples / "invoices.csv", load_agreements(ROOT / "rules"), **registers)


@pytest.fixture
def same(request):
    def compare(path: Path, now: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == now

    return compare


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_correction_list(report, same, tmp_path, form):
    report.write(tmp_path / f"list.{form}")
    now = (tmp_path / f"list.{form}").read_text(encoding="utf-8")
    same(GOLDEN / f"corrections.{form}", now)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("form", ["xlsx", "parquet", "csv", "jsonl"])
def test_findings_of_every_kind_can_be_written(report, tmp_path, form, lang):
    assert set(report.findings["clause"]) >= set(BY_NAME)
    replace(report, lang=lang).write(tmp_path / f"list.{form}")


@pytest.mark.parametrize(
    "command",
    ["", "check", "gate", "read", "rules", "rules show", "rules lint", "rules explain", "demo"],
)
def test_help(same, command):
    shown = CliRunner().invoke(cli, [*command.split(), "--help"], prog_name="checker")
    same(GOLDEN / "help" / f"{command.replace(' ', '-') or 'checker'}.txt", shown.output)


def test_catalogue_is_up_to_date(same):
    same(ROOT / "rules" / "CLAUSES.md", catalogue.explain_all())


def test_every_kind_is_in_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [kind for kind in BY_NAME if f"`{kind}`" not in text] == []


def _shown(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def test_readme_shows_the_list(report, same):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    one_per_kind = report.findings.query("outcome == 'violated'").drop_duplicates("clause").head(6)
    rows = ["| " + " | ".join(TITLES) + " |", "|" + "---|" * len(SHOWN)]
    for _, row in one_per_kind.iterrows():
        cells = [_shown(row[column]) for column in SHOWN]
        rows.append("| " + " | ".join(cells) + " |")
    same(ROOT / "README.md", PICTURE.sub(lambda _: "\n".join(["", *rows, "", ""]), readme))
