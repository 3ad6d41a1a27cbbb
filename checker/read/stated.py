"""What an invoice says that it comes to, beside what its lines come to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker.fields import TOTALS
from checker.invoice import CREDIT_NOTE, columns
from checker.messages import Message
from checker.money import EXACT, HUNDRED, MONEY, ZERO, product, to_cents
from checker.read.reading import BY_SYNONYM
from checker.read.synonyms import forms, load

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.invoice import Invoices
    from checker.read.reading import Reading

NAMES = tuple(entry.name for entry in TOTALS)
VAT = "total_vat_amount"
EITHER_WAY = ("paid_amount", "rounding_amount")
"""Of these the sign says something: rounded up or down, paid or paid back."""
ALIKE = Decimal("0.01")
"""Amounts that differ by less than this share may have the same VAT in cents."""
SUMS = (*(name for name in NAMES if name not in EITHER_WAY), "blocked_account_amount")


def no_totals(rows: pl.DataFrame, reading: Reading) -> list[str]:
    """Columns of totals that hold amounts per line, or VAT of which nothing tells what it is."""
    named = per_line(rows, reading.rows.columns)
    return named if VAT in named or not vat_is_open(rows, reading) else [*named, VAT]


def vat_is_open(rows: pl.DataFrame, reading: Reading) -> bool:
    """Whether a column such as `Btw-bedrag`, the same on all rows of each invoice, may be either.

    It is of the invoice where some invoice has it on lines of different amounts: the VAT of those
    would differ. Equal lines do not tell, and where every invoice has one line it is the same.
    """
    if not _vague(reading):
        return False
    net = pl.col("line_net_amount").abs()
    several = (
        rows.lazy()
        .filter(pl.col(VAT) != ZERO)
        .group_by("document_key")
        .agg(rows=pl.len(), least=net.min(), most=net.max())
        .filter(pl.col("rows") > 1)
        .select(tells=(pl.col("most") - pl.col("least")) > pl.col("least") * ALIKE)
        .collect()["tells"]
    )
    return bool(several.len()) and not several.any()


def _vague(reading: Reading) -> bool:
    """Whether the column of VAT was found by a heading that does not say of what it is."""
    heading = reading.mapping.get(VAT)
    if heading is None or reading.export != BY_SYNONYM or reading.exact:
        return False
    return not set(forms(heading)).isdisjoint(load().weak[VAT])


def per_line(rows: pl.DataFrame, present: Collection[str]) -> list[str]:
    """Columns of totals that hold amounts per line: they differ within some invoice.

    One such invoice is enough: nothing tells which of the others hold a total.
    """
    named = [name for name in NAMES if name in present]
    if not named or rows.is_empty():
        return []
    ends = (
        rows.lazy()
        .group_by("document_key")
        .agg(pl.col(named).min(), pl.col(named).max().name.suffix("_max"))
        .select((pl.col(name) != pl.col(f"{name}_max")).any().alias(name) for name in named)
        .collect()
    )
    return [name for name in named if ends[name].item()]


def without(rows: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Rows with nothing in these columns of amounts."""
    return rows.with_columns(pl.lit(None, dtype=MONEY).alias(name) for name in names)


def vat_of_lines(rows: pl.DataFrame, names: Collection[str]) -> pl.Series | None:
    """Per document, what a column of VAT per line comes to; None where there is no such column.

    Null where the column may hold either. `names` are those of `no_totals`.
    """
    if VAT not in names:
        return None
    if VAT not in per_line(rows, [VAT]):
        return pl.Series([None], dtype=MONEY).new_from_index(0, rows["document_key"].n_unique())
    known = pl.when(pl.col(VAT).count() > 0)  # a comment line has none
    return (
        rows.lazy()
        .group_by("document_key")
        .agg(vat=known.then(pl.col(VAT).sum()))
        .sort("document_key")
        .collect()["vat"]
    )


def with_sign(vat: pl.Series | None, documents: pl.DataFrame) -> pl.Series | None:
    """VAT of `documents`, below zero on credit notes, however the export writes it."""
    if vat is None:
        return None
    credit = pl.col("invoice_type_code") == CREDIT_NOTE
    turned = pl.when(credit).then(-pl.lit(vat).abs()).otherwise(pl.lit(vat))
    return documents.select(turned.alias("vat"))["vat"]


def left_out(reading: Reading, invoices: Invoices) -> list[Message]:
    """What the user is told of columns that were read as totals and are not used as such."""
    names = [name for name in NAMES if name in reading.rows.columns and name in invoices.absent]
    vat = invoices.vat_of_lines
    is_open = vat is not None and _vague(reading) and vat.null_count() == len(vat)
    notes = {VAT: "read.note_vat_open"} if is_open else {}
    return [
        Message(notes.get(name, "read.note_per_line"), {"heading": reading.mapping.get(name, name)})
        for name in names
    ]


def with_signs(documents: pl.DataFrame, present: Collection[str]) -> pl.DataFrame:
    """Documents with the totals of credit notes negative, however the export writes them."""
    named = [name for name in (*SUMS, *EITHER_WAY) if name in present]
    credit = pl.col("invoice_type_code") == CREDIT_NOTE
    if not named or not documents.select(credit.any()).item():
        return documents
    sums = [pl.col(name) for name in named if name in SUMS]
    # Paid back or rounded down is told by how the sums of the same invoice are written.
    others = [pl.col(name) for name in named if name in EITHER_WAY]
    written = pl.any_horizontal(
        [amount > ZERO for amount in sums] or [amount > ZERO for amount in others]
    ).fill_null(value=False)
    turned = {str(amount.meta.output_name()): amount > ZERO for amount in sums}
    turned |= {str(amount.meta.output_name()): written for amount in others}
    return documents.with_columns(
        pl.when(credit & turns).then(-pl.col(name)).otherwise(name).alias(name)
        for name, turns in turned.items()
    )


def with_gross_amount(documents: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Documents with what their lines come to with VAT, or else what they state.

    Source: BT-112 = sum of BT-131 x (1 + BT-152 / 100), in cents.
    """
    with_vat = product(pl.col("line_net_amount"), HUNDRED + pl.col("vat_rate")) / HUNDRED.cast(
        EXACT
    )
    known = pl.when(pl.col("amount").null_count() == 0).then(pl.col("amount").sum())
    computed = (
        rows.lazy()
        .select("document_key", amount=with_vat)
        .group_by("document_key")
        .agg(to_cents(known).alias("computed"))
        .collect()
    )
    return (
        documents.join(computed, on="document_key", how="left", maintain_order="left")
        .with_columns(gross_amount=pl.coalesce("computed", "total_amount_with_vat"))
        .select(*columns("documents"))
    )
