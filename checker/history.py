"""What is known of a debtor's other invoices: the facts that look across invoices.

Built here from the invoices of one run. Rows are told apart by the canonical debtor number
and by an invoice number without case, spaces and leading zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.arithmetic import base_quantity, effective_discount, effective_price
from checker.debtor import canonical_expr
from checker.invoice import CREDIT_NOTE
from checker.money import quotient
from checker.reference import PLACEHOLDER

if TYPE_CHECKING:
    from checker.invoice import Invoices

ORIGINAL = ("effective_price", "effective_discount")
"""The values of a line that a credit note has to repeat."""

_SAME_CONTENT = ("owner", "content", "credit")
_ON_LINES = ("despatch_advice_reference", "delivery_date", "invoice_period_start")
_APART = ("purchase_order_reference", *_ON_LINES)
_CONTENT = ("seller_item_id", "invoiced_quantity", "line_net_amount", "sales_order_reference")


@dataclass(frozen=True)
class History:
    """Facts across invoices, as far as the run can know them.

    `documents`: one row per invoice, in the order of `document_key`: `owner` (canonical debtor),
    `number` (normalised), `occurrence` (0 for the first of a number), `first` (the number as
    the first one states it), `content` (hash of its lines, signs left out), `credited` (true
    where a credit note refers to it), `preceding` (normalised number of its own original),
    `told_apart` (purchase order, deliveries and periods of those with repeated content; a field
    is "" where they are not stated), `total_amount_with_vat` (as stated).
    `orders`, `deliveries`: `owner`, reference and `scope_parts`, for those on several invoices.
    `originals`: `owner`, `number`, `seller_item_id` and the columns of ORIGINAL, for invoices
    that a credit note refers to, the price per unit; null where lines of one item differ.
    `lines`, `charges`: the frames as stated, for what adds up over several invoices; a fact takes
    from them the rows of those debtors that have a clause, and no more columns than it needs.
    """

    documents: pl.DataFrame
    orders: pl.DataFrame
    deliveries: pl.DataFrame
    originals: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame


def normal_number(column: str) -> pl.Expr:
    """An invoice number without what people add to it: case, spaces, leading zeros."""
    bare = pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")
    return bare.str.strip_chars_start("0")


def of(invoices: Invoices) -> History:
    """The history that one set of invoices is to itself."""
    documents = invoices.documents.select(
        "document_key",
        "issue_date",
        "invoice_number",
        "purchase_order_reference",
        "total_amount_with_vat",
        owner=canonical_expr(pl.col("debtor")),
        number=normal_number("invoice_number"),
        preceding=normal_number("preceding_invoice_reference"),
        credit=pl.col("invoice_type_code") == CREDIT_NOTE,
    )
    documents = documents.with_columns(content=_content(invoices))
    apart = _told_apart(invoices, documents)
    documents = documents.join(apart, on="document_key", how="left", maintain_order="left")
    named = _counted(documents)
    credited = _credited(invoices)
    return History(
        documents=named.join(credited, on=["owner", "number"], how="left", maintain_order="left"),
        orders=_parts(invoices, documents, "sales_order_reference"),
        deliveries=_parts(invoices, documents, "despatch_advice_reference"),
        originals=_originals(invoices, documents, credited),
        lines=invoices.lines,
        charges=invoices.charges,
    )


def _counted(documents: pl.DataFrame) -> pl.DataFrame:
    """Adds `occurrence` and `first`."""
    same_number = ["owner", "number", "credit"]
    # Nearly all numbers are unique: only what occurs twice has to be put in order.
    again = documents.filter(pl.struct(same_number).is_duplicated())
    counted = again.sort("issue_date", "document_key").select(  # the earlier one is the original
        "document_key",
        occurrence=pl.int_range(pl.len()).over(same_number),
        first=pl.col("invoice_number").first().over(same_number),
    )
    return documents.join(
        counted, on="document_key", how="left", maintain_order="left"
    ).with_columns(
        pl.col("occurrence").fill_null(0), pl.col("first").fill_null(pl.col("invoice_number"))
    )


def _content(invoices: Invoices) -> pl.Series:
    # The hash of a set of lines: a sum does not depend on their order. It only pairs rows
    # within one run, so it need not be the same with another version of polars.
    # Without signs a credit note has the content of the invoice that it takes back.
    signless = [
        pl.col(c).abs() if c in ("invoiced_quantity", "line_net_amount") else pl.col(c)
        for c in _CONTENT
    ]
    hashed = invoices.lines.select("document_key", content=pl.struct(signless).hash(seed=7))
    per_document = hashed.group_by("document_key").agg(pl.col("content").sum())
    keys = invoices.documents.select("document_key")
    return keys.join(per_document, on="document_key", how="left", maintain_order="left")["content"]


def _told_apart(invoices: Invoices, documents: pl.DataFrame) -> pl.DataFrame:
    """`document_key`, `told_apart`: how the same goods are known to be another delivery of them."""
    content = pl.col("content").is_not_null() & pl.struct(_SAME_CONTENT).is_duplicated()
    repeated = documents.filter(content).select("document_key", "purchase_order_reference")
    told = (
        invoices.lines.join(repeated, on="document_key", how="semi")
        .group_by("document_key")
        .agg(
            pl.col(c).cast(pl.String).drop_nulls().unique().sort().str.join(" ") for c in _ON_LINES
        )
    )
    order = pl.col("purchase_order_reference").fill_null("")
    named = pl.when(~order.str.contains(PLACEHOLDER)).then(order).otherwise(pl.lit(""))
    both = repeated.with_columns(named).join(told, on="document_key", how="left")
    return both.select("document_key", told_apart=pl.struct(_APART))


def _parts(invoices: Invoices, documents: pl.DataFrame, reference: str) -> pl.DataFrame:
    """References of one debtor that stand on more than one invoice (credit notes left out)."""
    # Freight of an order may be billed on an invoice of its own.
    frames = [f.select("document_key", reference) for f in (invoices.lines, invoices.charges)]
    named = pl.concat(frames).drop_nulls()
    # Lines of an order stand together mostly, and most orders are on one invoice only.
    starts = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in named.columns)
    pairs = named.filter(starts).unique().filter(pl.col(reference).is_duplicated())
    owned = pairs.join(documents.filter(~pl.col("credit")), on="document_key")
    # An invoice that was made twice is no second part of its order.
    content = pl.coalesce("content", pl.col("document_key").cast(pl.UInt64))
    standing = pl.struct(content, "told_apart")
    counted = owned.group_by("owner", reference).agg(scope_parts=standing.n_unique())
    return counted.filter(pl.col("scope_parts") > 1)


def _credited(invoices: Invoices) -> pl.DataFrame:
    """`owner`, `number` of the invoices that a document refers to as its original."""
    referring = invoices.documents.drop_nulls("preceding_invoice_reference").select(
        owner=canonical_expr(pl.col("debtor")),
        number=normal_number("preceding_invoice_reference"),
        credited=pl.lit(True),
    )
    return referring.unique()


def _originals(invoices: Invoices, documents: pl.DataFrame, credited: pl.DataFrame) -> pl.DataFrame:
    wanted = documents.filter(~pl.col("credit")).join(credited, on=["owner", "number"], how="semi")
    lines = wanted.select("document_key", "owner", "number").join(invoices.lines, on="document_key")
    values = lines.select(
        "owner",
        "number",
        "seller_item_id",
        # Per unit: a credit note may have its price per another quantity.
        effective_price=quotient(effective_price(), base_quantity()),
        effective_discount=effective_discount(),
    )
    same = [
        pl.when(pl.col(value).n_unique() == 1).then(pl.col(value).first()).alias(value)
        for value in ORIGINAL
    ]
    return values.group_by("owner", "number", "seller_item_id").agg(same)


def duplicates(history: History, within_days: pl.DataFrame) -> pl.DataFrame:
    """`document_key`, `duplicate_of`: the number of the earlier invoice, "" where there is none.

    `within_days` has `document_key` and `within_days` for the documents that are asked about.
    The same number again is a duplicate at any distance, the same lines only within the days.
    """
    asked = history.documents.join(within_days, on="document_key")
    by_number = asked.filter(pl.col("occurrence") > 0).select("document_key", duplicate_of="first")
    by_content = _same_content(history.documents, asked)
    found = pl.concat([by_number, by_content]).unique(
        "document_key", keep="first", maintain_order=True
    )
    return (
        asked.select("document_key")
        .join(found, on="document_key", how="left")
        .with_columns(pl.col("duplicate_of").fill_null(""))
    )


def _known_to_differ() -> pl.Expr:
    """Both invoices name their order, delivery or period, and these are different ones."""
    pairs = (
        [pl.col(frame).struct.field(c) for frame in ("told_apart", "told_apart_before")]
        for c in _APART
    )
    return pl.any_horizontal((one != "") & (two != "") & (one != two) for one, two in pairs)


def _same_content(documents: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    key = list(_SAME_CONTENT)
    # Nearly all content is unique: only what occurs twice is worth a join with itself.
    repeated = documents.drop_nulls("content").filter(pl.struct(key).is_duplicated())
    # An invoice that was credited may be made again: that is how a correction works.
    taken_back = documents.filter("credit").select("owner", "content", credit=pl.lit(False))
    standing = repeated.filter(pl.col("credited").is_null()).join(taken_back, on=key, how="anti")
    of_invoice = ["issue_date", "document_key", "invoice_number", "number", "told_apart"]
    before = standing.select(*key, *of_invoice)
    pairs = asked.join(before, on=key, suffix="_before").filter(
        (pl.col("number") != pl.col("number_before"))
        & (
            (pl.col("issue_date_before") < pl.col("issue_date"))
            | (
                (pl.col("issue_date_before") == pl.col("issue_date"))
                & (pl.col("document_key_before") < pl.col("document_key"))
            )
        )
        & (
            (pl.col("issue_date") - pl.col("issue_date_before")).dt.total_days()
            <= pl.col("within_days")
        )
        & ~_known_to_differ()
    )
    nearest = pairs.sort("document_key", "issue_date_before", "document_key_before")
    return nearest.group_by("document_key", maintain_order=True).agg(
        duplicate_of=pl.col("invoice_number_before").last()
    )
