"""Finds the heading row of a grid and says which column is which field, or why it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.messages import Message
from checker.read import synonyms
from checker.read.exports import FOLDER, Export, nearest
from checker.read.heading_rows import candidates
from checker.read.reading import BY_SYNONYM
from checker.read.subject import INVOICES, Subject
from checker.read.table import letters

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from checker.read.table import Grid

AMOUNTS = ("line_net_amount", "item_net_price", "item_gross_price")
NUMBERS_OF_BUYER = ("buyer_legal_registration_id", "buyer_vat_identifier", "buyer_identifier")
"""What can stand in for the account number of a debtor, if the user says so."""
FEWEST = 2  # fields that make a row a heading


@dataclass(frozen=True)
class Choice:
    """A heading row with one way to read it: by a mapping file or by synonym."""

    grid: Grid
    row: int  # index in grid.head
    headings: list[str]
    columns: dict[str, tuple[int, ...]]
    export: Export | None = None
    subject: Subject = INVOICES
    two_rows: bool = False  # the headings stand in this row and the one above it
    passed_over: tuple[str, ...] = ()  # hidden sheets

    @property
    def name(self) -> str:
        """What is shown to the user."""
        return self.export.name if self.export else BY_SYNONYM

    @cached_property
    def factors(self) -> dict[str, int]:
        """Field -> position of the column that the mapping multiplies it by."""
        forms = [synonyms.plain(heading) for heading in self.headings]
        times = self.export.times if self.export else {}
        return {field: forms.index(synonyms.plain(heading)) for field, heading in times.items()}

    @cached_property
    def charges(self) -> dict[str, int]:
        """Name of a charge -> position of the column that the mapping finds it in."""
        forms = [synonyms.plain(heading) for heading in self.headings]
        wanted = self.export.charges.items() if self.export else ()
        there = [(synonyms.plain(heading), name) for heading, name in wanted]
        return {name: forms.index(form) for form, name in there if form in forms}

    @cached_property
    def of_invoices(self) -> tuple[int, ...]:
        """Columns by which what was taken for a register is an export of invoices."""
        if self.subject is INVOICES or self.export is not None:
            return ()
        known = synonyms.match(self.headings)
        used = {at for positions in self.columns.values() for at in positions}
        telling = [known.get(name, ()) for name in ("invoice_number", "issue_date", AMOUNTS[0])]
        its_own = all(set(positions) - used for positions in telling[:2])
        return tuple(at[0] for at in telling) if its_own and telling[2] else ()

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int, bool, int]:
        """What is better is greater: all needed fields, most fields, and a mapping file."""
        complete = all(field in self.columns for field in self.subject.needed)
        return (
            complete,
            not self.of_invoices,
            not self.grid.hidden,
            self.export is not None,
            len(self.columns),
            not self.two_rows,
            len([h for h in self.headings if h]),
        )


def forms_of(grids: Sequence[Grid]) -> frozenset[str]:
    """Everything that may be a heading, in plain form."""
    return frozenset(synonyms.plain(cell) for grid in grids for row in grid.head for cell in row)


def _by_export(
    export: Export, headings: list[str], beside: Collection[str]
) -> dict[str, tuple[int, ...]] | None:
    forms = [synonyms.plain(heading) for heading in headings]
    known = {*forms, *beside}
    if not all(
        synonyms.plain(heading) in known for heading in (*export.match, *export.times.values())
    ):
        return None
    several = synonyms.load().several
    columns: dict[str, tuple[int, ...]] = {}
    for field, words in export.columns.items():
        hits = [
            [at for at, form in enumerate(forms) if form == synonyms.plain(word)] for word in words
        ]
        there = [hit for hit in hits if hit]
        if there:
            columns[field] = (
                tuple(at for hit in there for at in hit) if field in several else tuple(there[0])
            )
    return columns


def _choices(
    grid: Grid,
    exports: Sequence[Export],
    subject: Subject,
    *,
    by_synonym: bool,
    beside: Collection[str],
) -> list[Choice]:
    found: list[Choice] = []
    for heading in candidates(grid, subject):
        at, cells, two = heading.row, heading.names, heading.two_rows
        for export in exports:
            mapped = _by_export(export, cells, beside)
            if beside and mapped:  # one half of the invoices: the other has fields of its own
                mapped = {name: at for name, at in mapped.items() if name in subject.by_name}
            if mapped:
                found.append(Choice(grid, at, cells, mapped, export, subject, two))
        if by_synonym and len(columns := synonyms.match(cells, subject)) >= FEWEST:
            found.append(Choice(grid, at, cells, columns, None, subject, two))
    return found


def _wanted(exports: Sequence[Export], name: str | None) -> tuple[Sequence[Export], bool]:
    if name is None:
        return exports, True
    if name == BY_SYNONYM:
        return [], True
    chosen = [export for export in exports if export.name == name]
    if not chosen:
        known = [*(export.name for export in exports), BY_SYNONYM]
        raise InputError(
            "read.unknown_export", name=name, folder=FOLDER, nearest=nearest(name, known)
        )
    return chosen, False


def choose(
    grids: Sequence[Grid],
    exports: Sequence[Export],
    name: str | None,
    subject: Subject = INVOICES,
    *,
    beside: Collection[str] | None = None,
) -> Choice:
    """The best way to read the best grid. Raises if there is none, or two that are equally good.

    One that lacks something is refused too, unless the invoices are in two files: then `beside` has
    the headings of the other, and a mapping may be of both.
    """
    wanted, by_synonym = _wanted([e for e in exports if e.holds == subject.name], name)

    def fitting(exports: Sequence[Export]) -> list[Choice]:
        known = beside or ()
        each = (_choices(g, exports, subject, by_synonym=by_synonym, beside=known) for g in grids)
        return [choice for choices in each for choice in choices]

    found = fitting(wanted)
    if not found and not by_synonym:  # what tells a mapping from others may be gone if it is named
        named = fitting([export.model_copy(update={"match": ()}) for export in wanted])
        found = [choice for choice in named if choice.rank[0]]
    if not found:
        raise _no_heading(grids, wanted if name and not by_synonym else [], subject)
    best = max(found, key=lambda choice: choice.rank)
    _refuse_rivals(best, [c for c in found if c.rank == best.rank])
    _refuse_doubles(best)
    if beside is None:
        refuse_gaps(best, subject.needed)
    hidden = tuple(g.name.partition("]")[2] for g in grids if g.hidden and g is not best.grid)
    return replace(best, passed_over=hidden)


def _refuse_rivals(best: Choice, equal: list[Choice]) -> None:
    names = sorted({choice.name for choice in equal})
    if len(names) > 1:
        raise InputError("read.two_exports", source=best.grid.name, names=" / ".join(names))
    sheets = dict.fromkeys(c.grid.name for c in equal if c.grid.kind == "sheet")
    if len(sheets) > 1:
        names = [name.partition("]")[2] for name in sheets]
        if best.subject is INVOICES:
            raise InputError("read.two_sheets", sheets=", ".join(names))
        raise InputError("read.two_sheets_of_register", sheets=", ".join(names))


def _refuse_doubles(choice: Choice) -> None:
    several = synonyms.load().several
    for field, positions in choice.columns.items():
        names = {synonyms.plain(choice.headings[at]) for at in positions}
        if len(positions) > 1 and (field not in several or len(names) < len(positions)):
            raise InputError(
                "read.two_headings",
                source=choice.grid.name,
                row=choice.grid.row_number(choice.row),
                headings=" / ".join(f"{choice.headings[at]} ({letters(at)})" for at in positions),
                field=field,
            )


def refuse_gaps(choice: Choice, needed: Sequence[str]) -> None:
    """Raises if a needed field has no column, or the amounts or references have none at all."""
    constants = choice.export.constants if choice.export else {}
    for field in needed:
        if field not in choice.columns and field not in constants:
            raise _missing(choice, field)
    if choice.subject.name == INVOICES.name and choice.subject is not INVOICES:
        return  # one half of the invoices
    if choice.subject is not INVOICES:
        _refuse_as_register(choice)
        return
    quantity_and_price = "invoiced_quantity" in choice.columns and any(
        field in choice.columns for field in AMOUNTS[1:]
    )
    if AMOUNTS[0] not in choice.columns and not quantity_and_price:
        raise _missing(choice, AMOUNTS[0])


def _refuse_as_register(choice: Choice) -> None:
    """Raises if a register names no delivery and no order, or is an export of invoices."""
    if choice.of_invoices:
        raise InputError(
            "read.is_invoices",
            source=choice.grid.name,
            headings=", ".join(choice.headings[at] for at in choice.of_invoices),
            name=choice.subject.name,
        )
    if not any(field in choice.columns for field in choice.subject.one_of):
        raise _missing(choice, choice.subject.one_of[0])


def _missing(choice: Choice, field: str) -> InputError:
    used = {at for positions in choice.columns.values() for at in positions}
    free = {synonyms.plain(h): h for at, h in enumerate(choice.headings) if h and at not in used}
    known = synonyms.load(choice.subject)
    words = [word for word, of in known.clear.items() if of == field]
    words += known.weak.get(field, [])
    close = [free[form] for form in free if nearest(form, words) in words]
    stands_in = next((name for name in NUMBERS_OF_BUYER if name in choice.columns), None)
    at = choice.columns[stands_in][0] if stands_in and field == "debtor" else None
    return InputError(
        "read.column_missing" if at is None else "read.column_missing_debtor",
        number=stands_in,
        heading=None if at is None else choice.headings[at],
        source=choice.grid.name,
        row=choice.grid.row_number(choice.row),
        field=field,
        examples=synonym_examples(field, choice.subject),
        headings=", ".join(heading for heading in choice.headings if heading),
        nearest=", ".join(close) or "-",
        export=choice.export.name if choice.export else Message("read.no_mapping"),
    )


def synonym_examples(field: str, subject: Subject = INVOICES) -> str:
    """The titles of a field in the dictionary, as an example of a heading that is understood."""
    entry = subject.by_name[field]
    return f"{entry.nl}, {entry.en}"


def _no_heading(grids: Sequence[Grid], exports: Sequence[Export], subject: Subject) -> InputError:
    widest = max(grids, key=_width)
    shown = next((row for row in widest.head if any(row)), [])
    found = ", ".join(cell for cell in shown if cell)[:200]
    if exports:
        return InputError(
            "read.export_does_not_match",
            source=widest.name,
            name=exports[0].name,
            expected=", ".join(exports[0].match),
            found=found,
        )
    one = widest.kind == "text" and _width(widest) <= 1
    return InputError(
        "read.one_column" if one else "read.no_heading",
        source=widest.name,
        found=found,
        examples=", ".join(_examples(subject)),
    )


def _examples(subject: Subject) -> list[str]:
    names = (*subject.needed, *(subject.one_of or AMOUNTS[:1]))
    return [subject.by_name[name].nl for name in names]


def _width(grid: Grid) -> int:
    """Most cells of a row that can be a heading: headings have no digits, decimal commas do."""
    rows = [[cell for cell in row if cell] for row in grid.head]
    wordy = [row for row in rows if row and not any(map(str.isdigit, "".join(row)))]
    return max((len(row) for row in wordy or rows), default=0)
