"""Every mapped column to the type of its field, and the first reason why a row cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.money import MONEY, product, to_price
from checker.read import percent, synonyms
from checker.read.cells import cast_in_query
from checker.read.dates import dates
from checker.read.exports import REST
from checker.read.magnitude import BASES, PRICES, bounded, too_far
from checker.read.numbers import Cells, Notation, NotationOpenError, numbers
from checker.read.percentages import Percentages
from checker.read.reasons import first_of
from checker.read.settle import Evidence
from checker.read.texts import IS_CREDIT, is_error, texts, yes_or_no

if TYPE_CHECKING:
    from checker.fields import Field
    from checker.read.exports import Export
    from checker.read.headings import Choice
    from checker.read.reading import Dates, ReadOptions
    from checker.read.reading import Decimal as DecimalSign
    from checker.read.subject import Subject
    from checker.read.table import Column, Table

PERCENTAGES = ("line_allowance_percentage", "vat_rate")
TELLING = ("invoiced_quantity", "ordered_quantity", "line_net_amount", "order_amount")
"""Of a row whose numbers reach too far, what is shown: the first of these that there is."""
CHARGED = "line_net_amount"  # charges in columns are written as the amounts that contain them
FREE_TEXT = frozenset(
    {"debtor_name", "item_name", "unit_code", "payment_terms", "gl_account", "charge_reason"}
)
"""Of these a cell without a value is no reason to set the row apart."""


@dataclass(frozen=True)
class Converted:
    """Values by field, and per row the first reason against it with what was found."""

    values: pl.DataFrame
    reason: pl.Series
    found: pl.Series
    notes: list[Message] = field(default_factory=list)
    notations: dict[str, Notation] = field(default_factory=dict)  # by field
    charges: dict[str, pl.Series] = field(default_factory=dict)  # what the lines contain, by name


@dataclass
class _Columns:
    """Reads one column after the other and keeps the first reason of every row."""

    table: Table
    choice: Choice
    options: ReadOptions
    values: dict[str, pl.Series] = field(default_factory=dict)
    reasons: list[tuple[pl.Series, Column | None]] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    notations: dict[str, Notation] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return self.choice.subject

    @cached_property
    def percentages(self) -> Percentages:
        return Percentages(self.table, self.choice, self.notes)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.options, self.notes)

    def decimal(self, name: str) -> DecimalSign | None:
        known = self.choice.export.decimal if self.choice.export else {}
        return self.options.decimal or known.get(name, known.get(REST))

    def dates(self, name: str) -> Dates | None:
        known = self.choice.export.dates if self.choice.export else {}
        return self.options.dates or known.get(name, known.get(REST))

    def read_all(self, names: list[str]) -> None:
        """Each column by itself, then those whose notation only the others can tell."""
        left_open: list[str] = []
        for name in names:
            reasons, notes = len(self.reasons), len(self.notes)
            try:
                self.read_or_leave(name)
            except NotationOpenError:
                left_open.append(name)
                del self.reasons[reasons:], self.notes[notes:]
        self.evidence.complete = True
        for name in left_open:
            self.read_or_leave(name)

    def read_or_leave(self, name: str) -> None:
        """One column; one that only some clauses read stops nothing, and the user is told."""
        entry, aside = self.subject.by_name[name], name in self.subject.side
        try:
            self.read(entry)
        except InputError as error:
            later = isinstance(error, NotationOpenError) and not self.evidence.complete
            if later or not aside:
                raise
            heading = self.table.columns[self.choice.columns[name][0]].heading
            values: dict[str, object] = {"heading": heading, "why": error.message}
            self.notes.append(Message("read.note_left_out", values))

    def read(self, entry: Field) -> None:
        columns = [self.table.columns[at] for at in self.choice.columns[entry.name]]
        for column in columns:
            self._refuse_unsupported(column)
        if entry.name == "line_allowance_percentage":
            self.values[entry.name] = self._percentage(entry, columns)
        else:
            self.values[entry.name] = self._single(entry, columns[0])
        if self.choice.export:
            self.values[entry.name] = self._adjusted(entry.name, self.choice.export)

    def _adjusted(self, name: str, export: Export) -> pl.Series:
        """The values with their sign turned or times another column, where the mapping says so."""
        values = -self.values[name] if name in export.negative else self.values[name]
        if name not in export.times:
            return values
        factor = self.amounts(self.choice.factors[name], name)
        both = pl.DataFrame({"invoiced_quantity": values, "item_net_price": factor})
        far = too_far(both)
        self._keep(far, self.table.columns[self.choice.columns[name][0]])
        both = both.select(a=pl.when(far.is_null()).then("invoiced_quantity"), b="item_net_price")
        return both.select(a=to_price(product(pl.col("a"), pl.col("b"))))["a"]

    def amounts(self, position: int, name: str) -> pl.Series:
        """A column that is no field of its own, written as the field is."""
        column = self.table.columns[position]
        how = partial(numbers, self.table, column)
        cells = bounded(name, self.evidence.read("decimal", column, self.decimal(name), how))
        self._keep(cells.fault, column)
        return cells.values

    def without_products_too_far(self, values: pl.DataFrame) -> pl.DataFrame:
        """The values, without the prices of rows whose products no decimal holds."""
        far = too_far(values)
        names = [name for name in TELLING if name in self.choice.columns]
        if far.null_count() == len(far) or not names:
            return values
        self._keep(far, self.table.columns[self.choice.columns[names[0]][0]])
        return values.with_columns(
            pl.when(far.is_null()).then(name).alias(name)
            for name in (*PRICES, *BASES)
            if name in values.columns
        )

    def _refuse_unsupported(self, column: Column) -> None:
        if column.unsupported:
            in_query = self.table.kind == "database"
            raise InputError(
                "database.unsupported_type" if in_query else "read.unsupported_type",
                source=self.table.name,
                heading=column.heading,
                type=column.unsupported,
                advice=cast_in_query(column),
            )

    def _single(self, entry: Field, column: Column) -> pl.Series:
        errors = is_error(column)
        if errors.any() and entry.dtype != pl.String:
            column = replace(column, written=column.text.set(errors, ""))
        cells = self._cells(entry, column)
        if cells.notation:
            self.notations[entry.name] = cells.notation
        if entry.name in self.subject.side:
            return self._as_far_as_read(column, errors, cells)
        self._keep_faults(entry, column, errors, cells)
        if entry.name in PERCENTAGES:
            values, beyond = self.percentages.read(entry.name, column, cells.values)
            self._keep(beyond, column)
            return values
        if entry.name == "invoice_type_code" and synonyms.plain(column.heading) in IS_CREDIT:
            return yes_or_no(cells.values)
        return cells.values

    def _cells(self, entry: Field, column: Column) -> Cells:
        if entry.dtype == MONEY:
            sign, how = self.decimal(entry.name), partial(numbers, self.table, column)
            return bounded(entry.name, self.evidence.read("decimal", column, sign, how))
        if entry.dtype == pl.Date:
            order, how = self.dates(entry.name), partial(dates, self.table, column)
            return self.evidence.read("dates", column, order, how)
        exact = self.choice.export.text_columns if self.choice.export else ()
        return texts(column, entry.name, literal=column.heading in exact)

    def _keep_faults(self, entry: Field, column: Column, errors: pl.Series, cells: Cells) -> None:
        never = errors.clear() if column.fault is None else column.fault.set(errors, None)
        lost = len(errors.arg_true())
        if entry.name in FREE_TEXT:
            self._note_lost(column, lost + len(never) - never.null_count())
        else:
            self._note_lost(column, 0 if entry.needed else lost)
            if len(never):
                self._keep(never, column)
        if entry.needed and errors.any():
            hit = pl.DataFrame({"e": errors})
            reason = hit.select(pl.when("e").then(pl.lit("read.error_cell")).alias("r"))["r"]
            self._keep(reason, column)
        self._keep(cells.fault, column)
        if entry.needed:
            gone = pl.DataFrame({"v": cells.values})
            missing = pl.when(pl.col("v").is_null()).then(pl.lit(f"read.missing_{entry.name}"))
            self._keep(gone.select(missing.alias("r"))["r"], self._telling(entry, column))

    def _as_far_as_read(self, column: Column, errors: pl.Series, cells: Cells) -> pl.Series:
        unread = errors | cells.fault.is_not_null()
        if column.fault is not None:
            unread |= column.fault.is_not_null()
        if not unread.any():
            return cells.values
        at = unread.arg_max() or 0
        values: dict[str, object] = {
            "heading": column.heading,
            "count": unread.sum(),
            "place": self.table.place(column, at),
            "text": column.text[at],
        }
        self.notes.append(Message("read.note_unread_cells", values))
        frame = pl.DataFrame({"v": cells.values, "u": unread})
        return frame.select(pl.when(~pl.col("u")).then("v").alias("v"))["v"]

    def _note_lost(self, column: Column, count: int) -> None:
        if count:
            values: dict[str, object] = {"heading": column.heading, "count": count}
            self.notes.append(Message("read.note_lost_cells", values))

    def _telling(self, entry: Field, column: Column) -> Column:
        # Of a row without customer, the number of the invoice says more than an empty cell.
        other = "debtor" if entry.name == "invoice_number" else "invoice_number"
        positions = self.choice.columns.get(other)
        return self.table.columns[positions[0]] if positions else column

    def _keep(self, reason: pl.Series, column: Column) -> None:
        if reason.null_count() < len(reason):
            self.reasons.append((reason, column))

    def _percentage(self, entry: Field, columns: list[Column]) -> pl.Series:
        steps = [each for column in columns for each in percent.steps(column)]
        self.percentages.cascade = len(steps) > 1
        parts = {str(at): self._single(entry, column) for at, column in enumerate(steps)}
        if len(parts) == 1:
            return parts["0"]
        return percent.joined(parts)


def convert(table: Table, choice: Choice, options: ReadOptions) -> Converted:
    """All mapped columns by the names of the dictionary."""
    columns = _Columns(table, choice, options)
    if table.fault is not None:
        columns.reasons.append((table.fault, None))
    ordered = sorted(choice.columns, key=lambda name: name not in choice.subject.needed)
    columns.read_all(ordered)
    charges = {name: columns.amounts(at, CHARGED) for name, at in choice.charges.items()}
    values = {name: columns.values[name] for name in choice.columns if name in columns.values}
    frame = pl.DataFrame({"source_row": table.source_row, **values})
    frame = frame.with_columns(**_constants(choice))
    frame = columns.without_products_too_far(frame)
    percent.refuse_amounts(frame, table, choice)
    reason, found = first_of(columns.reasons, table)
    return Converted(frame, reason, found, columns.notes, columns.notations, charges)


def _constants(choice: Choice) -> dict[str, pl.Expr]:
    constants = choice.export.constants if choice.export else {}
    return {
        name: pl.lit(value).cast(choice.subject.by_name[name].dtype)
        for name, value in constants.items()
        if name not in choice.columns
    }
