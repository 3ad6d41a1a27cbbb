"""From the words under a clause kind to its parameters, or to what is wrong with them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError

from checker.agreements.nearest import nearest
from checker.clauses import BY_NAME
from checker.errors import RefusedError
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from checker.agreements.marks import Raw
    from checker.clause import ClauseParams

Path = tuple[str | int, ...]
Mistake = tuple[Path, Message]
# 1.000 is a thousand for a Dutch reader and one for a machine; 0.500 can only be a half.
EITHER = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")

MESSAGES = {
    "missing": "missing_parameter",
    "decimal_parsing": "not_a_number",
    "decimal_type": "not_a_number",
    "finite_number": "not_a_number",
    "decimal_max_places": "too_exact",
    "decimal_max_digits": "too_exact",
    "decimal_whole_digits": "too_exact",
    "int_parsing": "not_whole",
    "int_from_float": "not_whole",
    "int_type": "not_whole",
    "bool_parsing": "not_true_or_false",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_type": "not_a_date",
    "string_type": "not_text",
    "greater_than_equal": "too_low",
    "greater_than": "not_over",
    "too_long": "too_many",
    "less_than_equal": "too_high",
    "model_type": "not_a_mapping",
    "too_short": "empty_list_of_words",
    "string_too_short": "empty_list_of_words",
}
"""Error types of pydantic -> our sentences."""


def parameters(kind: str, raw: dict[str, Raw]) -> tuple[ClauseParams | None, tuple[Mistake, ...]]:
    """The parameters of a clause, or all that is wrong with them and where."""
    # Most debtors share the text of a clause, so it is validated once per text.
    return _parameters(kind, json.dumps(raw))


@lru_cache(maxsize=65_536)
def _parameters(kind: str, text: str) -> tuple[ClauseParams | None, tuple[Mistake, ...]]:
    raw: dict[str, Raw] = json.loads(text)
    if mistakes := tuple(_empty(raw)):
        return None, mistakes
    model = BY_NAME[kind].Params
    ambiguous = tuple(_ambiguous(model, raw))
    try:
        params = model.model_validate(raw)
    except ValidationError as error:
        return None, (*_mistakes(model, raw, error.errors(include_url=False)), *ambiguous)
    return (None, ambiguous) if ambiguous else (params, ())


def words(model: type[BaseModel]) -> list[str]:
    """The parameters of a kind, or the words of a block, as they are written in a file."""
    return [entry.alias or word for word, entry in model.model_fields.items()]


def types_in(annotation: object) -> tuple[object, ...]:
    """The plain types and words that an annotation allows."""
    inner = get_args(annotation)
    return tuple(t for part in inner for t in types_in(part)) if inner else (annotation,)


def _empty(raw: dict[str, Raw]) -> list[Mistake]:
    return [
        ((word,), Message(f"agreements.{'decimal_comma' if word.isdecimal() else 'no_value'}"))
        for word, value in raw.items()
        if value is None
    ]


def _ambiguous(model: type[BaseModel], raw: dict[str, Raw], before: Path = ()) -> Iterator[Mistake]:
    for word, entry in model.model_fields.items():
        name = entry.alias or word
        if name not in raw:
            continue
        types = types_in(entry.annotation)
        models = [t for t in types if isinstance(t, type) and issubclass(t, BaseModel)]
        for path, written in _parts(raw.get(name), (*before, name)):
            if isinstance(written, dict):
                for inner in models:
                    yield from _ambiguous(inner, written, path)
            elif Decimal in types and isinstance(written, str) and EITHER.fullmatch(written):
                thousand = f"{written.replace('.', '')}.00"
                values = {"found": written, "thousand": thousand, "one": f"{written}0"}
                yield path, Message("agreements.thousand_or_one", {**values})


def _parts(written: Raw, path: Path) -> Iterator[tuple[Path, Raw]]:
    """A value, or those of a list, each with its path."""
    if isinstance(written, list):
        for place, part in enumerate(written):
            yield (*path, place), part
    else:
        yield path, written


def _inner(model: type[ClauseParams], parameter: str) -> list[str]:
    """The words inside a parameter that has words of its own, such as `tolerance` or `only`."""
    for word, entry in model.model_fields.items():
        if (entry.alias or word) == parameter:
            inner = (t for t in types_in(entry.annotation) if isinstance(t, type))
            models = (t for t in inner if issubclass(t, BaseModel))
            return [e.alias or w for m in models for w, e in m.model_fields.items()]
    return []


def _mistakes(
    model: type[ClauseParams], raw: dict[str, Raw], errors: list[ErrorDetails]
) -> tuple[Mistake, ...]:
    # A parameter that may be one thing or another has an error for each: the first one says enough.
    first: dict[str | int, Mistake] = {}
    for error in errors:
        path = error["loc"]
        parameter = path[0] if path else ""
        listed = isinstance(raw.get(str(parameter)), list)
        if parameter not in first or (listed and "tuple" in str(path)):
            first[parameter] = (_place(path), _message(model, error))
    return tuple(first.values())


def _place(path: Path) -> Path:
    # Steps such as `function-before[...]` are pydantic's own; keys and positions are ours.
    return tuple(step for step in path if isinstance(step, int) or re.fullmatch(r"[a-z_]+", step))


def _message(model: type[ClauseParams], error: ErrorDetails) -> Message:
    kind, context = error["type"], error.get("ctx", {})
    found = error["input"]
    shown = found if isinstance(found, str) else "[...]"
    if kind == "extra_forbidden":
        word = str(error["loc"][-1])
        known = words(model) if len(error["loc"]) == 1 else _inner(model, str(error["loc"][0]))
        return Message("agreements.unknown_parameter", {"hint": nearest(word, known)})
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        return Message("agreements.not_one_of", {"found": shown, "hint": nearest(shown, known)})
    if kind in MESSAGES:
        limit = next((context[c] for c in ("ge", "le", "gt", "max_length") if c in context), "")
        return Message(f"agreements.{MESSAGES[kind]}", {"found": shown, "limit": limit})
    if isinstance(refused := context.get("error"), RefusedError):
        return refused.message
    detail = str(context.get("error", error["msg"]))
    return Message("agreements.not_usable", {"found": shown, "detail": detail})
