"""Facts about tiers: how far a line reaches, and what the steps come to that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import arithmetic
from checker.facts.fact import Fact
from checker.facts.prices import OF_ITEM, listed, per_line, the_same
from checker.money import EXACT, MONEY, ZERO, product, quotient

if TYPE_CHECKING:
    from checker.state import State

PERIODS = {"day": "1d", "month": "1mo", "year": "1y"}
IN_ORDER = (
    "issue_date",
    "document_key",
    pl.col("line_id").str.len_chars(),  # line 9 stands before line 10
    "line_id",
    "line_key",
)
REACHED = ("tier_reached", "tier_begin", "tier_end")
OF_LINE = ("invoiced_quantity", "item_gross_price", "item_net_price", *OF_ITEM)


def tier_reached(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tier_reached`, what counts for the tier of a line.

    That is the line itself, the item in its whole order (as ordered, where a register says so),
    or what the debtor was invoiced of the item in the period up to and including the line, with
    `opening` before it. `by` tells quantities from values, which are those before discounts.
    `tier_begin` and `tier_end` are the part of it that the line itself is. All are null where a
    line that counts lacks the quantity or value, or lines differ in unit or currency.
    """
    size = pl.col("counted").abs()
    own = _measured(bound.filter(pl.col("per") == "line"))
    found = [own.select("line_key", tier_reached=size, tier_begin=ZERO.cast(EXACT), tier_end=size)]
    for per, by in bound.select("per", "by").unique().sort("per", "by").iter_rows():
        if per != "line":
            asked = bound.filter((pl.col("per") == per) & (pl.col("by") == by))
            found.append(_over_invoices(asked, state, per, by))
    return bound.join(pl.concat(found), on="line_key", how="left", maintain_order="left")


def _measured(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `counted`: the quantity of each line or its value, and `counted_in`: of what."""
    value = quotient(
        product(pl.col("invoiced_quantity"), arithmetic.gross_price()), arithmetic.base_quantity()
    )
    by_value = pl.col("by") == "value"
    unit = pl.col("unit_code").str.strip_chars().str.to_uppercase()
    return lines.with_columns(
        counted=pl.when(by_value).then(value).otherwise(pl.col("invoiced_quantity").cast(EXACT)),
        counted_in=pl.when(by_value).then("currency").otherwise(unit).fill_null(""),
    )


def _over_invoices(asked: pl.DataFrame, state: State, per: str, by: str) -> pl.DataFrame:
    """`line_key` and the columns of `tier_reached`, for lines that other lines count for."""
    lines = _all_lines(asked, state).with_columns(by=pl.lit(by))
    if per == "order":
        # A credit note takes goods back later on; the order was what it was.
        lines = lines.filter(~pl.col("credit")).drop_nulls("sales_order_reference")
        key, whole = ["owner", "seller_item_id", "sales_order_reference"], True
    else:
        lines = lines.with_columns(period=pl.col("issue_date").dt.truncate(PERIODS[per]))
        key, whole = ["owner", "seller_item_id", "period"], False
    along = _along(_measured(lines), key, whole=whole)
    if per == "order" and by == "quantity" and state.registers.orders is not None:
        along = _as_ordered(along, state.registers.orders)
    mine = along.join(asked.select("line_key", "opening"), on="line_key")
    if per != "order":
        first = pl.col("first_issued").dt.truncate(PERIODS[per]) == pl.col("period")
        opening = pl.when(first).then("opening").otherwise(ZERO)
        mine = mine.with_columns(pl.col(REACHED) + opening)
    return mine.select("line_key", *REACHED)


def _all_lines(asked: pl.DataFrame, state: State) -> pl.DataFrame:
    """The lines of the items in question, on all invoices of these debtors that stand."""
    # An invoice that was withdrawn as a duplicate has no agreement any more.
    documents = state.documents.filter(pl.col("agreement_key") >= 0)
    owners = documents.filter(pl.col("document_key").is_in(asked["document_key"].implode()))
    mine = documents.join(owners.select("owner").unique(), on="owner", how="semi").select(
        "document_key",
        "owner",
        "issue_date",
        "credit",
        "currency",
        first_issued=pl.col("issue_date").min().over("owner"),
    )
    items = asked.select("seller_item_id").unique()
    return state.history.lines.join(items, on="seller_item_id", how="semi").join(
        mine, on="document_key"
    )


def _along(lines: pl.DataFrame, key: list[str], *, whole: bool) -> pl.DataFrame:
    """Adds the columns of `tier_reached`; with `whole` all lines of a group reach the same."""
    counted, differs = pl.col("counted"), pl.col("counted_in") != pl.col("counted_in").first()
    odd = counted.is_null() | differs
    told = lines.sort(*IN_ORDER).with_columns(
        upto=counted.cum_sum().over(key),
        total=counted.sum().over(key),
        odd=odd.any().over(key) if whole else odd.cum_sum().over(key) > 0,
    )
    known = ~pl.col("odd")
    return told.with_columns(
        tier_reached=pl.when(known).then("total" if whole else "upto"),
        tier_begin=pl.when(known).then(pl.col("upto") - counted),
        tier_end=pl.when(known).then("upto"),
    )


def _as_ordered(lines: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """What was ordered counts, where more of it is still to come or stands on other invoices."""
    key = ["owner", "seller_item_id", "sales_order_reference"]
    unit = pl.col("unit_code").str.strip_chars().str.to_uppercase().fill_null("")
    known = (pl.col("ordered_quantity").null_count() == 0) & (unit.n_unique() == 1)
    ordered = (
        register.drop_nulls(key)
        .group_by(key)
        .agg(
            ordered=pl.when(known).then(pl.col("ordered_quantity").sum()).cast(EXACT),
            ordered_in=unit.first(),
        )
    )
    joined = lines.join(ordered, on=key, how="left", maintain_order="left")
    alike = (pl.col("ordered_in") == "") | (pl.col("ordered_in") == pl.col("counted_in"))
    more = alike & (pl.col("ordered") > pl.col("tier_reached"))
    return joined.with_columns(tier_reached=pl.when(more).then("ordered").otherwise("tier_reached"))


def tier_value(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tier_value`: the price or percentage of the step that a line reaches.

    With `mode: graduated` it is the mean of the steps that the line lies in, weighted by how much
    of it lies in each; null where some of it lies in none. A price is per base quantity of the
    line. Adds `tiered`: whether the steps are about the line at all, and `list_currency` and
    `list_unit` as `list_price` does.
    """
    steps = pl.concat([_of_list(bound, state), _of_clause(bound)], how="diagonal")
    steps = steps.sort("line_key", "step").with_columns(
        next_step=pl.col("step").shift(-1).over("line_key")
    )
    at = bound.select("line_key", "mode", "credit", *REACHED)
    reached = steps.join(at, on="line_key")
    values = pl.concat([_highest(reached), _mean(reached)])
    about = reached.group_by("line_key").agg(
        pl.col("list_currency", "list_unit").first(),
        tiered=pl.col("credit").first()
        | (pl.col("mode").first() == "graduated")
        | pl.col("tier_reached").first().is_null()
        | (pl.col("step") <= pl.col("tier_reached")).any(),
    )
    added = about.join(values, on="line_key", how="left")
    told = bound.join(added, on="line_key", how="left", maintain_order="left")
    return told.with_columns(pl.col("tiered").fill_null(value=False))


def _of_list(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    found = listed(bound.filter(pl.col("steps_of") == "list"), state)
    return found.select(
        "line_key",
        step="quantity_from",
        value=per_line("item_net_price"),
        list_currency=the_same(found, "currency"),
        list_unit=the_same(found, "unit_code"),
    )


def _of_clause(bound: pl.DataFrame) -> pl.DataFrame:
    written = bound.filter(pl.col("steps_of") != "list").select(
        "line_key", "steps_of", "price_base_quantity", step="steps_from", value="steps_value"
    )
    price = product(pl.col("value"), arithmetic.base_quantity()).cast(MONEY)
    is_price = pl.col("steps_of") == "price"
    return written.explode("step", "value").select(
        "line_key",
        "step",
        value=pl.when(is_price).then(price).otherwise("value"),
        list_currency=pl.lit(""),
        list_unit=pl.lit(""),
    )


def _highest(steps: pl.DataFrame) -> pl.DataFrame:
    reached = steps.filter(
        (pl.col("mode") == "all_units") & (pl.col("step") <= pl.col("tier_reached"))
    )
    last = reached.unique("line_key", keep="last", maintain_order=True)
    return last.select("line_key", tier_value=pl.col("value").cast(EXACT))


def _mean(steps: pl.DataFrame) -> pl.DataFrame:
    low = pl.min_horizontal("tier_begin", "tier_end")
    high = pl.max_horizontal("tier_begin", "tier_end")
    end = pl.min_horizontal(high, pl.col("next_step").cast(EXACT))  # the last step has no end
    begin = pl.max_horizontal(low, pl.col("step").cast(EXACT))
    inside = pl.when(end > begin).then(end - begin).otherwise(ZERO.cast(EXACT))
    sliced = steps.filter((pl.col("mode") == "graduated") & pl.col("tier_reached").is_not_null())
    sliced = sliced.with_columns(whole=high - low, inside=inside).with_columns(
        weighted=pl.col("inside") * pl.col("value").cast(EXACT)
    )
    summed = sliced.group_by("line_key").agg(
        pl.col("inside", "weighted").sum(), pl.col("whole").first()
    )
    covered = pl.col("inside") == pl.col("whole")
    mean = quotient(pl.col("weighted"), pl.col("whole"))
    return summed.select("line_key", tier_value=pl.when(covered).then(mean))


def tiered_price(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `tiered_price`: the price that the line comes to.

    A price over several steps is no round figure, so with `mode: graduated` the amount tells it;
    on a credit note, which repeats a price, it is the price after discounts as always.
    Adds `tiered_price_slack`, how far rounding alone can move it.
    """
    by_amount = (pl.col("mode") == "graduated") & ~pl.col("credit")
    of_percentage = pl.when(pl.col("steps_of") == "percent").then(
        arithmetic.percentage_rounding(arithmetic.gross_price())
    )
    slack = pl.when(by_amount).then(arithmetic.price_by_amount_slack())
    return bound.with_columns(
        tiered_price=pl.when(by_amount)
        .then(arithmetic.price_by_amount())
        .otherwise("effective_price"),
        tiered_price_slack=pl.max_horizontal(
            slack.otherwise("effective_price_slack"), of_percentage
        ),
    )


FACTS = {
    "tier_reached": Fact(tier_reached, needs=OF_LINE),
    "tier_value": Fact(tier_value, needs=("tier_reached", *OF_LINE)),
    "tiered_price": Fact(
        tiered_price,
        needs=("effective_price", "effective_price_slack", "line_net_amount", *OF_LINE),
    ),
}
