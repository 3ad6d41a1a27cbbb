"""Broken input gives one clear message and nothing else, or exactly the broken rows set apart."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from checker import cli
from checker.errors import InputError
from checker.messages import LANGS, text
from checker.read import ReadOptions, read

HERE = Path(__file__).parent
RULES = HERE.parent.parent / "rules"
sys.path.insert(0, str(HERE))

from broken import BROKEN  # noqa: E402

CASES = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
MESSAGES = [case for case in CASES if "says" in case]
REJECTIONS = [case for case in CASES if "rejects" in case]


def name_of(case: dict) -> str:
    options = "".join(f" --{name} {value}" for name, value in case.get("options", {}).items())
    return case["file"] + options


def path_of(case: dict, folder: Path) -> Path:
    if case["file"] in BROKEN:
        path = folder / case["file"]
        path.write_bytes(BROKEN[case["file"]]())
        return path
    return HERE / "files" / case["file"]


def read_case(case: dict, folder: Path):
    return read(path_of(case, folder), rules=RULES, options=ReadOptions(**case.get("options", {})))


@pytest.mark.parametrize("case", MESSAGES, ids=name_of)
def test_the_file_is_refused_with_one_message(case, tmp_path):
    with pytest.raises(InputError) as refused:
        read_case(case, tmp_path)
    assert refused.value.message.key == f"read.{case['says']}"
    for lang in LANGS:
        said = refused.value.text(lang)
        assert "{" not in said
        assert "\n" not in said


@pytest.mark.parametrize("case", REJECTIONS, ids=name_of)
def test_exactly_the_broken_rows_are_set_apart(case, tmp_path):
    reading = read_case(case, tmp_path)
    found = dict(reading.rejected.select("source_row", "reason").iter_rows())
    assert found == {row: f"read.{reason}" for row, reason in case["rejects"].items()}
    assert reading.rows_read == reading.rows.height + reading.rejected.height
    assert reading.rows.height > 0
    for lang in LANGS:
        assert all(text(reason, lang) for reason in found.values())


def test_every_broken_file_has_a_case():
    listed = {case["file"] for case in CASES}
    there = {path.name for path in (HERE / "files").iterdir()} | BROKEN.keys()
    assert there - listed == set()
    assert len(there) >= 40


@pytest.fixture(scope="module")
def few_rules(tmp_path_factory):
    """The settings without the agreements, which no broken file gets as far as."""
    folder = tmp_path_factory.mktemp("bad") / "rules"
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("[0-9]*", "prices"))
    return folder


def test_the_command_line_exits_with_4_and_writes_nothing(few_rules, tmp_path, monkeypatch, capsys):
    for case in MESSAGES:
        path, output = path_of(case, tmp_path), tmp_path / "out.csv"
        options = [f"--{name}={value}" for name, value in case.get("options", {}).items()]
        command = [
            "checker",
            "check",
            str(path),
            "--rules",
            str(few_rules),
            "--output",
            str(output),
        ]
        monkeypatch.setattr(sys, "argv", [*command, *options, "--lang", "en"])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr().err
        assert left.value.code in {4, 2}, case  # 2: click itself knows that there is no file
        assert "Traceback" not in said, case
        assert not output.exists(), case
