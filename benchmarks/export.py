"""The export: rows of invoices as they stand in a file, and what is wrong in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.agreements import CENTS, PERMILLE, PRICE, decimal
from benchmarks.documents import (
    ARITHMETIC,
    DISCOUNT,
    KINDS,
    NET_PRICE,
    PLACE,
    draw_documents,
    headers,
)
from benchmarks.orders import Draft

if TYPE_CHECKING:
    from benchmarks.terms import Terms

UNITS = {
    "invoiced_quantity": 1,
    "item_net_price": PRICE,
    "price_base_quantity": 1,
    "line_allowance_percentage": PERMILLE,
    "line_net_amount": CENTS,
}


@dataclass(frozen=True)
class Drawn:
    """`rows` of the export and the `truth`: kind, invoice number and place of every error."""

    rows: pl.DataFrame
    truth: pl.DataFrame


def draw(agreed: Terms, lines: int, rng: np.random.Generator) -> Drawn:
    """An export of at most so many rows (whole invoices), and what is wrong in it."""
    documents = draw_documents(agreed, lines // 4 + 8, rng)
    draft = Draft(agreed, documents, rng)
    goods, value = draft.goods()
    of_orders = pl.concat([goods, draft.charges(value)], how="diagonal")
    orders = pl.DataFrame(
        {
            "order": np.arange(len(draft.size)),
            "document": draft.order_document,
            "order_date": pl.Series(draft.order_day).cast(pl.Date),
        }
    ).with_columns(sales_order_reference=_order_numbers(draft))
    papers = headers(agreed, documents, rng)
    papers = papers.with_columns(target=draft.target[papers["document"]])
    rows = (
        papers.join(orders, on="document")
        .join(of_orders, on="order")
        .sort("key", "order", "position")
        .with_columns(line=pl.int_range(1, pl.len() + 1).over("key"))
    )
    whole = rows.group_by("key").len().sort("key").with_columns(pl.col("len").cum_sum())
    kept = whole.filter(pl.col("len") <= lines).select("key")
    return Drawn(
        rows=_export(rows.join(kept, on="key", how="semi")),
        truth=_truth(papers.join(kept, on="key", how="semi")),
    )


def _order_numbers(draft: Draft) -> pl.Series:
    # The second invoice of an order that was split has the number of the first.
    split = draft.documents.split[draft.order_document]
    number = draft.order_document - split * (draft.order_document % 2)
    second = np.where(draft.is_first, "", "B")
    return pl.Series(np.char.add(np.char.add("O", number.astype(str)), second))


def _export(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as they stand in an export, in the order of the days of issue."""
    ordered = rows.sort("issue_date", "key", "line")
    amounts = {name: decimal(ordered[name], unit) for name, unit in UNITS.items()}
    return ordered.select(
        "debtor",
        debtor_name=pl.lit("Debtor ") + pl.col("debtor"),
        invoice_number="invoice_number",
        issue_date="issue_date",
        invoice_type_code=pl.lit("380"),
        currency=pl.lit("EUR"),
        payment_due_date="payment_due_date",
        purchase_order_reference="purchase_order_reference",
        line_id=pl.col("line").cast(pl.String),
        sales_order_reference="sales_order_reference",
        order_date="order_date",
        despatch_advice_reference=pl.lit("D") + pl.col("sales_order_reference"),
        delivery_date=pl.col("order_date") + pl.duration(days=1),
        seller_item_id="seller_item_id",
        item_name="item_name",
        unit_code=pl.lit("C62"),
        vat_rate=pl.lit("21").cast(pl.Decimal(18, 6)),
        **amounts,
    )


def _truth(papers: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("kind")
    line = (pl.col("target") + 1).cast(pl.String)
    is_line = kind.is_in([ARITHMETIC, NET_PRICE, DISCOUNT])
    return papers.filter("wrong").select(
        kind=kind.replace_strict(dict(enumerate(KINDS))),
        invoice_number="invoice_number",
        place=pl.when(is_line).then(line).otherwise(kind.replace_strict(PLACE, default="")),
    )
