"""Every sentence of reading exists in both languages, with the same values, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import checker

PACKAGE = Path(checker.__file__).parent
CATALOGUE = yaml.safe_load((PACKAGE / "messages" / "read.yaml").read_text(encoding="utf-8"))
READERS = ("normalise", "charges", "charge_rows", "credit", "documents", "prices")
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (PACKAGE / "read").glob("*.py")
    if path.stem not in READERS
)
NEEDED = ("debtor", "invoice_number", "issue_date")
MADE = {f"{made}_{field}" for made in ("missing", "booking_without") for field in NEEDED}


def values(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


def test_both_languages_have_the_same_values():
    for key, sentences in CATALOGUE.items():
        assert values(sentences["en"]) == values(sentences["nl"]), key


def test_every_key_in_the_code_is_in_the_catalogue():
    assert set(re.findall(r'"read\.(\w+)"', SOURCE)) - CATALOGUE.keys() == set()


def test_every_sentence_is_used():
    unused = {key for key in CATALOGUE if f'{key}"' not in SOURCE}
    assert unused - MADE == set()


def test_reasons_of_rejected_rows_need_no_values():
    text = (PACKAGE / "messages" / "read.yaml").read_text(encoding="utf-8")
    reasons = yaml.safe_load(
        text.partition("# -- reasons")[2].partition("# -- notes")[0].partition("\n")[2]
    )
    assert all(not values(sentence) for both in reasons.values() for sentence in both.values())
