"""Rows of a verdict as findings: who, where, what, by which clause."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from checker.clause import name
from checker.finding import JUDGED
from checker.money import ZERO

if TYPE_CHECKING:
    from checker.clause import Kind
    from checker.state import State

NO_AGREEMENT = "agreement"
"""Stands where a finding has no clause kind: the debtor has no agreement at all."""
LENGTH = 16  # letters of an id
_OF_DOCUMENT = (
    *("debtor", "debtor_name", "invoice_number", "issue_date"),
    *("invoice_type_code", "currency"),
)
NOWHERE = "nowhere"
"""A fact may add this: true where the input has no column for what it stands for."""


def listed(kind: Kind, state: State, violated: pl.DataFrame, unknown: pl.DataFrame) -> pl.DataFrame:
    """The violated and unknown rows of one kind, with the columns of JUDGED, in invoice order."""
    unknown = _once_per_invoice(kind, unknown, state)
    rows = [_plain(kind, violated, "violated"), _plain(kind, unknown, "unknown")]
    found = pl.concat(rows, how="diagonal").with_columns(
        clause=pl.lit(name(kind)), owner=pl.lit(kind.OWNER)
    )
    found = found.join(state.agreements.provenance.drop("clause"), on="clause_key", how="left")
    return _identified(_placed(kind, found, state), state, kind.KEY)


def _once_per_invoice(kind: Kind, unknown: pl.DataFrame, state: State) -> pl.DataFrame:
    """A column that the input does not have at all is told once per invoice, not per line."""
    if kind.PLACE != "line" or unknown.is_empty():
        return unknown
    codes = [f"missing:{prefix}{column}" for column in state.absent for prefix in ("", "anchor:")]
    everywhere = pl.col("reason").is_in(codes)
    if NOWHERE in unknown.columns:
        everywhere = everywhere | pl.col(NOWHERE)
    same = ["document_key", "reason", *kind.KEY]
    once = unknown.filter(everywhere).unique(same, keep="first", maintain_order=True)
    # What was stated or agreed for the first line says nothing of the invoice.
    none = (pl.lit(None, dtype=once[c].dtype).alias(c) for c in ("line_key", "stated", "agreed"))
    return pl.concat([unknown.filter(~everywhere), once.with_columns(none)])


def without_agreement(state: State) -> pl.DataFrame:
    """One unknown finding per invoice of a debtor without a file, or that may be of several."""
    strangers = state.documents.filter(pl.col("agreement_key") <= 0)
    found = strangers.select(
        "document_key",
        outcome=pl.lit("unknown"),
        clause=pl.lit(NO_AGREEMENT),
        reason=pl.coalesce(pl.lit("several_debtors:") + pl.col("debtors"), pl.lit("no_agreement")),
        difference=ZERO,
        owner=pl.lit("sales"),
    )
    return _identified(found, state)


def _plain(kind: Kind, rows: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Stated and agreed as text: amounts with a point and no needless zeros, dates as ISO."""
    kept = [
        c
        for c in (
            "document_key",
            "line_key",
            "charge_key",
            "clause_key",
            "charge_class",
            "line_id",
            "sales_order_reference",
            "despatch_advice_reference",
            "reason",
            *kind.KEY,
        )
        if c in rows.columns and c != "class"
    ]
    difference = pl.col("difference") if outcome == "violated" else ZERO.alias("difference")
    return rows.select(
        *kept,
        difference,
        stated=_as_text(rows["stated"]),
        agreed=_as_text(rows["agreed"]),
        outcome=pl.lit(outcome),
    )


def _as_text(values: pl.Series) -> pl.Series:
    text = values.cast(pl.String)
    if not values.dtype.is_decimal():
        return text
    # Two decimals at least: 7.500000 -> 7.50, 0.333300 -> 0.3333.
    return text.str.replace(r"^(-?[0-9]+\.[0-9]{2}[0-9]*?)0*$", "$1")


def _placed(kind: Kind, found: pl.DataFrame, state: State) -> pl.DataFrame:
    if kind.PLACE != "line":
        return found
    columns = ("line_id", "seller_item_id", "sales_order_reference")
    return found.with_columns(state.lines[c].gather(found["line_key"]) for c in columns)


def _identified(found: pl.DataFrame, state: State, key: tuple[str, ...] = ()) -> pl.DataFrame:
    """Adds what the invoice says of itself and the id that is the same in every run."""
    # document_key is the row number in both, so a lookup is enough where a join would hash.
    rows = found["document_key"]
    named = found.with_columns(
        *(state.documents[column].gather(rows) for column in _OF_DOCUMENT),
        state.documents["owner"].gather(rows).alias("canonical"),
        state.history.documents["occurrence"].gather(rows),
    )
    for column, dtype in JUDGED.items():
        if column not in named.columns:
            named = named.with_columns(pl.lit(None, dtype=dtype).alias(column))
    orders = ("charge_class", "sales_order_reference", "despatch_advice_reference")
    keys = ("document_key", "line_key", *orders, "clause_key")
    named = named.sort([k for k in keys if k in named.columns], nulls_last=True)
    return named.with_columns(finding_id=_ids(named, key)).select(
        pl.col(column).cast(dtype) for column, dtype in JUDGED.items()
    )


def _ids(named: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    """Hash of kind, debtor, invoice number and place; a number's second invoice counts on."""
    charge = pl.col("charge_class").is_not_null()
    delivery = (
        pl.col("despatch_advice_reference")
        if "despatch_advice_reference" in named.columns
        else pl.lit("")
    )
    place = (
        pl.when(charge)
        .then(
            pl.concat_str(
                "charge_class", "sales_order_reference", delivery, separator="/", ignore_nulls=True
            )
        )
        .when(pl.col("line_key").is_not_null())
        .then(pl.lit("line/") + pl.col("line_id"))
        .otherwise(pl.lit(""))
    )
    parts = named.select(
        pl.concat_str(
            "clause",
            "canonical",
            "invoice_number",
            pl.col("occurrence").fill_null(0),
            place,
            # Of a kind that can be agreed several times, what tells one clause from the next.
            *(pl.col(word).cast(pl.String).fill_null("") for word in key if word != "class"),
            separator="|",
        )
    ).to_series()
    # One class in two forms, or at two rates of VAT, is two charges in one place.
    if parts.is_duplicated().any():
        number = pl.int_range(pl.len()).over("part")
        later = pl.when(number > 0).then(pl.format("#{}", number)).otherwise(pl.lit(""))
        parts = pl.DataFrame({"part": parts}).select(pl.col("part") + later).to_series()
    hashes = [hashlib.sha256(part.encode()).hexdigest()[:LENGTH] for part in parts]
    return pl.Series(hashes, dtype=pl.String)
