"""What somebody should look at in the agreements: mistakes, and papers that are getting old.

An error keeps the agreements from being used at all. A warning stops nothing.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.agreements.groups import ITEM_GROUPS_FILE, ZONES_FILE
from checker.agreements.law import beyond_the_law
from checker.agreements.load import GROUPS, SUFFIXES, collect, stem
from checker.agreements.model import OPEN
from checker.agreements.nearest import nearest
from checker.agreements.prices import SUFFIXES as LISTS
from checker.agreements.resolve import DAY
from checker.debtor import canonical
from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from checker.agreements.load import Loaded
    from checker.agreements.model import AgreementFile, Paper
    from checker.agreements.resolve import Entry

EXPIRING = timedelta(days=60)  # a new paper takes about that long
VERIFIED = timedelta(days=365)
SETTINGS = ("_default.yaml", ZONES_FILE, "_charges.yaml", "_costs.yaml", "_waivers.yaml")
FOLDERS = (GROUPS, "_indices", "_exports", "schema")


def lint(
    rules: Path,
    *,
    today: date,
    used: Collection[str] | None = None,
    classes: Collection[str] | None = None,
) -> list[Problem]:
    """Everything that is wrong with the agreements or soon will be, in order of file and line.

    Args:
        rules: the folder with the agreements.
        today: the day on which papers are expired, or old.
        used: debtors that have invoices; the file of any other debtor is reported.
        classes: the charge classes that there are.
    """
    loaded = collect(rules, classes=classes)
    found = [*_by_paper(loaded, today), *_by_slot(loaded, today), *_idle(loaded)]
    found += [*_unused_groups(loaded), *_unused_debtors(loaded, used), *_file_names(loaded)]
    found += [*_stray(rules, loaded), *beyond_the_law(loaded, today)]
    warnings = {p.text(): replace(p, severity="warning") for p in found}
    problems = [*loaded.problems, *warnings.values()]
    return sorted(problems, key=lambda p: (p.file, p.line, p.severity, p.key, p.text()))


def _warning(file: str, line: int, key: str, message: str, **values: object) -> Problem:
    return Problem(file, line, key, Message(f"agreements.{message}", values))


def _by_paper(loaded: Loaded, today: date) -> Iterator[Problem]:
    for file in loaded.files:
        for paper in file.papers:
            yield from _verified(file, paper, today)


def _verified(file: AgreementFile, paper: Paper, today: date) -> Iterator[Problem]:
    if not paper.valid_from <= today <= paper.valid_to:
        return
    last = paper.verified_on
    values = {"paper": paper.source, "last": last}
    if last is None and today - paper.valid_from > VERIFIED:
        yield _warning(file.file, paper.line, "verified_on", "never_verified", **values)
    elif last is not None and last > today:
        yield _warning(file.file, paper.line, "verified_on", "verified_in_future", **values)
    elif last is not None and today - last > VERIFIED:
        yield _warning(file.file, paper.line, "verified_on", "verified_long_ago", **values)


def _slots(loaded: Loaded) -> Iterator[list[Entry]]:
    # What one file says of one kind and key, oldest paper first; `not_agreed` speaks of all keys.
    by_kind: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in loaded.entries:
        by_kind[entry.file.file, entry.written.kind].append(entry)
    for own in by_kind.values():
        ordered = sorted(own, key=lambda entry: (entry.paper.valid_from, entry.number))
        keys = dict.fromkeys(entry.written.key for entry in ordered)
        if len(keys) > 1:
            keys.pop(None, None)
        for key in keys:
            yield [entry for entry in ordered if entry.written.key in (key, None)]


def _by_slot(loaded: Loaded, today: date) -> Iterator[Problem]:
    ending: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for own in _slots(loaded):
        yield from _overlaps_and_gaps(own)
        last = max(own, key=lambda entry: entry.paper.valid_to)
        if last.paper.valid_to < today + EXPIRING:
            ending[last.file.file, last.paper.line].append(last)
    for (file, line), own in ending.items():
        end = own[0].paper.valid_to
        kinds = ", ".join(dict.fromkeys(entry.written.kind for entry in own))
        message = "expired" if end < today else "expires"
        yield _warning(file, line, "valid_to", message, end=end, kinds=kinds)


def _overlaps_and_gaps(own: list[Entry]) -> Iterator[Problem]:
    for before, after in pairwise(own):
        end, start = before.paper.valid_to, after.paper.valid_from
        values = {"other": before.at, "end": end, "start": start}
        # An open paper is amended by the next one; a paper with a last day was meant to end there.
        if start <= end < OPEN and after.paper.valid_to > end:
            yield after.problem("overlap", **values)
        elif end < OPEN and start > end + DAY:
            values |= {"first": end + DAY, "last": start - DAY}
            yield after.problem("gap", **values)


def _idle(loaded: Loaded) -> Iterator[Problem]:
    speaking: dict[str, set[str]] = defaultdict(set)
    for entry in loaded.entries:
        if entry.written.params:
            speaking[entry.written.kind].add(entry.file.file)
    for entry in loaded.entries:
        heard = {entry.file.file, *_above(entry.file, loaded)}
        if entry.written.params is None and not heard & speaking[entry.written.kind]:
            yield entry.problem("nothing_to_switch_off")


def _above(file: AgreementFile, loaded: Loaded) -> Iterator[str]:
    for other in loaded.files:
        if other.level == "default" or (other.level == "group" and stem(other) == file.group):
            yield other.file


def _unused_groups(loaded: Loaded) -> Iterator[Problem]:
    groups = {file.group for file in loaded.debtors}
    for file in loaded.files:
        if file.level == "group" and stem(file) not in groups:
            yield _warning(file.file, 1, "group", "unused_group")


def _unused_debtors(loaded: Loaded, used: Collection[str] | None) -> Iterator[Problem]:
    if used is None:
        return
    numbers = {canonical(debtor) for debtor in used}
    for file in loaded.debtors:
        if file.debtor not in numbers:
            line = file.lines.get("debtor", 1)
            yield _warning(file.file, line, "debtor", "unused_debtor", debtor=file.debtor)


def _file_names(loaded: Loaded) -> Iterator[Problem]:
    for file in loaded.debtors:
        if canonical(stem(file).partition("-")[0]) != file.debtor:
            line, name = file.lines.get("debtor", 1), f"{file.debtor}-{_slug(file.name)}.yaml"
            yield _warning(file.file, line, "debtor", "file_name", name=name)


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _stray(rules: Path, loaded: Loaded) -> Iterator[Problem]:
    lists = {*loaded.lists.files, *loaded.numbers.files}
    read = {file.file for file in loaded.files}
    for path in sorted(rules.rglob("*")):
        name, inside = path.as_posix(), path.relative_to(rules).parts
        if path.name.startswith((".", "~$")):
            continue  # of an editor, a Mac or an open workbook
        if inside in ((ITEM_GROUPS_FILE,), ("_indices", path.name)):
            continue
        if path.suffix.lower() in LISTS and posixpath.normpath(name) not in lists:
            yield _warning(name, 1, "-", "unused_list")
        elif path.suffix in SUFFIXES and name not in read and not _known(inside):
            yield _warning(name, 1, "-", "not_read", hint=nearest(inside[0], (*SETTINGS, *FOLDERS)))


def _known(inside: tuple[str, ...]) -> bool:
    alone = len(inside) == 1
    return (
        inside[0] in SETTINGS
        if alone and inside[0].startswith("_")
        else alone or inside[0] in FOLDERS
    )
