"""Rows of an export -> invoices in normal form: documents, lines and charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import calculated_amount
from checker.debtor import canonical_expr
from checker.fields import BUYER, DOCUMENT, EXPORT, LINE, ORDER, PAYMENT, TOTALS, Field
from checker.invoice import REJECTED, Invoices, Positions, columns
from checker.money import ZERO
from checker.read import documents as papers
from checker.read import stated
from checker.read.charge_rows import charges_of
from checker.read.charges import OTHER, classify, unclassified
from checker.read.credit import normal_signs, with_type
from checker.read.prices import normal_prices
from checker.read.reading import one_file

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from checker.read.charges import ChargeClasses
    from checker.read.reading import Reading


AMOUNT = "line_net_amount"
PASSED_ON = frozenset(entry.name for entry in (*TOTALS, *BUYER, *PAYMENT, *ORDER)) | {
    "debtor_name", "payment_due_date", "buyer_reference", "project_reference",
    "contract_reference", "purchase_order_reference", "buyer_accounting_reference",
    "payment_terms", "invoice_note", "preceding_invoice_reference", "buyer_item_id",
    "standard_item_id", "item_group", "invoice_period_start", "invoice_period_end", "unit_code",
}  # fmt: skip
"""Nothing here reads these: where the export lacks them, ten million nulls need not come along."""
WORKED = tuple(entry for entry in EXPORT if entry.name not in PASSED_ON - {"sales_order_reference"})


def normalise(reading: Reading, charges: ChargeClasses) -> Invoices:
    """What was read, as documents, lines and charges; every row is in one frame or rejected.

    Raises InputError: prices and discounts can be understood in two ways.
    """
    rows = with_type(_complete(reading.rows, WORKED), reading)
    rows = rows.with_columns(owner=canonical_expr(pl.col("debtor")))
    rows, rejected = _placed(rows, reading)
    no_totals = stated.no_totals(rows, reading)
    present = set(reading.rows.columns) - set(no_totals)
    vat = stated.vat_of_lines(rows, no_totals)
    rows = normal_signs(stated.without(rows, no_totals))
    documents, starts = papers.documents_of(rows)
    documents = stated.with_signs(_complete(documents, DOCUMENT), present)
    rows, texts = _without_texts(classify(rows, charges))
    is_charge = rows["charge_class"].is_not_null()
    goods, charged = rows.filter(~is_charge), rows.filter(is_charge)
    unknown = charged.filter(pl.col("charge_class").is_in(OTHER))
    looked_at = pl.concat([goods, unknown]) if unknown.height else goods
    goods = goods if reading.exact else normal_prices(goods, reading)
    derived = AMOUNT not in reading.rows.columns
    if derived:
        goods, charged = _with_amounts(goods), _with_amounts(charged)
    charges_found, of_charges = charges_of(_complete(charged, ORDER), goods)
    lines = goods.with_columns(line_key=pl.int_range(pl.len(), dtype=pl.Int64))
    files = reading.files if reading.files.height else one_file(reading.source)
    return Invoices(
        documents=stated.with_gross_amount(documents, rows),
        lines=_complete(lines, LINE).select(*columns("lines")),
        charges=charges_found,
        rows_read=reading.rows_read,
        data_rows=reading.data_rows,
        vat_of_lines=stated.with_sign(vat, documents),
        rejected=pl.concat([reading.rejected, rejected, texts]),
        unclassified=unclassified(looked_at, charges),
        absent=_absent(present),
        derived=frozenset({AMOUNT} if derived else ()),
        positions=Positions(files, starts, papers.position_of(goods), of_charges),
    )


def _with_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of an export that has no amounts, with what quantity and price come to."""
    priced = rows.with_columns(item_net_price=pl.coalesce("item_net_price", "item_gross_price"))
    return rows.with_columns(priced.select(calculated_amount().alias(AMOUNT)))


def _complete(rows: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    """Rows with these columns of the dictionary, null where the export has none."""
    missing = [f for f in fields if f.name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=f.dtype).alias(f.name) for f in missing)


def _absent(present: Collection[str]) -> frozenset[str]:
    """Dictionary columns that the export does not have and that do not follow from others."""
    absent = {f.name for f in EXPORT} - set(present) - {"line_id", "invoice_type_code"}
    if "item_gross_price" not in absent:
        absent.discard("item_net_price")
    return frozenset(absent)


def _placed(rows: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with `document_key` and `line_id`, and the rows that belong to no invoice."""
    if reading.exact:
        return papers.with_document_key(rows, ("document",)), pl.DataFrame(schema=REJECTED)
    return _told_apart(rows, numbered="line_id" in reading.rows.columns)


def _told_apart(rows: pl.DataFrame, *, numbered: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
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


def _without_texts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows without lines of text: a description with no item, quantity, price or amount."""
    figures = ("invoiced_quantity", "item_net_price", "item_gross_price", "line_net_amount")
    nothing = pl.all_horizontal((pl.col(c).fill_null(ZERO) == ZERO) for c in figures)
    nowhere = pl.all_horizontal(pl.col(c).is_null() for c in ("seller_item_id", "charge_class"))
    texts = rows.select(pl.col("item_name").is_not_null() & nowhere & nothing).to_series()
    rejected = papers.reject(rows, texts, "normalise.text_line", pl.col("item_name"))
    return rows.filter(~texts) if texts.any() else rows, rejected
