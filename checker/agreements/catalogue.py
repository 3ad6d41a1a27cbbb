"""The catalogue of clause kinds, from the modules themselves: there is no second text."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from checker.agreements.nearest import nearest
from checker.agreements.parameters import types_in, words
from checker.agreements.show import table
from checker.clause import ClauseParams, Tolerance, name
from checker.clauses import BY_NAME, KINDS
from checker.errors import SettingsError
from checker.fields import FIELDS
from checker.messages import LANGS, text
from checker.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

    from checker.clause import Kind
    from checker.messages import Lang

HEADINGS = ("Why it matters", "Agreement", "Example", "Source")
"""What the docstring of every kind has, in this order."""

COLUMNS = ("parameter", "values", "default", "meaning")
FACTS = ("field", "stated", "place", "reads", "key", "anchor", "on_credit", "owner")
ESCAPED = r"\|"  # a bar inside a cell of a Markdown table
SECTION = 3  # level of the headings inside a page
COMMENT = re.compile(r"^    (\w+): .*?#\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Style:
    """How a page is set: for the terminal, or as Markdown."""

    markdown: bool

    def heading(self, words: str, level: int) -> str:
        """A heading."""
        if self.markdown:
            return f"{'#' * level} {words}"
        return f"{words}\n{('=' if level < SECTION else '-') * len(words)}"

    def rows(self, rows: Sequence[Sequence[str]]) -> str:
        """A table."""
        if not self.markdown:
            return "\n".join(table(rows))
        lines = [f"| {' | '.join(cell.replace('|', ESCAPED) for cell in row)} |" for row in rows]
        return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])

    def facts(self, facts: Mapping[str, str]) -> str:
        """Pairs of a word and what it is."""
        mark = "- " if self.markdown else ""
        return "\n".join(f"{mark}{word}: {fact}" for word, fact in facts.items())

    def body(self, words: str) -> str:
        """A section of a docstring, where what is indented is an example."""
        if not self.markdown or not words.startswith("    "):
            return words
        return f"```yaml\n{inspect.cleandoc(words)}\n```"


def explain(kind: str | None, lang: Lang = "en") -> str:
    """The page of a kind for the terminal; without a kind, the list of all kinds.

    Raises:
        SettingsError: there is no such kind.
    """
    if kind is None:
        rows = [[word, module.TITLE[lang]] for word, module in BY_NAME.items()]
        head = [text(f"agreements.page_{word}", lang) for word in ("kind", "title")]
        more = text("agreements.page_more", lang)
        return "\n".join([*table([head, *rows]), "", more]) + "\n"
    if kind not in BY_NAME:
        raise SettingsError("agreements.no_such_kind", kind=kind, hint=nearest(kind, BY_NAME))
    module = BY_NAME[kind]
    title = Style(markdown=False).heading(f"{kind}: {module.TITLE[lang]}", 1)
    return "\n\n".join([title, *_page(module, (lang,), Style(markdown=False))]) + "\n"


def explain_all(*, markdown: bool = True) -> str:
    """All pages in both languages: the text of `rules/CLAUSES.md`."""
    style = Style(markdown=markdown)
    parts = [
        style.heading(_both("page_all"), 1),
        *(text("agreements.page_made", lang) for lang in LANGS),
        *(text("agreements.page_selectors", lang) for lang in LANGS),
        style.rows([[_both("page_kind"), *LANGS], *_index(style)]),
    ]
    for kind in KINDS:
        titles = " / ".join(kind.TITLE[lang] for lang in LANGS)
        parts += [style.heading(name(kind), 2), titles, *_page(kind, LANGS, style)]
    return "\n\n".join(parts) + "\n"


def _index(style: Style) -> Iterator[list[str]]:
    """All kinds, in the order in which an invoice is built up."""
    for kind in KINDS:
        word = name(kind)
        linked = f"[{word}](#{word})" if style.markdown else word
        yield [linked, *(kind.TITLE[lang] for lang in LANGS)]


def _both(key: str, langs: Sequence[Lang] = LANGS) -> str:
    return " / ".join(dict.fromkeys(text(f"agreements.{key}", lang) for lang in langs))


def sections(kind: Kind) -> dict[str, str]:
    """The docstring of a kind by heading."""
    parts = re.split(r"^(.+)\n-{3,}\n", inspect.cleandoc(kind.__doc__ or ""), flags=re.MULTILINE)
    return {head: body.strip("\n") for head, body in zip(parts[1::2], parts[2::2], strict=True)}


def _page(kind: Kind, langs: Sequence[Lang], style: Style) -> Iterator[str]:
    for heading, body in sections(kind).items():
        yield style.heading(heading, SECTION)
        yield style.body(body)
    yield style.heading(_both("page_parameters", langs), SECTION)
    head = [_both(f"page_{column}", langs) for column in COLUMNS]
    rows = list(_parameters(kind, langs))
    yield style.rows([head, *rows]) if rows else _both("page_none", langs)
    yield style.heading(_both("page_facts", langs), SECTION)
    facts = _facts(kind, langs)
    yield style.facts({_both(f"page_{word}", langs): facts[word] for word in FACTS})


def _facts(kind: Kind, langs: Sequence[Lang]) -> dict[str, str]:
    field = FIELDS[kind.FIELD]
    titles = " / ".join(dict.fromkeys(getattr(field, lang) for lang in langs))
    return {
        "field": f"`{kind.FIELD}` ({', '.join(part for part in (field.bt, titles) if part)})",
        "stated": f"`{kind.STATED}`",
        "place": _both(f"place_{kind.PLACE}", langs),
        "reads": ", ".join(f"`{column}`" for column in kind.READS),
        "key": ", ".join(f"`{word}`" for word in kind.KEY) or _both("page_no_key", langs),
        "anchor": f"`{kind.ANCHOR}`",
        "on_credit": _both(f"credit_{kind.ON_CREDIT}", langs),
        "owner": f"`{kind.OWNER}`",
    }


def _parameters(kind: Kind, langs: Sequence[Lang]) -> Iterator[list[str]]:
    comments = {**_comments(ClauseParams), **_comments(kind.Params)}
    for word, entry in kind.Params.model_fields.items():
        if word in ("only", "without"):  # of every kind: told once, at the beginning
            continue
        values, default = _values(entry, langs), _default(entry, langs)
        yield [f"`{entry.alias or word}`", values, default, comments.get(word, "")]


def _comments(model: type[ClauseParams]) -> dict[str, str]:
    return dict(COMMENT.findall(inspect.getsource(model)))


def _values(entry: FieldInfo, langs: Sequence[Lang]) -> str:
    if get_origin(entry.annotation) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(entry.annotation))
    found = types_in(entry.annotation)
    if blocks := [f"`{{{', '.join(words(block))}}}`" for block in _blocks(found)]:
        if tuple in _origins(entry.annotation):
            return " ".join([_both("type_list_of", langs), *blocks])
        return ", ".join([_both("type_text", langs), *blocks])
    word = next((word for python, word in TYPES if python in found), "type_text")
    limits = _limits(entry)
    several = [_both("type_or_list", langs)] if tuple in _origins(entry.annotation) else []
    return " ".join([_both(word, langs), *limits, *several])


TYPES: tuple[tuple[Any, str], ...] = (
    (Tolerance, "type_tolerance"),
    (bool, "type_bool"),
    (int, "type_whole"),
    (Decimal, "type_amount"),
    (date, "type_date"),
)


def _blocks(found: Sequence[object]) -> list[type[BaseModel]]:
    """Those with words of their own that stand several times, such as the steps of a ladder."""
    models = [python for python in found if isinstance(python, type) and python is not Tolerance]
    return [model for model in models if issubclass(model, BaseModel)]


def _origins(annotation: object) -> set[object]:
    inner = get_args(annotation)
    return {get_origin(annotation)}.union(*(_origins(part) for part in inner))


def _limits(entry: FieldInfo) -> list[str]:
    marks = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    return [
        f"{sign} {getattr(item, word)}"
        for item in entry.metadata
        for word, sign in marks.items()
        if getattr(item, word, None) is not None
    ]


def _default(entry: FieldInfo, langs: Sequence[Lang]) -> str:
    if entry.is_required():
        return _both("page_needed", langs)
    value = entry.get_default()
    if value is None:
        return ""
    if isinstance(value, Tolerance):
        if value.percent is not None:
            return f"`{{percent: {plain(value.percent)}}}`"
        value = value.amount
    return f"`{_as_written(value)}`"


def _as_written(value: object) -> str:
    """A value as it stands in an agreement file."""
    if isinstance(value, tuple):
        return f"[{', '.join(_as_written(part) for part in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, Decimal) else str(value)
