"""What an agreement is made of, from the paper it stands on to the tables that are joined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from checker.clause import ClauseParams, name
from checker.clauses import KINDS
from checker.debtor import canonical
from checker.identifiers import ADDRESS, NUMBERS
from checker.money import MONEY
from checker.selection import SELECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandera.pandas import DataFrameSchema

Level = Literal["default", "group", "debtor"]
LEVELS: tuple[Level, ...] = ("default", "group", "debtor")  # what stands later replaces
Size = Literal["large", "medium", "small"]

START = date(1, 1, 1)  # of a price without a first day
OPEN = date(9999, 12, 31)  # of a paper without a last day

ITEM_NUMBERS = {"price_list": pl.Int64, "seller_item_id": pl.String, "buyer_item_id": pl.String}
ITEM_GROUPS = {"seller_item_id": pl.String, "item_group": pl.String}
PAPERS = {"agreement_key": pl.Int64, "first_day": pl.Date, "last_day": pl.Date}
ZONES = {"zone": pl.String, "country": pl.String, "first": pl.Int64, "last": pl.Int64}
INDICES: dict[str, pl.DataType | type[pl.DataType]]
INDICES = {"index": pl.String, "valid_from": pl.Date, "value": MONEY}

IDENTIFIERS = {"known_as": pl.String, "debtor": pl.String}

_ORDER = {name(kind): place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Written:
    """A clause as it stands in a file, or (without params) that it is not agreed.

    Without a key, `not_agreed` holds for all clauses of the kind.
    """

    kind: str
    key: tuple[str, ...] | None
    params: ClauseParams | None
    line: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One signed document: from when to when it holds, and what stands in it."""

    source: str
    valid_from: date
    valid_to: date
    verified_on: date | None
    line: int
    clauses: tuple[Written, ...]


class Identifier(NamedTuple):
    """A number or an address by which invoices may name a debtor, as it is written."""

    scheme: str  # a word of NUMBERS, or the EAS code of an address
    value: str
    line: int

    @property
    def written(self) -> str:
        """As in an agreement file."""
        of_address = self.scheme not in NUMBERS
        return (
            f"{ADDRESS}: {self.scheme}:{self.value}"
            if of_address
            else f"{self.scheme}: {self.value}"
        )


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """One file in `rules/`; `debtor` is canonical, and empty for the default and for groups."""

    level: Level
    file: str
    debtor: str
    name: str
    group: str | None
    papers: tuple[Paper, ...]
    size: Size | None = None
    public: bool = False
    identifiers: tuple[Identifier, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)  # key -> where it stands


@dataclass(frozen=True, slots=True)
class Clause:
    """One agreed point in force with a debtor, with the days on which it is, both inclusive."""

    kind: str
    params: ClauseParams
    level: Level
    file: str
    line: int
    source: str
    section: str | None
    valid_from: date
    valid_to: date

    @property
    def at(self) -> str:
        """Where it is written: file:line."""
        return f"{self.file}:{self.line}"

    @property
    def paper(self) -> str:
        """The paper, with the section where that is known."""
        return f"{self.source}, {self.section}" if self.section else self.source


@dataclass(frozen=True)
class Agreement:
    """All that holds with one debtor, on all days."""

    debtor: str
    name: str
    group: str | None
    clauses: tuple[Clause, ...]
    of: Agreements = field(repr=False, compare=False)

    def schema(self, *, on: date) -> DataFrameSchema:
        """The clauses of one day as a plain Pandera schema for pandas: see `checker.schema`."""
        # The one import against the direction: everybody looks for this on the agreement.
        from checker.schema import schema  # noqa: PLC0415

        return schema(self.of, self.debtor, on=on)

    def in_force(self, on: date) -> list[Clause]:
        """The clauses of one day, in the order in which an invoice is built up."""
        valid = [clause for clause in self.clauses if clause.valid_from <= on <= clause.valid_to]
        return sorted(valid, key=lambda clause: _ORDER[clause.kind])


@dataclass(frozen=True)
class Agreements:
    """The agreements of all debtors as dated tables, one per clause kind.

    Rows of `tables[kind]`: one per agreement x clause x span of days in which it is in force.
    Rows of `provenance`: one per written clause. Rows of `prices`: one per list x item x span.
    Rows of `selections`: one per selection, rule, field and word (`only` and `except` of clauses).
    Rows of `item_groups`: one per item. Rows of `zones`: one per zone and range of post codes.
    Rows of `item_numbers`: one per list x item, with the number that the debtor has for it.
    Rows of `papers`: one per agreement and paper, of the debtor or of its group.
    Rows of `indices`: one per index and month, with a day in that month.
    Rows of `identifiers`: one per debtor and form in which an invoice may name it.
    """

    keys: dict[str, int]  # canonical debtor -> agreement_key; 0 is the default agreement
    tables: dict[str, pl.DataFrame]
    provenance: pl.DataFrame
    prices: pl.DataFrame
    names: dict[str, str]
    hash: str  # of the content of all files that were read
    rules: Path = Path("rules")  # the folder; settings stand beside the agreements
    groups: dict[str, str] = field(default_factory=dict)
    written: Mapping[int, Clause] = field(default_factory=dict)  # by clause_key
    selections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SELECTIONS))
    item_groups: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ITEM_GROUPS))
    zones: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ZONES))
    papers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAPERS))
    item_numbers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ITEM_NUMBERS))
    indices: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INDICES))
    identifiers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=IDENTIFIERS))
    numbers: dict[str, tuple[Identifier, ...]] = field(default_factory=dict)  # as they are written

    def key(self, debtor: str) -> int:
        """The agreement_key of a debtor; 0, the default agreement, where there is no file."""
        return self.keys.get(canonical(debtor), 0)

    def agreement(self, debtor: str) -> Agreement:
        """What holds with one debtor; the default agreement where the debtor has no file."""
        number = canonical(debtor)
        key = self.keys.get(number, 0)
        spans = [
            span
            for table in self.tables.values()
            for span in table.filter(pl.col("agreement_key") == key)
            .select("clause_key", "valid_from", "valid_to")
            .iter_rows()
        ]
        clauses = tuple(
            replace(self.written[clause], valid_from=start, valid_to=end)
            for clause, start, end in spans
        )
        name = self.names.get(number, "")
        return Agreement(number, name, self.groups.get(number), clauses, self)
