"""Expressions that an agreement words itself: a small, safe part of SQL over one row.

polars parses the text; its tree is then gone through node by node, and what does not stand in the
lists below is refused: no files, no other rows, no clock, no division, nothing that is not exact.
"""

from __future__ import annotations

import io
import json
import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict

from checker.errors import RefusedError
from checker.fields import CHARGE, DOCUMENT, LINE
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Where = Literal["line", "document", "charge"]
Type = Literal["number", "text", "date", "truth", "nothing"]
Node = dict[str, Any] | str

LONGEST = 500  # characters
FACTORS = {"Column": 2, "Literal": 2}  # in one product: the decimals of more of them do not fit
DIGITS = 12  # of a number
DEEPEST = 2  # parts of a name before its options
COLUMNS: dict[Where, dict[str, pl.DataType | type[pl.DataType]]] = {
    "line": {f.name: f.dtype for f in (*DOCUMENT, *LINE)},
    "document": {f.name: f.dtype for f in DOCUMENT},
    "charge": {f.name: f.dtype for f in (*DOCUMENT, *CHARGE)},
}
CLOCK = re.compile(r"(?i)\b(current_date|current_time|current_timestamp|now|today|localtime)\b")
QUOTED = re.compile(r"'(?:[^']|'')*'")

SAME = ("Eq", "NotEq", "EqValidity", "NotEqValidity", "Lt", "LtEq", "Gt", "GtEq")
OPERATORS = {
    "And": ("truth", "truth"),
    "Or": ("truth", "truth"),
    "Plus": ("number", "number"),
    "Minus": ("number", "number"),
    "Mul": ("number", "number"),
    **dict.fromkeys(SAME, ("any", "truth")),
}
"""Operator -> what stands on both sides (`any`: the same), and what comes of it."""
FUNCTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "Abs": (("number",), "number"),
    "Ceil": (("number",), "number"),
    "Floor": (("number",), "number"),
    "Sql.Round": (("number",), "number"),  # half-up
    "Sql.IsIn": (("any", "any"), "truth"),
    "Boolean.Not": (("truth",), "truth"),
    "Boolean.IsNull": (("any",), "truth"),
    "Boolean.IsNotNull": (("any",), "truth"),
    "Coalesce": (("any", "any"), "any"),
    "MaxHorizontal": (("any", "any"), "any"),
    "MinHorizontal": (("any", "any"), "any"),
    "StringExpr.Uppercase": (("text",), "text"),
    "StringExpr.Lowercase": (("text",), "text"),
    "StringExpr.StripChars": (("text",), "text"),
    "StringExpr.LenChars": (("text",), "number"),
    "StringExpr.Slice": (("text", "number"), "text"),
    "StringExpr.StartsWith": (("text",), "truth"),
    "StringExpr.EndsWith": (("text",), "truth"),
    "StringExpr.Contains": (("text",), "truth"),  # linear in the text, whatever the pattern
    "TemporalExpr.OffsetBy": (("date", "text"), "date"),
    "TemporalExpr.Year": (("date",), "number"),
    "TemporalExpr.Month": (("date",), "number"),
    "TemporalExpr.Day": (("date",), "number"),
    "TemporalExpr.WeekDay": (("date",), "number"),
}
"""Function -> what it is given (the last one again for more), and what comes of it."""
CASTS: dict[str, Type] = {"Boolean": "truth", "Int32": "number"}  # that the parser itself puts in
LITERALS: dict[str, Type] = {
    "String": "text",
    "Decimal": "number",
    "Int": "number",
    "Int8": "number",
    "Date": "date",
    "Boolean": "truth",
    "Null": "nothing",
}


class Sentence(BaseModel):
    """What to do, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nl: str
    en: str


def _both(value: object) -> object:
    return {"nl": value, "en": value} if isinstance(value, str) else value


Said = Annotated[Sentence, BeforeValidator(_both)]
"""`message: Call us.`, or `message: {nl: Bel ons., en: Call us.}`."""


@lru_cache(maxsize=4096)
def parsed(text: str, where: Where) -> pl.Expr:
    """The expression over the columns of COLUMNS.

    Raises RefusedError: it is none, or does what it must not.
    """
    if len(text) > LONGEST:
        raise RefusedError("agreements.expression_too_long", limit=LONGEST)
    if CLOCK.search(QUOTED.sub("''", text)):
        raise RefusedError("agreements.expression_clock")
    try:
        expression = pl.sql_expr(text)
        tree = json.loads(expression.meta.serialize(format="json"))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError) as error:
        raise RefusedError("agreements.not_an_expression", found=text) from error
    if _Reader(where).type_of(tree) != "truth":
        raise RefusedError("agreements.expression_no_question", found=text)
    try:
        pl.DataFrame(schema=COLUMNS[where]).select(expression)
    except pl.exceptions.PolarsError as error:  # such as a pattern that does not compile
        raise RefusedError("agreements.not_an_expression", found=text) from error
    return expression


@lru_cache(maxsize=4096)
def fields(text: str) -> tuple[str, ...]:
    """The fields that an expression names, in the order in which it names them."""
    tree = json.loads(pl.sql_expr(text).meta.serialize(format="json"))
    return tuple(dict.fromkeys(_columns(tree)))


def _columns(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("Column"), str):
            yield tree["Column"]
        for part in tree.values():
            yield from _columns(part)
    elif isinstance(tree, list) and not _is_bytes(tree):
        for part in tree:
            yield from _columns(part)


def _is_bytes(tree: list[object]) -> bool:
    return bool(tree) and all(isinstance(part, int) for part in tree)


class _Reader:
    """Goes through a tree and tells the type of each node, or refuses it."""

    def __init__(self, where: Where) -> None:
        self.where = where

    def type_of(self, node: Node) -> Type:
        readers: dict[str, Callable[[Any], Type]] = {
            "Column": self._column,
            "Literal": self._literal,
            "BinaryExpr": self._binary,
            "Function": self._function,
            "Ternary": self._ternary,
            "Cast": self._cast,
        }
        ((kind, body),) = node.items() if isinstance(node, dict) else ((node, None),)
        if kind not in readers:
            raise RefusedError("agreements.not_in_expression", found=kind)
        return readers[kind](body)

    def _column(self, name: str) -> Type:
        columns = COLUMNS[self.where]
        if name not in columns:
            close = get_close_matches(name.lower(), columns, n=1)
            known = Message("agreements.did_you_mean", {"word": close[0]}) if close else None
            hint = known or Message("agreements.no_hint")
            raise RefusedError("agreements.no_such_field", found=name, hint=hint)
        return _of_dtype(columns[name])

    def _literal(self, body: dict[str, Any]) -> Type:
        ((form, value),) = body.items()
        if form == "Series":
            listed = pl.read_ipc_stream(io.BytesIO(bytes(value))).to_series()
            return _of_dtype(listed.explode().dtype)
        name = next(iter(value), "") if isinstance(value, dict) else str(value)
        if name not in LITERALS:
            raise RefusedError("agreements.not_in_expression", found=name)
        found = value[name] if isinstance(value, dict) else 0
        digits = str(found[0] if isinstance(found, list) else found)
        if LITERALS[name] == "number" and len(digits) > DIGITS:
            raise RefusedError("agreements.expression_digits", limit=DIGITS)
        return LITERALS[name]

    def _binary(self, body: dict[str, Any]) -> Type:
        return self._operator(body["op"], [body["left"], body["right"]])

    def _operator(self, name: str, sides: list[Node]) -> Type:
        if name in ("Div", "Rem", "TrueDivide", "FloorDivide", "Modulus"):
            raise RefusedError("agreements.expression_divides")
        if name not in OPERATORS:
            raise RefusedError("agreements.not_in_expression", found=name)
        for leaf, limit in FACTORS.items():
            if name == "Mul" and sum(_factors(side, leaf) for side in sides) > limit:
                raise RefusedError("agreements.expression_product")
        needed, result = OPERATORS[name]
        return self._applied((needed, needed), result, sides)

    def _function(self, body: dict[str, Any]) -> Type:
        name, given = _name(body["function"]), body["input"]
        if name.startswith("Sql.Binary."):
            return self._operator(name.removeprefix("Sql.Binary."), given)
        if name not in FUNCTIONS:
            raise RefusedError("agreements.not_in_expression", found=name.rpartition(".")[2])
        needed, result = FUNCTIONS[name]
        return self._applied((*needed, *needed[-1:] * len(given)), result, given)

    def _ternary(self, body: dict[str, Any]) -> Type:
        self._applied(("truth",), "truth", [body["predicate"]])
        return self._applied(("any", "any"), "any", [body["truthy"], body["falsy"]])

    def _cast(self, body: dict[str, Any]) -> Type:
        needed = CASTS.get(str(body["dtype"].get("Literal")))
        if needed is None:
            raise RefusedError("agreements.not_in_expression", found="CAST")
        return self._applied((needed,), needed, [body["expr"]])

    def _applied(self, needed: tuple[str, ...], result: str, given: list[Node]) -> Type:
        """The result, where each of what is given has the type that is needed."""
        found = [self.type_of(node) for node in given]
        common = next((kind for kind in found if kind != "nothing"), "nothing")
        for kind, wanted in zip(found, needed, strict=False):
            expected = common if wanted == "any" else wanted
            if kind not in ("nothing", expected):
                raise RefusedError("agreements.expression_types")
        return common if result == "any" else result  # type: ignore[return-value]


def _name(function: object) -> str:
    """Sql.Binary.Gt of {"Sql": {"Binary": "Gt"}}, without options."""
    parts: list[str] = []
    while isinstance(function, dict) and len(parts) < DEEPEST:
        ((part, function),) = function.items()
        parts.append(part)
    return ".".join([*parts, function] if isinstance(function, str) else parts)


def _factors(node: object, leaf: str) -> int:
    """How many fields (`Column`) or numbers (`Literal`) are multiplied with each other at most."""
    if not isinstance(node, dict):
        return 0
    if leaf in node:
        return 1
    body = node.get("Function") or node.get("BinaryExpr") or {}
    name = _name(body["function"]) if "function" in body else body.get("op", "")
    inner = body.get("input") or [body.get("left"), body.get("right")]
    if name in ("Mul", "Sql.Binary.Mul"):
        return sum(_factors(part, leaf) for part in inner)
    rest = inner if body else [part for value in node.values() for part in _values(value)]
    return max((_factors(part, leaf) for part in rest), default=0)


def _values(body: object) -> list[object]:
    return list(body.values()) if isinstance(body, dict) else []


def _of_dtype(dtype: pl.DataType | type[pl.DataType]) -> Type:
    if dtype == pl.String:
        return "text"
    if dtype == pl.Date:
        return "date"
    return "truth" if dtype == pl.Boolean else "number"
