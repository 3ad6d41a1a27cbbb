"""Facts about a debtor's invoices over a period: what came before, what it adds up to.

Invoices count as they were stated: a credit note takes back what its invoice said. An invoice
that is withdrawn as a duplicate does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clause import SCOPE_COLUMN
from checker.facts.fact import Fact
from checker.history import normal_number
from checker.money import MONEY, ZERO
from checker.reference import SEPARATOR

if TYPE_CHECKING:
    from checker.state import State

EARLIEST_FIRST = ("issue_date", "document_key")


def _invoices(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """The invoices and credit notes of the debtors, the earliest first.

    Adds `number` and `preceding` of the history, and `net`: what it comes to without VAT, null
    where an amount is missing.
    """
    past = state.history
    asked = pl.col("agreement_key").is_in(bound["agreement_key"].unique().implode())
    documents = state.documents.filter(asked).select(
        "document_key", "owner", "issue_date", "credit", "currency"
    )
    named = past.documents.select(
        "document_key", "number", "preceding", "content", "occurrence", "invoice_number"
    )
    rows = pl.concat(
        [
            past.lines.select("document_key", net="line_net_amount"),
            past.charges.select("document_key", net="charge_amount"),
        ]
    ).join(documents.select("document_key"), on="document_key", how="semi")
    nets = rows.group_by("document_key").agg(
        pl.when(pl.col("net").null_count() == 0).then(pl.col("net").sum()), filled=pl.len()
    )
    joined = documents.join(named, on="document_key").join(nets, on="document_key", how="left")
    empty = pl.col("filled").is_null()
    return joined.with_columns(net=pl.when(empty).then(ZERO).otherwise("net")).sort(EARLIEST_FIRST)


def _joined(bound: pl.DataFrame, found: pl.DataFrame, *columns: str) -> pl.DataFrame:
    # Several clauses can be about one invoice: a limit per month and one per year.
    keys = [key for key in ("document_key", "clause_key") if key in found.columns]
    wanted = found.select(*keys, *columns)
    return bound.join(wanted, on=keys, how="left", nulls_equal=True, maintain_order="left")


def first_of_period(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `first_of_period`: the number of the first invoice of the period that is standing.

    Of an invoice that was credited in full its own number. Null where what invoices are split by
    is not known.
    """
    per, by = pl.col("per"), pl.col("split_by")
    day = pl.col("issue_date")
    of_group = bound.select(
        *("document_key", "owner", "issue_date", "clause_key", "invoice_number"),
        period=pl.when(per == "day")
        .then(day)
        .when(per == "week")
        .then(day.dt.truncate("1w"))
        .otherwise(day.dt.month_start()),
        part=pl.when(by == "none")
        .then(pl.lit(""))
        .when(by == "deliver_to_location_id")
        .then("deliver_to_location_id")
        .otherwise("buyer_accounting_reference"),
    ).join(_taken_back(_invoices(bound, state)), on="document_key", how="left")
    group = ["owner", "clause_key", "period", "part"]
    standing = of_group.filter(pl.col("is_taken_back").is_null()).drop_nulls("part")
    firsts = standing.sort(EARLIEST_FIRST).unique(group, keep="first")
    firsts = firsts.select(*group, first="invoice_number")
    found = of_group.join(firsts, on=group, how="left", nulls_equal=True).with_columns(
        first_of_period=pl.when(pl.col("is_taken_back").is_null())
        .then("first")
        .otherwise("invoice_number")
    )
    return _joined(bound, found, "first_of_period")


def _taken_back(invoices: pl.DataFrame) -> pl.DataFrame:
    """`document_key`, `is_taken_back` of the invoices that were credited in full."""
    notes = invoices.filter("credit").drop_nulls(["preceding", "net"])
    credited = notes.group_by("owner", number="preceding").agg(credited=pl.col("net").sum())
    billed = invoices.filter(~pl.col("credit") & (pl.col("net") > ZERO))
    nothing_left = pl.col("net") + pl.col("credited") <= ZERO
    gone = billed.join(credited, on=["owner", "number"]).filter(nothing_left)
    return gone.select("document_key", is_taken_back=pl.lit(value=True))


def last_delivery(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `last_delivery`: the last delivery date of its lines; null where a line has none."""
    day = pl.col("delivery_date")
    lines = state.lines.join(bound.select("document_key"), on="document_key", how="semi")
    last = pl.when(day.null_count() == 0).then(day.max())
    return _joined(bound, lines.group_by("document_key").agg(last_delivery=last), "last_delivery")


def cumulative_amount(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `cumulative_amount`: of the invoices of the period up to and including this one.

    Those under the clause count, in one currency, with `opening` where the run has no invoice of
    the debtor from before the period. `is_whole`: true where the run has one, or `opening` is
    given. Null where an amount is missing or currencies differ.
    """
    per, day = pl.col("per"), pl.col("issue_date")
    whole_run = state.documents.group_by("owner").agg(first=pl.col("issue_date").min())
    nets = _invoices(bound, state).select("document_key", "net", "currency")
    counted = (
        bound.select(
            *("document_key", "owner", "issue_date", "clause_key", "opening", "valid_from", "per")
        )
        .with_columns(
            period=pl.when(per == "month")
            .then(day.dt.month_start())
            .when(per == "year")
            .then(day.dt.truncate("1y"))
            .otherwise("valid_from")
        )
        .join(nets, on="document_key", how="left")
        .join(whole_run, on="owner", how="left")
        .sort(EARLIEST_FIRST)
    )
    group = ["owner", "clause_key", "period"]
    starts = pl.max_horizontal("period", "valid_from")
    net = pl.col("net")
    known = (net.is_null().cum_sum().over(group) == 0) & (
        pl.col("currency").n_unique().over(group) == 1
    )
    reaches_back = pl.col("first") < starts
    before = pl.when(reaches_back).then(ZERO).otherwise(pl.col("opening").fill_null(ZERO))
    found = counted.with_columns(
        cumulative_amount=pl.when(known).then(net.cum_sum().over(group) + before).cast(MONEY),
        is_whole=reaches_back | pl.col("opening").is_not_null(),
    )
    return _joined(bound, found, "cumulative_amount", "is_whole")


def credited_charge(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `credited_charge`: of the class and place, on the debtor's credit notes.

    One that names no order or delivery belongs to the only one of the invoice that it refers to.
    Null where an amount is missing, or where it may belong to several. What a credit note puts
    back, with the goods, was not credited.
    """
    asked = pl.col("agreement_key").is_in(bound["agreement_key"].unique().implode())
    notes = state.charges.filter(asked & pl.col("credit"))
    notes = notes.filter((pl.col("charge_amount") < ZERO).fill_null(value=True))
    numbers = state.history.documents.select("document_key", "owner", "number", "preceding")
    notes = notes.join(numbers, on="document_key")
    place = ["document_key", "charge_class", "scope_of"]
    places = bound.select("row", *place, *SCOPE_COLUMN.values(), alone=pl.len().over(place) == 1)
    places = places.join(numbers, on="document_key", how="left", maintain_order="left")
    found = [_credited(places, notes, scope) for scope in bound["scope_of"].unique()]
    credited = pl.concat([bound.select("row", credited_charge=ZERO).clear(), *found])
    return bound.join(credited, on="row", how="left", maintain_order="left")


def _credited(places: pl.DataFrame, notes: pl.DataFrame, scope: str) -> pl.DataFrame:
    """`row`, `credited_charge` of the places of one scope."""
    amount, column = pl.col("charge_amount"), SCOPE_COLUMN.get(scope)
    whole = pl.when(amount.null_count() == 0).then(amount.sum())
    told = {"there": pl.lit(value=True), "credited": whole}
    same = ["owner", "charge_class"]
    mine = places.filter(pl.col("scope_of") == scope)
    stray = notes.filter(pl.col(column).is_null()) if column else notes
    of_invoice = stray.group_by(*same, number="preceding").agg(**told).drop_nulls("number")
    mine = mine.join(of_invoice, on=[*same, "number"], how="left")
    by_note = pl.when(pl.col("there").is_null()).then(ZERO).when("alone").then("credited")
    mine = mine.with_columns(by_note=by_note).drop("there", "credited")
    if column is None:
        return mine.select("row", credited_charge="by_note")
    of_place = notes.drop_nulls(column).group_by(*same, column).agg(**told)
    mine = mine.join(of_place, on=[*same, column], how="left")
    named = pl.when(pl.col("there").is_null()).then(ZERO).otherwise("credited")
    return mine.select("row", credited_charge=named + pl.col("by_note"))


def nearest_day(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `nearest_day`: the issue date where a paper of the debtor or its group is in force then.

    Otherwise the last day before on which one was, or the first day after. Null for a debtor that
    has no paper of its own.
    """
    day, first, last = (pl.col(c) for c in ("issue_date", "first_day", "last_day"))
    papers = state.agreements.papers
    pairs = bound.select("document_key", "agreement_key", "issue_date").join(
        papers, on="agreement_key"
    )
    # Plain aggregates, which polars takes over all groups at once.
    told = pairs.with_columns(
        on=pl.when(day.is_between(first, last)).then(day),
        before=pl.when(last < day).then(last),
        after=pl.when(first > day).then(first),
    )
    nearest = told.group_by("document_key").agg(
        pl.col("on").min(), pl.col("before").max(), pl.col("after").min()
    )
    found = nearest.with_columns(nearest_day=pl.coalesce("on", "before", "after"))
    return _joined(bound, found, "nearest_day")


def original_found(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `original_found`: every invoice that a credit note refers to is in the run.

    `likely_original`: the one invoice of the debtor with the same lines; "" where there is none
    or more than one.
    """
    invoices = _invoices(bound, state)
    billed = invoices.filter(~pl.col("credit"))
    there = billed.select("owner", "number", is_there=pl.lit(value=True)).unique()
    reference = pl.col("preceding_invoice_reference").str.split(SEPARATOR)
    named = bound.select("document_key", "owner", reference=reference).explode("reference")
    looked_up = named.with_columns(number=normal_number("reference")).join(
        there, on=["owner", "number"], how="left"
    )
    found = looked_up.group_by("document_key").agg(
        original_found=pl.col("is_there").fill_null(value=False).all()
    )
    contents = (
        billed.drop_nulls("content")
        .group_by("owner", "content")
        .agg(likely_original=pl.when(pl.len() == 1).then(pl.col("invoice_number").first()))
    )
    likely = invoices.join(contents, on=["owner", "content"], how="left")
    joined = _joined(_joined(bound, found, "original_found"), likely, "likely_original")
    return joined.with_columns(pl.col("likely_original").fill_null(""))


def original_amount(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `original_amount`: what the invoice comes to that a credit note refers to, without VAT.

    `credited_amount`: what was credited of it, up to and including this credit note.
    """
    invoices = _invoices(bound, state)
    billed = invoices.filter(~pl.col("credit") & (pl.col("occurrence") == 0))
    originals = billed.select("owner", preceding="number", original_amount="net")
    original = ["owner", "preceding"]
    net = pl.col("net")
    known = net.is_null().cum_sum().over(original) == 0
    notes = (
        invoices.filter("credit")
        .drop_nulls("preceding")
        .with_columns(credited_amount=pl.when(known).then(-net.cum_sum().over(original)))
    )
    found = notes.join(originals, on=original, how="left")
    return _joined(bound, found, "original_amount", "credited_amount")


FACTS = {
    "first_of_period": Fact(
        first_of_period,
        needs=("invoice_number", "deliver_to_location_id", "buyer_accounting_reference"),
    ),
    "last_delivery": Fact(last_delivery),
    "cumulative_amount": Fact(cumulative_amount),
    "credited_charge": Fact(credited_charge),
    "nearest_day": Fact(nearest_day),
    "original_found": Fact(original_found, needs=("preceding_invoice_reference",)),
    "original_amount": Fact(original_amount),
}
