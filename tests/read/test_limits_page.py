"""The limits that INPUTS.md tells are those that stand beside the code."""

from __future__ import annotations

from pathlib import Path

from checker.read import bounded

INPUTS = Path(__file__).parents[2] / "INPUTS.md"


def limits(text):
    """What is limited -> to how much."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return {row[0].strip(): row[1].strip() for row in rows if len(row) == 3}


def test_the_page_has_the_limits_of_the_code():
    told = limits(INPUTS.read_text(encoding="utf-8").partition("## Limits")[2])
    known = {what: most for what, most in limits(bounded.__doc__).items() if set(what) - {"-"}}
    assert {what: most for what, most in told.items() if set(what) - {"-"}} == known
