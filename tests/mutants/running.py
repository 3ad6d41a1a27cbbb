"""Runs the mutants of a kind, and holds the survivors against their explanations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml
from case_tables import cases, number_of, together
from operators import mutants

from checker.clauses import BY_NAME

HERE = Path(__file__).parent
COMPARED = ["clause", "outcome", "invoice_number", "line_id", "charge_class", "stated", "reason"]
SAMPLES = "samples"
"""In a reason: the mutants of all sample invoices."""


@dataclass
class Tally:
    """What became of the mutants of one kind; mutants are (operator, case)."""

    kind: str
    tried: int = 0  # compliant invoices
    found: list[tuple[str, str]] = field(default_factory=list)
    survived: list[tuple[str, str]] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)  # other kinds that rightly saw it as well

    @property
    def made(self) -> int:
        return len(self.found) + len(self.survived)

    def add(self, mutant: tuple[str, str], new: set[tuple]) -> None:
        """One mutant, and the findings that it has and the compliant invoice had not."""
        by_kind = any(row[0] == self.kind for row in new)
        (self.found if by_kind else self.survived).append(mutant)
        expected = {consequence.also for consequence in consequences(self.kind)}
        for row in sorted(new, key=str):
            if is_alarm(row, self.kind) and row[0] in expected:
                self.followed.add(row[0])
            elif is_alarm(row, self.kind):
                self.false_alarms.append(f"{', '.join(mutant)}: {row}")


def of_cases(kind: str) -> Tally:
    """The mutants of all cases of a kind that hold."""
    held = [case for case in cases(kind) if case.expect == "holds"]
    unchanged = [case.run() for case in held]
    named = [
        ((operator, case.name), number, mutant)
        for number, (case, run) in enumerate(zip(held, unchanged, strict=True))
        for operator, mutant in mutants(kind, run).items()
    ]
    before = findings(unchanged)
    after = findings([mutant for _name, _number, mutant in named])
    tally = Tally(kind, len(held))
    for number, case in enumerate(held):
        last = f"F{len(case.documents)}"
        last = case.documents[-1].get("invoice_number", last)
        alarms = [row for row in before[number] if row[2] == last and row[0] in BY_NAME]
        tally.false_alarms += [f"{case.name}: {row}" for row in alarms]
    for place, (name, number, _mutant) in enumerate(named):
        tally.add(name, after[place] - before[number])
    return tally


def is_alarm(row: tuple, kind: str) -> bool:
    """A violation that another kind sees, though nobody touched the field that it judges."""
    other = BY_NAME.get(row[0])
    return row[1] == "violated" and other is not None and other.FIELD != BY_NAME[kind].FIELD


def findings(runs: list) -> dict[int, set[tuple]]:
    """The findings of each run, all of them checked together."""
    found: dict[int, set[tuple]] = defaultdict(set)
    for _numbers, whole in together(runs):
        for debtor, *row in whole.check().findings.select("debtor", *COMPARED).rows():
            found[number_of(debtor)].add(tuple(row))
    return found


def of_sample(name: str) -> bool:
    """Mutants of sample invoices are named by the debtor, those of cases by the case."""
    return name == SAMPLES or name.startswith("debtor ")


@dataclass(frozen=True)
class Reason:
    """Why the mutants of an operator survive: of all cases but some, or of some."""

    operator: str
    because: str
    cases: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def covers(self, mutant: tuple[str, str]) -> bool:
        operator, case = mutant
        names = {case, SAMPLES} if of_sample(case) else {case}
        named = names & {*self.cases} if self.cases else not names & {*self.but}
        return operator == self.operator and bool(named)


@dataclass(frozen=True)
class Consequence:
    """Another kind that depends on the field that is changed, so that it finds the error too."""

    also: str
    because: str


def reasons(kind: str) -> list[Reason]:
    """What tests/mutants/<kind>.yaml says; without that file every mutant has to be found."""
    named = ("cases", "but")
    rows = [row for row in _written(kind) if "also" not in row]
    return [Reason(**row | {key: tuple(row.get(key, ())) for key in named}) for row in rows]


def consequences(kind: str) -> list[Consequence]:
    """What the same file says of other kinds; the violations of all others are false alarms."""
    return [Consequence(**row) for row in _written(kind) if "also" in row]


@cache
def _written(kind: str) -> list[dict]:
    path = HERE / f"{kind}.yaml"
    if not path.exists():
        return []
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  text only


def complaints(tally: Tally) -> list[str]:
    """Everything that makes a run fail, in lines."""
    known = explained(tally)
    return [
        *(f"survives: {o}, case: {case}" for o, case in tally.survived if (o, case) not in known),
        *(f"false alarm, {text}" for text in tally.false_alarms),
    ]


def explained(tally: Tally) -> list[tuple[str, str]]:
    """Survivors with a reason."""
    known = reasons(tally.kind)
    return [mutant for mutant in tally.survived if any(r.covers(mutant) for r in known)]


def wrong_reasons(tally: Tally) -> list[str]:
    """Reasons for mutants of cases that are found, or that there are none of."""
    wrong = []
    for reason in reasons(tally.kind):
        named = [(reason.operator, c) for c in reason.cases + reason.but if not of_sample(c)]
        covered = [m for m in tally.survived if reason.covers(m)]
        wrong += [f"found all the same: {m}" for m in tally.found if reason.covers(m)]
        wrong += [f"no such mutant: {m}" for m in named if m not in tally.survived + tally.found]
        wrong += [] if covered or reason.cases else [f"no mutant survives: {reason.operator}"]
    return wrong


def idle(cases: Tally, samples: Tally) -> list[str]:
    """What is said of sample invoices and of other kinds, though no mutant is like that."""
    wrong = []
    for reason in reasons(cases.kind):
        for case in filter(of_sample, reason.cases):
            named = replace(reason, cases=(case,))
            if not any(named.covers(mutant) for mutant in samples.survived):
                wrong.append(f"no mutant survives: {reason.operator}, {case}")
    seen = cases.followed | samples.followed
    said = [consequence.also for consequence in consequences(cases.kind)]
    return [*wrong, *(f"no mutant is seen by: {other}" for other in said if other not in seen)]
