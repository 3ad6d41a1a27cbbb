"""Names of files that cannot be printed: they are read, and told so that a report can be written."""

import csv
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import cli
from checker.read.file_name import printable

ROOT = Path(__file__).parents[2]
INVOICE = next((ROOT / "sample_data" / "einvoices").glob("265060101-*.xml"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("facturen 2026 é €.xml", "facturen 2026 é €.xml"),
        (os.fsdecode(b"caf\xe9.xml"), r"caf\xe9.xml"),
        ("a\nb\tc.xml", r"a\nb\tc.xml"),
    ],
)
def test_a_name_is_told_as_it_can_be_written(name, expected):
    assert printable(name) == expected


def test_invoices_under_all_names_are_checked_and_told_apart(tmp_path):
    """The same name in two folders, in an archive; what looks like a place; bytes of no encoding."""
    names = ["a/x.xml", "b/x.xml", "c:12.xml", "d!A17.xml", os.fsdecode(b"caf\xe9.xml"), "e\nf.xml"]
    text = INVOICE.read_text(encoding="utf-8")
    for at, name in enumerate(names):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.write_text(text.replace("265060101", f"N{at}"), encoding="utf-8")
        except OSError:  # not every file system has all of them
            pytest.skip("this file system refuses such names")
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in ("_charges.yaml", "_costs.yaml"):
        shutil.copy(ROOT / "rules" / name, rules)
    (rules / "10023.yaml").write_text('debtor: "10023"\nname: Acme\n', encoding="utf-8")
    words = ["check", tmp_path / "in", "--rules", rules, "-o", tmp_path / "list.csv"]
    done = CliRunner().invoke(cli, [*map(str, words), "--exit-zero"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["invoice_number"]: row["invoice_at"] for row in csv.DictReader(file)}
    expected = [*names[:4], r"caf\xe9.xml", r"e\nf.xml"]
    assert found == {f"N{at}": f"{name}:/ubl:Invoice" for at, name in enumerate(expected)}
