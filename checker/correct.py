"""What to do about a finding, and the invoices as they should have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clauses import BY_NAME
from checker.finding import CORRECTED, JUDGED, Stage
from checker.invoice import Invoices, columns
from checker.money import MONEY, ZERO
from checker.totals import nearest, totals

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

    Where a rule and no value was agreed, such as the pattern of a purchase order number, the
    field stays as it is: only the debtor knows the right one. Totals that the invoice states are
    worked out anew.
    """
    withdraws = [n for n, kind in BY_NAME.items() if kind.FOLDS == "withdraw"]
    gone = judged.findings.filter(
        (pl.col("outcome") == "violated") & pl.col("clause").is_in(withdraws)
    )
    documents = judged.state.documents.join(
        gone, on="document_key", how="anti", maintain_order="left"
    )
    documents = _with_totals(documents, judged, invoices)
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


def _with_totals(documents: pl.DataFrame, judged: Judged, invoices: Invoices) -> pl.DataFrame:
    """Totals as the agreed lines and charges come to, where the invoice stated them.

    VAT is rounded as the invoice does, per rate or per line. The amount on a blocked account is
    a share of the total; with another total than the stated one only the agreement tells how much
    it is.
    """
    before = totals(invoices.lines, invoices.charges).rename(lambda c: f"{c}_before")
    after = totals(judged.state.lines, judged.state.charges)
    before = before.rename({"document_key_before": "document_key"})
    as_stated = invoices.documents.select("document_key", stated_total="total_amount_with_vat")
    joined = documents
    for part in (before, after, as_stated):
        joined = joined.join(part, on="document_key", how="left", maintain_order="left")
    stated_vat = pl.col("total_vat_amount")
    rate, line = (pl.col(f"vat_per_{part}_before") for part in ("rate", "line"))
    by_line = (nearest(stated_vat, rate, line) == line) & (rate != line)
    vat = pl.when(by_line).then("vat_per_line").otherwise("vat_per_rate")
    vat_before = pl.when(by_line).then(line).otherwise(rate)
    paid, rounding = (pl.col(c).fill_null(ZERO) for c in ("paid_amount", "rounding_amount"))
    anew = {
        "sum_of_line_net_amounts": pl.col("net_of_lines"),
        "total_amount_without_vat": pl.col("net"),
        "total_vat_amount": vat,
        "total_amount_with_vat": pl.col("net") + vat,
        "amount_due": pl.col("net") + vat - paid + rounding,
    }
    # Where lines or rates are missing nothing can be added up, and so nothing was changed.
    same = pl.col("net").eq_missing(pl.col("net_before")) & vat.eq_missing(vat_before)
    with_vat = pl.coalesce("stated_total", pl.col("net_before") + vat_before)
    unmoved = (pl.col("net") + vat).fill_null(with_vat).eq_missing(with_vat)
    return joined.with_columns(
        *(_stated_anew(column, total, same) for column, total in anew.items()),
        pl.lit(None, dtype=MONEY).alias("gross_amount"),
        pl.when(unmoved & same).then("blocked_account_amount").alias("blocked_account_amount"),
    ).select(documents.columns)


def _stated_anew(column: str, total: pl.Expr, same: pl.Expr) -> pl.Expr:
    stated = pl.col(column)
    worked = pl.coalesce(total, pl.when(same).then(stated))
    return pl.when(stated.is_not_null()).then(worked).alias(column)


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
