"""The figures behind the cost of an error, as `rules/_costs.yaml` states them."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic needs it at run time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from checker.agreements.marks import Raw, Source, locate
from checker.agreements.nearest import nearest
from checker.errors import Problem, SettingsError
from checker.finding import Stage  # noqa: TC001  pydantic needs it at run time
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from checker.messages import Lang

FILE = "_costs.yaml"
Who = Literal["customer", "sales", "finance"]
Concerns = Literal["error", "under_charge", "any"]
Per = Literal["invoice", "further", "contact"]
ContactPeriod = Literal["invoice", "day", "week", "month"]
Scenario = Literal["low", "likely", "high"]
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
EXPECTED = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "literal_error": "not_a_choice",
    "decimal_parsing": "not_a_number",
    "decimal_type": "not_a_number",
    "date_from_datetime_parsing": "not_a_date",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "string_pattern_mismatch": "not_a_currency",
    "value_error": "order",
}
"""Type of a pydantic error -> message of the catalogue."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Part):
    """Where a figure comes from."""

    date: dt.date  # of the figure, or on which it was read or assumed
    basis: Literal["measured", "stated", "assumed"]
    source: str = Field(min_length=1)


class Figure(_Part):
    """One figure in three scenarios."""

    low: Amount
    likely: Amount
    high: Amount
    evidence: str  # a name in the list of evidence

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("order")
        return self

    def of(self, scenario: Scenario) -> Decimal:
        """The value in a scenario."""
        value: Decimal = getattr(self, scenario)
        return value


class Chance(Figure):
    """How often a step happens: 0 never, 1 always."""

    high: Annotated[Amount, Field(le=1)]


class Rates(_Part):
    """Cost of an hour of work, by who works."""

    customer: Figure
    sales: Figure
    finance: Figure


class Interest(_Part):
    """What is lost while an invoice is withheld."""

    applies: frozenset[Stage]
    rate: Figure  # percent per year
    delay: Figure  # days
    vat: Figure  # percent, for invoices that state no total with VAT


class Step(_Part):
    """One piece of work in the chain."""

    name: str = Field(min_length=1)
    step: int | None = Field(default=None, ge=1)  # number in the chain of eight
    title: dict[Literal["nl", "en"], str] = Field(min_length=2)
    who: Who
    applies: frozenset[Stage]
    concerns: Concerns = Field(default="error", alias="for")
    per: Per
    minutes: Figure
    out_of_pocket: Figure | None = None  # currency of the costs
    chance: Chance | None = None  # always, where there is none

    def expected(self, figure: Figure | None, scenario: Scenario) -> Decimal:
        """A figure of this step x the chance that the step happens."""
        chance = self.chance.of(scenario) if self.chance else Decimal(1)
        return figure.of(scenario) * chance if figure else Decimal(0)


def _nothing_is_empty(value: object) -> object:
    return {} if value in (None, "") else value


class Costs(_Part):
    """All figures of `_costs.yaml`."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    hourly_rate: Rates
    interest: Interest
    contact_period: ContactPeriod
    exchange_rate: Annotated[dict[str, Figure], BeforeValidator(_nothing_is_empty)] = {}
    steps: tuple[Step, ...]
    evidence: dict[str, Evidence]

    def figures(self, lang: Lang = "en") -> Iterator[tuple[str, str, Figure]]:
        """Every figure with its place in the file and, for a step, its number and title."""
        for who in get_args(Who):
            yield f"hourly_rate.{who}", "", getattr(self.hourly_rate, who)
        for name in ("rate", "delay", "vat"):
            yield f"interest.{name}", "", getattr(self.interest, name)
        for currency, figure in self.exchange_rate.items():
            yield f"exchange_rate.{currency}", "", figure
        for step in self.steps:
            title = f"{step.step}. {step.title[lang]}" if step.step else step.title[lang]
            for name in ("minutes", "out_of_pocket", "chance"):
                if figure := getattr(step, name):
                    yield f"steps.{step.name}.{name}", title, figure


class CostsError(SettingsError):
    """`_costs.yaml` holds mistakes; `problems` has all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: p.line)
        super().__init__("cost.unusable", count=len(problems), path=problems[0].file)

    def text(self, lang: Lang) -> str:
        """One mistake per line, then how many there are."""
        return "\n".join([*(problem.text(lang) for problem in self.problems), super().text(lang)])


def load_costs(rules: Path) -> Costs:
    """The figures of `_costs.yaml` in the folder of the rules.

    Raises SettingsError: the file is missing; CostsError: all its mistakes, each with its line.
    """
    path = rules / FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError("cost.no_file", path=path) from error
    problems: list[Problem] = []
    source = Source(str(path), content, problems)
    raw = source.plain(source.root, "-") if source.root else None
    if problems or source.root is None:
        raise CostsError(problems)
    try:
        costs = Costs.model_validate(raw)
    except ValidationError as error:
        raise CostsError([_problem(source, raw, e) for e in error.errors()]) from error
    if problems := [*_without_evidence(source, costs), *_twice(source, costs)]:
        raise CostsError(problems)
    return costs


def _problem(source: Source, raw: Raw, error: ErrorDetails) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    kind = EXPECTED.get(error["type"], "not_allowed")
    context = error.get("ctx", {})
    limit = context.get("ge", context.get("le"))
    values: dict[str, object] = {"found": error["input"], "detail": error["msg"], "limit": limit}
    values["expected"] = str(context.get("expected")).replace("'", "")
    if kind == "unknown_key":
        values["hint"] = nearest(str(path[-1]), _known(path[:-1]))
    message = Message(f"cost.{kind}", values)
    assert source.root is not None  # noqa: S101  load_costs has seen to it
    return Problem(source.file, locate(source.root, path), _place(path, raw), message)


def _place(path: tuple[str | int, ...], raw: Raw) -> str:
    """The words on the way to a mistake; a step by its name, where it has one."""
    words: list[str] = []
    for part in path:
        if isinstance(raw, dict):
            raw = raw.get(str(part))
        elif isinstance(raw, list) and isinstance(part, int):
            raw = raw[part]
        if isinstance(part, str):
            words.append(part)
        elif isinstance(raw, dict):
            words.append(str(raw.get("name", part)))
    return ".".join(words)


def _known(path: tuple[str | int, ...]) -> list[str]:
    """The keys that are allowed at a place of the file."""
    model: type[_Part] = Costs
    models: dict[str, type[_Part]] = {
        "hourly_rate": Rates,
        "interest": Interest,
        "steps": Step,
        "evidence": Evidence,
    }
    if path:
        model = models.get(str(path[0]), Figure)
    # Deeper than the part itself (steps and evidence have a name or number between) is a figure.
    depth = 2 if path and path[0] in ("steps", "evidence") else 1
    model = Figure if len(path) > depth else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _without_evidence(source: Source, costs: Costs) -> Iterator[Problem]:
    index = {step.name: str(i) for i, step in enumerate(costs.steps)}
    for place, _, figure in costs.figures():
        if figure.evidence not in costs.evidence:
            parts = [index.get(part, part) for part in place.split(".")]
            path = tuple(int(p) if p.isdigit() else p for p in (*parts, "evidence"))
            hint = nearest(figure.evidence, costs.evidence)
            values = {"found": figure.evidence, "hint": hint}
            assert source.root is not None  # noqa: S101  load_costs has seen to it
            line = locate(source.root, path)
            yield Problem(source.file, line, place, Message("cost.no_evidence", values))


def _twice(source: Source, costs: Costs) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, step in enumerate(costs.steps):
        if step.name in seen:
            assert source.root is not None  # noqa: S101  load_costs has seen to it
            line = locate(source.root, ("steps", i, "name"))
            yield Problem(source.file, line, step.name, Message("cost.step_twice"))
        seen.add(step.name)
