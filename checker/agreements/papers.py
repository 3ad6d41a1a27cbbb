"""One agreement file: its keys, its papers, their clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, cast, get_args

import yaml
from pydantic import ValidationError

from checker.agreements.known_as import KEY as IDENTIFIERS
from checker.agreements.known_as import read_identifiers
from checker.agreements.marks import line_of, locate
from checker.agreements.model import OPEN, AgreementFile, Paper, Size, Written
from checker.agreements.nearest import nearest
from checker.agreements.parameters import parameters
from checker.clause import LINE_DISCOUNT, Anchor
from checker.clauses import BY_NAME
from checker.debtor import canonical
from checker.messages import Message
from checker.selection import OF_ITEM, Selection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from checker.agreements.marks import Pair, Raw, Source
    from checker.agreements.model import Level
    from checker.agreements.parameters import Mistake
    from checker.clause import ClauseParams

KEYS: dict[Level, tuple[str, ...]] = {
    "default": ("name", "documents"),
    "group": ("group", "name", "documents"),
    "debtor": ("debtor", "name", "group", "size", "public", IDENTIFIERS, "documents"),
}
NEEDED: dict[Level, tuple[str, ...]] = {
    "default": ("documents",),
    "group": ("group", "documents"),
    "debtor": ("debtor", "name"),
}
PAPER_KEYS = ("source", "valid_from", "valid_to", "verified_on", "anchor", "clauses")
PAPER_NEEDED = ("source", "valid_from", "clauses")
NOT_AGREED = "not_agreed"
ANCHOR = "anchor"
"""Of a paper: of all of its clauses that name no date themselves."""
SELECTORS = tuple(Selection.model_fields)
OF_CLASSES = ("class", "of", "not_with")
"""Parameters that name classes: a charge, what it is a percentage of, what it goes not with."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_file(
    source: Source, level: Level, classes: Collection[str] | None
) -> AgreementFile | None:
    """What a file says; its mistakes go to the source. None where there is nothing to read."""
    if source.root is None:
        return None
    top = source.fields(source.root, "-", KEYS[level], NEEDED[level])
    debtor = _text(source, top, "debtor")
    size = _choice(source, top, "size", get_args(Size))
    public = _choice(source, top, "public", ("true", "false"))
    return AgreementFile(
        level=level,
        file=source.file,
        debtor=canonical(debtor),
        name=_text(source, top, "name"),
        group=_text(source, top, "group") or None,
        papers=_papers(source, top, classes),
        size=cast("Size | None", size or None),
        public=public == "true",
        identifiers=read_identifiers(source, top),
        lines={word: line_of(pair[0]) for word, pair in top.items()},
    )


def _papers(
    source: Source, top: dict[str, Pair], classes: Collection[str] | None
) -> tuple[Paper, ...]:
    if "documents" not in top:
        return ()
    node = top["documents"][1]
    if not isinstance(node, yaml.SequenceNode):
        source.problem(line_of(top["documents"][0]), "documents", "not_a_list")
        return ()
    papers = (_paper(source, item, classes) for item in node.value)
    return tuple(paper for paper in papers if paper)


def _paper(source: Source, node: yaml.Node, classes: Collection[str] | None) -> Paper | None:
    fields = source.fields(node, "documents", PAPER_KEYS, PAPER_NEEDED)
    start = _date(source, fields, "valid_from")
    end = _date(source, fields, "valid_to") or OPEN
    if start and end < start:
        at = line_of(fields["valid_to"][0])
        source.problem(at, "valid_to", "ends_before_it_begins", start=start, end=end)
    clauses = _clauses(source, fields["clauses"][1], classes) if "clauses" in fields else ()
    if anchor := _choice(source, fields, ANCHOR, get_args(Anchor)):
        clauses = tuple(_anchored(clause, anchor) for clause in clauses)
    name = _text(source, fields, "source")
    verified = _date(source, fields, "verified_on")
    return Paper(name, start, end, verified, line_of(node), clauses) if start else None


def _anchored(clause: Written, anchor: str) -> Written:
    """The clause with the date that its paper names, unless it names one itself."""
    params = clause.params
    if params is None or ANCHOR in params.model_fields_set or not hasattr(params, ANCHOR):
        return clause
    return replace(clause, params=params.model_copy(update={ANCHOR: anchor}))


def _clauses(
    source: Source, node: yaml.Node, classes: Collection[str] | None
) -> tuple[Written, ...]:
    found: list[Written] = []
    for kind, (word, value) in source.pairs(node, "clauses").items():
        if kind not in BY_NAME:
            source.problem(line_of(word), kind, "unknown_kind", hint=nearest(kind, BY_NAME))
        elif isinstance(value, yaml.SequenceNode):
            for item in value.value:
                found += _clause(source, kind, line_of(item), item, classes)
        else:
            found += _clause(source, kind, line_of(word), value, classes)
    return tuple(found)


def _clause(
    source: Source, kind: str, at: int, node: yaml.Node, classes: Collection[str] | None
) -> list[Written]:
    raw = source.plain(node, kind)
    if raw == NOT_AGREED:
        return [Written(kind, None, None, at)]
    if not isinstance(raw, dict):
        source.problem(at, kind, "not_a_clause")
        return []
    _unknown_classes(source, kind, node, raw, classes)
    if NOT_AGREED in raw:
        return _switched_off(source, kind, at, node, raw)
    params, mistakes = parameters(kind, raw)
    mistakes = (*mistakes, *_selecting_nothing(kind, raw))
    for path, message in mistakes:
        where = locate(node, path) if path else at
        key = ".".join([kind, *(str(step) for step in path if not isinstance(step, int))])
        source.problem(where, key, message.key.removeprefix("agreements."), **message.values)
    if params is None:
        return []
    return [Written(kind, _key(kind, params), params, at)]


def _unknown_classes(
    source: Source,
    kind: str,
    node: yaml.Node,
    raw: dict[str, Raw],
    classes: Collection[str] | None,
) -> None:
    for word in OF_CLASSES:
        named = raw.get(word)
        for cls in named if isinstance(named, list) else [named]:
            known = classes is None or not isinstance(cls, str) or cls in classes
            if not known and (word, cls) != ("not_with", LINE_DISCOUNT):
                where, hint = locate(node, (word,)), nearest(str(cls), classes or ())
                source.problem(where, f"{kind}.{word}", "unknown_class", found=cls, hint=hint)


def _key(kind: str, params: ClauseParams) -> tuple[str, ...]:
    """What tells it from others of its kind: its key, and the rows that it is only about."""
    own = tuple(str(getattr(params, field)) for field in _key_fields(kind))
    return (*own, params.only.text()) if params.only else own


@cache
def _key_fields(kind: str) -> tuple[str, ...]:
    names = {e.alias or word: word for word, e in BY_NAME[kind].Params.model_fields.items()}
    return tuple(names[word] for word in BY_NAME[kind].KEY)


def _selecting_nothing(kind: str, raw: dict[str, Raw]) -> Iterator[Mistake]:
    if BY_NAME[kind].PLACE in ("line", "scope"):
        return
    for rule in ("only", "except"):
        named = raw.get(rule)
        for word in named if isinstance(named, dict) else ():
            if word in OF_ITEM:
                message = Message("agreements.selects_no_item", {"found": word})
                yield (rule, word), message


def _switched_off(
    source: Source, kind: str, at: int, node: yaml.Node, raw: dict[str, Raw]
) -> list[Written]:
    words = BY_NAME[kind].KEY
    allowed = (*words, NOT_AGREED, "section", "only")
    before = len(source.problems)
    for word in raw.keys() - set(allowed):
        where = locate(node, (word,))
        source.problem(where, f"{kind}.{word}", "not_agreed_and_more", hint=nearest(word, allowed))
    if raw[NOT_AGREED] != "true":
        where = locate(node, (NOT_AGREED,))
        source.problem(where, f"{kind}.{NOT_AGREED}", "not_agreed_is_true")
    given = _defaults(kind) | raw
    for word in set(words) - given.keys():
        source.problem(at, f"{kind}.{word}", "missing_parameter")
    only = _only(source, kind, node, raw)
    if len(source.problems) > before:
        return []
    key = tuple(str(given[word]) for word in words)
    return [Written(kind, (*key, only.text()) if only else key, None, at)]


def _defaults(kind: str) -> dict[str, object]:
    fields = BY_NAME[kind].Params.model_fields.items()
    return {e.alias or word: e.default for word, e in fields if not e.is_required()}


def _only(source: Source, kind: str, node: yaml.Node, raw: dict[str, Raw]) -> Selection | None:
    if "only" not in raw:
        return None
    try:
        return Selection.model_validate(raw["only"])
    except ValidationError:
        where = locate(node, ("only",))
        source.problem(where, f"{kind}.only", "unknown_parameter", hint=nearest("", SELECTORS))
        return None


def _text(source: Source, fields: dict[str, Pair], key: str) -> str:
    if key not in fields:
        return ""
    word, node = fields[key]
    raw = source.plain(node, key)
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    source.problem(line_of(word), key, "no_value" if raw in (None, "") else "not_text")
    return ""


def _choice(source: Source, fields: dict[str, Pair], key: str, known: tuple[str, ...]) -> str:
    text = _text(source, fields, key)
    if text and text not in known:
        at = line_of(fields[key][0])
        source.problem(at, key, "not_one_of", found=text, hint=nearest(text, known))
        return ""
    return text


def _date(source: Source, fields: dict[str, Pair], key: str) -> date | None:
    text = _text(source, fields, key)
    if not text:
        return None
    try:
        return date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError:
        source.problem(line_of(fields[key][0]), key, "not_a_date", found=text)
        return None
