"""What was understood of an export as a mapping file, for a person to review."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import yaml

from checker.errors import InputError, SettingsError
from checker.messages import text
from checker.read import exports
from checker.read.dates import ORDERS
from checker.read.exports import FOLDER, REST

if TYPE_CHECKING:
    from pathlib import Path

    from checker.messages import Lang
    from checker.read.reading import Reading
    from checker.read.trail import Trail

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
TELLING_FIELDS = ("debtor", "invoice_number", "issue_date", "line_net_amount", "item_net_price")
SIGNS = ("comma", "point")


def save(reading: Reading, rules: Path, name: str, lang: Lang) -> Path:
    """The file that was written. Raises SettingsError: there is one already, or the name is bad.

    Raises InputError: the input has no headings that could be mapped.
    """
    refuse(rules, name)
    if reading.trail is None:
        raise InputError("read.nothing_to_map", source=reading.source)
    path = rules / FOLDER / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(_text(reading, reading.trail, name, lang), encoding="utf-8")
        exports.load(part)  # what cannot be read again is not kept
        part.replace(path)
    except OSError as error:
        raise SettingsError("read.mapping_not_written", path=path, why=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    return path


def refuse(rules: Path, name: str) -> None:
    """Raises SettingsError if a mapping cannot have that name, or there is one already."""
    if not NAME.fullmatch(name):
        raise SettingsError("read.mapping_name", name=name)
    path = rules / FOLDER / f"{name}.yaml"
    if path.exists():
        raise SettingsError("read.mapping_exists", path=path)


def _text(reading: Reading, trail: Trail, name: str, lang: Lang) -> str:
    head = text("read.mapping_head", lang, source=reading.source)
    return f"# {head}\n" + yaml.safe_dump(
        _mapping(reading, trail, name), sort_keys=False, allow_unicode=True, width=100
    )


def _mapping(reading: Reading, trail: Trail, name: str) -> dict[str, object]:
    headings, columns = trail.choice.headings, trail.choice.columns
    told: dict[str, object] = {"name": name, "holds": trail.choice.subject.name}
    told["match"] = [headings[columns[field][0]] for field in TELLING_FIELDS if field in columns]
    told["columns"] = {
        field: headings[at[0]] if len(at) == 1 else [headings[each] for each in at]
        for field, at in columns.items()
    }
    told |= _notations(trail)
    if shares := _shares(reading, trail):
        told["percentages"] = dict.fromkeys(shares, "fraction")
    if trail.table.filled:
        told["grouped"] = "true"
    if reading.price_is:
        told["price_is"] = reading.price_is
    return told | _of_export(trail)


def _notations(trail: Trail) -> dict[str, object]:
    """The ways of writing: as the user settled them, as a mapping says, or as the cells prove."""
    told: dict[str, object] = {}
    for key, ways in (("decimal", SIGNS), ("dates", ORDERS)):
        proven = {f: n.way for f, n in trail.notations.items() if n.way in ways and n.proof}
        said = getattr(trail.choice.export, key, {})
        found = {REST: option} if (option := getattr(trail.options, key)) else said or proven
        if found:
            ways_found = set(found.values())
            told[key] = dict(found) if len(ways_found) > 1 else ways_found.pop()
    return told


def _shares(reading: Reading, trail: Trail) -> list[str]:
    said = {n.values["heading"] for n in reading.notes if n.key == "read.note_fraction"}
    named = trail.choice.columns
    return [f for f, at in named.items() if trail.choice.headings[at[0]] in said]


def _of_export(trail: Trail) -> dict[str, object]:
    """What a mapping that was used says beyond its columns."""
    export = trail.choice.export
    if export is None:
        return {}
    told: dict[str, object] = {
        "times": dict(export.times),
        "negative": list(export.negative),
        "charges": dict(export.charges),
        "constants": dict(export.constants),
        "text_columns": list(export.text_columns),
        "credit": {
            "types": list(export.credit.types),
            **({"prefix": export.credit.prefix} if export.credit.prefix else {}),
        },
    }
    if told["credit"] == {"types": []}:
        del told["credit"]
    return {key: value for key, value in told.items() if value}
