"""The run over the sample invoices finds the answer key: nothing missed, nothing else.

SAMPLE=FOLDER looks at a sample that was made there: python sample_data/make FOLDER GROUP.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker import check, load_agreements
from checker.clauses import BY_NAME
from checker.debtor import canonical
from checker.gate import decide

if TYPE_CHECKING:
    from checker import Report

ROOT = Path(__file__).parent.parent
SAMPLE = Path(os.environ.get("SAMPLE", ROOT / "sample_data"))
REGISTERS = ("deliveries", "orders")
NINE = {
    "document_duplicate", "line_arithmetic", "price_net_list", "discount_line", "charge_forbidden",
    "charge_fixed", "charge_free_from", "payment_due_date", "reference_purchase_order",
}  # fmt: skip
"""Kinds of the trade of eighteen months, with many errors each; the others have an invoice or two."""
ONE_GROUP = "SAMPLE" in os.environ
WRITTEN_OUT = {str(debtor) for debtor in range(50001, 51000)}
EXPORTS = ("invoices.csv", "invoices.xlsx", "invoices.parquet")
COMPARED = (
    "clause", "outcome", "debtor", "invoice_number", "line_id", "charge_class", "agreed",
    "difference", "reason",
)  # fmt: skip


def read_csv(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_words(finding: dict) -> tuple[str, ...]:
    texts = {c: "" if finding[c] is None else str(finding[c]) for c in COMPARED}
    texts["debtor"] = canonical(texts["debtor"])
    texts["difference"] = f"{finding['difference']:.2f}"
    return tuple(texts.values())


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    agreements = load_agreements(ROOT / "rules")
    registers = {n: SAMPLE / f"{n}.csv" for n in REGISTERS if (SAMPLE / f"{n}.csv").exists()}
    return {name: check(SAMPLE / name, agreements, **registers) for name in EXPORTS}


@pytest.fixture(scope="module")
def key() -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[c] for c in COMPARED) for row in read_csv("answer_key.csv"))


@pytest.mark.parametrize("export", EXPORTS)
def test_nothing_is_missed_and_nothing_else_is_found(reports, key, export):
    found = Counter(map(in_words, reports[export].result.findings.iter_rows(named=True)))
    assert {"missed": key - found, "false alarms": found - key} == {
        "missed": Counter(),
        "false alarms": Counter(),
    }


def test_the_three_exports_give_the_same_findings(reports):
    identities = [sorted(reports[export].findings["finding_id"]) for export in EXPORTS]
    assert identities[0] == identities[1] == identities[2]
    assert len(set(identities[0])) == len(identities[0])


@pytest.mark.skipif(ONE_GROUP, reason="a sample of one group")
def test_the_e_invoices_are_found_by_what_they_say_of_their_buyer():
    report = check(SAMPLE / "einvoices", load_agreements(ROOT / "rules"))
    key = Counter(tuple(r[c] for c in COMPARED) for r in read_csv("einvoices_answer_key.csv"))
    assert Counter(map(in_words, report.result.findings.iter_rows(named=True))) == key
    assert report.result.rejected.is_empty()
    told = [note.text("en") for note in report.result.notes]
    assert any(note.startswith("9 of 9 invoices were found") for note in told)


@pytest.mark.skipif(ONE_GROUP, reason="a sample of one group")
def test_the_gate_lets_the_right_e_invoices_pass():
    wrong = {row["invoice_number"] for row in read_csv("einvoices_answer_key.csv")}
    agreements = load_agreements(ROOT / "rules")
    for path in sorted((SAMPLE / "einvoices").iterdir()):
        verdict = decide(check(path, agreements, stage="draft"))["verdict"]
        is_wrong = path.name.partition("-")[0] in wrong
        # Alone, a credit note has nothing to be compared with.
        credit = "<CreditNote" in path.read_text(encoding="utf-8")
        assert verdict == ("block" if is_wrong else "hold" if credit else "pass"), path.name


@pytest.mark.parametrize("export", EXPORTS)
def test_decoys_pass(reports, export):
    decoys = {row["invoice_number"] for row in read_csv("decoys.csv")}
    assert len(decoys) >= 20
    assert decoys.isdisjoint(reports[export].findings["invoice_number"])


@pytest.mark.parametrize("export", EXPORTS)
def test_every_row_is_read(reports, export):
    result = reports[export].result
    assert result.rejected.is_empty()
    assert result.unclassified.is_empty()


def test_totals_of_the_excel_export_are_the_sums_of_its_lines(reports):
    totals = reports["invoices.xlsx"].result.totals
    assert totals.height == 18 + 1
    assert totals["stated"].to_list() == totals["computed"].to_list()


@pytest.mark.skipif(ONE_GROUP, reason="a sample of one group")
def test_the_key_has_every_kind_over_and_under_and_every_reason():
    rows = read_csv("answer_key.csv")
    violated = Counter(row["clause"] for row in rows if row["outcome"] == "violated")
    assert set(BY_NAME) - set(violated) == set(), "kinds without a seeded error"
    assert set(violated) - set(BY_NAME) == set(), "no such kinds"
    assert min(violated[kind] for kind in NINE) >= 5
    for kind in ("line_arithmetic", "price_net_list", "discount_line", "charge_fixed",
                 "charge_free_from"):  # fmt: skip
        signs = {row["difference"].startswith("-") for row in rows if row["clause"] == kind}
        assert signs == {True, False}, kind
    assert {row["reason"] for row in rows if row["outcome"] == "unknown"} >= {
        "no_agreement", "missing:list_price", "missing:original", "missing:payment_due_date",
        "undecided", "missing:anchor:order_date",
    }  # fmt: skip


@pytest.mark.skipif(ONE_GROUP, reason="a sample of one group")
def test_every_kind_has_a_decoy():
    named = {row["clause"] for row in read_csv("decoys.csv")} - {""}
    assert set(BY_NAME) - NINE - named == set(), "kinds without a decoy"
    assert named - set(BY_NAME) == set(), "no such kinds"


@pytest.mark.skipif(ONE_GROUP, reason="a sample of one group")
def test_the_sample_has_the_size_that_its_readme_says():
    rows = read_lines()
    traded = [row for row in rows if canonical(row["Debiteurnummer"]) not in WRITTEN_OUT]
    strangers = {r["debtor"] for r in read_csv("answer_key.csv") if r["clause"] == "agreement"}
    rows_of_strangers = [r for r in rows if canonical(r["Debiteurnummer"]) in strangers]
    assert 4_700 <= len(traded) + len(rows_of_strangers) <= 5_300
    debtors = {canonical(row["Debiteurnummer"]) for row in traded}
    assert len(debtors - strangers) == 40


def read_lines() -> list[dict[str, str]]:
    with (SAMPLE / "invoices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
