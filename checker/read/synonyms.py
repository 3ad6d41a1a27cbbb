"""Which field of the dictionary a heading stands for: synonyms.yaml and registers.yaml."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from checker.read.subject import INVOICES, Subject

IN_CURRENCY = re.compile(r"(in)?(eur|euro)$")


@dataclass(frozen=True)
class Synonyms:
    """Headings in their plain form; `weak` ones count only where no clear heading is there."""

    clear: dict[str, str]  # plain heading -> field
    weak: dict[str, list[str]]  # field -> plain headings
    several: frozenset[str]  # fields that more than one column can fill

    @cached_property
    def vague(self) -> frozenset[str]:
        """All weak headings: most cells of a row of data are none of them."""
        return frozenset(word for words in self.weak.values() for word in words)


@lru_cache(maxsize=1 << 14)
def plain(heading: str) -> str:
    """A heading without what does not tell headings apart: `Kort. %` is kortpct."""
    text = unicodedata.normalize("NFKD", heading.casefold()).replace("%", "pct")
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


def _table(name: str) -> dict[str, Any]:
    source = files("checker.read").joinpath(name).read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.load(source, Loader=yaml.CBaseLoader)  # noqa: S506  text only: No is a heading
    return table


@cache
def load(subject: Subject = INVOICES) -> Synonyms:
    """The table, with the names, business terms and titles of the dictionary added."""
    usual = _table("synonyms.yaml")
    own = _table("registers.yaml").get(subject.name, {})
    # What a register says of a heading comes before what it means on an invoice.
    claimed = {plain(w) for entry in own.values() for words in entry.values() for w in words}
    clear: dict[str, str] = {}
    weak: dict[str, list[str]] = {}
    for name in (name for name in {**usual, **own} if name in subject.by_name):
        words = {
            strength: [plain(word) for word in own.get(name, {}).get(strength, [])]
            + [w for w in map(plain, usual.get(name, {}).get(strength, [])) if w not in claimed]
            for strength in ("clear", "weak")
        }
        clear |= dict.fromkeys(words["clear"], name)
        weak[name] = words["weak"]
    _add_dictionary(subject, clear, weak)
    several = frozenset(name for name, entry in usual.items() if entry.get("several"))
    return Synonyms(clear, {f: list(dict.fromkeys(words)) for f, words in weak.items()}, several)


def _add_dictionary(subject: Subject, clear: dict[str, str], weak: dict[str, list[str]]) -> None:
    vague = {word for words in weak.values() for word in words}
    for known in subject.fields:
        clear[plain(known.name)] = known.name
        if known.bt:  # of two fields that are parts of one business term, the first
            clear.setdefault(plain(known.bt), known.name)
        for title in sorted({plain(known.nl), plain(known.en)} - clear.keys()):
            if title in vague:
                weak[known.name].append(title)
            else:
                clear[title] = known.name


def forms(heading: str) -> list[str]:
    """A heading in its plain form, also without a currency."""
    form = plain(heading)
    return [form, IN_CURRENCY.sub("", form)]  # Prijs (EUR)


def match(headings: list[str], subject: Subject = INVOICES) -> dict[str, tuple[int, ...]]:
    """Field -> positions of the headings that stand for it; it may be more than one."""
    table = load(subject)
    found: dict[str, list[int]] = {}
    left: dict[int, list[str]] = {}
    for at, heading in enumerate(headings):
        ways = forms(heading)
        field = next((table.clear[form] for form in ways if form in table.clear), None)
        if field:
            found.setdefault(field, []).append(at)
        elif not table.vague.isdisjoint(ways):
            left[at] = ways
    for field, words in table.weak.items():
        if field in found:
            continue
        hits = [at for at, ways in left.items() if any(form in words for form in ways)]
        if len(hits) > 1:
            hits = _kept(hits, left, field, found) or hits
        for at in hits:
            del left[at]
        if hits:
            found[field] = hits
    return {field.name: tuple(found[field.name]) for field in subject.fields if field.name in found}


def _kept(
    hits: list[int], left: dict[int, list[str]], field: str, found: dict[str, list[int]]
) -> list[int]:
    # `Klant` is the name of the debtor where `Relatie` is the number.
    others = [w for name, w in load().weak.items() if name != field and name not in found]
    wanted = {word for words in others for word in words}
    return [at for at in hits if not wanted.intersection(left[at])]
