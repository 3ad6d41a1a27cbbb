"""The whole command line over damaged files: how it ends, what it says, and what it leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command import command

sys.path.insert(0, str(Path(__file__).parent))

import seeds
from worker import chance_of

SEED = 4
RULES = Path(__file__).parents[2] / "rules"
READERS = {"text": 2, "xml": 2, "xlsx": 1, "parquet": 1, "zip": 1, "pdf": 1, "xaf": 1, "xls": 1}
"""How many files of a format, always the same ones."""
FILES = [(reader, number) for reader, count in READERS.items() for number in range(count)]
CODES = {0, 1, 3, 4}
UNUSABLE = 4  # or a total is not as stated: then the list is written all the same
COMMANDS = (
    ("check", "--output", "list.csv"),
    ("gate",),
    ("read", "--output", "rows.parquet"),
)
"""Each of them over a third of the files, in turn."""


@pytest.mark.parametrize(
    ("reader", "number", "asked"),
    [(*file, COMMANDS[at % len(COMMANDS)]) for at, file in enumerate(FILES)],
    ids=lambda each: each[0] if isinstance(each, tuple) else str(each),
)
def test_a_command_ends_in_one_of_the_ways_it_promises(reader, number, asked, tmp_path):
    (tmp_path / "export").write_bytes(seeds.made(reader, chance_of(reader, SEED, number)))
    name, *options = asked
    done = command(name, "export", *options, "--rules", RULES, cwd=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode in CODES, said
    assert said.strip()
    assert "Traceback" not in said
    left = {path.name for path in tmp_path.iterdir()} - {"export"}
    assert left <= set(options), said  # nothing half-written, and nothing beside what was asked
    assert done.returncode == UNUSABLE or left == set(options[1:]) or name == "gate"
    for path in left:
        assert (tmp_path / path).stat().st_size > 0
