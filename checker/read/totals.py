"""Rows that are no invoice lines: blank rows, headings once more, comments, totals.

Totals are taken out and held against the lines: a subtotal against those since the totals row
before it, a grand total against all. A row is a total if it lacks a needed field and says so in
words, or has figures and neither keys nor item nor description.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.read.reading import TOTALS

if TYPE_CHECKING:
    from checker.read.headings import Choice
    from checker.read.table import Table

WORDS = (
    r"(?i)^(sub|eind|generaal|groot|factuur|pagina|order)?[- ]?(totaal|totalen|totals?)\b"
    r"|^(grand|sub)[- ]?totals?\b|^(eind|slot)?saldo\b|^resultaat\b|^som\b|^sum\b|^(gesamt)?summe\b"
    r"|\s(totaal|total|ergebnis)$"  # 10023 Totaal, as the subtotals of Excel say it
)
ONLY_WORD = (
    r"(?i)^((sub|eind|factuur|regel|order)?[- ]?totaal|(grand|sub|invoice)?[- ]?total|saldo)"
    r"( (generaal|factuur|order|excl|incl)\b.*)?:?$"
)
GRAND = (
    r"(?i)^(eind|grand|generaal|groot)|generaal$"
    r"|^(totaal|total|totalen|totals|saldo|eindsaldo)\s*:?$"
)
# What is named so may be of a part or of everything, whichever its figure says.
EITHER = r"(?i)^(totaal|total|totalen|totals|saldo)\s*:?$"
QUANTITIES = ("invoiced_quantity", "delivered_quantity", "ordered_quantity")
SUMMED = ("line_net_amount", "line_allowance_amount", "order_amount", *QUANTITIES)
FIGURES = (*SUMMED, "item_net_price", "item_gross_price", "total_amount_with_vat")
NAMES = ("seller_item_id", "item_name")


@dataclass(frozen=True)
class Roles:
    """What every row is; all four have one entry per row of the table."""

    ignored: pl.Series  # blank, or the heading once more
    total: pl.Series
    grand: pl.Series
    either: pl.Series  # of the grand ones those that can be subtotals as well

    def filter(self, mask: pl.Series) -> Roles:
        """The roles of the rows where the mask is true."""
        each = (self.ignored, self.total, self.grand, self.either)
        return Roles(*(role.filter(mask) for role in each))


def _has(table: Table, choice: Choice, names: tuple[str, ...]) -> pl.Expr:
    positions = [at for name in names for at in choice.columns.get(name, ())]
    typed = [f"{at}" for at in positions if at in table.columns]
    return pl.any_horizontal([pl.col(at) != "" for at in typed]) if typed else pl.lit(value=False)


def _key(choice: Choice, name: str) -> pl.Expr:
    # The word "Totaal" often stands where a number should be.
    cell = pl.col(str(choice.columns[name][0]))
    return ((cell != "") & ~cell.str.contains(WORDS)).cast(pl.Int8)


def roles(table: Table, choice: Choice, *, grouped: bool = False) -> Roles:
    """Tells data rows from all others, by the texts of the rows that lack something.

    In a `grouped` export most lines lack the keys, so that only what has no quantity and price
    can be a total.
    """
    few = _texts_of_few(table, choice)
    heading = [
        pl.col(str(at)) == choice.headings[at] for at in choice.columns[_first_mapped(choice)]
    ]
    cells = pl.exclude("row")
    named_keys = [name for name in choice.subject.keys if name in choice.columns]
    keys = pl.sum_horizontal(_key(choice, name) for name in named_keys)
    needed = len(named_keys)
    worded = pl.any_horizontal(cells.str.contains(WORDS))
    only = pl.any_horizontal(cells.str.contains(ONLY_WORD))
    figures, named = _has(table, choice, FIGURES), _has(table, choice, NAMES)
    quantity = _has(table, choice, (*QUANTITIES, "item_net_price"))
    item = _has(table, choice, ("seller_item_id",))
    possible = ~quantity if grouped else pl.lit(value=True)
    _refuse_other_headings(few.filter(pl.all_horizontal(heading)), table, choice)
    judged = few.select(
        "row",
        blank=pl.all_horizontal(cells == "") | pl.all_horizontal(heading),
        total=possible
        & (
            (worded & (keys < max(needed - 1, 1)) & ~(item & named & ~only))
            | ((keys == 0) & figures & ~named)
            | (only & ~item & ~quantity & figures)
        ),
        grand=pl.any_horizontal(cells.str.contains(GRAND)) | ~worded,
        either=pl.any_horizontal(cells.str.contains(EITHER)),
    )
    rows = pl.DataFrame({"row": pl.int_range(len(table.source_row), eager=True)})
    spread = rows.join(judged, on="row", how="left", maintain_order="left")
    blank = spread["blank"].fill_null(value=False)
    for column in table.columns.values():
        if column.fault is not None:
            blank &= column.fault.is_null()
    total = spread["total"].fill_null(value=False) & ~blank
    grand, either = (spread[name].fill_null(value=False) & total for name in ("grand", "either"))
    return Roles(blank, total, grand, either)


def _refuse_other_headings(again: pl.DataFrame, table: Table, choice: Choice) -> None:
    """Raises if headings that stand once more are others, so that cells below belong to those."""
    if choice.two_rows:  # one of the two stands there
        return
    for at in (at for positions in choice.columns.values() for at in positions):
        others = again.filter((pl.col(str(at)) != "") & (pl.col(str(at)) != choice.headings[at]))
        if others.height:
            raise InputError(
                "read.other_headings",
                place=table.place(table.columns[at], others["row"][0]),
                heading=choice.headings[at],
                found=others[str(at)][0],
            )


def _texts_of_few(table: Table, choice: Choice) -> pl.DataFrame:
    """`row` and the texts of the rows that lack something, or that are the heading once more."""
    usual = (*choice.subject.keys, "seller_item_id", *QUANTITIES)
    names = [name for name in usual if name in choice.columns]
    filled = [
        reduce(or_, (table.columns[at].filled for at in choice.columns[name])) for name in names
    ]
    again = [
        table.columns[at].text == choice.headings[at]
        for at in choice.columns[_first_mapped(choice)]
    ]
    which = ~reduce(and_, filled) | reduce(and_, again)
    few = table.filter(which)
    texts = pl.DataFrame({str(at): column.text for at, column in few.columns.items()})
    return texts.insert_column(0, which.arg_true().cast(pl.Int64).alias("row"))


def _first_mapped(choice: Choice) -> str:
    return next(name for name in (*choice.subject.keys, *choice.columns) if name in choice.columns)


def reconcile(values: pl.DataFrame, roles: Roles) -> pl.DataFrame:
    """One row per figure of a totals row: what it states and what its lines come to."""
    total = roles.total
    fields = [name for name in SUMMED if name in values.columns]
    places = total.arg_true().to_list()
    found: list[dict[str, object]] = []
    for name in fields:
        lines = values[name].fill_null(Decimal(0)).set(total, Decimal(0))
        running = lines.cum_sum()
        before, starts, previous = Decimal(0), [Decimal(0)], None
        last = len(places) - 1
        for number, at in enumerate(places):
            stated, upto = values[name][at], running[at]
            whole = roles.grand[at] or (number == last == 0)
            whole = whole and not (roles.either[at] and stated == upto - before)
            if stated is not None:
                computed = upto if whole else upto - before
                if not whole and _follows(values[name], previous, at):
                    computed = _nearest(stated, [upto - start for start in starts[:-1]])
                row = values["source_row"][at]
                found.append(
                    {"source_row": row, "field": name, "stated": stated, "computed": computed}
                )
            before, previous = upto, at
            starts.append(upto)
    return pl.DataFrame(found, schema=TOTALS).sort("source_row", maintain_order=True)


def _follows(amounts: pl.Series, previous: int | None, at: int) -> bool:
    """Whether a totals row comes right after another: then it is of several, as of a debtor."""
    if previous is None:
        return False
    return amounts.slice(previous + 1, at - previous - 1).drop_nulls().is_empty()


def _nearest(stated: Decimal, sums: list[Decimal]) -> Decimal:
    return min(sums, key=lambda amount: abs(amount - stated))
