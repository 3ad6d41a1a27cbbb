"""The field dictionary: every field with its business term, unit and titles.

Names are those of EN 16931 in snake_case. What has no business term there has none here.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from checker.money import MONEY


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


BUYER = (
    Field("buyer_identifier", pl.String, "GLN koper", "Buyer GLN", "BT-46"),
    Field(
        "buyer_identifier_scheme",
        pl.String,
        "Soort nummer koper",
        "Buyer identifier scheme",
        "BT-46-1",
        "ISO 6523",
    ),
    Field(
        "buyer_legal_registration_id",
        pl.String,
        "KvK-nummer koper",
        "Buyer registration number",
        "BT-47",
    ),
    Field(
        "buyer_legal_registration_id_scheme",
        pl.String,
        "Soort registratienummer koper",
        "Buyer registration scheme",
        "BT-47-1",
        "ISO 6523",
    ),
    Field("buyer_vat_identifier", pl.String, "Btw-nummer koper", "Buyer VAT number", "BT-48"),
    Field(
        "buyer_electronic_address",
        pl.String,
        "Elektronisch adres koper",
        "Buyer electronic address",
        "BT-49",
    ),
    Field(
        "buyer_electronic_address_scheme",
        pl.String,
        "Soort elektronisch adres",
        "Electronic address scheme",
        "BT-49-1",
        "EAS",
    ),
)
"""Who the invoice says that it is for."""

PAYMENT = (
    Field("payment_means_code", pl.String, "Betaalwijze", "Payment means", "BT-81", "UNCL 4461"),
    Field("payment_account_id", pl.String, "Bankrekening", "Payment account", "BT-84"),
    Field("blocked_account_id", pl.String, "G-rekening", "Blocked account", "BT-84"),
    Field(
        "blocked_account_amount",
        MONEY,
        "Bedrag G-rekening",
        "Amount on blocked account",
        "",
        "currency",
    ),
)
"""How and where it is to be paid; a blocked account (G-rekening) takes a part of the amount."""

TOTALS = (
    Field(
        "sum_of_line_net_amounts",
        MONEY,
        "Totaal regels",
        "Sum of line net amounts",
        "BT-106",
        "currency",
    ),
    Field(
        "total_amount_without_vat",
        MONEY,
        "Totaal excl. btw",
        "Total without VAT",
        "BT-109",
        "currency",
    ),
    Field("total_vat_amount", MONEY, "Totaal btw", "Total VAT", "BT-110", "currency"),
    Field(
        "total_amount_with_vat", MONEY, "Totaal incl. btw", "Total with VAT", "BT-112", "currency"
    ),
    Field("paid_amount", MONEY, "Vooruitbetaald", "Paid amount", "BT-113", "currency"),
    Field("rounding_amount", MONEY, "Afronding", "Rounding amount", "BT-114", "currency"),
    Field("amount_due", MONEY, "Te betalen", "Amount due", "BT-115", "currency"),
)
"""What the invoice itself says that it comes to."""

DOCUMENT = (
    Field("debtor", pl.String, "Debiteur", "Debtor", needed=True),
    Field("debtor_name", pl.String, "Naam", "Name", "BT-44"),
    Field("invoice_number", pl.String, "Factuurnummer", "Invoice number", "BT-1", needed=True),
    Field("issue_date", pl.Date, "Factuurdatum", "Issue date", "BT-2", "date", needed=True),
    Field("invoice_type_code", pl.String, "Factuursoort", "Invoice type", "BT-3", "UNCL 1001"),
    Field("currency", pl.String, "Valuta", "Currency", "BT-5", "ISO 4217"),
    Field("payment_due_date", pl.Date, "Vervaldatum", "Due date", "BT-9", "date"),
    Field("buyer_reference", pl.String, "Kenmerk koper", "Buyer reference", "BT-10"),
    Field("project_reference", pl.String, "Projectnummer", "Project", "BT-11"),
    Field("contract_reference", pl.String, "Contractnummer", "Contract", "BT-12"),
    Field("purchase_order_reference", pl.String, "Inkooporder", "Purchase order", "BT-13"),
    Field("buyer_accounting_reference", pl.String, "Kostenplaats", "Cost centre", "BT-19"),
    Field("payment_terms", pl.String, "Betalingsconditie", "Payment terms", "BT-20"),
    Field("invoice_note", pl.String, "Factuurtekst", "Invoice note", "BT-22"),
    Field(
        "preceding_invoice_reference",
        pl.String,
        "Oorspronkelijke factuur",
        "Original invoice",
        "BT-25",
    ),
    *BUYER,
    *PAYMENT,
    *TOTALS,
)
"""One row per invoice."""

ORDER = (
    Field("sales_order_reference", pl.String, "Order", "Order", "BT-14"),
    Field("order_date", pl.Date, "Orderdatum", "Order date", "", "date"),
    Field("despatch_advice_reference", pl.String, "Pakbon", "Despatch advice", "BT-16"),
    Field("delivery_date", pl.Date, "Leverdatum", "Delivery date", "BT-72", "date"),
    Field(
        "promised_delivery_date",
        pl.Date,
        "Beloofde leverdatum",
        "Promised delivery date",
        "",
        "date",
    ),
    Field("order_flag", pl.String, "Ordersoort", "Order flag"),  # rush, backorder, ...
    Field("order_channel", pl.String, "Orderkanaal", "Order channel"),  # web, phone, edi, ...
    Field("deliver_to_location_id", pl.String, "Afleveradres", "Deliver-to location", "BT-71"),
    Field(
        "deliver_to_post_code", pl.String, "Postcode aflevering", "Deliver-to post code", "BT-78"
    ),
    Field(
        "deliver_to_country_code",
        pl.String,
        "Land van aflevering",
        "Deliver-to country",
        "BT-80",
        "ISO 3166-1",
    ),
)
"""What a line or a charge belongs to; part of both frames."""

LINE = (
    Field("line_id", pl.String, "Regel", "Line", "BT-126"),
    *ORDER,
    Field("seller_item_id", pl.String, "Artikel", "Item", "BT-155"),
    Field("buyer_item_id", pl.String, "Artikel van koper", "Buyer's item", "BT-156"),
    Field("standard_item_id", pl.String, "EAN", "GTIN", "BT-157"),
    Field("item_group", pl.String, "Artikelgroep", "Item group", "BT-158"),
    Field("item_name", pl.String, "Omschrijving", "Description", "BT-153"),
    Field("invoice_period_start", pl.Date, "Periode van", "Period from", "BT-134", "date"),
    Field("invoice_period_end", pl.Date, "Periode tot en met", "Period to", "BT-135", "date"),
    Field("invoiced_quantity", MONEY, "Aantal", "Quantity", "BT-129"),
    Field("unit_code", pl.String, "Eenheid", "Unit", "BT-130"),
    Field("item_gross_price", MONEY, "Bruto prijs", "Gross price", "BT-148", "currency per base"),
    Field("item_net_price", MONEY, "Prijs", "Price", "BT-146", "currency per base"),
    Field("price_base_quantity", MONEY, "Prijs per", "Price per", "BT-149"),
    Field("line_allowance_percentage", MONEY, "Korting %", "Discount %", "BT-138", "percent"),
    Field("line_allowance_amount", MONEY, "Kortingsbedrag", "Discount", "BT-136", "currency"),
    Field("line_net_amount", MONEY, "Bedrag excl. btw", "Amount excl. VAT", "BT-131", "currency"),
    Field("vat_rate", MONEY, "Btw %", "VAT %", "BT-152", "percent"),
    Field("vat_category_code", pl.String, "Btw-soort", "VAT category", "BT-151", "UNCL 5305"),
    Field("gl_account", pl.String, "Grootboekrekening", "G/L account"),
)
"""One row per line of goods or services."""

CHARGE = (
    Field("charge_class", pl.String, "Kostensoort", "Charge class"),
    Field("charge_amount", MONEY, "Bedrag toeslag", "Charge amount", "BT-99", "currency"),
    Field("charge_quantity", MONEY, "Aantal toeslag", "Charge quantity"),  # of an article line
    Field("charge_reason", pl.String, "Reden toeslag", "Charge reason", "BT-104"),
    Field(
        "charge_reason_code", pl.String, "Redencode toeslag", "Charge code", "BT-105", "UNCL 7161"
    ),
    Field("encoding", pl.String, "Vorm", "Form"),  # article_line, gl_line, document_charge, ...
    Field("line_id", pl.String, "Regel", "Line", "BT-126"),
    *ORDER,
    Field("vat_rate", MONEY, "Btw %", "VAT %", "BT-152", "percent"),
    Field("vat_category_code", pl.String, "Btw-soort", "VAT category", "BT-151", "UNCL 5305"),
)
"""One row per invoice x order x delivery x charge class; several lines of one class are summed."""

DELIVERED = (
    Field("debtor", pl.String, "Debiteur", "Debtor", needed=True),
    Field("despatch_advice_reference", pl.String, "Pakbon", "Despatch advice", "BT-16"),
    Field("sales_order_reference", pl.String, "Order", "Order", "BT-14"),
    Field("seller_item_id", pl.String, "Artikel", "Item", "BT-155"),
    Field("delivered_quantity", MONEY, "Geleverd aantal", "Delivered quantity"),
    Field("unit_code", pl.String, "Eenheid", "Unit", "BT-130"),
    Field("delivery_date", pl.Date, "Leverdatum", "Delivery date", "BT-72", "date"),
    Field(
        "promised_delivery_date",
        pl.Date,
        "Beloofde leverdatum",
        "Promised delivery date",
        "",
        "date",
    ),
)
"""The register of deliveries: one row per item of a delivery."""

ORDERED = (
    Field("debtor", pl.String, "Debiteur", "Debtor", needed=True),
    Field("sales_order_reference", pl.String, "Order", "Order", "BT-14"),
    Field("purchase_order_reference", pl.String, "Inkooporder", "Purchase order", "BT-13"),
    Field("order_date", pl.Date, "Orderdatum", "Order date", "", "date"),
    Field("order_valid_to", pl.Date, "Order geldig tot en met", "Order valid to", "", "date"),
    Field("order_amount", MONEY, "Orderwaarde", "Order value", "", "currency"),
    Field("currency", pl.String, "Valuta", "Currency", "BT-5", "ISO 4217"),
    Field("seller_item_id", pl.String, "Artikel", "Item", "BT-155"),
    Field("ordered_quantity", MONEY, "Besteld aantal", "Ordered quantity"),
    Field("unit_code", pl.String, "Eenheid", "Unit", "BT-130"),
    Field("item_net_price", MONEY, "Prijs", "Price", "BT-146", "currency per base"),
    Field("price_base_quantity", MONEY, "Prijs per", "Price per", "BT-149"),
)
"""The register of orders: one row per item of an order, or one per order with its value."""

EXPORT = (*DOCUMENT, *LINE, *(f for f in CHARGE if f.name == "charge_reason_code"))
"""What a column of an export can be mapped to: one row per invoice line, charges among them."""

FIELDS = {f.name: f for f in (*DELIVERED, *ORDERED, *DOCUMENT, *LINE, *CHARGE)}
