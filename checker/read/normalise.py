"""Rows of an export -> invoices in normal form: documents, lines and charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import calculated_amount
from checker.debtor import canonical_expr
from checker.invoice import CREDIT_NOTE, EXPORT, REJECTED, Invoices, columns
from checker.money import ZERO
from checker.read import documents as papers
from checker.read.charge_rows import charges_of
from checker.read.charges import classify, unclassified
from checker.read.credit import normal_signs, with_type
from checker.read.prices import normal_prices

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.read.charges import ChargeClasses
    from checker.read.reading import Reading


AMOUNT = "line_net_amount"


def normalise(reading: Reading, charges: ChargeClasses) -> Invoices:
    """What was read, as documents, lines and charges; every row is in one frame or rejected.

    Raises InputError: prices and discounts can be understood in two ways.
    """
    rows = with_type(_complete(reading.rows), reading)
    rows = rows.with_columns(owner=canonical_expr(pl.col("debtor")))
    rows, rejected = _placed(rows, numbered="line_id" in reading.rows.columns)
    rows = normal_signs(rows)
    documents = papers.documents_of(rows)
    rows, texts = _without_texts(classify(rows, charges))
    is_charge = rows["charge_class"].is_not_null()
    goods = normal_prices(rows.filter(~is_charge), reading)
    charged = rows.filter(is_charge)
    derived = AMOUNT not in reading.rows.columns
    if derived:
        goods, charged = _with_amounts(goods), _with_amounts(charged)
    lines = goods.with_columns(line_key=pl.int_range(pl.len(), dtype=pl.Int64))
    return Invoices(
        documents=_with_total(documents, rows),
        lines=lines.select(*columns("lines")),
        charges=charges_of(charged, goods),
        rows_read=reading.rows_read,
        rejected=pl.concat([reading.rejected, rejected, texts]),
        unclassified=unclassified(goods, charges),
        absent=_absent(reading.rows.columns),
        derived=frozenset({AMOUNT} if derived else ()),
    )


def _with_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of an export that has no amounts, with what quantity and price come to."""
    priced = rows.with_columns(item_net_price=pl.coalesce("item_net_price", "item_gross_price"))
    return rows.with_columns(priced.select(calculated_amount().alias(AMOUNT)))


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with every column of the dictionary, null where the export has none."""
    missing = [f for f in EXPORT if f.name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=f.dtype).alias(f.name) for f in missing)


def _absent(present: Collection[str]) -> frozenset[str]:
    """Dictionary columns that the export does not have and that do not follow from others."""
    absent = {f.name for f in EXPORT} - set(present) - {"line_id", "invoice_type_code"}
    if "item_gross_price" not in absent:
        absent.discard("item_net_price")
    if not absent & {"vat_rate", "line_net_amount"}:
        absent.discard("total_amount_with_vat")
    return frozenset(absent)


def _placed(rows: pl.DataFrame, *, numbered: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with `document_key` and `line_id`, and the rows that belong to no invoice."""
    rejected = [pl.DataFrame(schema=REJECTED)]

    def without(which: pl.Series, reason: str, found: pl.Expr) -> pl.DataFrame:
        rejected.append(papers.reject(rows, which, f"normalise.{reason}", found))
        return rows.filter(~which)

    lost = rows.select(pl.any_horizontal(pl.col(c).is_null() for c in papers.NUMBER))
    if lost.to_series().any():
        rows = without(lost.to_series(), "no_place", pl.col("invoice_number"))
    key: tuple[str, ...] = papers.KEY
    rows = papers.with_document_key(rows)
    twice = papers.same_line_twice(rows) if numbered else None
    if twice is not None:
        rows = papers.numbered_per_order(rows, twice)
        twice = papers.same_line_twice(rows)
    if twice is not None:
        again = papers.exported_twice(rows, twice)
        found = pl.format("{} / {}", "invoice_number", "line_id")
        rows = papers.with_occurrence(without(again, "duplicate_row", found), twice.filter(~again))
        key = (*key, papers.OCCURRENCE)
        rows = papers.with_document_key(rows.drop("document_key"), key)
    mixed = papers.two_currencies(rows)
    if mixed is not None:
        rows = without(mixed, "two_currencies", pl.col("currency"))
        rows = papers.with_document_key(rows.drop("document_key"), key)
    return papers.with_line_id(rows), pl.concat(rejected)


def _with_total(documents: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Documents with the total that their lines come to, or else the one that is stated."""
    total = "total_amount_with_vat"
    stated = pl.col(total)
    turned = (pl.col("invoice_type_code") == CREDIT_NOTE) & (stated > ZERO)
    stated = pl.when(turned).then(-stated).otherwise(stated)
    return (
        documents.join(
            papers.totals_with_vat(rows), on="document_key", how="left", maintain_order="left"
        )
        .with_columns(pl.coalesce("computed", stated).alias(total))
        .drop("computed")
    )


def _without_texts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows without lines of text: a description with no item, quantity, price or amount."""
    figures = ("invoiced_quantity", "item_net_price", "item_gross_price", "line_net_amount")
    nothing = pl.all_horizontal((pl.col(c).fill_null(ZERO) == ZERO) for c in figures)
    nowhere = pl.all_horizontal(pl.col(c).is_null() for c in ("seller_item_id", "charge_class"))
    texts = rows.select(pl.col("item_name").is_not_null() & nowhere & nothing).to_series()
    rejected = papers.reject(rows, texts, "normalise.text_line", pl.col("item_name"))
    return rows.filter(~texts) if texts.any() else rows, rejected
