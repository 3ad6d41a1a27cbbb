"""Findings taken together: by debtor, and by what has to change so that they do not come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker import messages
from checker.clauses import BY_NAME
from checker.money import MONEY, ZERO
from checker.report import wording
from checker.report.columns import word_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from checker.clause import Kind
    from checker.messages import Lang

COSTS = tuple(
    f"handling_cost{party}{end}"
    for party in ("", "_customer", "_supplier")
    for end in ("", "_low", "_high")
)
SUMS = ("minutes_customer", "minutes_supplier", *COSTS)
DIFFERENCE = pl.col("difference")
MEASURES = (
    pl.len().cast(pl.Int64).alias("findings"),
    pl.col("document_key").n_unique().cast(pl.Int64).alias("invoices"),
    DIFFERENCE.filter(DIFFERENCE > ZERO).sum().cast(MONEY).alias("over_charged"),
    (-DIFFERENCE.filter(DIFFERENCE < ZERO).sum()).cast(MONEY).alias("under_charged"),
    *(pl.col(name).sum().cast(MONEY) for name in SUMS),
)
"""What is counted and summed; under-charges count as positive amounts."""
CAUSE = ("debtor", "clause", "charge_class", "item", "currency")
CALCULATED = ("line_net_amount", "line_allowance_amount")
FOR_ALL_ITEMS = ("line_allowance_percentage",)
"""Fields that are set once for a debtor, although lines show them."""
"""Fields that follow from others, so that nobody can set them in the master data."""
VARYING = {"basis_amount", "surcharge_base", "basis_part", "charge_quantity", "charged_before"}
"""Facts that differ from order to order: what is agreed then is no setting."""
DEAREST_FIRST = ("handling_cost", pl.col("over_charged") + pl.col("under_charged"))


def totals(findings: pl.DataFrame) -> pl.DataFrame:
    """Rows: one per currency of the invoices. Adds the measures; what costs most first."""
    return _summed(findings, ["currency"])


def by_debtor(findings: pl.DataFrame) -> pl.DataFrame:
    """Rows: one per debtor and currency. Adds `debtor_name` and the measures."""
    return _summed(findings, ["debtor", "currency"], pl.col("debtor_name").drop_nulls().first())


def by_clause(findings: pl.DataFrame) -> pl.DataFrame:
    """Rows: one per clause kind and currency. Adds the measures."""
    return _summed(findings, ["clause", "currency"])


def by_cause(findings: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """Rows: one per change in the master data of the ERP; what costs most first.

    Adds `subject` (what it is about), `change` (what to change), the period, where the agreement
    stands, and the measures: what that change would have saved.
    """
    of_line = [
        name
        for name, kind in BY_NAME.items()
        if kind.PLACE == "line" and kind.FIELD not in FOR_ALL_ITEMS
    ]
    item = pl.when(pl.col("clause").is_in(of_line)).then(pl.col("seller_item_id"))
    found = _summed(
        findings.with_columns(item=item),
        CAUSE,
        pl.col("debtor_name").drop_nulls().first(),
        pl.col("issue_date").min().alias("first_date"),
        pl.col("issue_date").max().alias("last_date"),
        pl.when(pl.col("agreed").n_unique() == 1).then(pl.col("agreed").first()),
        pl.col("owner", "source", "clause_at").last(),
    )
    worded = [_worded(group, lang) for group in found.partition_by("clause", maintain_order=True)]
    return _sorted(pl.concat(worded), CAUSE) if worded else _worded(found, lang)


def _summed(findings: pl.DataFrame, keys: Iterable[str], *more: pl.Expr) -> pl.DataFrame:
    # Sorted, so that first and last do not depend on the order of the rows of the export.
    violated = findings.filter(pl.col("outcome") == "violated").sort(
        "issue_date", "invoice_number", "finding_id"
    )
    return _sorted(violated.group_by(keys, maintain_order=True).agg(*more, *MEASURES), keys)


def _sorted(summed: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    keys = list(keys)
    descending = [True, True, *(False for _ in keys)]
    return summed.sort(*DEAREST_FIRST, *keys, descending=descending, nulls_last=True)


def _worded(causes: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """Adds `subject` and `change` to causes of one clause kind."""
    kind = BY_NAME[causes["clause"].item(0)] if causes.height else None
    point = kind.TITLE[lang] if kind else ""
    field = kind.FIELD if kind else ""
    title = wording.title(field, lang)
    places = {
        "debtor": pl.col("debtor"),
        "item": pl.col("item"),
        "charge": word_text("charge_class", pl.col("charge_class"), lang),
        "value": wording.value_text(field, pl.col("agreed"), lang),
    }
    what = point if field in CALCULATED else title
    subject = pl.coalesce(
        places["charge"], _sentence("cause_item", lang, what=what, **places), pl.lit(point)
    )
    settable = kind is not None and field not in CALCULATED and VARYING.isdisjoint(_facts(kind))

    def say(key: str, **more: str) -> pl.Expr:
        return _sentence(key, lang, **places, **more)

    set_to_value = pl.coalesce(
        _own_sentence("change_value", causes, say),
        say("change_charge"),
        say("change_item", what=title),
    )
    change = pl.coalesce(
        pl.when(pl.col("agreed").is_not_null() & pl.lit(settable)).then(set_to_value),
        _own_sentence("change_kind", causes, say),
        say("change_charge_point", what=point),
        say("change_item_point", what=point),
        say("change_point", what=point),
    )
    return causes.with_columns(subject=subject, change=change)


def _facts(kind: Kind) -> set[str]:
    return {*kind.READS, *kind.agreed().meta.root_names()}


def _own_sentence(start: str, causes: pl.DataFrame, say: Callable[[str], pl.Expr]) -> pl.Expr:
    """The sentence that the catalogue has for this clause kind, or nothing."""
    try:
        return say(f"{start}_{causes['clause'].item(0)}" if causes.height else "")
    except KeyError:
        return pl.lit(None, dtype=pl.String)


def _sentence(key: str, lang: Lang, **values: pl.Expr | str) -> pl.Expr:
    """A sentence of the catalogue with columns in it; nothing where one of them is empty."""
    names = list(values)
    template = messages.text(f"report.{key}", lang, **{name: f"\0{name}\0" for name in names})
    parts = [values.get(part, part) for part in template.split("\0") if part]
    return pl.concat_str(part if isinstance(part, pl.Expr) else pl.lit(part) for part in parts)
