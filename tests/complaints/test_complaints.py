"""Complaints about invoicing systems, each as an export that goes all the way through.

A case has the clauses of debtor 10023, the files beside them, an export as CSV, and what is
expected: `<invoice> <clause> <stated> -> <agreed>, <difference>` or `... unknown <reason>`.
"""

import shutil
from pathlib import Path

import pytest
import yaml

from checker import check, load_agreements

ROOT = Path(__file__).parents[2]
CASES = yaml.load((Path(__file__).parent / "cases.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506


def rules(folder: Path, case: dict) -> Path:
    made = folder / "rules"
    made.mkdir()
    for settings in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(ROOT / "rules" / settings, made)
    if "charges" in case:
        (made / "_charges.yaml").write_text(case["charges"], "utf-8")
    for name, text in case.get("files", {}).items():
        (made / name).write_text(text, "utf-8")
    paper = {"source": "RV-1", "valid_from": "2024-01-01", "clauses": case["clauses"]}
    paper |= {key: case[key] for key in ("valid_to",) if key in case}
    agreement = {"debtor": "10023", "name": "ACME", "documents": [paper]}
    (made / "10023-acme.yaml").write_text(yaml.safe_dump(agreement, sort_keys=False), "utf-8")
    return made


def in_words(finding: dict) -> str:
    start = f"{finding['invoice_number']} {finding['clause']} {finding['stated'] or ''}"
    if finding["outcome"] == "unknown":
        return f"{start} unknown {finding['reason']}"
    return f"{start} -> {finding['agreed'] or ''}, {finding['difference']:.2f}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["complaint"])
def test_complaint(case, tmp_path):
    agreements = load_agreements(rules(tmp_path, case))
    export = tmp_path / "invoices.csv"
    export.write_text(case["invoices"], "utf-8")
    given = {name: tmp_path / f"{name}.csv" for name in ("deliveries", "orders") if name in case}
    for name, path in given.items():
        path.write_text(case[name], "utf-8")
    report = check(export, agreements, **given)
    found = [in_words(row) for row in report.result.findings.iter_rows(named=True)]
    assert sorted(found) == sorted(case["expect"])
    assert report.result.rejected.is_empty()
