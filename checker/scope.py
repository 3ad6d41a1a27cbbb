"""Orders, deliveries and invoices as places: what was ordered in them and what was charged.

A clause about a charge is judged per scope and class even where nothing was charged, because
a charge that is missing is an error too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clause import SCOPE_COLUMN
from checker.grouping import grouped
from checker.money import HUNDRED, ZERO, to_cents
from checker.selection import OF_ITEM, OF_ORDER, item_words, selected

if TYPE_CHECKING:
    from checker.history import History
    from checker.state import State

UNIT = ["document_key", "scope_reference"]
_PLACE = (
    *("document_key", "sales_order_reference", "despatch_advice_reference"),
    "charge_class",
)
DATES = ("order_date", "delivery_date")
_WORKED_WITH = (
    *("scope_reference", "is_charged", "charges_net", "charges_gross", "charge_gross"),
    *("charged_vat_rate", "goods_vat_rate"),
)

_WORTH = pl.col("line_net_amount").ne_missing(ZERO)
"""Not of a line of text, of which nothing more need be known."""


def scopes(state: State, table: pl.DataFrame) -> pl.DataFrame:
    """The places of charge clauses.

    Rows: one per scope (order, delivery, invoice) x charge class that the debtor has a clause for,
    where there are goods or a charge of that class.
    Adds `charge_amount` (0 where nothing was charged), `goods_net`, `goods_gross`, `other_net`
    and `other_gross` (the other charges), `scope_parts` (on how many invoices it stands),
    `lost` (its order or delivery number is missing), `vat_rate` (of the charge; where none
    was made, of the goods) and `has_goods`. Goods that the selection of a clause leaves out are
    not counted: `item_selection` says which selection was looked at, `unclear` that it is not
    known of all goods. A place that was looked at with several has the same `row` for each.
    """
    table = with_item_selection(table, state)
    asked = table.select("agreement_key", "scope", "item_selection", charge_class="class").unique()
    kinds_of_scope = asked.select("scope", "item_selection").unique().sort(pl.all())
    selectors = OF_ORDER if "selection" in table.columns else ()
    of_order = [*DATES, *(c for c in selectors if c in state.lines.columns)]
    found = []
    for scope, selection in kinds_of_scope.iter_rows():
        mine = (pl.col("scope") == scope) & pl.col("item_selection").eq_missing(selection)
        found.append(_of_scope(scope, selection, state, asked.filter(mine), of_order))
    places = pl.concat(found).with_row_index("row").rename({"scope": "scope_of"})
    if kinds_of_scope["item_selection"].null_count() == kinds_of_scope.height:
        return places
    return places.with_columns(pl.col("row").first().over("scope_of", *_PLACE))


def with_item_selection(table: pl.DataFrame, state: State) -> pl.DataFrame:
    """The table with `item_selection`: the selection of a clause, where it selects items."""
    if "selection" not in table.columns:
        return table.with_columns(item_selection=pl.lit(None, dtype=pl.Int64))
    of_items = item_words(state.agreements.selections)["selection"]
    chosen = pl.when(pl.col("selection").is_in(of_items.implode())).then("selection")
    return table.with_columns(item_selection=chosen)


def _counted(goods: pl.DataFrame, selection: int | None, state: State) -> pl.DataFrame:
    """The goods that a selection of items counts; `unclear` where that is not known."""
    if selection is None:
        return goods.with_columns(unclear=pl.lit(value=0))
    words = item_words(state.agreements.selections)
    asked = goods.with_columns(selection=pl.lit(selection, dtype=pl.Int64))
    picked = selected(asked, words).filter(pl.col("is_selected").fill_null(value=True))
    unclear = (pl.col("is_selected").is_null() & _WORTH).cast(pl.Int32)
    return picked.with_columns(unclear=unclear).drop("selection", "is_selected")


def _of_scope(
    scope: str, selection: int | None, state: State, asked: pl.DataFrame, of_order: list[str]
) -> pl.DataFrame:
    column = SCOPE_COLUMN.get(scope)
    reference = pl.col(column) if column else pl.lit(None, dtype=pl.String)

    def of_debtors(frame: pl.DataFrame, *wanted: str) -> pl.DataFrame:
        has_clause = pl.col("agreement_key").is_in(asked["agreement_key"].unique().implode())
        mine = frame.lazy().filter(~pl.col("credit") & has_clause)
        kept = ("document_key", "vat_rate", *of_order, *wanted)
        return mine.select(*kept, scope_reference=reference).collect()

    items = OF_ITEM if selection is not None else ()
    goods = of_debtors(state.lines, "line_net_amount", *items)
    if column and goods["scope_reference"].null_count():
        # A line of text belongs to no order, and loses nothing.
        goods = goods.filter(pl.col("scope_reference").is_not_null() | _WORTH)
    goods = _counted(goods, selection, state)
    charged = of_debtors(state.charges, "charge_class", "charge_amount", "line_id")
    units = _units(goods, charged, of_order).join(
        state.documents.select("document_key", "agreement_key", "issue_date", "credit", "owner"),
        on="document_key",
    )
    places = _with_charge(units.join(asked, on="agreement_key"), charged)
    places = _with_parts(places, column, state.history)
    return _with_losses(places, column).select(
        pl.all().exclude(_WORKED_WITH),
        sales_order_reference=_reference(column, "sales_order_reference"),
        despatch_advice_reference=_reference(column, "despatch_advice_reference"),
        other_net=pl.col("charges_net") - pl.col("charge_amount"),
        other_gross=pl.col("charges_gross") - pl.col("charge_gross"),
        scope_column=pl.lit(column or ""),
        vat_rate=pl.when("is_charged").then("charged_vat_rate").otherwise("goods_vat_rate"),
    )


def _with_charge(places: pl.DataFrame, charged: pl.DataFrame) -> pl.DataFrame:
    """Adds what was charged of the class; places that ask for nothing go."""
    per_class = _charged(charged)
    places = places.join(per_class, on=[*UNIT, "charge_class"], how="left", nulls_equal=True)
    # Where there are no goods, such as on an invoice for bank charges, other charges are not due.
    places = places.filter(pl.col("has_goods") | pl.col("is_charged"))
    # Only where nothing was charged the amount is zero; otherwise a null means unknown.
    return places.with_columns(
        pl.when(pl.col("is_charged").is_null()).then(ZERO).otherwise(pl.col(c)).alias(c)
        for c in ("charge_amount", "charge_gross")
    )


def _reference(column: str | None, wanted: str) -> pl.Expr:
    return pl.col("scope_reference") if column == wanted else pl.lit(None, dtype=pl.String)


def _with_vat(amount: str) -> pl.Expr:
    factor = (HUNDRED + pl.col("vat_rate")) / HUNDRED
    return to_cents(pl.col(amount) * factor)


def _units(goods: pl.DataFrame, charged: pl.DataFrame, of_order: list[str]) -> pl.DataFrame:
    """One row per scope: value of goods and of charges, with and without VAT, and its dates."""
    of_goods, of_charges = _sums_of_goods(goods, of_order), _sums_of_charges(charged, of_order)
    units = of_goods.with_columns(has_goods=pl.lit(value=True)).join(
        of_charges.with_columns(has_charges=pl.lit(value=True)),
        on=UNIT,
        how="full",
        nulls_equal=True,
        coalesce=True,
        suffix="_charged",
    )
    # Only where there are none is their sum zero; otherwise a null means unknown.
    no_goods, no_charges = pl.col("has_goods").is_null(), pl.col("has_charges").is_null()
    return units.select(
        *UNIT,
        "has_goods",
        "goods_vat_rate",
        pl.col("unclear").fill_null(0) > 0,
        *(
            pl.when(no_goods).then(ZERO).otherwise(pl.col(c)).alias(c)
            for c in ("goods_net", "goods_gross")
        ),
        *(
            pl.when(no_charges).then(ZERO).otherwise(pl.col(c)).alias(c)
            for c in ("charges_net", "charges_gross")
        ),
        *(
            pl.when(no_goods).then(pl.col(f"{c}_charged")).otherwise(pl.col(c)).alias(c)
            for c in of_order
        ),
    )


def _sums_of_goods(goods: pl.DataFrame, of_order: list[str]) -> pl.DataFrame:
    rows = goods.select(
        *UNIT,
        *of_order,
        goods_net="line_net_amount",
        goods_gross=_with_vat("line_net_amount"),
        unclear="unclear",
        goods_vat_rate="vat_rate",
    )
    sums = ("goods_net", "goods_gross", "unclear")
    return grouped(rows, UNIT, sums=sums, shared=(*of_order, "goods_vat_rate"))


def _sums_of_charges(charged: pl.DataFrame, of_order: list[str]) -> pl.DataFrame:
    rows = charged.select(
        *UNIT, *of_order, charges_net="charge_amount", charges_gross=_with_vat("charge_amount")
    )
    return grouped(rows, UNIT, sums=("charges_net", "charges_gross"), shared=of_order)


def _charged(charged: pl.DataFrame) -> pl.DataFrame:
    """What was charged per scope and class, and on which lines."""
    place = [*UNIT, "charge_class"]
    rows = charged.select(
        *place,
        "charge_amount",
        pl.col("line_id").fill_null(""),
        charge_gross=_with_vat("charge_amount"),
        charged_vat_rate="vat_rate",
        is_charged=pl.lit(value=True),
    )
    # Mostly there is one row; a correction or another form of the same charge makes it several.
    again = rows.select(pl.struct(place).is_duplicated()).to_series()
    several = rows.filter(again)
    sums, shared = ("charge_amount", "charge_gross"), ("charged_vat_rate", "is_charged")
    line_id = pl.col("line_id").filter(pl.col("line_id") != "").unique(maintain_order=True)
    on_lines = several.group_by(place).agg(line_id.str.join(", "))
    summed = grouped(several, place, sums=sums, shared=shared)
    summed = summed.join(on_lines, on=place, nulls_equal=True)
    return pl.concat([rows.filter(~again), summed.select(rows.columns)])


def _with_parts(places: pl.DataFrame, column: str | None, past: History) -> pl.DataFrame:
    one = pl.lit(1, dtype=pl.UInt32)
    if column is None:
        return places.with_columns(scope_parts=one)
    several = past.orders if column == "sales_order_reference" else past.deliveries
    several = several.rename({column: "scope_reference"})
    joined = places.join(several, on=["owner", "scope_reference"], how="left")
    return joined.with_columns(pl.col("scope_parts").fill_null(one))


def _with_losses(places: pl.DataFrame, column: str | None) -> pl.DataFrame:
    """Adds `lost`; a charge that belongs to no order makes every order of its invoice unknown."""
    if column is None or not places["scope_reference"].null_count():
        return places.with_columns(lost=pl.lit(value=False))
    nowhere = pl.col("scope_reference").is_null()
    stray = (
        (nowhere & pl.col("charge_amount").ne_missing(ZERO))
        .any()
        .over("document_key", "charge_class")
    )
    orders = pl.col("scope_reference").is_not_null().any().over("document_key", "charge_class")
    # The row without a number only says that something is lost; where orders say it too, it goes.
    only_charges = nowhere & pl.col("has_goods").is_null() & orders
    return places.with_columns(lost=nowhere | stray).filter(~only_charges)
