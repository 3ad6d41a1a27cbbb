"""From a folder of agreement files to tables: all mistakes of all files are told at once."""

from __future__ import annotations

import gc
import posixpath
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements import kept, known_as
from checker.agreements.contents import Contents
from checker.agreements.groups import Groups, read_groups, unknown_words
from checker.agreements.indices import Indices, read_indices, unknown_indices
from checker.agreements.item_numbers import KIND as ITEM_NUMBERS_OF
from checker.agreements.item_numbers import ItemNumbers, read_item_numbers
from checker.agreements.marks import Source
from checker.agreements.model import PAPERS, AgreementFile, Agreements
from checker.agreements.nearest import nearest
from checker.agreements.papers import read_file
from checker.agreements.prices import PriceLists, read_lists
from checker.agreements.resolve import (
    Entry,
    Timelines,
    contradictions,
    entries,
    equal_rank,
    inherit,
    timelines,
)
from checker.agreements.tables import tables
from checker.clause import parameter
from checker.errors import AgreementError, Problem, SettingsError
from checker.messages import LANGS, Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from checker.agreements.model import Clause, Level
    from checker.messages import Lang

DEFAULT = "_default.yaml"
GROUPS = "_groups"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Loaded:
    """Everything that was read, with what is wrong with it."""

    files: list[AgreementFile]
    entries: list[Entry]  # clause_key k is entries[k]
    resolved: list[Timelines]  # agreement_key k is resolved[k]
    debtors: list[AgreementFile]  # of agreement_key k + 1
    lists: PriceLists
    numbers: ItemNumbers
    groups: Groups
    indices: Indices
    problems: list[Problem]
    contents: Contents


def load(
    rules: Path, *, classes: Collection[str] | None = None, cache: Path | None = None
) -> Agreements:
    """The agreements of a folder, as tables.

    Args:
        rules: the folder with `_default.yaml`, `_groups/` and the files of the debtors.
        classes: the charge classes that there are; without them a class can be any word.
        cache: a folder in which what was loaded is kept until a file changes.

    Raises:
        AgreementError: with all mistakes of all files.
    """
    place = cache and kept.place(cache, rules, classes)
    if place and (before := kept.read(place, rules)):
        return before
    loaded = collect(rules, classes=classes)
    if loaded.problems:
        raise AgreementError(loaded.problems)
    agreements = _agreements(loaded, rules)
    if place:
        kept.write(place, agreements, loaded.contents)
    return agreements


def _agreements(loaded: Loaded, rules: Path) -> Agreements:
    debtors = loaded.debtors
    written = {entry.number: entry.clause() for entry in loaded.entries if entry.written.params}
    keys = loaded.lists.keys | loaded.numbers.keys
    made, selections = tables(enumerate(loaded.resolved), loaded.entries, keys)
    return Agreements(
        keys={file.debtor: key for key, file in enumerate(debtors, 1)},
        tables=made,
        provenance=_provenance(written, rules),
        prices=loaded.lists.prices,
        names={file.debtor: file.name for file in debtors},
        hash=loaded.contents.hash,
        rules=rules,
        groups={file.debtor: file.group for file in debtors if file.group},
        written=written,
        selections=selections,
        item_groups=loaded.groups.items,
        item_numbers=loaded.numbers.rows,
        zones=loaded.groups.zones,
        papers=_papers(loaded.files, debtors),
        indices=loaded.indices.values,
        identifiers=known_as.table(debtors),
        numbers={file.debtor: file.identifiers for file in debtors if file.identifiers},
    )


def collect(rules: Path, *, classes: Collection[str] | None = None) -> Loaded:
    """All files of a folder with all that is wrong with them; raises nothing but for the folder."""
    with _no_search_for_cycles():
        return _collect(rules, classes)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    # Thousands of files make millions of small objects and no cycle among them: looking for
    # cycles all the while would take a quarter of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _collect(rules: Path, classes: Collection[str] | None) -> Loaded:
    problems: list[Problem] = []
    contents = Contents(rules)
    files = list(_files(rules, classes, problems, contents))
    by_file = entries(files)
    for own in by_file.values():
        problems += equal_rank(own)
    problems += _unknown_groups(files)
    problems += [*_twice(files), *known_as.shared(files)]
    ordered = [entry for own in by_file.values() for entry in own]
    lists = read_lists(_wanted(ordered, numbers=False), contents)
    taken = {path: key for key, path in enumerate(lists.files)}
    numbers = read_item_numbers(_wanted(ordered, numbers=True), taken, contents)
    debtors = [file for file in files if file.level == "debtor"]
    resolved = _resolve(files, debtors, by_file)
    found = (p for timeline in _distinct(resolved) for p in contradictions(timeline, ordered))
    groups, indices = read_groups(rules, contents), read_indices(rules, contents)
    problems += [*lists.problems, *numbers.problems, *groups.problems, *indices.problems]
    problems += {p.text(): p for p in found}.values()
    problems += [*unknown_words(ordered, groups), *unknown_indices(ordered, indices)]
    read = (files, ordered, resolved, debtors, lists, numbers, groups, indices)
    return Loaded(*read, problems, contents)


def paths(rules: Path, contents: Contents) -> list[tuple[Level, Path]]:
    """The agreement files of a folder: default, groups, debtors, each in order of name."""
    if not rules.is_dir():
        raise SettingsError("agreements.no_folder", path=rules)
    there = contents.files_in(rules, SUFFIXES)
    default = [path for path in there if path.name == DEFAULT]
    groups = contents.files_in(rules / GROUPS, SUFFIXES)
    debtors = [path for path in there if not path.name.startswith("_")]
    found: list[tuple[Level, Path]] = [("default", path) for path in default]
    found += [("group", path) for path in groups]
    found += [("debtor", path) for path in debtors]
    if not found:
        raise SettingsError("agreements.no_files", path=rules)
    return found


def _files(
    rules: Path, classes: Collection[str] | None, problems: list[Problem], contents: Contents
) -> Iterator[AgreementFile]:
    for level, path in paths(rules, contents):
        content = contents.read(path)
        file = read_file(Source(path.as_posix(), content, problems), level, classes)
        if file is not None:
            yield file


def stem(file: AgreementFile) -> str:
    """The name of a file without folder and suffix: the name of a group."""
    return posixpath.basename(file.file).rpartition(".")[0]


def _unknown_groups(files: list[AgreementFile]) -> Iterator[Problem]:
    groups = {stem(file): file for file in files if file.level == "group"}
    for file in files:
        at = file.lines.get("group", 1)
        if file.level == "group" and file.group and file.group != stem(file):
            message = Message("agreements.group_is_not_its_file", {"group": file.group})
            yield Problem(file.file, at, "group", message)
        if file.level == "debtor" and file.group and file.group not in groups:
            values = {"group": file.group, "hint": nearest(file.group, groups)}
            yield Problem(file.file, at, "group", Message("agreements.unknown_group", values))


def _twice(files: list[AgreementFile]) -> Iterator[Problem]:
    first: dict[str, AgreementFile] = {}
    for file in files:
        other = first.setdefault(file.debtor, file) if file.debtor else file
        if other is not file:
            values: dict[str, object] = {
                "debtor": file.debtor,
                "other": f"{other.file}:{other.lines['debtor']}",
            }
            message = Message("agreements.debtor_twice", values)
            yield Problem(file.file, file.lines["debtor"], "debtor", message)


def _resolve(
    files: list[AgreementFile], debtors: list[AgreementFile], by_file: dict[str, list[Entry]]
) -> list[Timelines]:
    default = [e for file in files if file.level == "default" for e in by_file[file.file]]
    layers: dict[str | None, list[Entry]] = {None: default}
    for file in files:
        if file.level == "group":
            layers[stem(file)] = [*default, *by_file[file.file]]
    bases = {group: timelines(own) for group, own in layers.items()}
    resolved = [bases[None]]
    for file in debtors:
        group = file.group if file.group in bases else None
        resolved.append(inherit(bases[group], layers[group], by_file[file.file]))
    return resolved


def _distinct(resolved: Iterable[Timelines]) -> Iterator[Timelines]:
    # Debtors that say nothing themselves share the timelines of their group.
    yield from {id(timeline): timeline for timeline in resolved}.values()


def _wanted(ordered: list[Entry], *, numbers: bool) -> Iterator[tuple[Entry, str]]:
    """The files that clauses name: lists of item numbers, or of prices."""
    for entry in ordered:
        name = parameter(entry.written.params, "file")
        if isinstance(name, str) and (entry.written.kind == ITEM_NUMBERS_OF) is numbers:
            yield entry, name


def _papers(files: list[AgreementFile], debtors: list[AgreementFile]) -> pl.DataFrame:
    groups = {stem(file): file.papers for file in files if file.level == "group"}
    rows = [
        (key, paper.valid_from, paper.valid_to)
        for key, file in enumerate(debtors, 1)
        for paper in (*file.papers, *groups.get(file.group or "", ()))
    ]
    return pl.DataFrame(rows, schema=PAPERS, orient="row")


def _provenance(written: dict[int, Clause], rules: Path) -> pl.DataFrame:
    clauses = written.values()
    # As seen from the folder's parent, so that a list does not depend on where the rules stand.
    before = f"{rules.parent.as_posix()}/"
    return pl.DataFrame(
        {
            "clause_key": pl.Series(list(written), dtype=pl.Int64),
            "clause": pl.Series([clause.kind for clause in clauses], dtype=pl.String),
            "source": pl.Series([clause.paper for clause in clauses], dtype=pl.String),
            "clause_at": pl.Series(
                [clause.at.removeprefix(before) for clause in clauses], dtype=pl.String
            ),
            **{f"said_{lang}": _said(clauses, lang) for lang in LANGS},
        }
    )


def _said(clauses: Iterable[Clause], lang: Lang) -> pl.Series:
    """What a clause itself tells people to do; null where its kind does."""
    messages = [parameter(clause.params, "message") for clause in clauses]
    return pl.Series([getattr(message, lang, None) for message in messages], dtype=pl.String)
