"""What is kept of loaded agreements is what a fresh load gives, until a byte changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from checker.agreements import kept, load, show
from checker.cli.options import cache_folder
from checker.errors import AgreementError

RULES = Path(__file__).parents[2] / "rules"
FILE = """
debtor: "10001"
name: ACME
documents:
  - source: RV-1
    valid_from: 2026-01-01
    clauses:
      price_net_list: {file: prices.csv}
      charge_forbidden: {class: freight, only: {zone: islands}}
"""
FILES = {
    "10001.yaml": FILE,
    "prices.csv": "seller_item_id,item_net_price\n100,9.50\n",
    "_zones.yaml": "islands: NL 8880-8899\n",
    "_indices/diesel.csv": "date;value\n2026-01-01;1,5000\n",
}


@pytest.fixture
def rules(tmp_path):
    folder = tmp_path / "rules"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def same(one, other):
    for name in (field.name for field in fields(one)):
        left, right = getattr(one, name), getattr(other, name)
        if isinstance(left, pl.DataFrame):
            assert left.schema == right.schema, name
            assert left.equals(right), name
        elif name == "tables":
            assert list(left) == list(right)
            assert all(left[kind].equals(right[kind]) for kind in left)
            assert all(left[kind].schema == right[kind].schema for kind in left)
        elif name == "written":
            assert dict(left) == dict(right)
        else:
            assert left == right, name


def reads(monkeypatch, rules, cache):
    """The agreements, and whether the files were read and checked for them."""
    fresh = []
    collect = kept.write
    monkeypatch.setattr(kept, "write", lambda *given: (fresh.append(1), collect(*given)))
    return load(rules, cache=cache), bool(fresh)


def test_every_kind_of_the_sample_is_the_same_again(tmp_path):
    first, again = (load(RULES, cache=tmp_path) for _ in range(2))
    same(first, again)
    same(load(RULES), again)


def test_what_is_in_force_can_be_shown_from_what_is_kept(tmp_path):
    first, again = (load(RULES, cache=tmp_path) for _ in range(2))
    debtor = next(iter(first.keys))
    day = date(2026, 3, 1)
    assert show(first, debtor, day, "en") == show(again, debtor, day, "en")


CHANGES = {
    "nothing": (lambda _: None, False),
    "a clause": (lambda rules: (rules / "10001.yaml").write_text(FILE.replace("freight", "fuel")), True),
    "a price": (lambda rules: (rules / "prices.csv").write_text("seller_item_id,item_net_price\n100,9.40\n"), True),
    "a zone": (lambda rules: (rules / "_zones.yaml").write_text("islands: NL 8880-8898\n"), True),
    "an index": (lambda rules: (rules / "_indices/diesel.csv").write_text("date;value\n2026-01-01;1,6000\n"), True),
    "a debtor comes": (lambda rules: (rules / "10002.yaml").write_text(FILE.replace("10001", "10002")), True),
    "a table comes": (lambda rules: (rules / "_item_groups.csv").write_text("seller_item_id;item_group\n100;A\n"), True),
    "another table goes": (lambda rules: shutil.rmtree(rules / "_indices"), True),
    "a note is put beside": (lambda rules: (rules / "notes.txt").write_text("..."), False),
    "the time stamp": (lambda rules: (rules / "prices.csv").touch(), False),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_files_are_read_anew_when_one_has_changed(change, rules, tmp_path, monkeypatch):
    load(rules, cache=tmp_path / "cache")
    make, expected = CHANGES[change]
    make(rules)
    found, fresh = reads(monkeypatch, rules, tmp_path / "cache")
    assert fresh is expected
    same(load(rules), found)


DAMAGES = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:100]),
    "emptied": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "other bytes": lambda file: file.write_bytes(b"\x00garbage" * 50),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["about.json", "prices.arrow", "table-price_net_list.arrow"])
def test_what_is_kept_and_damaged_is_made_anew(name, damage, rules, tmp_path, monkeypatch):
    load(rules, cache=tmp_path / "cache")
    (file,) = (tmp_path / "cache").rglob(name)
    DAMAGES[damage](file)
    found, fresh = reads(monkeypatch, rules, tmp_path / "cache")
    assert fresh
    same(load(rules), found)


def test_another_version_of_the_program_reads_anew(rules, tmp_path, monkeypatch):
    load(rules, cache=tmp_path / "cache")
    (file,) = (tmp_path / "cache").rglob("about.json")
    about = json.loads(file.read_text())
    about["made_by"][0] = "0.0.1"
    file.write_text(json.dumps(about))
    assert reads(monkeypatch, rules, tmp_path / "cache")[1]


def test_a_cache_that_cannot_be_written_is_no_error(rules, tmp_path):
    (tmp_path / "file").write_text("no folder")
    same(load(rules), load(rules, cache=tmp_path / "file"))


def test_charge_classes_are_a_part_of_what_is_kept(rules, tmp_path):
    load(rules, classes=["freight", "fuel"], cache=tmp_path / "cache")
    with pytest.raises(AgreementError):
        load(rules, classes=["fuel"], cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"CHECKER_CACHE": "off"}, None),
        ({"CHECKER_CACHE": "/var/cache/checker"}, Path("/var/cache/checker")),
        ({"XDG_CACHE_HOME": "/caches"}, Path("/caches/checker")),
        ({"HOME": "/home/finance"}, Path("/home/finance/.cache/checker")),
    ],
)
def test_where_it_is_kept(variables, expected, monkeypatch):
    for name in ("CHECKER_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == expected
