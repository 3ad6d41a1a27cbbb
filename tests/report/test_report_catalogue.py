"""What reports say exists in both languages and asks for the same values."""

from __future__ import annotations

from string import Formatter
from typing import get_args

import pytest

from checker import messages
from checker.clause import Owner
from checker.clauses import BY_NAME
from checker.correct import CORRECTIONS
from checker.messages import _part
from checker.report.columns import COLUMNS
from checker.report.wording import word

KEYS = [f"{part}.{key}" for part in ("report", "cost") for key in _part(part)]


def places(key, lang):
    part, _, name = key.partition(".")
    return {place for _, place, _, _ in Formatter().parse(_part(part)[name][lang]) if place}


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_ask_for_the_same_values(key):
    assert places(key, "nl") == places(key, "en")


@pytest.mark.parametrize("lang", messages.LANGS)
def test_every_identifier_of_the_list_has_a_word(lang):
    groups = {
        "correction": CORRECTIONS,
        "owner": get_args(Owner),
        "outcome": ("holds", "violated", "unknown"),
        "stage": ("draft", "issued", "paid"),
    }
    catalogue = _part("report")
    for group, identifiers in groups.items():
        for identifier in identifiers:
            assert word(group, identifier, lang) == catalogue[f"{group}_{identifier}"][lang]


@pytest.mark.parametrize("lang", messages.LANGS)
def test_headings_are_there_and_differ_from_one_another(lang):
    titles = [column.title(lang) for column in COLUMNS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("kind", BY_NAME)
def test_every_value_in_an_instruction_is_a_column_of_a_finding(kind, findings):
    for lang in messages.LANGS:
        names = {
            name for _, name, _, _ in Formatter().parse(BY_NAME[kind].INSTRUCTION[lang]) if name
        }
        assert names <= set(findings.columns)
