"""Runs the mutants of a kind, and holds the survivors against their explanations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from case_tables import cases, number_of, together
from operators import mutants

from checker.clauses import BY_NAME

HERE = Path(__file__).parent
COMPARED = ["clause", "outcome", "invoice_number", "line_id", "charge_class", "stated", "reason"]


@dataclass
class Tally:
    """What became of the mutants of one kind; mutants are (operator, case)."""

    kind: str
    tried: int = 0  # compliant invoices
    found: list[tuple[str, str]] = field(default_factory=list)
    survived: list[tuple[str, str]] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    @property
    def made(self) -> int:
        return len(self.found) + len(self.survived)


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
        new = after[place] - before[number]
        by_kind = [row for row in new if row[0] == kind]
        (tally.found if by_kind else tally.survived).append(name)
        tally.false_alarms += [f"{name}: {row}" for row in new if is_alarm(row, kind)]
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
    return name.startswith("debtor ")


@dataclass(frozen=True)
class Reason:
    """Why the mutants of an operator survive: of all cases but some, or of some."""

    operator: str
    because: str
    cases: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def covers(self, mutant: tuple[str, str]) -> bool:
        operator, case = mutant
        named = case in self.cases if self.cases else case not in self.but
        return operator == self.operator and named


def reasons(kind: str) -> list[Reason]:
    """What tests/mutants/<kind>.yaml says; without that file every mutant has to be found."""
    path = HERE / f"{kind}.yaml"
    if not path.exists():
        return []
    rows = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  text only
    return [Reason(**row | {k: tuple(row.get(k, ())) for k in ("cases", "but")}) for row in rows]


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
