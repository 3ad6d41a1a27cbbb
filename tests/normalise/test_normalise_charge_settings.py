"""Mistakes in _charges.yaml: each gives one sentence with file, line and what to do."""

import pytest

from checker.errors import SettingsError
from checker.messages import LANGS
from checker.read.charges import load_charges

BROKEN = {
    "an item of two classes": (
        "classes:\n  freight: {items: [X1]}\n  rush:\n    items: [x1]\n",
        ":4: x1 stands in class rush and in class freight (line 2)",
    ),
    "an item twice in one class, with zeros": (
        "classes:\n  freight: {items: ['007', '7']}\n",
        ":2: 7 stands in class freight and in class freight",
    ),
    "an account of two classes": (
        "classes:\n  freight: {gl_accounts: [8100]}\n  rush: {gl_accounts: [8100]}\n",
        ":3: 8100 stands in class rush and in class freight (line 2)",
    ),
    "a word that is not known": (
        "classes:\n  freight:\n    item: [X1]\n",
        ":3: item is not known here. Did you mean items?",
    ),
    "a word that is like no other": ("klassen: {}\n", ":1: klassen is not known here."),
    "a class twice": (
        "classes:\n  freight: {items: [X1]}\n  freight: {items: [X2]}\n",
        ":3: freight stands here a second time",
    ),
    "a class name with a space": ("classes:\n  order costs: {items: [X1]}\n", ":2: order costs"),
    "a pattern that is none": (
        "classes:\n  freight: {patterns: ['(vracht']}\n",
        ":2: (vracht is no valid pattern",
    ),
    "one item instead of a list": (
        "classes:\n  freight:\n    items: X1\n",
        ":3: expected a list in brackets",
    ),
    "a list in a list": ("classes:\n  freight: {items: [[X1]]}\n", ":2: expected one text"),
    "no block under a class": ("classes:\n  freight: X1\n", ":2: expected a block"),
    "no classes": ("suspects: ['kosten']\n", ":1: expected `classes:`"),
    "nothing": ("", ":1: expected `classes:`"),
    "no YAML": ("classes: [\n", "is no valid YAML"),
    "text of another encoding": ("classes: {caf\udce9: {}}\n", "is no valid YAML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_line(tmp_path, name):
    source, said = BROKEN[name]
    path = tmp_path / "_charges.yaml"
    path.write_bytes(source.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as error:
        load_charges(tmp_path)
    assert said in error.value.text("en")
    assert all(str(path) in error.value.text(lang) for lang in LANGS)


def test_a_folder_without_the_file(tmp_path):
    with pytest.raises(SettingsError, match="--rules"):
        load_charges(tmp_path)


def test_numbers_are_text(tmp_path):
    path = tmp_path / "_charges.yaml"
    path.write_text("classes:\n  freight: {items: [0123, NO, 1e3]}\n", encoding="utf-8")
    assert load_charges(tmp_path).lookups["items"] == dict.fromkeys(("123", "NO", "1E3"), "freight")
