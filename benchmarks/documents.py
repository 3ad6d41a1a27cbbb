"""Invoices drawn from a seed: dates, numbers, and what is wrong with which of them.

One invoice in ten has one error, one in twenty something that only looks like one: a difference
of exactly the tolerance, an order of exactly the limit, a charge that was paid back, the same
lines once more after more days than count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.terms import Days, Flags, Ints, Terms

KINDS = (
    "line_arithmetic",
    "price_net_list",
    "discount_line",
    "charge_forbidden",
    "charge_fixed",
    "charge_free_from",
    "payment_due_date",
    "reference_purchase_order",
    "document_duplicate",
)
(ARITHMETIC, NET_PRICE, DISCOUNT, FORBIDDEN, FIXED, FREE_FROM, DUE_DATE, REFERENCE, DUPLICATE) = (
    range(9)
)
PLACE = {FORBIDDEN: "order_costs", FIXED: "packaging", FREE_FROM: "freight"}
WRONG, DOUBTFUL = 0.10, 0.15  # up to here an invoice has an error, up to there what looks like one


SOME, HALF = 0.3, 0.5
SPLIT = 0.01  # orders on two invoices
ONE_ORDER = 0.9
BOUNDARY = 0.08  # of the invoices of the months with discounts


@dataclass(frozen=True)
class Documents:
    """One entry per invoice. `kind` is what is wrong with it, or only seems to be."""

    debtor: Ints
    order_day: Days
    issue_day: Days
    orders: Ints
    split: Flags  # its order is on two invoices
    boundary: Flags  # one line that comes to the limit of free freight, or one cent beside it
    kind: Ints
    wrong: Flags
    doubtful: Flags

    def __len__(self) -> int:
        return len(self.debtor)

    def has(self, kind: int) -> tuple[Flags, Flags]:
        """Invoices with an error of a kind, and with what only looks like one."""
        here = self.kind == kind
        return here & self.wrong, here & self.doubtful


def signs(count: int, rng: np.random.Generator) -> Ints:
    """Plus or minus one, so many times."""
    return rng.choice([-1, 1], count)


def draw_documents(agreed: Terms, count: int, rng: np.random.Generator) -> Documents:
    """So many invoices, few debtors having most of them."""
    share = rng.lognormal(0, 1, len(agreed))
    debtor = rng.choice(len(agreed), count, p=share / share.sum())
    day = terms.START + terms.days(rng.integers(0, 340, count))
    split = (rng.random(count) < SPLIT) & (np.arange(count) % 2 == 0)
    split[-1] = False
    second = np.roll(split, 1)
    debtor[second], day[second] = debtor[split], day[split]
    split |= second
    orders = np.where(split | (rng.random(count) < ONE_ORDER), 1, 2)
    net = day >= terms.NET_PRICES
    luck = rng.random(count)
    return Documents(
        debtor=debtor,
        order_day=day,
        issue_day=day + terms.days(rng.integers(1, 11, count)),
        orders=orders,
        split=split,
        boundary=~net & (orders == 1) & ~split & (rng.random(count) < BOUNDARY),
        kind=_kinds(agreed, debtor, net, orders == 1, rng),
        wrong=(luck < WRONG) & ~split,
        doubtful=(luck >= WRONG) & (luck < DOUBTFUL) & ~split,
    )


def _kinds(agreed: Terms, debtor: Ints, net: Flags, alone: Flags, rng: np.random.Generator) -> Ints:
    """For every invoice one of the kinds that are in force for it."""
    always = np.ones(len(debtor), dtype=bool)
    in_force = {
        ARITHMETIC: always,
        NET_PRICE: net,
        DISCOUNT: ~net,
        FORBIDDEN: agreed.order_costs_forbidden[debtor],
        FIXED: agreed.packaging_fixed[debtor],
        FREE_FROM: always,
        DUE_DATE: always,
        REFERENCE: agreed.order_number[debtor] >= 0,
        DUPLICATE: alone,
    }
    possible = np.column_stack([in_force[kind] for kind in range(len(KINDS))])
    chosen: Ints = (rng.random(possible.shape) * possible).argmax(axis=1)
    return chosen


def headers(agreed: Terms, documents: Documents, rng: np.random.Generator) -> pl.DataFrame:
    """Rows: one per invoice, and one more for those that were made twice; `key` orders them."""
    count = len(documents)
    wrong, doubtful = documents.has(DUPLICATE)
    same_number = wrong & (rng.random(count) < SOME)
    later = rng.integers(1, terms.WITHIN_DAYS + 1, count)
    later = np.where(rng.random(count) < SOME, terms.WITHIN_DAYS, later)
    # The same number is a duplicate at any distance, the same lines only within the days.
    later = later + terms.WITHIN_DAYS * (doubtful | same_number)
    number = pl.Series([f"F{1_000_000 + at}" for at in range(count)])
    new_number = pl.Series([f"F{5_000_000 + at}" for at in range(count)])
    new_number = new_number.zip_with(~pl.Series(same_number), "00" + number)

    def header(number: pl.Series, issued: Days, copy: int, wrong: Flags) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "key": 2 * np.arange(count) + copy,
                "document": np.arange(count),
                "debtor": np.array(agreed.debtor)[documents.debtor],
                "invoice_number": number,
                "issue_date": pl.Series(issued).cast(pl.Date),
                "payment_due_date": pl.Series(_due(agreed, documents, issued, rng)).cast(pl.Date),
                "purchase_order_reference": references,
                "kind": documents.kind,
                "wrong": wrong,
            }
        )

    references = pl.Series(_references(agreed, documents, rng), dtype=pl.String)
    own = header(number, documents.issue_day, 0, documents.wrong & ~wrong)
    copies = header(new_number, documents.issue_day + terms.days(later), 1, wrong)
    return pl.concat([own, copies.filter(pl.Series(wrong | doubtful))])


def _due(agreed: Terms, documents: Documents, issued: Days, rng: np.random.Generator) -> Days:
    end, count = agreed.end_of_month[documents.debtor], len(documents)
    start = np.where(end == terms.END_OF_MONTH.index("before_days"), _month_end(issued), issued)
    counted: Days = start + terms.days(agreed.days[documents.debtor])
    due = np.where(end == terms.END_OF_MONTH.index("after_days"), _month_end(counted), counted)
    wrong, doubtful = documents.has(DUE_DATE)
    further = np.where(rng.random(count) < HALF, 10, 1)
    off = agreed.tolerance_days[documents.debtor] + wrong * further
    moved: Days = due + terms.days((wrong | doubtful) * off * signs(count, rng))
    return moved


def _month_end(day: Days) -> Days:
    next_month: Days = day.astype("M8[M]") + terms.ONE_MONTH
    end: Days = next_month.astype("M8[D]") - terms.days(np.array(1))
    return end


def _references(
    agreed: Terms, documents: Documents, rng: np.random.Generator
) -> Iterator[str | None]:
    """The debtor's order number: none, the right one, two of them, or what goes wrong with it."""
    starts = agreed.order_number[documents.debtor]
    numbers = rng.integers(200_000, 1_000_000, len(documents))
    choices = rng.integers(0, 5, len(documents))
    for start, number, choice, wrong, doubtful in zip(
        starts, numbers, choices, *documents.has(REFERENCE), strict=True
    ):
        right = f"45{start}{number}"
        errors = (None, "n.v.t.", "0000000000", right[:-1], f"44{right[2:]}")
        two = f"{right}; 45{start}{number - 1}"
        yield None if start < 0 else errors[choice] if wrong else two if doubtful else right
