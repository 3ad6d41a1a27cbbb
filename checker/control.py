"""Control figures: what an input comes to, held against what anybody says that it comes to.

Three say so: a totals row of the export, the totals of an e-invoice, and the figures that the
user gives along. A figure that differs, or that the input does not tell, is for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import polars as pl

from checker.errors import InputError
from checker.invoice import CREDIT_NOTE
from checker.money import MONEY, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.invoice import Invoices

    Dtype = pl.DataType | type[pl.DataType]

CONTROL, TOTALS_ROW, EINVOICE = "control", "totals_row", "einvoice"
"""Who states a figure: the user, the export, an e-invoice."""
REGISTERS = ("deliveries", "orders")
COUNTS = ("count", "invoices", "credits", *REGISTERS)
AMOUNTS = ("sum", "vat", "credit_sum")
KEYS = (*COUNTS, *AMOUNTS)
"""The figures: data rows of the file, invoices, credit notes among them, data rows of registers;
and per currency what all rows come to without VAT, the VAT, and what the credit notes among them
come to (below zero)."""
OF_ALL = frozenset({"count", *REGISTERS})
"""Figures that no currency has a part of: a row that could not be read may name none."""

FIGURES: dict[str, Dtype] = {
    "figure": pl.String,  # one of KEYS
    "currency": pl.String,  # null: of all currencies; "": of invoices that state none
    "found": MONEY,  # null: the input does not tell
}
"""One row per figure; those of KEYS that can be had per currency, once more for each."""

COMPARED: dict[str, Dtype] = {
    "kind": pl.String,  # CONTROL, TOTALS_ROW or EINVOICE
    "place": pl.String,  # where it is stated: file:line of a control file, the name of a file
    "source_row": pl.Int64,  # of the totals row, or of the first line of the e-invoice
    "figure": pl.String,  # one of KEYS, a field of the dictionary, or a business term
    "currency": pl.String,
    "stated": MONEY,
    "found": MONEY,  # null: not known
    "outcome": pl.String,  # equal, different or unknown
}
"""One row per figure that somebody states."""

ROUNDED, BELOW = "BT-110", pl.lit(Decimal(1), dtype=MONEY)
"""VAT that differs by less than 1 counts as equal: so much the rules of EN 16931 leave to rounding
(BR-CO-17). Whether its cents are right is what the clause kind `tax_arithmetic` asks."""
Outcome = Literal["equal", "different", "unknown"]
VAT, WITH_VAT, WITHOUT_VAT = (
    "total_vat_amount",
    "total_amount_with_vat",
    "total_amount_without_vat",
)


NO_REGISTERS: Mapping[str, int] = {}


@dataclass(frozen=True)
class Stated:
    """A figure as the user gives it."""

    figure: str  # one of KEYS
    currency: str | None
    value: Decimal
    place: str = ""  # where it is written

    @property
    def key(self) -> str:
        """As it is written: `sum`, `sum.EUR`."""
        return f"{self.figure}.{self.currency}" if self.currency else self.figure


def net_amounts(invoices: Invoices) -> pl.DataFrame:
    """Documents with `net_amount`: what their lines and charges come to; null without any."""
    parts = [
        invoices.lines.select("document_key", net_amount="line_net_amount"),
        invoices.charges.select("document_key", net_amount="charge_amount"),
    ]
    net = pl.concat(parts).group_by("document_key").agg(pl.col("net_amount").sum())
    return invoices.documents.join(net, on="document_key", how="left", maintain_order="left")


def figures(
    invoices: Invoices, documents: pl.DataFrame, registers: Mapping[str, int] = NO_REGISTERS
) -> pl.DataFrame:
    """What the input comes to: the rows of FIGURES. `documents` are those of `net_amounts`.

    `registers` has the data rows of those that were given along.

    Rows that were set apart count as data rows and, where their amount could be read, in the sum:
    of the only currency where there is but one. Credit notes count below zero.
    """
    per = _per_currency(invoices, documents)
    found: list[tuple[str, str | None, Decimal | int | None]] = [
        ("count", None, invoices.data_rows),
        ("invoices", None, documents.height),
        ("credits", None, sum(per["credits"])),
        *((name, None, rows) for name, rows in registers.items()),
    ]
    for row in per.iter_rows(named=True):
        found += [(key, row["currency"], row[key]) for key in KEYS if key not in OF_ALL]
    values = [(key, currency, _decimal(value)) for key, currency, value in found]
    return pl.DataFrame(values, schema=FIGURES, orient="row")


def _per_currency(invoices: Invoices, documents: pl.DataFrame) -> pl.DataFrame:
    credit = pl.col("invoice_type_code") == CREDIT_NOTE
    net = pl.col("net_amount")
    stated = pl.coalesce(VAT, pl.col(WITH_VAT) - pl.col(WITHOUT_VAT))
    vat = stated if invoices.vat_of_lines is None else pl.lit(invoices.vat_of_lines)
    found = (
        documents.select(
            "net_amount", "invoice_type_code", pl.col("currency").fill_null(""), vat=vat
        )
        .group_by("currency")
        .agg(
            invoices=pl.len().cast(pl.Int64),
            credits=credit.sum().cast(pl.Int64),
            sum=net.sum(),
            # What one of them does not say is not known of all.
            vat=pl.when(pl.col("vat").null_count() == 0).then(pl.col("vat").sum()),
            credit_sum=net.filter(credit).sum(),
        )
        .sort("currency")
    )
    return _with_rejected(found, invoices.rejected["line_net_amount"].drop_nulls())


def _with_rejected(found: pl.DataFrame, amounts: pl.Series) -> pl.DataFrame:
    if amounts.is_empty():
        return found
    only = found["currency"][0] if found.height == 1 else ""
    if only not in found["currency"]:
        none = pl.DataFrame([{"currency": only, "invoices": 0, "credits": 0}])
        found = pl.concat([none, found], how="diagonal_relaxed").with_columns(
            pl.col("sum", "credit_sum").fill_null(Decimal(0))
        )
    mine = pl.col("currency") == only
    apart = pl.lit(Decimal(amounts.sum()), dtype=MONEY)
    return found.with_columns(
        pl.when(mine).then(pl.col("sum") + apart).otherwise("sum").alias("sum")
    )


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def compare(stated: Sequence[Stated], found: pl.DataFrame) -> pl.DataFrame:
    """The figures of the user beside those of the input: rows of COMPARED.

    Raises InputError: an amount of all currencies together, which there is not.
    """
    rows = [
        (CONTROL, each.place, None, each.figure, each.currency, each.value, _found(each, found))
        for each in stated
    ]
    return _judged(rows)


def _found(stated: Stated, found: pl.DataFrame) -> Decimal | None:
    of_figure = found.filter(pl.col("figure") == stated.figure)
    values: dict[str | None, Decimal | None] = dict(
        of_figure.select("currency", "found").iter_rows()
    )
    if stated.currency is None:
        return values[None] if None in values else _of_all(stated, values)
    if stated.currency in values:
        return values[stated.currency]
    # Nothing is in this currency, unless the invoices that name none are.
    return None if "" in values else Decimal(0)


def _of_all(stated: Stated, values: dict[str | None, Decimal | None]) -> Decimal | None:
    named = sorted(currency for currency in values if currency)
    if len(named) > 1:
        keys = ", ".join(f"{stated.figure}.{currency}=..." for currency in named)
        raise InputError(
            "control.several_currencies", place=stated.place, figure=stated.figure, keys=keys
        )
    known = [value for value in values.values() if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) and known else None


def of_totals(totals: pl.DataFrame, source: str, *, einvoices: bool) -> pl.DataFrame:
    """What totals rows and e-invoices state, beside what was read: rows of COMPARED.

    `totals` are those of a reading; of e-invoices their field is `file BT-106`. See ROUNDED.
    """
    term = r"^(?s:(.*)) (BT-[0-9]+)$"
    field = pl.col("field")
    of_table = "place" if "place" in totals.columns else pl.lit(source)  # one of several sheets
    place = field.str.extract(term, 1) if einvoices else of_table
    slack = pl.when(field.str.ends_with(f" {ROUNDED}")).then(BELOW).otherwise(ZERO)
    return totals.select(
        kind=pl.lit(EINVOICE if einvoices else TOTALS_ROW),
        place=place,
        source_row="source_row",
        figure=field.str.extract(term, 2) if einvoices else field,
        currency=pl.lit(None, dtype=pl.String),
        stated="stated",
        found="computed",
        outcome=_outcome(pl.col("stated"), pl.col("computed"), slack),
    )


def _judged(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), schema=dict(list(COMPARED.items())[:-1]), orient="row")
    return frame.with_columns(outcome=_outcome(pl.col("stated"), pl.col("found")))


def _outcome(stated: pl.Expr, found: pl.Expr, slack: pl.Expr = ZERO) -> pl.Expr:
    return (
        pl.when(found.is_null())
        .then(pl.lit("unknown"))
        .when((stated == found) | ((stated - found).abs() < slack))
        .then(pl.lit("equal"))
        .otherwise(pl.lit("different"))
    )


def as_stated(compared: pl.DataFrame) -> bool:
    """Whether the input comes to all that the user, its totals rows and its e-invoices state."""
    return differing(compared).is_empty()


def differing(compared: pl.DataFrame) -> pl.DataFrame:
    """What is not equal, the figures of the user first."""
    return compared.filter(pl.col("outcome") != "equal")


@dataclass(frozen=True)
class OfCurrency:
    """The figures of one currency, side by side, as people look at them."""

    currency: str
    invoices: int
    credits: int
    sum: Decimal
    credit_sum: Decimal
    vat: Decimal | None

    @property
    def credit_share(self) -> Decimal | None:
        """Credit notes in percent of all invoices."""
        return _percent(Decimal(self.credits), Decimal(self.invoices))

    @property
    def credit_sum_share(self) -> Decimal | None:
        """What was credited, in percent of what was invoiced."""
        return _percent(-self.credit_sum, self.sum - self.credit_sum)


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part * 100 / whole if whole else None


def by_currency(found: pl.DataFrame) -> Iterator[OfCurrency]:
    """The figures of every currency."""
    of_each = found.filter(pl.col("currency").is_not_null())
    for (currency,), rows in of_each.group_by("currency", maintain_order=True):
        values = dict(rows.select("figure", "found").iter_rows())
        yield OfCurrency(
            str(currency), int(values["invoices"]), int(values["credits"]), values["sum"],
            values["credit_sum"], values["vat"],
        )  # fmt: skip
