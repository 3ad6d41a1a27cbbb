"""Tables that clauses select by: `_item_groups.csv` (item -> group) and `_zones.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import yaml

from checker.agreements.csvs import records
from checker.agreements.marks import Source, line_of
from checker.agreements.model import ITEM_GROUPS, ZONES
from checker.agreements.nearest import nearest
from checker.errors import Problem
from checker.messages import Message
from checker.selection import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from checker.agreements.contents import Contents
    from checker.agreements.resolve import Entry

ITEM_GROUPS_FILE = "_item_groups.csv"
ZONES_FILE = "_zones.yaml"
HEADING = list(ITEM_GROUPS)
AREA = re.compile(r"([A-Z]{2})(?: (\d+)(?:-(\d+))?)?")
"""NL, NL 9166, NL 8881-8899."""


@dataclass(frozen=True)
class Groups:
    """What was read, with what is wrong with it."""

    items: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ITEM_GROUPS))
    zones: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ZONES))
    problems: tuple[Problem, ...] = ()


def read_groups(rules: Path, files: Contents) -> Groups:
    """The tables of a folder, those that there are."""
    problems: list[Problem] = []
    grouped, zoned = rules / ITEM_GROUPS_FILE, rules / ZONES_FILE
    items = _items(grouped, files.read_if_there(grouped), problems)
    zones = _zones(zoned, files.read_if_there(zoned), problems)
    return Groups(
        pl.DataFrame(items, schema=ITEM_GROUPS, orient="row"),
        pl.DataFrame(zones, schema=ZONES, orient="row"),
        tuple(problems),
    )


def _items(path: Path, content: bytes | None, problems: list[Problem]) -> list[tuple[str, str]]:
    if content is None:
        return []

    def problem(line: int, message: str, **values: object) -> None:
        text = Message(f"agreements.{message}", values)
        problems.append(Problem(path.as_posix(), line, "item_group", text))

    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        problem(content[: error.start].count(b"\n") + 1, "not_utf8")
        return []
    heading = lines[0] if lines else ""
    separator = ";" if ";" in heading else ","
    if [cell.strip() for cell in heading.split(separator)] != HEADING:
        problem(1, "group_heading", found=heading, expected=";".join(HEADING))
        return []
    first: dict[str, int] = {}
    found: list[tuple[str, str]] = []
    for at, cells in enumerate(records(lines[1:], separator), 2):
        row = [cell.strip() for cell in cells]
        if not any(row):
            continue
        if len(row) != len(HEADING) or not all(row):
            problem(at, "group_row", found=separator.join(row))
        elif row[0] in first:
            problem(at, "item_in_two_groups", found=row[0], first=first[row[0]])
        else:
            first[row[0]] = at
            found.append((row[0], row[1]))
    return found


def _zones(
    path: Path, content: bytes | None, problems: list[Problem]
) -> list[tuple[str, str, int | None, int | None]]:
    if content is None:
        return []
    source = Source(path.as_posix(), content, problems)
    if source.root is None:
        return []
    found: list[tuple[str, str, int | None, int | None]] = []
    for zone, (word, node) in source.pairs(source.root, "-").items():
        areas = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for area in areas:
            text = source.plain(area, zone)
            fits = AREA.fullmatch(text) if isinstance(text, str) else None
            if fits is None:
                source.problem(line_of(area), zone, "not_an_area", found=text)
                continue
            country, first, last = fits.groups()
            low = int(first) if first else None
            found.append((plain(word.value), country, low, int(last) if last else low))
    return found


def unknown_words(entries: list[Entry], groups: Groups) -> Iterator[Problem]:
    """Zones that a clause selects by and that no file names."""
    known = set(groups.zones["zone"])
    for entry in entries:
        params = entry.written.params
        for selection in (params.only, params.without) if params else ():
            for zone in (selection.zone or ()) if selection else ():
                if plain(zone) not in known:
                    hint = nearest(plain(zone), known)
                    yield entry.problem("unknown_zone", found=zone, file=ZONES_FILE, hint=hint)
