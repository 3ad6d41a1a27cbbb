"""Default, group, debtor, then the date of the paper: which clause is in force on which days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from checker.agreements.model import LEVELS, OPEN, AgreementFile, Clause, Paper, Written
from checker.clause import name, parameter
from checker.clauses import BY_NAME, KINDS
from checker.errors import Problem
from checker.messages import Message
from checker.selection import differs, excludes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.clause import ClauseParams

Slot = tuple[str, tuple[str, ...] | None]
"""A kind and the values of its KEY: what a clause replaces. None: every key of the kind."""

DAY = timedelta(days=1)


class Span(NamedTuple):
    """A clause with the days on which it is in force, both inclusive."""

    clause: int  # clause_key
    start: date
    end: date


Timelines = dict[Slot, list[Span]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A written clause with its paper and its rank; `number` is its clause_key."""

    number: int
    file: AgreementFile
    paper: Paper
    written: Written
    rank: tuple[int, date, bool]  # what is greater replaces

    @property
    def slot(self) -> Slot:
        """What it replaces."""
        return self.written.kind, self.written.key

    @property
    def at(self) -> str:
        """Where it is written: file:line."""
        return f"{self.file.file}:{self.written.line}"

    def clause(self) -> Clause:
        """As the public part of the program sees it."""
        if self.written.params is None:
            raise ValueError(f"{self.at} switches off")
        section = self.written.params.section
        where = (self.file.level, self.file.file, self.written.line, self.paper.source, section)
        days = (self.paper.valid_from, self.paper.valid_to)
        return Clause(self.written.kind, self.written.params, *where, *days)

    def problem(self, message: str, **values: object) -> Problem:
        """A mistake at this place."""
        text = Message(f"agreements.{message}", values)
        return Problem(self.file.file, self.written.line, self.written.kind, text)


def entries(files: Iterable[AgreementFile]) -> dict[str, list[Entry]]:
    """File -> its clauses, numbered through over all files."""
    found: dict[str, list[Entry]] = {}
    number = 0
    for file in files:
        here = found.setdefault(file.file, [])
        level = LEVELS.index(file.level)
        for paper in file.papers:
            for written in paper.clauses:
                rank = (level, paper.valid_from, written.key is not None)
                here.append(Entry(number, file, paper, written, rank))
                number += 1
    return found


def equal_rank(own: Iterable[Entry]) -> Iterator[Problem]:
    """Clauses of one file that replace each other from the same day on."""
    seen: dict[tuple[Slot, date], Entry] = {}
    for entry in own:
        first = seen.setdefault((entry.slot, entry.paper.valid_from), entry)
        if first is not entry:
            yield entry.problem("equal_rank", other=first.at, start=entry.paper.valid_from)


def timelines(layers: Iterable[Entry], slots: set[Slot] | None = None) -> Timelines:
    """What is in force when; of some slots only, if slots are given."""
    by_slot: dict[Slot, list[Entry]] = defaultdict(list)
    for entry in layers:
        by_slot[entry.slot].append(entry)
    found: Timelines = {}
    for slot, own in by_slot.items():
        if slot[1] is None or (slots is not None and slot not in slots):
            continue
        off = by_slot.get((slot[0], None), [])
        whole = _unselected(slot)
        wider = by_slot.get(whole, []) if whole != slot else []
        if spans := _sweep([*own, *off], wider):
            found[slot] = spans
    return found


def _sweep(rivals: list[Entry], wider: list[Entry]) -> list[Span]:
    if len(rivals) == 1 and not wider and rivals[0].written.params is not None:
        only = rivals[0]
        return [Span(only.number, only.paper.valid_from, only.paper.valid_to)]
    changing = [entry.paper for entry in (*rivals, *wider)]
    starts = {paper.valid_from for paper in changing}
    starts |= {paper.valid_to + DAY for paper in changing if paper.valid_to < OPEN}
    days = sorted(starts)
    ends = [*(day - DAY for day in days[1:]), OPEN]
    spans: list[Span] = []
    for start, end in zip(days, ends, strict=True):
        top = max(_valid(rivals, start), key=lambda entry: entry.rank, default=None)
        if top is None or top.written.params is None:
            continue
        if any(_goes_before(entry, top) for entry in _valid(wider, start)):
            continue
        if spans and spans[-1].clause == top.number and spans[-1].end + DAY == start:
            start = spans.pop().start  # noqa: PLW2901  the span goes on
        spans.append(Span(top.number, start, end))
    return spans


def _valid(entries: list[Entry], day: date) -> list[Entry]:
    return [e for e in entries if e.paper.valid_from <= day <= e.paper.valid_to]


def _goes_before(whole: Entry, selecting: Entry) -> bool:
    """What is said of all rows replaces what a level above says of some.

    Within one level both go on, but for `not_agreed`.
    """
    if whole.written.params is None:
        return whole.rank > selecting.rank
    return whole.rank[0] > selecting.rank[0]


def inherit(base: Timelines, inherited: list[Entry], own: list[Entry]) -> Timelines:
    """The timelines of a debtor: those of its layers above, where it says nothing itself."""
    if not own:
        return base
    touched = {entry.slot for entry in own}
    kinds = {kind for kind, key in touched if key is None}
    touched |= {slot for slot in base if slot[0] in kinds or _unselected(slot) in touched}
    changed = timelines([*inherited, *own], touched)
    return {slot: spans for slot, spans in base.items() if slot not in touched} | changed


def _rivals() -> dict[str, tuple[str, ...]]:
    charging = [k for k in KINDS if k.PLACE in ("charge", "scope") and k.FOLDS == "field"]
    return {
        name(kind): tuple(
            name(other)
            for other in charging
            if other is not kind and (other.FIELD, other.KEY) == (kind.FIELD, kind.KEY)
        )
        for kind in charging
    }


RIVALS = _rivals()
"""Kind -> the kinds that set the same amount."""


def contradictions(resolved: Timelines, all_entries: list[Entry]) -> Iterator[Problem]:
    """Two kinds that set the same amount on one day, or one kind with two anchors or scopes."""
    alike: dict[Slot, list[Span]] = defaultdict(list)
    for slot, spans in resolved.items():
        alike[_unselected(slot)] += spans
    for slot, spans in resolved.items():
        yield from _two_anchors(spans, all_entries)
        kind, key = _unselected(slot)
        if BY_NAME[kind].PLACE == "scope" and len(alike[kind, key]) > len(spans):
            yield from _two_scopes(spans, alike[kind, key], all_entries)
        for rival in RIVALS.get(kind, ()):
            for other in alike.get((rival, key), ()):
                yield from _both_in_force(spans, other, all_entries)


def _unselected(slot: Slot) -> Slot:
    """What a clause is about, whichever rows it selects."""
    kind, key = slot
    return kind, key and key[: len(BY_NAME[kind].KEY)]


def _both_in_force(spans: list[Span], other: Span, all_entries: list[Entry]) -> Iterator[Problem]:
    for span, left, right in _meeting(spans, other, all_entries):
        day = max(span.start, other.start)
        values = {"other": right.at, "kind": right.written.kind, "day": day}
        if left.rank == right.rank:
            yield left.problem("contradiction_inside", **values)
        else:
            yield left.problem("contradiction", remedy=_remedy(right), **values)


def _two_scopes(
    spans: list[Span], others: list[Span], all_entries: list[Entry]
) -> Iterator[Problem]:
    # An order and its invoice are two places: neither clause would give way to the other.
    for other in others:
        for _, left, right in _meeting(spans, other, all_entries):
            scopes = [parameter(entry.written.params, "scope") for entry in (left, right)]
            if scopes[0] != scopes[1]:
                values = {"scope": scopes[0], "other": right.at, "other_scope": scopes[1]}
                yield left.problem("two_scopes", **values)


def _meeting(
    spans: list[Span], other: Span, all_entries: list[Entry]
) -> Iterator[tuple[Span, Entry, Entry]]:
    """Where a row can be what both clauses are about on one day."""
    for span in spans:
        left, right = all_entries[span.clause], all_entries[other.clause]
        # Each pair is met from both sides: it is told at the clause that came last.
        later = (left.rank, left.number) > (right.rank, right.number)
        together = span.start <= other.end and other.start <= span.end
        if later and together and not _apart(left.written.params, right.written.params):
            yield span, left, right


def _apart(one: ClauseParams | None, other: ClauseParams | None) -> bool:
    """No row can be what both clauses select: what one is only about, the other leaves out."""
    if one is None or other is None:
        return False
    return (
        excludes(one.only, other.without)
        or excludes(other.only, one.without)
        or differs(one.only, other.only)
    )


def _remedy(entry: Entry) -> str:
    kind, key = entry.slot
    words = dict(zip(BY_NAME[kind].KEY, key or (), strict=False))
    if not words:
        return f"{kind}: not_agreed"
    inside = ", ".join([*(f"{word}: {value}" for word, value in words.items()), "not_agreed: true"])
    return f"{kind}: {{{inside}}}"


def _two_anchors(spans: list[Span], all_entries: list[Entry]) -> Iterator[Problem]:
    for before, after in pairwise(spans):
        left, right = all_entries[before.clause], all_entries[after.clause]
        anchors = [anchor(entry) for entry in (left, right)]
        if anchors[0] != anchors[1]:
            late, early = (right, left) if right.rank > left.rank else (left, right)
            values = {"anchor": anchor(late), "other": early.at, "other_anchor": anchor(early)}
            yield late.problem("two_anchors", **values)


def anchor(entry: Entry) -> str:
    """The date that picks the clause."""
    own = parameter(entry.written.params, "anchor")
    return str(own or BY_NAME[entry.written.kind].ANCHOR)
