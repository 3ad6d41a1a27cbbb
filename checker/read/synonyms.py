"""Which field of the dictionary a heading stands for, by the table in synonyms.yaml."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from checker.fields import EXPORT

IN_CURRENCY = re.compile(r"(in)?(eur|euro)$")


@dataclass(frozen=True)
class Synonyms:
    """Headings in their plain form; `weak` ones count only where no clear heading is there."""

    clear: dict[str, str]  # plain heading -> field
    weak: dict[str, list[str]]  # field -> plain headings
    several: frozenset[str]  # fields that more than one column can fill


def plain(heading: str) -> str:
    """A heading without what does not tell headings apart: `Kort. %` is kortpct."""
    text = unicodedata.normalize("NFKD", heading.casefold()).replace("%", "pct")
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


@cache
def load() -> Synonyms:
    """The table, with the names, business terms and titles of the dictionary added."""
    source = files("checker.read").joinpath("synonyms.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[str, list[str]]] = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  text only: No is a heading
    clear: dict[str, str] = {}
    weak = {
        field: [plain(word) for word in entry.get("weak", [])] for field, entry in table.items()
    }
    vague = {word for words in weak.values() for word in words}
    for field, entry in table.items():
        clear |= dict.fromkeys((plain(word) for word in entry["clear"]), field)
    for known in EXPORT:
        clear[plain(known.name)] = known.name
        if known.bt:  # of two fields that are parts of one business term, the first
            clear.setdefault(plain(known.bt), known.name)
        for title in sorted({plain(known.nl), plain(known.en)} - clear.keys()):
            if title in vague:
                weak[known.name].append(title)
            else:
                clear[title] = known.name
    several = frozenset(field for field, entry in table.items() if entry.get("several"))
    return Synonyms(clear, {f: list(dict.fromkeys(words)) for f, words in weak.items()}, several)


def _forms(heading: str) -> list[str]:
    form = plain(heading)
    return [form, IN_CURRENCY.sub("", form)]  # Prijs (EUR)


def match(headings: list[str]) -> dict[str, tuple[int, ...]]:
    """Field -> positions of the headings that stand for it; it may be more than one."""
    table = load()
    found: dict[str, list[int]] = {}
    left: dict[int, list[str]] = {}
    for at, heading in enumerate(headings):
        forms = _forms(heading)
        field = next((table.clear[form] for form in forms if form in table.clear), None)
        if field:
            found.setdefault(field, []).append(at)
        else:
            left[at] = forms
    for field, words in table.weak.items():
        if field in found:
            continue
        hits = [at for at, forms in left.items() if any(form in words for form in forms)]
        if len(hits) > 1:
            hits = _kept(hits, left, field, found) or hits
        for at in hits:
            del left[at]
        if hits:
            found[field] = hits
    return {field.name: tuple(found[field.name]) for field in EXPORT if field.name in found}


def _kept(
    hits: list[int], left: dict[int, list[str]], field: str, found: dict[str, list[int]]
) -> list[int]:
    # `Klant` is the name of the debtor where `Relatie` is the number.
    others = [w for name, w in load().weak.items() if name != field and name not in found]
    wanted = {word for words in others for word in words}
    return [at for at in hits if not wanted.intersection(left[at])]
