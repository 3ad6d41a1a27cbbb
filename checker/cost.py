"""What the findings cost to deal with: minutes, money and interest; both sides apart.

The fixed part of an invoice is carried by its finding with the largest amount, each further
finding adds its own minutes, and what one contact covers is carried by the first invoice of
that contact. So the costs of the findings add up to those of invoices and debtors, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from checker.cost_parameters import FILE, SCENARIOS, load_costs
from checker.finding import COSTED
from checker.messages import Message
from checker.money import EXACT, MONEY, ZERO, product, to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from checker.cost_parameters import Concerns, Costs, Per, Scenario, Step

__all__ = ["cost", "load_costs", "prevented", "remarks"]

MINUTES_OF_HOUR = 60
DAYS_OF_YEAR = 365
EXACT_DECIMALS = 18
NOTHING = pl.lit(Decimal(0), dtype=EXACT)
PARTIES = ("customer", "supplier")
SUFFIX = {"low": "_low", "likely": "", "high": "_high"}
PERIOD = {"day": "1d", "week": "1w", "month": "1mo"}
VIOLATED = pl.col("outcome") == "violated"
UNDER_CHARGE = pl.col("difference").fill_null(ZERO) < ZERO
# What does not change when the rows of an export come in another order.
STABLE = ("debtor", "issue_date", "invoice_number", "finding_id")
CONCERNS: dict[Concerns, pl.Expr] = {
    "error": VIOLATED & ~UNDER_CHARGE,
    "under_charge": VIOLATED & UNDER_CHARGE,
    "any": VIOLATED,
}


def cost(findings: pl.DataFrame, documents: pl.DataFrame, costs: Costs) -> pl.DataFrame:
    """The findings with what they cost, in the same order.

    `findings` have the columns up to `finding.CORRECTED`; `documents` are those of the invoices,
    with `net_amount` (currency of the invoice, without VAT).
    Adds `finding.COSTED`; a finding that is unknown costs nothing.
    """
    marked = findings.drop(COSTED, strict=False).with_row_index("_row")
    marked = marked.with_columns(**_marks(marked, costs))
    marked = marked.join(
        _withheld(documents, costs), on="document_key", how="left", maintain_order="left"
    )
    costed = marked.with_columns(
        *(
            _money(costs, party, scenario).alias(f"handling_cost_{party}{SUFFIX[scenario]}")
            for party in PARTIES
            for scenario in SCENARIOS
        ),
        *(_minutes(costs, party).alias(f"minutes_{party}") for party in PARTIES),
        cost_currency=pl.lit(costs.currency),
    ).with_columns(
        (pl.col(f"handling_cost_customer{end}") + pl.col(f"handling_cost_supplier{end}"))
        .cast(MONEY)
        .alias(f"handling_cost{end}")
        for end in SUFFIX.values()
    )
    return costed.select(*(c for c in findings.columns if c not in COSTED), *COSTED)


def prevented(findings: pl.DataFrame, documents: pl.DataFrame, costs: Costs) -> Decimal:
    """What it has saved, both sides together, that drafts were corrected before sending.

    In the currency of the costs: the likely cost of the same findings on an issued invoice,
    minus that of their correction.
    """
    drafts = findings.filter(pl.col("stage") == "draft")
    issued = cost(drafts.with_columns(stage=pl.lit("issued")), documents, costs)
    now = cost(drafts, documents, costs)
    return Decimal(issued["handling_cost"].sum()) - Decimal(now["handling_cost"].sum())


def remarks(findings: pl.DataFrame, documents: pl.DataFrame, costs: Costs) -> list[Message]:
    """What the reader of the costs must know: currencies for which no interest was counted."""
    withheld = findings.filter(CONCERNS["error"], pl.col("stage").is_in(costs.interest.applies))
    unknown = (
        documents.filter(pl.col("document_key").is_in(withheld["document_key"].implode()))
        .filter(~pl.col("currency").is_in([costs.currency, *costs.exchange_rate]))
        .group_by("currency")
        .len()
        .sort("currency")
    )
    return [
        Message("cost.no_exchange_rate", {"count": count, "currency": currency, "path": FILE})
        for currency, count in unknown.iter_rows()
    ]


def _mark(concerns: Concerns, per: Per) -> str:
    return f"_{concerns}_{per}"


def _marks(findings: pl.DataFrame, costs: Costs) -> dict[str, pl.Expr]:
    """For everything that a step can be for and per: which findings carry it."""
    # Sorting moves whole rows; narrow ones are moved three times as fast.
    findings = findings.select("_row", "document_key", "outcome", "difference", "stage", *STABLE)
    marks: dict[str, pl.Expr] = {}
    for concerns, member in CONCERNS.items():
        carriers = _first_of_invoice(findings.filter(member))
        carries = _is_among(carriers)
        marks[_mark(concerns, "invoice")] = carries
        marks[_mark(concerns, "further")] = member & ~carries
        marks[_mark(concerns, "contact")] = _is_among(_first_of_contact(carriers, costs))
    return marks


def _is_among(findings: pl.DataFrame) -> pl.Expr:
    return pl.col("_row").is_in(findings["_row"].implode())


def _first_of_invoice(findings: pl.DataFrame) -> pl.DataFrame:
    """The finding with the largest amount of each invoice; of equal ones always the same."""
    size = pl.col("difference").fill_null(ZERO).abs()
    ordered = findings.sort(size, "finding_id", descending=[True, False])
    return ordered.unique("document_key", keep="first", maintain_order=True)


def _first_of_contact(carriers: pl.DataFrame, costs: Costs) -> pl.DataFrame:
    """Of what one contact covers, the finding on the earliest invoice."""
    if costs.contact_period == "invoice":
        return carriers
    period = pl.col("issue_date").dt.truncate(PERIOD[costs.contact_period])
    return (
        carriers.with_columns(period=period)
        .sort("issue_date", "invoice_number", "finding_id")
        .unique(["debtor", "stage", "period"], keep="first", maintain_order=True)
    )


def _party(step: Step) -> str:
    return "customer" if step.who == "customer" else "supplier"


def _step_money(costs: Costs, step: Step, scenario: Scenario) -> Decimal:
    rate: Decimal = getattr(costs.hourly_rate, step.who).of(scenario)
    work = step.expected(step.minutes, scenario) * rate / MINUTES_OF_HOUR
    return work + step.expected(step.out_of_pocket, scenario)


def _sum_of_steps(steps: Iterable[Step], value: Callable[[Step], Decimal]) -> pl.Expr:
    """Per finding: the values of the steps that it carries, added up."""
    totals: dict[tuple[str, frozenset[str]], Decimal] = defaultdict(Decimal)
    for step in steps:
        totals[_mark(step.concerns, step.per), step.applies] += value(step)
    parts = [
        pl.when(pl.col(mark) & pl.col("stage").is_in(sorted(stages)))
        .then(pl.lit(round(total, EXACT_DECIMALS), dtype=EXACT))
        .otherwise(NOTHING)
        for (mark, stages), total in totals.items()
        if total
    ]
    return reduce(add, parts, NOTHING)


def _minutes(costs: Costs, party: str) -> pl.Expr:
    steps = (step for step in costs.steps if _party(step) == party)
    return _sum_of_steps(steps, lambda step: step.expected(step.minutes, "likely")).cast(MONEY)


def _money(costs: Costs, party: str, scenario: Scenario) -> pl.Expr:
    # Rounded once, at the end, so that a reader of the list sees amounts that add up.
    steps = (step for step in costs.steps if _party(step) == party)
    work = _sum_of_steps(steps, lambda step: _step_money(costs, step, scenario))
    return to_cents(work + _interest(costs, scenario) if party == "supplier" else work)


def _interest(costs: Costs, scenario: Scenario) -> pl.Expr:
    """Interest on the whole invoice for the days that it is withheld."""
    interest = costs.interest
    share = interest.rate.of(scenario) / 100 * interest.delay.of(scenario)
    worth = ZERO
    for currency, rate in _exchange_rates(costs, scenario).items():
        is_it = pl.col("_currency") == currency
        worth = pl.when(is_it).then(pl.lit(rate, dtype=MONEY)).otherwise(worth)
    yearly = product(pl.col("_withheld"), worth, pl.lit(share, EXACT))
    carries = pl.col(_mark("error", "invoice")) & pl.col("stage").is_in(sorted(interest.applies))
    return pl.when(carries).then(yearly / DAYS_OF_YEAR).otherwise(NOTHING)


def _exchange_rates(costs: Costs, scenario: Scenario) -> dict[str, Decimal]:
    foreign = {currency: rate.of(scenario) for currency, rate in costs.exchange_rate.items()}
    return {**foreign, costs.currency: Decimal(1)}


def _withheld(documents: pl.DataFrame, costs: Costs) -> pl.DataFrame:
    """Per invoice what the customer does not pay; nothing on a credit note."""
    vat = pl.lit(1 + costs.interest.vat.likely / 100, dtype=MONEY)
    estimated = to_cents(product(pl.col("net_amount"), vat))
    gross = pl.coalesce("gross_amount", estimated, ZERO)
    return documents.select(
        "document_key",
        _withheld=pl.when(gross > ZERO).then(gross).otherwise(ZERO),
        _currency=pl.col("currency").fill_null(costs.currency),
    )
