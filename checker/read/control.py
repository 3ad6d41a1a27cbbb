"""The control figures that a user gives along: `count=1087,sum=123456.78`, or a file of lines.

A file has one figure per line, `key = value`, `key: value` or `key;value` as a spreadsheet program
writes two columns, and `#` begins a comment. On the
command line the decimal sign is a point, because the comma stands between figures; in a file it
is whatever the amount itself proves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.nearest import nearest
from checker.control import COUNTS, KEYS, OF_ALL, Stated, compare, of_totals
from checker.errors import InputError
from checker.notation import COMMA, POINT, WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from checker.read.reading import Reading

Given = str | Path | Mapping[str, object]
"""Figures as text, the path of a file with them, or by their keys."""
LARGEST = 65_536  # bytes of a control file
LINE = re.compile(r"([^=:;]*?)\s*[=:;]\s*(.*)")
EXACT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,6})?")
CURRENCY = re.compile(r"[A-Z]{3}")
BLANKS = re.compile(r"(?<=[0-9])[\s\u00a0\u202f\u2009'\u2019](?=[0-9]{3}\b)")
INLINE = "--control"


def control_figures(given: Given) -> list[Stated]:
    """The figures that are stated.

    Raises InputError: no such file or key, a key twice, or a value that is no number or could be
    two; with file and line.
    """
    if isinstance(given, Mapping):
        entries = [(f"control[{key!r}]", key, _text(key, given[key])) for key in given]
        return _stated(entries, _with_point)
    if isinstance(given, str) and not given.strip():  # a variable of the shell that is not set
        return _stated([], _with_point)
    if isinstance(given, Path) or "=" not in given or _is_file(given):
        return _stated(_of_file(Path(given)), _as_it_proves)
    return _stated(_inline(given), _with_point)


def compared(reading: Reading, stated: Sequence[Stated], found: pl.DataFrame) -> pl.DataFrame:
    """What the user, totals rows and e-invoices state, beside what was read: `control.COMPARED`.

    Raises InputError: an amount is stated of all currencies, and there are several.
    """
    of_input = of_totals(reading.totals, reading.source, einvoices=reading.exact)
    return pl.concat([compare(stated, found), of_input])


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a null byte
        return False


def _text(key: str, value: object) -> str:
    if isinstance(value, str | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    raise InputError("control.no_exact_number", place=f"control[{key!r}]", found=repr(value))


def _inline(text: str) -> Iterator[tuple[str, str, str]]:
    for part in text.split(","):
        key, sign, value = part.partition("=")
        if not sign:
            raise InputError("control.no_figure_inline", place=INLINE, found=part.strip())
        yield INLINE, key, value


def _of_file(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(_content(path).splitlines(), 1):
        bare = line.partition("#")[0].strip()
        if not bare or bare == "---":
            continue
        place = f"{path.name}:{number}"
        parts = LINE.fullmatch(bare)
        if parts is None:
            raise InputError("control.no_figure", place=place, found=bare)
        yield place, parts[1], parts[2].strip("\"'")


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise InputError("control.too_large", path=path, most=LARGEST)
        return content.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError("control.no_file", found=path) from error
    except (OSError, ValueError) as error:
        raise InputError("control.not_readable", path=path) from error


def _stated(
    entries: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]],
    amount: Callable[[str, str, str], Decimal],
) -> list[Stated]:
    found: dict[tuple[str, str | None], Stated] = {}
    for place, written, value in entries:
        figure, currency = _key(place, written)
        of_key = _count if figure in COUNTS else amount
        stated = Stated(figure, currency, of_key(place, written.strip(), value.strip()), place)
        if (figure, currency) in found:
            raise InputError("control.twice", place=place, name=stated.key)
        found[figure, currency] = stated
    if not found:
        raise InputError("control.nothing", keys=", ".join(KEYS))
    return list(found.values())


def _key(place: str, written: str) -> tuple[str, str | None]:
    figure, point, currency = written.strip().partition(".")
    figure, currency = figure.lower(), currency.upper()
    if figure not in KEYS:
        near = nearest(figure, KEYS)
        raise InputError("control.unknown_key", place=place, found=written.strip(), nearest=near)
    if point and (not CURRENCY.fullmatch(currency) or figure in OF_ALL):
        key = "control.no_part" if figure in OF_ALL else "control.no_currency"
        raise InputError(key, place=place, found=written.strip(), figure=figure)
    return figure, currency or None


def _count(place: str, key: str, value: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,30}", value):
        raise InputError("control.no_count", place=place, name=key, found=value)
    return Decimal(value)


def _with_point(place: str, key: str, value: str) -> Decimal:
    if not EXACT.fullmatch(value):
        raise InputError("control.no_amount", place=place, name=key, found=value)
    return Decimal(value)


def _as_it_proves(place: str, key: str, value: str) -> Decimal:
    body = BLANKS.sub("", value)
    comma, point = (re.fullmatch(shape, body) is not None for shape in (COMMA, POINT))
    if not re.search(r"[0-9]", body) or not (comma or point):
        raise InputError("control.no_amount", place=place, name=key, found=value)
    if comma and point and not re.fullmatch(WHOLE, body):
        raise InputError("control.two_ways", place=place, name=key, found=value)
    sign, thousands = (",", ".") if comma else (".", ",")
    return _with_point(place, key, body.replace(thousands, "").replace(sign, "."))
