"""The agreements as files for the checker, and as tables in Parquet for its peers."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks import terms
from benchmarks.terms import (
    AMENDMENT,
    END,
    END_OF_MONTH,
    ITEMS,
    NET_PRICES,
    ONE_DAY,
    OPEN,
    START,
    TWO_PRICES,
)

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.terms import Days, Flags, Ints, Terms

DECIMAL = pl.Decimal(18, 6)
SETTINGS = ("_default.yaml", "_charges.yaml", "_costs.yaml")
CENTS, PRICE, PERMILLE = 100, 10_000, 1_000


def decimal(values: Ints | pl.Series, unit: int) -> pl.Series:
    """Whole units as exact decimals: 1750 cents are 17.50."""
    return (pl.Series(values).cast(pl.Decimal(38, 6)) / unit).cast(DECIMAL)


def item_number(item: Ints | pl.Series) -> pl.Series:
    """The items of the catalogue as they stand on invoices and lists."""
    return pl.Series(item).cast(pl.String).str.zfill(6)


def write_files(agreed: Terms, settings: Path, folder: Path) -> None:
    """One YAML and one price list per debtor, and the settings that come with the product."""
    (folder / "prices").mkdir(parents=True)
    for name in SETTINGS:
        shutil.copy(settings / name, folder / name)
    lists = prices(agreed).with_columns(pl.col(pl.Decimal).cast(pl.String))
    for place, of_debtor in enumerate(lists.partition_by("debtor", include_key=False)):
        of_debtor.write_csv(folder / "prices" / f"{agreed.debtor[place]}.csv")
    for place, debtor in enumerate(agreed.debtor):
        (folder / f"{debtor}.yaml").write_text(_file(agreed, place), encoding="utf-8")


def _file(agreed: Terms, at: int) -> str:
    debtor = agreed.debtor[at]
    clauses = [f"discount_line: {{percent: {list(terms.STEPS[agreed.steps[at]])}}}"]
    clauses.append(_free_freight(agreed, at, int(agreed.limit[at])))
    if agreed.order_costs_forbidden[at]:
        clauses.append('charge_forbidden: {class: order_costs, section: "4.2"}')
    if agreed.packaging_fixed[at]:
        clauses.append(f"charge_fixed: {{class: packaging, amount: {terms.PACKAGING / 100:.2f}}}")
    if agreed.own_payment[at]:
        end = END_OF_MONTH[agreed.end_of_month[at]]
        days = f"days: {agreed.days[at]}, tolerance_days: {agreed.tolerance_days[at]}"
        clauses.append(f"payment_due_date: {{{days}, end_of_month: {end}}}")
    if agreed.order_number[at] >= 0:
        clauses.append(f'reference_purchase_order: {{pattern: "{pattern(agreed, at)}"}}')
    percent = int(agreed.price_tolerance_percent[at])
    tolerance = f"{{percent: {percent}}}" if percent >= 0 else agreed.price_tolerance[at] / PRICE
    net = f"price_net_list: {{file: prices/{debtor}.csv, tolerance: {tolerance}}}"
    papers = [_paper("Agreement", START, clauses), _paper("Net prices", NET_PRICES, [net])]
    if agreed.limit_amended[at]:
        amended = _free_freight(agreed, at, terms.AMENDED_LIMIT)
        papers.append(_paper("Amendment", AMENDMENT, [amended]))
    return f'debtor: "{debtor}"\nname: Debtor {debtor}\ndocuments:\n{"".join(papers)}'


def _free_freight(agreed: Terms, at: int, limit: int) -> str:
    operator = ">=" if agreed.limit_is_free[at] else ">"
    amounts = f"from: {limit / 100:.2f}, below: {agreed.below[at] / 100:.2f}"
    return f'charge_free_from: {{class: freight, {amounts}, operator: "{operator}"}}'


def _paper(source: str, valid_from: np.datetime64, clauses: list[str]) -> str:
    head = f"  - source: {source}\n    valid_from: {valid_from}\n    clauses:\n"
    return head + "".join(f"      {clause}\n" for clause in clauses)


def pattern(agreed: Terms, at: int) -> str:
    """What an order number of the debtor looks like."""
    return f"45{agreed.order_number[at]}[0-9]{{6}}"


def _whole(reference: str) -> str:
    return f"^(?:{reference})(?:; (?:{reference}))*$"


def prices(agreed: Terms) -> pl.DataFrame:
    """Rows: one per debtor x item x span of days."""
    debtor = np.repeat(np.arange(len(agreed)), ITEMS)
    place = np.tile(np.arange(ITEMS), len(agreed))
    item = agreed.item(debtor, place)
    changes = place < TWO_PRICES

    def rows(half: int, start: Days, end: Days, which: Flags) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "debtor": np.array(agreed.debtor)[debtor],
                "seller_item_id": item_number(item),
                "item_net_price": decimal(agreed.price[:, :, half].ravel(), PRICE),
                "price_base_quantity": decimal(agreed.base[item], 1),
                "valid_from": pl.Series(start).cast(pl.Date),
                "valid_to": pl.Series(end).cast(pl.Date),
            }
        ).filter(pl.Series(which))

    def always(day: np.datetime64) -> Days:
        return np.full(len(item), day)

    first_end = np.where(changes, AMENDMENT - ONE_DAY, END)
    first = rows(0, always(START), first_end, np.ones(len(item), dtype=bool))
    second = rows(1, always(AMENDMENT), always(END), changes)
    return pl.concat([first, second]).sort("debtor", "seller_item_id", "valid_from")


def write_tables(agreed: Terms, folder: Path) -> None:
    """One table per clause kind, with the debtor and the days on which a clause is in force."""
    folder.mkdir(parents=True)
    everybody = np.ones(len(agreed), dtype=bool)
    for_some = {
        "line_arithmetic": (everybody, {}),
        "discount_line": (everybody, {"percent": decimal(agreed.percent(), PERMILLE)}),
        "charge_forbidden": (agreed.order_costs_forbidden, {}),
        "charge_fixed": (
            agreed.packaging_fixed,
            {"amount": decimal(np.full(len(agreed), terms.PACKAGING), CENTS)},
        ),
        "payment_due_date": (
            everybody,
            {
                "days": pl.Series(agreed.days),
                "end_of_month": pl.Series([END_OF_MONTH[i] for i in agreed.end_of_month]),
                "tolerance_days": pl.Series(agreed.tolerance_days),
            },
        ),
        "reference_purchase_order": (
            agreed.order_number >= 0,
            {"pattern": pl.Series([_whole(pattern(agreed, at)) for at in range(len(agreed))])},
        ),
        "document_duplicate": (
            everybody,
            {"within_days": pl.Series(np.full(len(agreed), terms.WITHIN_DAYS))},
        ),
    }
    for kind, (which, parameters) in for_some.items():
        table = _clauses(agreed, START, OPEN, parameters).filter(pl.Series(which))
        table.write_parquet(folder / f"{kind}.parquet")
    percent = agreed.price_tolerance_percent
    tolerances = {
        "tolerance_amount": decimal(agreed.price_tolerance, PRICE),
        "tolerance_percent": decimal(percent, 1).set(pl.Series(percent < 0), None),
    }
    _clauses(agreed, NET_PRICES, OPEN, tolerances).write_parquet(folder / "price_net_list.parquet")
    _free_from(agreed).write_parquet(folder / "charge_free_from.parquet")
    prices(agreed).write_parquet(folder / "prices.parquet")


def _clauses(
    agreed: Terms, start: np.datetime64, end: np.datetime64, parameters: dict[str, pl.Series]
) -> pl.DataFrame:
    days = {"valid_from": start, "valid_to": end}
    return pl.DataFrame({"debtor": agreed.debtor}).with_columns(
        *(pl.lit(day.item()).alias(name) for name, day in days.items()),
        *(values.alias(name) for name, values in parameters.items()),
    )


def _free_from(agreed: Terms) -> pl.DataFrame:
    amended = pl.Series(agreed.limit_amended)

    def table(limit: Ints, start: np.datetime64, end: np.datetime64) -> pl.DataFrame:
        parameters = {
            "from": decimal(limit, CENTS),
            "below": decimal(agreed.below, CENTS),
            "operator": pl.Series(np.where(agreed.limit_is_free, ">=", ">")),
        }
        return _clauses(agreed, start, end, parameters)

    second = np.full(len(agreed), terms.AMENDED_LIMIT)
    return pl.concat(
        [
            table(agreed.limit, START, OPEN).filter(~amended),
            table(agreed.limit, START, AMENDMENT - ONE_DAY).filter(amended),
            table(second, AMENDMENT, OPEN).filter(amended),
        ]
    )
