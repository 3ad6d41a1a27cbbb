"""Every sentence about control figures exists in both languages, with the same values."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import checker
from checker.control import CONTROL, EINVOICE, KEYS, TOTALS_ROW
from checker.messages import LANGS
from checker.read.einvoice_totals import TERMS
from checker.report.control import title

PACKAGE = Path(checker.__file__).parent
CATALOGUE = yaml.safe_load((PACKAGE / "messages" / "control.yaml").read_text(encoding="utf-8"))
MADE = ("head_", "kind_", "outcome_", "term_", "mismatch_")  # looked up by an identifier
BY_KIND = {"differs", "unknown", TOTALS_ROW, EINVOICE}


def test_both_languages_have_the_same_values():
    for key, sentences in CATALOGUE.items():
        assert set(sentences) == set(LANGS), key
        english, dutch = (set(re.findall(r"{(\w+)}", sentences[lang])) for lang in LANGS)
        assert english == dutch, key


def test_every_sentence_is_used_and_every_key_is_there():
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    used = set(re.findall(r'"control\.(\w+)"', source))
    assert used <= CATALOGUE.keys()
    unused = CATALOGUE.keys() - used - BY_KIND
    assert {key for key in unused if not key.startswith(MADE)} == set()


def test_everything_that_is_looked_up_by_an_identifier_is_there():
    kinds = {f"kind_{kind}" for kind in (CONTROL, TOTALS_ROW, EINVOICE)}
    outcomes = {f"outcome_{outcome}" for outcome in ("equal", "different", "unknown")}
    assert kinds | outcomes <= CATALOGUE.keys()
    for lang in LANGS:
        assert all(title(term, lang) != term for term in TERMS)
        assert all(title(key, lang) == key for key in KEYS)
