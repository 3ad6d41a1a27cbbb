"""Mapping files: `rules/_exports/<name>.yaml` says which heading of an export is which field."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from checker.errors import SettingsError
from checker.messages import Message
from checker.read.reading import Dates, Decimal, PriceIs  # noqa: TC001  pydantic needs them
from checker.read.subject import SUBJECTS, Name

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

FOLDER = "_exports"
FIELDS = {entry.name: entry for subject in SUBJECTS.values() for entry in subject.fields}
REST = ""  # the key of what holds for all columns that are not named


def _known(word: str) -> str:
    if word not in FIELDS:
        raise PydanticCustomError("no_field", "no field of the dictionary")
    return word


def _known_or_rest(word: str) -> str:
    return word if word == REST else _known(word)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _for_all(value: object) -> object:
    return {REST: value} if isinstance(value, str) else value


Percentages = Literal["percent", "fraction"]  # 21 or 0.21
FieldName = Annotated[str, AfterValidator(_known)]
FieldOrRest = Annotated[str, AfterValidator(_known_or_rest)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Credit(BaseModel):
    """How this export marks credit notes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefix: str | None = None  # of the invoice number
    types: Words = ()  # values of invoice_type_code


class Conditions(BaseModel):
    """A second file with one row per price condition of a line, as SAP keeps them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: dict[str, str]  # heading there -> heading in the export: what a row belongs to
    type: str  # heading of the type of condition
    amount: str  # what the condition comes to on the line
    rate: str  # a price
    per: str  # of how many units the price is
    unless: Words = ()  # a row with something under one of these headings does not count
    prices: Words  # types that are the gross price
    discounts: Words = ()  # types that go off it
    charges: dict[str, str] = {}  # type -> name of a charge that the amount of the line contains


class Export(BaseModel):
    """One mapping file. What it does not say is inferred from the export itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    holds: Name = "invoices"
    match: Words  # headings that must all be there
    columns: dict[FieldName, Words]  # field -> headings; more than one: the first that is there
    decimal: Annotated[dict[FieldOrRest, Decimal], BeforeValidator(_for_all)] = {}
    dates: Annotated[dict[FieldOrRest, Dates], BeforeValidator(_for_all)] = {}
    percentages: Annotated[dict[FieldOrRest, Percentages], BeforeValidator(_for_all)] = {}
    price_is: PriceIs | None = None
    times: dict[FieldName, str] = {}  # field -> heading of a column that it is multiplied by
    negative: Annotated[tuple[FieldName, ...], BeforeValidator(_listed)] = ()  # sign is turned
    charges: dict[str, str] = {}  # heading -> name of a charge that the amounts of lines contain
    conditions: Conditions | None = None
    credit: Credit = Credit()
    constants: dict[FieldName, str] = {}
    text_columns: Words = ()  # headings whose text is taken to the letter
    grouped: bool = False  # an invoice is named on its first row only


PARTS: dict[str, type[BaseModel]] = {"credit": Credit, "conditions": Conditions}


def nearest(word: str, known: list[str]) -> str:
    """The known word that is most like it; all of them where none is."""
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(known)


def _refuse(place: str, key: object, problem: str, **values: object) -> NoReturn:
    said = Message(f"read.{problem}", values)
    raise SettingsError("read.export_mistake", place=place, word=key, problem=said)


def _value(node: yaml.Node, path: tuple[object, ...], file: str, lines: dict[Any, int]) -> object:
    # Every scalar stays text: NO is a country and 0123 a number with its zero.
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        made: dict[str, object] = {}
        for name, value in node.value:
            key = str(name.value)
            if key in made:
                _refuse(f"{file}:{name.start_mark.line + 1}", key, "export_twice")
            made[key] = _value(value, (*path, key), file, lines)
            lines[*path, key] = name.start_mark.line + 1
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, at), file, lines) for at, item in enumerate(node.value)]
    return str(node.value)


def _first_mistake(error: ErrorDetails, file: str, lines: dict[Any, int]) -> NoReturn:
    path = tuple(part for part in error["loc"] if part != "[key]")
    known = path
    while known not in lines:  # what is missing has no line of its own
        known = known[:-1]
    place, keys = f"{file}:{lines[known]}", (path if error["type"] == "missing" else known)[-1:]
    key = str(keys[0]) if keys else ""
    if error["type"] == "extra_forbidden":
        fields = list(PARTS.get(str(path[0]), Export).model_fields)
        _refuse(place, key, "export_unknown_key", nearest=nearest(key, fields))
    if error["type"] == "missing":
        _refuse(place, key, "export_key_missing")
    if error["type"] == "no_field":
        _refuse(place, key, "export_no_field", nearest=nearest(key, list(FIELDS)))
    if error["type"] == "literal_error":
        expected = error.get("ctx", {}).get("expected", "")
        _refuse(place, key, "export_choice", found=error["input"], known=expected)
    _refuse(place, key, "export_value", found=error["input"])


def load(path: Path) -> Export:
    """One mapping file; the first mistake in it is refused with its line."""
    file = f"{path.parent.name}/{path.name}"
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        _refuse(f"{file}:{line}", path.stem, "export_no_yaml")
    if root is None:
        _refuse(f"{file}:1", path.stem, "export_empty")
    lines: dict[Any, int] = {}
    value = _value(root, (), file, lines)
    try:
        export = Export.model_validate(value)
    except ValidationError as mistakes:
        # A misspelt key is also a missing one: the misspelling is what is to be mended.
        errors = sorted(mistakes.errors(), key=lambda error: error["type"] == "missing")
        _first_mistake(errors[0], file, lines)
    fields = SUBJECTS[export.holds].by_name
    for key in ("columns", "constants"):
        for name in (name for name in getattr(export, key) if name not in fields):
            place = f"{file}:{lines[key, name]}"
            _refuse(place, name, "export_no_field", nearest=nearest(name, list(fields)))
    return export


def load_all(rules: Path) -> list[Export]:
    """All mapping files of a folder of rules, by name."""
    return [load(path) for path in sorted((rules / FOLDER).glob("*.yaml"))]
