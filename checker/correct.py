"""What to do about a finding, and the invoices as they should have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clauses import BY_NAME
from checker.finding import CORRECTED, JUDGED, Stage
from checker.invoice import FIELDS, Invoices, columns
from checker.money import MONEY, ZERO

if TYPE_CHECKING:
    from checker.judge import Judged

CORRECTIONS = (
    "amend",  # a draft is put right before it goes out
    "credit_and_reissue",  # over-charged: credit note (381) and a new invoice (380)
    "debit_note",  # under-charged: debit note (383)
    "corrected_invoice",  # no money in it: corrected invoice (384)
    "accept",  # paid, and no money in it
    "fix_master_data",  # of a cause with many findings, see the list by cause
)


def correct(findings: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """The findings with `stage` and `correction` (null where the outcome is unknown).

    Signs decide on credit notes as on invoices: a credit that is too small is an over-charge.
    """
    difference = pl.col("difference")
    issued = (
        pl.when(difference > ZERO)
        .then(pl.lit("credit_and_reissue"))
        .when(difference < ZERO)
        .then(pl.lit("debit_note"))
        .otherwise(pl.lit("accept" if stage == "paid" else "corrected_invoice"))
    )
    what = pl.lit("amend") if stage == "draft" else issued
    return findings.with_columns(
        stage=pl.lit(stage),
        correction=pl.when(pl.col("outcome") == "violated").then(what),
    ).select(*JUDGED, *CORRECTED)


def agreed_invoices(judged: Judged, invoices: Invoices) -> Invoices:
    """The invoices as agreed: every violated field has its agreed value, duplicates are gone.

    A purchase order number stays as it is: only the debtor knows the right one.
    """
    violated = judged.findings.filter(pl.col("outcome") == "violated")
    fields = {n: kind.FIELD for n, kind in BY_NAME.items()}
    violated = violated.with_columns(field=pl.col("clause").replace_strict(fields, default=None))
    documents = _documents(invoices.documents, violated)
    renumbered = documents.select("document_key").with_row_index("new").cast(pl.Int64)

    def kept(frame: pl.DataFrame) -> pl.DataFrame:
        joined = frame.join(renumbered, on="document_key", maintain_order="left")
        return joined.with_columns(document_key="new").drop("new")

    lines = kept(_lines(judged, violated)).with_columns(line_key=pl.int_range(pl.len()))
    return Invoices(
        documents=kept(documents),
        lines=lines.select(*columns("lines")),
        charges=kept(_charges(judged)).select(*columns("charges")),
        rows_read=invoices.rows_read,
        absent=invoices.absent,
    )


def _agreed(violated: pl.DataFrame, field: str, key: str) -> pl.DataFrame:
    rows = violated.filter(pl.col("field") == field)
    text = pl.col("agreed")
    value = text.str.to_date() if FIELDS[field].dtype == pl.Date else text.cast(MONEY)
    return rows.select(key, value.alias(f"{field}_agreed"))


def _documents(documents: pl.DataFrame, violated: pl.DataFrame) -> pl.DataFrame:
    twice = violated.filter(pl.col("field") == "invoice_number").select("document_key")
    due = _agreed(violated, "payment_due_date", "document_key")
    kept = documents.join(twice, on="document_key", how="anti", maintain_order="left")
    put_right = kept.join(due, on="document_key", how="left", maintain_order="left").with_columns(
        payment_due_date=pl.coalesce("payment_due_date_agreed", "payment_due_date"),
        total_amount_with_vat=pl.lit(None, dtype=MONEY),
    )
    return put_right.select(*columns("documents"))


def _lines(judged: Judged, violated: pl.DataFrame) -> pl.DataFrame:
    lines = judged.state.lines.with_columns(line_net_amount="amount")
    price = _agreed(violated, "item_net_price", "line_key")
    percent = _agreed(violated, "line_allowance_percentage", "line_key")
    for agreed in (price, percent):
        lines = lines.join(agreed, on="line_key", how="left", maintain_order="left")
    priced = pl.col("item_net_price_agreed").is_not_null()
    discounted = pl.col("line_allowance_percentage_agreed").is_not_null()
    # One form for every correction: the price, and the discount as a percentage of it.
    return lines.with_columns(
        item_net_price=pl.when(discounted)
        .then(pl.coalesce("item_gross_price", "item_net_price"))
        .otherwise(pl.coalesce("item_net_price_agreed", "item_net_price")),
        line_allowance_percentage=pl.when(priced)
        .then(ZERO)
        .otherwise(pl.coalesce("line_allowance_percentage_agreed", "line_allowance_percentage")),
        line_allowance_amount=pl.when(~priced & ~discounted).then(pl.col("line_allowance_amount")),
        item_gross_price=pl.when(~priced & ~discounted).then(pl.col("item_gross_price")),
    )


def _charges(judged: Judged) -> pl.DataFrame:
    """What is charged in the end; a charge that comes to nothing is no charge."""
    same = [
        "document_key",
        "sales_order_reference",
        "despatch_advice_reference",
        "charge_class",
    ]
    merged = judged.state.charges.group_by(same, maintain_order=True).agg(
        pl.col("charge_amount").sum(),
        pl.col("rows").sum(),
        *(
            pl.col(c).first()
            for c in columns("charges")
            if c not in {*same, "charge_amount", "rows"}
        ),
    )
    return merged.filter(pl.col("charge_amount") != ZERO)
