"""Facts about payment, tax and totals of an invoice.

Sums are those that the invoice itself states, before any clause has changed it: one wrong price
is one error, and not a wrong total, a wrong VAT and a wrong amount due besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clause import within
from checker.facts import tax
from checker.facts.fact import Fact
from checker.fields import TOTALS
from checker.money import EXACT, HUNDRED, ZERO, product, to_cents
from checker.payment_terms import amount_text, offered
from checker.totals import nearest, totals

if TYPE_CHECKING:
    from checker.state import State

_WORKED_WITH = ("net", "net_of_lines", "vat_per_rate", "vat_per_line")
_STATED_TOTALS = tuple(entry.name for entry in TOTALS)


def _with_totals(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds what the invoice comes to as it is stated, see `checker.totals`."""
    keys = bound.select("document_key").unique()
    # Columns first: a frame of the dictionary is wide.
    common = ("document_key", "vat_rate", "vat_category_code")
    lines = state.history.lines.select(*common, "line_net_amount")
    charges = state.history.charges.select(*common, "charge_amount", "encoding")
    of_bound = [frame.join(keys, on="document_key", how="semi") for frame in (lines, charges)]
    worked = totals(*of_bound)
    return bound.join(worked, on="document_key", how="left", maintain_order="left")


def vat_due(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `vat_due`: the VAT by the clause's `method`; the nearer one where both are good."""
    rate, line = pl.col("vat_per_rate"), pl.col("vat_per_line")
    method = pl.col("method")
    due = (
        pl.when(method == "per_rate")
        .then(rate)
        .when(method == "per_line")
        .then(line)
        .otherwise(nearest(pl.col("total_vat_amount"), rate, line))
    )
    return _with_totals(bound, state).with_columns(vat_due=due).drop(_WORKED_WITH)


def total_due(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `total_due`: what the total that the clause names comes to.

    VAT may be as stated or as it should be: a wrong one is an error of its own. Where the export
    does not tell what was paid in advance, an amount due that differs says nothing.
    """
    stated, net = pl.col("amount_due"), pl.col("net")
    nothing = (pl.col(c).fill_null(ZERO) for c in ("paid_amount", "rounding_amount"))
    paid, rounding = nothing

    def with_vat(total: pl.Expr) -> pl.Expr:
        worked = nearest(total - net, pl.col("vat_per_rate"), pl.col("vat_per_line"))
        return net + nearest(total - net, pl.coalesce("total_vat_amount", worked), worked)

    due = with_vat(stated + paid - rounding) - paid + rounding
    if "paid_amount" in state.absent:
        due = pl.when(within((stated - due).abs(), due)).then(due)
    total = (
        pl.when(pl.col("total") == "sum_of_line_net_amounts")
        .then(pl.col("net_of_lines"))
        .when(pl.col("total") == "total_amount_without_vat")
        .then(net)
        .when(pl.col("total") == "total_amount_with_vat")
        .then(with_vat(pl.col("total_amount_with_vat")))
        .otherwise(due)
    )
    return _with_totals(bound, state).with_columns(total_due=total).drop(_WORKED_WITH)


def terms_given(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `terms_given`: true, or null where the export has no payment terms at all."""
    there = None if "payment_terms" in state.absent else True
    return bound.with_columns(terms_given=pl.lit(there, dtype=pl.Boolean))


def discount_offered(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `discount_offered`: as `2.00 % / 8`, "" where none is, null if not understood."""
    return bound.with_columns(discount_offered=offered(pl.col("payment_terms")))


def surcharge_base(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `surcharge_base`: the invoice with VAT, but for the surcharge itself.

    A surcharge that is missing is taken up without VAT, which falls due only if it is kept. Its
    own rate may be empty, as there is no VAT on it.
    """
    missing = pl.col("charge_amount") == ZERO
    mine = bound.select("row", "document_key", own="charge_class")
    gross = to_cents(product(pl.col("charge_amount"), HUNDRED + pl.col("vat_rate")) / HUNDRED)
    charged = state.charges.select("document_key", "charge_class", others=gross)
    others = mine.join(charged, on="document_key").filter(
        pl.col("charge_class").ne_missing(pl.col("own"))
    )
    per_row = others.group_by("row").agg(
        pl.when(pl.col("others").null_count() == 0).then(pl.col("others").sum()),
        has_others=pl.lit(value=True),
    )
    found = bound.join(per_row, on="row", how="left", maintain_order="left")
    of_others = pl.when("has_others").then("others").otherwise(ZERO)
    return found.with_columns(
        surcharge_base=pl.col("goods_gross") + of_others,
        vat_rate=pl.when(missing).then(ZERO).otherwise("vat_rate"),
    ).drop("others", "has_others")


def payable_into(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `payable_into`: an agreed account, and the blocked one with its share of the total.

    Null where a blocked account was agreed and the total with VAT is not known. The total is the
    stated one: a share of a total that is wrong is no second error.
    """
    stated = _account("payment_account_id")
    accounts = pl.col("accounts")
    account = pl.when(accounts.list.contains(stated)).then(stated)
    worked = pl.col("net") + pl.col("vat_per_rate")
    total = pl.coalesce("stated_total", worked)
    share = to_cents(product(total, pl.col("blocked_percent")) / HUNDRED.cast(EXACT))
    blocked = pl.format("; {} {}", "blocked_account", amount_text(share))
    behind = pl.when(pl.col("blocked_account").is_null()).then(pl.lit("")).otherwise(blocked)
    into = pl.concat_str(account.fill_null(accounts.list.join(", ")), behind)
    as_stated = state.history.documents.select("document_key", stated_total="total_amount_with_vat")
    bound = bound.join(as_stated, on="document_key", how="left", maintain_order="left")
    found = _with_totals(bound, state).with_columns(payable_into=into)
    return found.drop(*_WORKED_WITH, "stated_total")


def paid_into(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `paid_into`: the account as stated, and the blocked one with its amount.

    Null where only half of the blocked account is given, or where the export has no place for it.
    """
    blocked, amount = _account("blocked_account_id"), pl.col("blocked_account_amount")
    behind = pl.format("; {} {}", blocked, amount_text(amount))
    told = not state.absent & {"blocked_account_id", "blocked_account_amount"}
    none = pl.lit("" if told else None, dtype=pl.String)
    behind = pl.when(blocked.is_null() & amount.is_null()).then(none).otherwise(behind)
    asks = pl.col("blocked_account").is_not_null()
    of_blocked = pl.when(~asks).then(pl.lit("")).when(pl.col("payable_into").is_not_null())
    stated = pl.concat_str(_account("payment_account_id"), of_blocked.then(behind))
    return bound.with_columns(paid_into=stated)


def _account(column: str) -> pl.Expr:
    bare = pl.col(column).str.replace_all(r"[\s.-]", "").str.to_uppercase()
    return pl.when(bare != "").then(bare)


FACTS: dict[str, Fact] = {
    "vat_due": Fact(vat_due, needs=("total_vat_amount",)),
    "total_due": Fact(total_due, needs=_STATED_TOTALS),
    "terms_given": Fact(terms_given),
    "discount_offered": Fact(discount_offered, needs=("payment_terms",)),
    "surcharge_base": Fact(surcharge_base),
    "payable_into": Fact(payable_into, needs=("payment_account_id",)),
    "paid_into": Fact(
        paid_into, needs=("payable_into", "blocked_account_id", "blocked_account_amount")
    ),
} | tax.FACTS
