"""The field dictionary: every column of the three frames, with business term, unit and title.

An invoice is brought to three frames. `documents` has one row per invoice, `lines` one per
invoice line that is goods or services, `charges` one per invoice x order x charge class,
whatever form the charge had. Names are those of EN 16931 in snake_case.

Normal form of a credit note: `invoice_type_code` 381, quantities and amounts negative,
prices positive. `document_key` and `line_key` are row numbers: row k has key k.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from checker.money import MONEY

if TYPE_CHECKING:
    import pandera.polars as pa

CREDIT_NOTE = "381"
INVOICE = "380"


@dataclass(frozen=True)
class Field:
    """One entry of the dictionary; `bt` is the business term of EN 16931, if it has one."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    nl: str
    en: str
    bt: str = ""
    unit: str = ""
    needed: bool = False  # a row without it cannot be placed and is rejected


DOCUMENT = (
    Field("debtor", pl.String, "Debiteur", "Debtor", needed=True),
    Field("debtor_name", pl.String, "Naam", "Name", "BT-44"),
    Field("invoice_number", pl.String, "Factuurnummer", "Invoice number", "BT-1", needed=True),
    Field("issue_date", pl.Date, "Factuurdatum", "Issue date", "BT-2", "date", needed=True),
    Field("invoice_type_code", pl.String, "Factuursoort", "Invoice type", "BT-3", "UNCL 1001"),
    Field("currency", pl.String, "Valuta", "Currency", "BT-5", "ISO 4217"),
    Field("payment_due_date", pl.Date, "Vervaldatum", "Due date", "BT-9", "date"),
    Field("buyer_reference", pl.String, "Kenmerk koper", "Buyer reference", "BT-10"),
    Field("purchase_order_reference", pl.String, "Inkooporder", "Purchase order", "BT-13"),
    Field("payment_terms", pl.String, "Betalingsconditie", "Payment terms", "BT-20"),
    Field(
        "preceding_invoice_reference",
        pl.String,
        "Oorspronkelijke factuur",
        "Original invoice",
        "BT-25",
    ),
    Field(
        "total_amount_with_vat", MONEY, "Totaal incl. btw", "Total with VAT", "BT-112", "currency"
    ),
)
"""One row per invoice."""

ORDER = (
    Field("sales_order_reference", pl.String, "Order", "Order", "BT-14"),
    Field("order_date", pl.Date, "Orderdatum", "Order date", "", "date"),
    Field("despatch_advice_reference", pl.String, "Pakbon", "Despatch advice", "BT-16"),
    Field("delivery_date", pl.Date, "Leverdatum", "Delivery date", "BT-72", "date"),
)
"""What a line or a charge belongs to; part of both frames."""

LINE = (
    Field("line_id", pl.String, "Regel", "Line", "BT-126"),
    *ORDER,
    Field("seller_item_id", pl.String, "Artikel", "Item", "BT-155"),
    Field("item_name", pl.String, "Omschrijving", "Description", "BT-153"),
    Field("invoiced_quantity", MONEY, "Aantal", "Quantity", "BT-129"),
    Field("unit_code", pl.String, "Eenheid", "Unit", "BT-130"),
    Field("item_gross_price", MONEY, "Bruto prijs", "Gross price", "BT-148", "currency per base"),
    Field("item_net_price", MONEY, "Prijs", "Price", "BT-146", "currency per base"),
    Field("price_base_quantity", MONEY, "Prijs per", "Price per", "BT-149"),
    Field("line_allowance_percentage", MONEY, "Korting %", "Discount %", "BT-138", "percent"),
    Field("line_allowance_amount", MONEY, "Kortingsbedrag", "Discount", "BT-136", "currency"),
    Field("line_net_amount", MONEY, "Bedrag excl. btw", "Amount excl. VAT", "BT-131", "currency"),
    Field("vat_rate", MONEY, "Btw %", "VAT %", "BT-152", "percent"),
    Field("gl_account", pl.String, "Grootboekrekening", "G/L account"),
)
"""One row per line of goods or services."""

CHARGE = (
    Field("charge_class", pl.String, "Kostensoort", "Charge class"),
    Field("charge_amount", MONEY, "Bedrag toeslag", "Charge amount", "BT-99", "currency"),
    Field("charge_reason", pl.String, "Reden toeslag", "Charge reason", "BT-104"),
    Field(
        "charge_reason_code", pl.String, "Redencode toeslag", "Charge code", "BT-105", "UNCL 7161"
    ),
    Field("encoding", pl.String, "Vorm", "Form"),  # article_line, gl_line, document_charge, ...
    Field("line_id", pl.String, "Regel", "Line", "BT-126"),
    *ORDER,
    Field("vat_rate", MONEY, "Btw %", "VAT %", "BT-152", "percent"),
)
"""One row per invoice x order x delivery x charge class; several lines of one class are summed."""

EXPORT = (*DOCUMENT, *LINE, *(f for f in CHARGE if f.name == "charge_reason_code"))
"""What a column of an export can be mapped to: one row per invoice line, charges among them."""

FIELDS = {f.name: f for f in (*DOCUMENT, *LINE, *CHARGE)}

KEYS = {
    "documents": {"document_key": pl.Int64},
    "lines": {"document_key": pl.Int64, "line_key": pl.Int64},
    "charges": {"document_key": pl.Int64, "rows": pl.Int64},  # rows of the input that it stands for
}


def columns(frame: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Column name -> type of one of the frames `documents`, `lines`, `charges`, keys first."""
    fields = {"documents": DOCUMENT, "lines": LINE, "charges": CHARGE}[frame]
    return KEYS[frame] | {f.name: f.dtype for f in fields}


def schema(frame: str) -> pa.DataFrameSchema:
    """The Pandera schema of one of the three frames; BT id, unit and titles are its metadata."""
    import pandera.polars as pa  # noqa: PLC0415  a second of import that --help must not pay

    def column(name: str, dtype: pl.DataType | type[pl.DataType]) -> pa.Column:
        entry = FIELDS.get(name)
        metadata = (
            {"bt": entry.bt, "unit": entry.unit, "nl": entry.nl, "en": entry.en} if entry else {}
        )
        nullable = entry is not None and not entry.needed
        return pa.Column(dtype, nullable=nullable, metadata=metadata)

    return pa.DataFrameSchema(
        {name: column(name, dtype) for name, dtype in columns(frame).items()}, strict=True
    )


def empty(frame: str) -> pl.DataFrame:
    """A frame without rows, with all columns of the dictionary."""
    return pl.DataFrame(schema=columns(frame))


@dataclass(frozen=True)
class Invoices:
    """What was read, in normal form, and what could not be.

    Rows of `rejected`: one per row of the input that is in no frame, with `source_row` (as the
    user counts them), `reason` and `line_net_amount` where it could be read.
    Rows of `unclassified`: one per text or item that looks like a charge and has no class.
    `rows_read` counts data rows: `rows_read == rows_in_frames + rejected.height`.
    """

    documents: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame
    rows_read: int
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTED))
    unclassified: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNCLASSIFIED))
    absent: frozenset[str] = frozenset()  # dictionary columns that the input does not have at all
    derived: frozenset[str] = frozenset()  # of these, the ones that were worked out from others


REJECTED: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_row": pl.Int64,
    "reason": pl.String,
    "found": pl.String,
    "line_net_amount": MONEY,
}
UNCLASSIFIED: dict[str, pl.DataType | type[pl.DataType]] = {
    "seller_item_id": pl.String,
    "item_name": pl.String,
    "rows": pl.Int64,
    "line_net_amount": MONEY,
}
