"""What to do about a finding, and the invoices as they should have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clauses import BY_NAME
from checker.fields import TOTALS
from checker.finding import CORRECTED, JUDGED, Stage
from checker.invoice import Invoices, columns
from checker.money import MONEY, ZERO

if TYPE_CHECKING:
    from checker.judge import Judged

_TOTALS = tuple(field.name for field in TOTALS)
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

    Where a rule and no value was agreed, such as the pattern of a purchase order number, the
    field stays as it is: only the debtor knows the right one. Totals are worked out anew.
    """
    withdraws = [n for n, kind in BY_NAME.items() if kind.FOLDS == "withdraw"]
    gone = judged.findings.filter(
        (pl.col("outcome") == "violated") & pl.col("clause").is_in(withdraws)
    )
    documents = judged.state.documents.join(
        gone, on="document_key", how="anti", maintain_order="left"
    ).with_columns(pl.lit(None, dtype=MONEY).alias(c) for c in ("gross_amount", *_TOTALS))
    renumbered = documents.select("document_key").with_row_index("new").cast(pl.Int64)

    def kept(frame: pl.DataFrame) -> pl.DataFrame:
        joined = frame.join(renumbered, on="document_key", maintain_order="left")
        return joined.with_columns(document_key="new").drop("new")

    lines = kept(judged.state.lines).with_columns(line_key=pl.int_range(pl.len()))
    return Invoices(
        documents=kept(documents).select(*columns("documents")),
        lines=lines.select(*columns("lines")),
        charges=kept(_charges(judged)).select(*columns("charges")),
        rows_read=invoices.rows_read,
        absent=invoices.absent,
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
