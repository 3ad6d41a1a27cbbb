"""Price conditions in a file of their own, one row each: joined to the lines they belong to.

SAP has them in PRCD_ELEMENTS, before S/4HANA in KONV. The price becomes the gross price of its
line, discounts are added up, and each kind of surcharge becomes a column of charges that the
amount of the line contains. Rows of other types (tax, cost) are counted in a note.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.money import EXACT, MONEY, ZERO, quotient, to_price
from checker.read import synonyms
from checker.read.exports import REST, Conditions
from checker.read.numbers import numbers
from checker.read.table import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.read.headings import Choice
    from checker.read.reading import ReadOptions
    from checker.read.source import Source
    from checker.read.table import Grid, Table

GROSS, BASE = "item_gross_price", "price_base_quantity"
PERCENT, OFF = "line_allowance_percentage", "line_allowance_amount"
WHOLE = r"\.0$"


@dataclass(frozen=True)
class _Beside:
    """The file of conditions, and how the mapping says that it is read."""

    table: Table
    says: Conditions
    decimal: str | None

    @cached_property
    def positions(self) -> dict[str, int]:
        return {synonyms.plain(c.heading): at for at, c in self.table.columns.items()}

    def column(self, heading: str) -> Column:
        return self.table.columns[self.positions[synonyms.plain(heading)]]

    def text(self, heading: str) -> pl.Series:
        return self.column(heading).text

    def amounts(self, heading: str) -> tuple[pl.Series, pl.Series]:
        """The numbers under a heading, and why one is none."""
        cells = numbers(self.table, self.column(heading), self.decimal)
        return cells.values.cast(MONEY), cells.fault

    def heading(self, kinds: Sequence[str]) -> str:
        """What stands above the amounts of these types of conditions."""
        there = set(self.rows["type"])
        names = [kind for kind in kinds if kind in there] or list(kinds)
        return f"{', '.join(names)} ({self.table.name})"

    @cached_property
    def rows(self) -> pl.DataFrame:
        """`key`, `type`, `rate`, `per`, `amount`, `fault` of the rows that count."""
        says = self.says
        (rate, no_rate), (per, no_per), (amount, no_amount) = map(
            self.amounts, (says.rate, says.per, says.amount)
        )
        known = [name for name in says.unless if synonyms.plain(name) in self.positions]
        frame = pl.DataFrame(
            {
                "key": _keys([self.text(heading) for heading in says.keys]),
                "type": self.text(says.type),
                "rate": rate,
                "per": per,
                "amount": amount,
                "no_price": no_rate.is_not_null() | no_per.is_not_null(),
                "no_amount": no_amount.is_not_null(),
                **{f"unless {name}": self.text(name) for name in known},
            }
        )
        counts = pl.all_horizontal(
            pl.col("type") != "", *(pl.col(f"unless {n}") == "" for n in known)
        )
        return frame.filter(counts)


class _Made(NamedTuple):
    """A column that conditions make."""

    field: str  # of the dictionary, or the name of a charge
    heading: str
    values: pl.Series
    fault: pl.Series | None = None


def joined(
    choice: Choice, items: Table, source: Source, grids: Sequence[Grid], options: ReadOptions
) -> tuple[Choice, Table]:
    """The lines with the columns that their conditions make.

    Raises InputError: the mapping knows no conditions, or a heading is missing in either file.
    """
    export = choice.export
    if export is None or export.conditions is None:
        raise InputError("read.no_conditions", source=items.name, export=choice.name)
    says = export.conditions
    decimal = options.decimal or export.decimal.get(REST)
    beside = _Beside(_table(grids, says), says, decimal)
    wanted = [_item_column(choice, items, heading) for heading in says.keys.values()]
    key = _keys([column.text for column in wanted])
    made = _made(beside, key, _base(choice, items, decimal))
    fields = {field: at for field, at in choice.columns.items() if field != PERCENT}
    wide, names, charges = dict(items.columns), list(choice.headings), dict(export.charges)
    for column in made:
        at = len(names)
        names.append(column.heading)
        wide[at] = Column(column.heading, at, number=column.values, fault=column.fault)
        if column.field in {GROSS, BASE, OFF}:
            fields[column.field] = (at,)
        else:
            charges[column.heading] = column.field
    own = export.model_copy(update={"charges": charges})
    notes = [*items.notes, *_notes(beside, key, source)]
    wider = replace(choice, headings=names, columns=fields, export=own)
    return wider, replace(items, columns=wide, notes=notes)


def _keys(parts: Sequence[pl.Series]) -> pl.Series:
    """What rows belong to, whatever zeros stand before the numbers: 0090000101 and 000010."""
    plain = [part.str.replace(WHOLE, "").str.strip_chars_start("0") for part in parts]
    return pl.DataFrame({str(at): part for at, part in enumerate(plain)}).select(
        pl.concat_str(pl.all(), separator="/").alias("key")
    )["key"]


def _table(grids: Sequence[Grid], says: Conditions) -> Table:
    wanted = [*says.keys, says.type, says.amount, says.rate, says.per]
    for grid in grids:
        for at, row in enumerate(grid.head):
            there = {synonyms.plain(cell) for cell in row}
            if all(synonyms.plain(heading) in there for heading in wanted):
                return grid.table(at, range(len(row)))
    raise InputError("read.conditions_headings", source=grids[0].name, headings=", ".join(wanted))


def _item_column(choice: Choice, items: Table, heading: str) -> Column:
    forms = [synonyms.plain(each) for each in choice.headings]
    if synonyms.plain(heading) not in forms:
        raise InputError("read.conditions_key", source=items.name, heading=heading)
    return items.columns[forms.index(synonyms.plain(heading))]


def _base(choice: Choice, items: Table, decimal: str | None) -> pl.Series | None:
    """How many units the prices of the lines are of, where the export says so itself."""
    positions = choice.columns.get(BASE)
    return numbers(items, items.columns[positions[0]], decimal).values if positions else None


def _made(beside: _Beside, key: pl.Series, base: pl.Series | None) -> list[_Made]:
    """The columns that come along. What cannot be read is a fault of the first of them."""
    says, rows = beside.says, beside.rows
    price = _per_line(
        rows.filter(pl.col("type").is_in(says.prices)),
        key,
        pl.col("rate", "per").first(),
        bad=pl.col("no_price").any() | (pl.col("rate").n_unique() > 1),
    )
    one = pl.lit(1, dtype=MONEY)
    per = pl.when(pl.col("per").fill_null(ZERO) == ZERO).then(one).otherwise("per")
    own = per if base is None else pl.col("base").fill_null(one)
    price = price.with_columns(per=per, base=base)
    at_base = quotient(pl.col("rate").cast(EXACT) * own.cast(EXACT), pl.col("per"))
    rates = price.select(rate=to_price(at_base).cast(MONEY))["rate"]
    bad = price["bad"]
    made = (
        [] if base is not None else [_Made(BASE, f"{says.per} ({beside.table.name})", price["per"])]
    )
    for name, kinds in _summed(says).items():
        those = rows.filter(pl.col("type").is_in(kinds))
        if those.height:
            sums = _per_line(those, key, pl.col("amount").sum(), bad=pl.col("no_amount").any())
            amount = sums["amount"] if name != OFF else -sums["amount"]
            made.append(_Made(name, beside.heading(kinds), amount))
            bad |= sums["bad"]
    fault = pl.DataFrame({"bad": bad}).select(
        fault=pl.when("bad").then(pl.lit("read.bad_condition")).cast(pl.String)
    )
    return [_Made(GROSS, beside.heading(says.prices), rates, fault["fault"]), *made]


def _summed(says: Conditions) -> dict[str, list[str]]:
    """Discounts, and charges by their names: types whose amounts are added up."""
    summed = {OFF: list(says.discounts)}
    for kind, name in says.charges.items():
        summed.setdefault(name, []).append(kind)
    return summed


def _per_line(rows: pl.DataFrame, key: pl.Series, *what: pl.Expr, bad: pl.Expr) -> pl.DataFrame:
    """One row per line, in the order of the lines; `bad` is false where there are no rows."""
    found = rows.group_by("key").agg(*what, bad=bad)
    lines = key.to_frame().join(found, on="key", how="left", maintain_order="left")
    return lines.with_columns(pl.col("bad").fill_null(value=False))


def _notes(beside: _Beside, key: pl.Series, source: Source) -> list[Message]:
    says, rows = beside.says, beside.rows
    digest = sha256(source.data).hexdigest()
    told: dict[str, object] = {"source": source.name}
    notes = [Message("read.note_conditions", told | {"count": rows.height, "sha256": digest})]
    used = {*says.prices, *says.discounts, *says.charges}
    others = Counter(rows.filter(~pl.col("type").is_in(used))["type"])
    if others:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(others.items()))
        notes.append(Message("read.note_conditions_unused", told | {"names": names}))
    alone = rows.filter(~pl.col("key").is_in(key.unique().implode()))
    if alone.height:
        values = {"count": alone.height, "first": alone["key"][0]}
        notes.append(Message("read.note_conditions_alone", told | values))
    priced = rows.filter(pl.col("type").is_in(says.prices))["key"]
    without = key.filter(~key.is_in(priced.unique().implode()))
    if len(without):
        values = {"count": len(without), "first": without[0]}
        notes.append(Message("read.note_lines_without_price", told | values))
    return notes
