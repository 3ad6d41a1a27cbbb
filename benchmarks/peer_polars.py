"""The nine kinds by hand in Polars, for this input only: detection, no correction and no cost.

Items, charge classes and units are known beforehand, so that money is whole numbers.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

CHARGES = {"ORDK": "order_costs", "EMB": "packaging", "VRACHT": "freight"}
LINE_KINDS = ("line_arithmetic", "price_net_list", "discount_line")
CENTS, PRICE, PERMILLE = 100, 10_000, 1_000
WHOLE = 100 * PERMILLE  # percent
ORDER = ["debtor", "invoice_number", "sales_order_reference"]


def run(folder: Path, output: Path) -> None:
    """Writes one row per error, with `kind`, `invoice_number` and `place`."""
    rows = pl.scan_parquet(folder / "invoices.parquet", row_index_name="row").with_columns(
        whole("invoiced_quantity", 1),
        whole("item_net_price", PRICE),
        whole("price_base_quantity", 1),
        whole("line_allowance_percentage", PERMILLE),
        whole("line_net_amount", CENTS),
    )
    is_charge = pl.col("seller_item_id").is_in(list(CHARGES))
    goods = judged(folder, rows.filter(~is_charge)).collect(engine="streaming").lazy()
    charges = rows.filter(is_charge).select(
        *ORDER,
        "order_date",
        amount="line_net_amount",
        place=pl.col("seller_item_id").replace_strict(CHARGES),
    )
    documents = rows.group_by("debtor", "invoice_number", "issue_date").agg(
        pl.col("payment_due_date", "purchase_order_reference").first()
    )
    found = [
        *(errors(goods.filter(kind), kind, "line_id") for kind in LINE_KINDS),
        forbidden(folder, charges),
        fixed(folder, goods, charges),
        free_from(folder, goods, charges),
        due_date(folder, documents),
        reference(folder, documents),
        duplicate(folder, goods),
    ]
    pl.concat(pl.collect_all(found, engine="streaming")).write_parquet(output)


def whole(column: str, unit: int) -> pl.Expr:
    """A decimal as a whole number of units."""
    return (pl.col(column) * unit).cast(pl.Int64).alias(column)


def half_up(dividend: pl.Expr, divisor: pl.Expr | int) -> pl.Expr:
    """Quotient rounded half up; both are not negative."""
    return (2 * dividend + divisor) // (2 * divisor)


def amount(price: pl.Expr, percent: pl.Expr | int) -> pl.Expr:
    """What a line comes to, in cents."""
    gross = pl.col("invoiced_quantity") * price * (WHOLE - percent)
    return half_up(gross, pl.col("price_base_quantity") * WHOLE * (PRICE // CENTS))


def errors(violated: pl.LazyFrame, kind: str, place: str | None = None) -> pl.LazyFrame:
    """The rows in the form of the result."""
    where = pl.col(place) if place else pl.lit("")
    return violated.select(kind=pl.lit(kind), invoice_number="invoice_number", place=where)


def bound(folder: Path, kind: str, rows: pl.LazyFrame, day: str = "order_date") -> pl.LazyFrame:
    """Rows with the clause that is in force on their day."""
    table = pl.scan_parquet(folder / "clauses" / f"{kind}.parquet")
    days = pl.col(day).is_between("valid_from", "valid_to")
    return rows.join(table, on="debtor").filter(days).drop("valid_from", "valid_to")


def judged(folder: Path, goods: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with a flag per kind, and their `value` as agreed."""
    price, stated = pl.col("item_net_price"), pl.col("line_net_amount")
    percent = pl.col("line_allowance_percentage").fill_null(0)
    agreed_price = pl.col("agreed_price")
    discounted = bound(folder, "discount_line", goods).with_columns(whole("percent", PERMILLE))
    apart = (price - agreed_price).abs()
    in_tolerance = (
        pl.when(pl.col("tolerance_percent").is_null())
        .then(apart <= pl.col("tolerance_amount"))
        .otherwise(apart * 100 <= pl.col("tolerance_percent") * agreed_price)
    )
    return (
        discounted.join(net_prices(folder, goods), on="row", how="left")
        .with_columns(
            line_arithmetic=(stated - amount(price, percent)).abs() > explained(),
            price_net_list=~in_tolerance.fill_null(value=True),
            discount_line=agreed_price.is_null()
            & ((percent - pl.col("percent")).abs() > PERMILLE // 200),  # rounding: 0.005
        )
        .with_columns(
            value=pl.when("price_net_list")
            .then(amount(agreed_price, 0))
            .when("discount_line")
            .then(amount(price, pl.col("percent")))
            .when("line_arithmetic")
            .then(amount(price, percent))
            .otherwise(stated)
        )
    )


def explained() -> pl.Expr:
    """How many cents the amount of a line may be off."""
    price = pl.col("item_net_price")
    half_step = (
        pl.when(price % 100 == 0).then(50_000).when(price % 10 == 0).then(5_000).otherwise(500)
    )
    rounding = half_step * pl.col("invoiced_quantity") // pl.col("price_base_quantity") + 50_000
    return pl.max_horizontal(pl.lit(2), rounding // 100_000)


def net_prices(folder: Path, goods: pl.LazyFrame) -> pl.LazyFrame:
    """`row`, `agreed_price` and tolerances of the lines that have a net price."""
    lists = pl.scan_parquet(folder / "clauses" / "prices.parquet").select(
        "debtor",
        "seller_item_id",
        "valid_from",
        "valid_to",
        list_price=whole("item_net_price", PRICE),
        list_base=whole("price_base_quantity", 1),
    )
    listed = goods.select("row", "debtor", "seller_item_id", "order_date", "price_base_quantity")
    on_list = (
        listed.join(lists, on=["debtor", "seller_item_id"])
        .filter(pl.col("order_date").is_between("valid_from", "valid_to"))
        .drop("valid_from", "valid_to")
    )
    per_base = half_up(pl.col("list_price") * pl.col("price_base_quantity"), pl.col("list_base"))
    return bound(folder, "price_net_list", on_list).select(
        "row", whole("tolerance_amount", PRICE), "tolerance_percent", agreed_price=per_base
    )


def forbidden(folder: Path, charges: pl.LazyFrame) -> pl.LazyFrame:
    """Order costs that were agreed not to be charged."""
    charged = charges.filter((pl.col("place") == "order_costs") & (pl.col("amount") > 0))
    return errors(bound(folder, "charge_forbidden", charged), "charge_forbidden", "place")


def of_orders(goods: pl.LazyFrame, charges: pl.LazyFrame, place: str) -> pl.LazyFrame:
    """Rows: one per order on an invoice, with the value of its goods and what was charged."""
    charged = charges.filter(place=place).group_by(ORDER).agg(pl.col("amount").sum())
    orders = goods.group_by(ORDER).agg(pl.col("order_date").first(), pl.col("value").sum())
    joined = orders.join(charged, on=ORDER, how="left")
    return joined.with_columns(pl.col("amount").fill_null(0), place=pl.lit(place))


def fixed(folder: Path, goods: pl.LazyFrame, charges: pl.LazyFrame) -> pl.LazyFrame:
    """Packaging that is not the amount of the agreement."""
    orders = bound(folder, "charge_fixed", of_orders(goods, charges, "packaging"))
    agreed = (pl.col("amount_right") * CENTS).cast(pl.Int64)
    return errors(orders.filter(pl.col("amount") != agreed), "charge_fixed", "place")


def free_from(folder: Path, goods: pl.LazyFrame, charges: pl.LazyFrame) -> pl.LazyFrame:
    """Freight that is charged where it is free, or not what is charged below the limit."""
    several = (
        goods.select(ORDER).unique().group_by("debtor", "sales_order_reference").agg(parts=pl.len())
    )
    orders = bound(folder, "charge_free_from", of_orders(goods, charges, "freight")).join(
        several, on=["debtor", "sales_order_reference"]
    )
    limit, below = ((pl.col(c) * CENTS).cast(pl.Int64) for c in ("from", "below"))
    value, charged = pl.col("value"), pl.col("amount")
    free = pl.when(pl.col("operator") == ">=").then(value >= limit).otherwise(value > limit)
    # Of an order on several invoices, one part below the limit proves nothing.
    wrong = (free & (charged > 0)) | (~free & (pl.col("parts") == 1) & (charged != below))
    return errors(orders.filter(wrong), "charge_free_from", "place")


def due_date(folder: Path, documents: pl.LazyFrame) -> pl.LazyFrame:
    """Due dates further off than the tolerance."""
    end, issued = pl.col("end_of_month"), pl.col("issue_date")
    start = pl.when(end == "before_days").then(issued.dt.month_end()).otherwise(issued)
    due = start + pl.duration(days=pl.col("days"))
    agreed = pl.when(end == "after_days").then(due.dt.month_end()).otherwise(due)
    apart = (pl.col("payment_due_date") - agreed).dt.total_days().abs()
    invoices = bound(folder, "payment_due_date", documents, "issue_date")
    return errors(invoices.filter(apart > pl.col("tolerance_days")), "payment_due_date")


def reference(folder: Path, documents: pl.LazyFrame) -> pl.LazyFrame:
    """Order numbers that are not there or not like those of the debtor."""
    invoices = bound(folder, "reference_purchase_order", documents, "issue_date")
    right = pl.col("purchase_order_reference").fill_null("").str.contains(pl.col("pattern"))
    return errors(invoices.filter(~right), "reference_purchase_order")


def duplicate(folder: Path, goods: pl.LazyFrame) -> pl.LazyFrame:
    """Invoices with the number of an earlier one, or with its lines within some days."""
    lines = pl.struct(
        "seller_item_id", "invoiced_quantity", "line_net_amount", "sales_order_reference"
    )
    number = pl.col("invoice_number").str.to_uppercase().str.replace_all(r"\s", "")
    invoices = (
        goods.group_by("debtor", "invoice_number", "issue_date")
        .agg(content=lines.hash(seed=1).sum())
        .with_columns(number=number.str.strip_chars_start("0"))
        .collect(engine="streaming")
    )
    again = invoices.filter(pl.struct("debtor", "number").is_duplicated()).filter(
        pl.col("issue_date") > pl.col("issue_date").min().over("debtor", "number")
    )
    alike = invoices.filter(pl.struct("debtor", "content").is_duplicated()).lazy()
    days = (pl.col("issue_date") - pl.col("issue_date_before")).dt.total_days()
    pairs = alike.join(alike, on=["debtor", "content"], suffix="_before").filter(
        pl.col("number") != pl.col("number_before"), days > 0
    )
    copied = bound(folder, "document_duplicate", pairs, "issue_date").filter(
        days <= pl.col("within_days")
    )
    found = pl.concat([errors(f, "document_duplicate") for f in (again.lazy(), copied)])
    return found.unique()


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
