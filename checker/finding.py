"""The columns of a finding, from the kernel to the last report."""

from __future__ import annotations

from typing import Literal

import polars as pl

from checker.money import MONEY

Dtype = pl.DataType | type[pl.DataType]
Stage = Literal["draft", "issued", "paid"]

JUDGED: dict[str, Dtype] = {
    "finding_id": pl.String,  # hash of kind, debtor, invoice number, place: the same in every run
    "clause": pl.String,  # the kind
    "outcome": pl.String,  # violated or unknown; what holds is only counted
    "document_key": pl.Int64,
    "line_key": pl.Int64,  # null unless a line was judged
    "charge_key": pl.Int64,  # null unless a charge that stands on the invoice was judged
    "debtor": pl.String,
    "debtor_name": pl.String,
    "invoice_number": pl.String,
    "issue_date": pl.Date,
    "invoice_type_code": pl.String,
    "line_id": pl.String,
    "seller_item_id": pl.String,
    "charge_class": pl.String,
    "sales_order_reference": pl.String,
    "despatch_advice_reference": pl.String,  # of a charge, or of a delivery that lacks one
    "stated": pl.String,  # amounts with a point, dates as yyyy-mm-dd
    "agreed": pl.String,
    "difference": MONEY,  # stated - agreed, currency of the invoice, without VAT; 0 if unknown
    "currency": pl.String,
    "reason": pl.String,  # of an unknown: a code, see checker.agree
    "owner": pl.String,
    "source": pl.String,  # the paper and its section
    "clause_at": pl.String,  # file:line
    "said_nl": pl.String,  # what to do in the words of the clause; null where its kind has them
    "said_en": pl.String,
}
"""One row per finding that is not `holds`, as the kernel returns it."""

CORRECTED: dict[str, Dtype] = {"stage": pl.String, "correction": pl.String}
COSTED: dict[str, Dtype] = {
    "minutes_customer": MONEY,
    "minutes_supplier": MONEY,
    "handling_cost": MONEY,  # likely
    "handling_cost_low": MONEY,
    "handling_cost_high": MONEY,
    "handling_cost_customer": MONEY,  # the parts of the two sides: they add up to the above
    "handling_cost_customer_low": MONEY,
    "handling_cost_customer_high": MONEY,
    "handling_cost_supplier": MONEY,
    "handling_cost_supplier_low": MONEY,
    "handling_cost_supplier_high": MONEY,
    "cost_currency": pl.String,
}
LOCATED: dict[str, Dtype] = {
    "invoice_at": pl.String,  # file and row of the input, see checker.locate
    "invoice_sha256": pl.String,  # of the bytes of that file; null where there is none
}
FINDING = JUDGED | CORRECTED | LOCATED | COSTED
