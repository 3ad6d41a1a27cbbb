"""What a run comes to, in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from checker.messages import text
from checker.report import causes
from checker.report.control import mismatches
from checker.report.wording import count, money

if TYPE_CHECKING:
    import polars as pl

    from checker.messages import Lang
    from checker.report.result import RunResult

SEPARATOR = "  ·  "


def corrections(result: RunResult, lang: Lang) -> str:
    """How many corrections, the money to correct and, apart from it, the cost of handling.

    Before all that, whether the input is what its control figures say.
    """
    found = result.violated
    differs = mismatches(result.compared, lang)
    if found.is_empty():
        return SEPARATOR.join([*differs, nothing_wrong(result, lang)])
    parts = [
        *differs,
        _count("corrections_count", "corrections", found, lang),
        *to_correct(result, lang),
    ]
    if cost := handling(result, lang):
        parts.append(cost)
    said = SEPARATOR.join(parts)
    return f"{said}{SEPARATOR}{caught}" if (caught := saved(result, lang)) else said


def outcome(result: RunResult, lang: Lang) -> list[str]:
    """What is to be corrected, what could not be judged and what was set apart, as far as any."""
    found = result.violated
    wrong = [_count("corrections_count", "corrections", found, lang), *to_correct(result, lang)]
    said = [SEPARATOR.join(wrong) if found.height else nothing_wrong(result, lang)]
    if result.unknown.height:
        said.append(not_checkable(result, lang))
    if rows := result.rows_of("rejected"):
        said.append(text("report.set_apart_count", lang, rows=count("rows", rows, lang)))
    return said


def nothing_wrong(result: RunResult, lang: Lang) -> str:
    """That there is nothing to correct, or that nobody can tell."""
    if result.rows_of("checked"):
        return text("report.corrections_none", lang)
    judged = any(result.coverage["holds"])  # nothing is violated, else this is not asked
    return text("report.corrections_no_whole" if judged else "report.corrections_no_row", lang)


def not_checkable(result: RunResult, lang: Lang) -> str:
    """How much could not be judged."""
    found = result.unknown
    return (
        _count("unknown_count", "points", found, lang)
        if found.height
        else text("report.unknown_none", lang)
    )


def to_correct(result: RunResult, lang: Lang) -> list[str]:
    """Charged too much and too little, each per currency."""
    return [
        text(f"report.{name}", lang, amount=money(row[name], lang, row["currency"] or ""))
        for name in ("over_charged", "under_charged")
        for row in causes.totals(result.findings).iter_rows(named=True)
        if row[name]
    ]


def handling(result: RunResult, lang: Lang) -> str:
    """What dealing with the errors costs, low and high beside it, both sides apart."""
    currency = result.costs.currency
    sums = {name: Decimal(result.violated[name].sum()) for name in causes.COSTS}
    amounts = {
        "amount": "handling_cost",
        "low": "handling_cost_low",
        "high": "handling_cost_high",
        "customer": "handling_cost_customer",
        "supplier": "handling_cost_supplier",
    }
    if not sums["handling_cost_high"]:
        return ""
    values = {name: money(sums[column], lang, currency) for name, column in amounts.items()}
    return text("report.handling", lang, **values)


def saved(result: RunResult, lang: Lang) -> str:
    """What catching errors in drafts has saved, or nothing."""
    if not result.saved:
        return ""
    return text("report.saved", lang, amount=money(result.saved, lang, result.costs.currency))


def _count(key: str, what: str, found: pl.DataFrame, lang: Lang) -> str:
    invoices = found["document_key"].n_unique()
    values = {
        "findings": count(what, found.height, lang),
        "invoices": count("invoices", invoices, lang),
    }
    return text(f"report.{key}", lang, **values)
