"""A column of percentages: 21, 0.21, or what a sheet shows as 21 %."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.money import EXACT, HUNDRED, to_price
from checker.read import percent, synonyms
from checker.read.exports import REST

if TYPE_CHECKING:
    from checker.read.headings import Choice
    from checker.read.table import Column, Table

SOME_PERCENT = "read.note_some_percent"


@dataclass
class Percentages:
    """Tells shares from percentages; what it has found goes to the notes."""

    table: Table
    choice: Choice
    notes: list[Message]
    cascade: bool = False  # several discounts on top of each other

    def read(self, field: str, column: Column, values: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The values of a field as percentages, and per cell the reason against it.

        Raises InputError: a heading such as Korting, over amounts.
        """
        shown = column.percent
        if self._is_fraction(field, column, values if shown is None else values.filter(~shown)):
            values = self._times_hundred(column, values, "read.note_fraction")
        elif shown is not None and shown.any():
            every = (shown | values.is_null()).all()
            key = "read.note_fraction" if every else SOME_PERCENT
            values = self._times_hundred(column, values, key, shown)
        self._refuse_amounts(column, values)
        beyond = pl.DataFrame({"v": values}).select(
            pl.when(pl.col("v").abs() > HUNDRED).then(pl.lit("read.bad_percentage")).alias("r")
        )["r"]
        return values, beyond

    def _times_hundred(
        self, column: Column, values: pl.Series, key: str, where: pl.Series | None = None
    ) -> pl.Series:
        """The shares as percentages, and a note that says so."""
        hit = pl.repeat(value=True, n=len(values), eager=True) if where is None else where
        told: dict[str, object] = {"heading": column.heading}
        self.notes.append(
            Message(key, told | {"count": hit.sum()} if key == SOME_PERCENT else told)
        )
        frame = pl.DataFrame({"v": values})
        times = to_price(pl.col("v").cast(EXACT) * HUNDRED.cast(EXACT))
        return frame.select(pl.when(hit).then(times).otherwise("v").alias("v"))["v"]

    def _is_fraction(self, field: str, column: Column, values: pl.Series) -> bool:
        """True if numbers that the file does not show as percentages are shares: 0.21."""
        known = self.choice.export.percentages if self.choice.export else {}
        settled = known.get(field, known.get(REST))
        signed = column.written is not None and column.written.str.contains("%", literal=True).any()
        if settled or signed:
            return settled == "fraction"
        # One discount is told apart by the amounts of the lines, later; a rate or a cascade is not,
        # and neither is a column of which some cells are told apart already.
        alone = field == "vat_rate" or self.cascade or column.percent is not None
        return alone and percent.fractions(values)

    def _refuse_amounts(self, column: Column, values: pl.Series) -> None:
        # A heading that says only "Korting" may hold amounts.
        over = (values.abs() > Decimal(100)).fill_null(value=False)
        if synonyms.plain(column.heading) in percent.VAGUE_DISCOUNT and over.any():
            at = over.arg_max() or 0
            raise InputError(
                "read.discount_or_amount",
                heading=column.heading,
                place=self.table.place(column, at),
                text=column.text[at],
            )
