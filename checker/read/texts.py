"""Text cells: numbers of debtors, items and invoices keep every sign that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.read.numbers import Cells

if TYPE_CHECKING:
    from checker.read.table import Column

STATED_WHEN_EMPTY = frozenset(
    {
        "purchase_order_reference",
        "buyer_reference",
        "preceding_invoice_reference",
        "project_reference",
        "contract_reference",
        "buyer_accounting_reference",
    }
)
"""References whose column is there: an empty cell says that there is none, it is not unknown."""
IDENTIFIERS = STATED_WHEN_EMPTY | {
    "debtor", "invoice_number", "line_id", "sales_order_reference", "despatch_advice_reference",
    "seller_item_id", "gl_account", "buyer_identifier", "buyer_legal_registration_id",
    "buyer_electronic_address", "payment_means_code", "deliver_to_location_id",
    "deliver_to_post_code", "buyer_item_id", "standard_item_id", "item_group",
}  # fmt: skip
NOTHING = ("null", "NULL", "Null", "none", "None", "NONE", "nan", "NaN", "NAN", "<NA>")
ERROR = r"(?i)^#(N/[AB]|BEZIG|[A-Z_]+(/0)?[!?]|#+)$"  # in any language: #VERW!, #DIV/0!, #NAAM?
# Excel writes 8,71123E+12 for 8711234567890: the digits in between are gone.
LOST = r"(?i)^[1-9]([.,][0-9]+)?E\+[0-9]{2}$"
FLOATED = r"^[0-9]+\.0$"  # 10023.0: a number of a debtor that went through a float
KEPT_BY_EXCEL = 15  # digits; of a longer number the rest became zeros
YES, NO = (
    ("j", "ja", "y", "yes", "true", "waar", "1", "x"),
    ("n", "nee", "no", "false", "onwaar", "0", ""),
)
IS_CREDIT = ("creditjn", "isreturn")  # headings of a column that says yes or no


def is_error(column: Column) -> pl.Series:
    """True where a cell holds an error of Excel, in whatever language."""
    found = None
    if column.written is not None and column.written.str.starts_with("#").any():
        found = column.written.str.contains(ERROR)
    if column.fault is not None:
        marked = (column.fault == "read.error_cell").fill_null(value=False)
        found = marked if found is None else found | marked
    if found is None:
        return pl.repeat(value=False, n=len(column.filled), eager=True, dtype=pl.Boolean)
    return found


def texts(column: Column, field: str, *, literal: bool) -> Cells:
    """The cells of a column as text; null where nothing stands, "" where that is a statement."""
    text = column.text
    filled = text != ""
    identifier = field in IDENTIFIERS and not literal
    written = column.number is None or column.number.has_nulls()
    lost = text.str.contains(LOST) if identifier and written else None
    if identifier:
        if text.str.starts_with("'").any():
            text = text.str.replace(r"^'([0-9])", "$1")
        text = _unfloated(text, filled)
        if column.number is not None and column.number.dtype == pl.Float64:
            long = column.number.abs() >= float(10**KEPT_BY_EXCEL)
            lost = lost | long.fill_null(value=False) if lost is not None else long
    nothing = ~filled | text.is_in(NOTHING)
    empty = "" if field in STATED_WHEN_EMPTY else None
    frame = pl.DataFrame({"text": text, "nothing": nothing, "error": is_error(column)})
    value = pl.when("error").then(None).when("nothing").then(pl.lit(empty)).otherwise("text")
    values = frame.select(value.cast(pl.String).alias("value"))["value"]
    reason = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    if lost is not None and lost.any():
        hit = pl.DataFrame({"lost": lost})
        reason = hit.select(pl.when("lost").then(pl.lit("read.scientific_id")).alias("r"))["r"]
    return Cells(values, reason)


def _unfloated(text: pl.Series, filled: pl.Series) -> pl.Series:
    if text.str.ends_with(".0").any() and text.filter(filled).str.contains(FLOATED).all():
        return text.str.strip_suffix(".0")
    return text


def yes_or_no(values: pl.Series) -> pl.Series:
    """Credit note, yes or no, as codes of UNCL 1001; other words stay."""
    word = pl.col("word").fill_null("").str.to_lowercase()
    code = pl.when(word.is_in(YES)).then(pl.lit("381")).when(word.is_in(NO)).then(pl.lit("380"))
    return pl.DataFrame({"word": values}).select(code.otherwise(pl.col("word")).alias("c"))["c"]
