"""What was agreed, read from `rules/` in a few plain lines that share nothing with the checker.

The answer key is only worth something if it is made by another way than the one it tests.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

Clause = dict[str, Any]
FOREVER = "9999-12-31"
DUTCH = {
    "Artikelnr.": "seller_item_id",
    "Nettoprijs": "item_net_price",
    "Per": "price_base_quantity",
}


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """Rounded half-up, away from zero."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True)
class Price:
    """A net price for so many units."""

    amount: Decimal
    base: Decimal


@cache
def _load(path: Path) -> dict[str, Any]:
    # The base loader leaves every scalar text: no floats, no country code that means False.
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return loaded


@cache
def _price_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    dutch = ";" in text.splitlines()[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if dutch else ",")
    if not dutch:
        return list(rows)
    return [{DUTCH.get(k, k): v.replace(",", ".") for k, v in row.items()} for row in rows]


class Terms:
    """The sample agreements: default, group, debtor, each with its dated papers."""

    def __init__(self, rules: Path) -> None:
        self.rules = rules
        self.files = {
            _load(path)["debtor"]: path
            for path in sorted(rules.glob("*.yaml"))
            if not path.name.startswith("_")
        }

    def name(self, debtor: str) -> str:
        """The debtor's name."""
        return str(_load(self.files[debtor])["name"])

    def identifiers(self, debtor: str) -> dict[str, str]:
        """By what invoices may name the debtor, beside its number."""
        return dict(_load(self.files[debtor]).get("identifiers", {}))

    def group(self, debtor: str) -> str:
        """The group that the debtor buys in; "" where it buys alone."""
        return str(_load(self.files[debtor]).get("group", ""))

    def clause(self, debtor: str, kind: str, on: date, charge_class: str = "") -> Clause | None:
        """The clause in force: the debtor's own first, the newest paper first."""
        for path in self._layers(debtor):
            papers = [p for p in _load(path)["documents"] if _is_valid(p, on)]
            for paper in sorted(papers, key=lambda p: str(p["valid_from"]), reverse=True):
                found = _find(paper["clauses"].get(kind), charge_class)
                if found is not None:
                    return None if "not_agreed" in found else found
        return None

    def price(self, debtor: str, item: str, ordered: date, delivered: date) -> Price | None:
        """The price of the debtor's list, where it has one and the item is on it."""
        clause = self.clause(debtor, "price_net_list", ordered)
        if clause is None:
            return None
        on = delivered if clause.get("anchor") == "delivery_date" else ordered
        for row in self.price_list(debtor, on):
            if row["seller_item_id"] == item and _is_valid(row, on):
                return Price(Decimal(row["item_net_price"]), Decimal(row["price_base_quantity"]))
        return None

    def price_list(self, debtor: str, on: date) -> list[dict[str, str]]:
        """All rows of the price list that the debtor has on a day."""
        clause = self.clause(debtor, "price_net_list", on)
        return _price_rows(self.rules / clause["file"]) if clause else []

    def discount(self, debtor: str, ordered: date) -> Decimal:
        """The agreed discount in percent of the gross price, steps multiplied; 0 without one."""
        clause = self.clause(debtor, "discount_line", ordered)
        if clause is None:
            return Decimal(0)
        steps = clause["percent"] if isinstance(clause["percent"], list) else [clause["percent"]]
        left = Decimal(1)
        for step in steps:
            left *= 1 - Decimal(step) / 100
        return 100 * (1 - left)

    def _layers(self, debtor: str) -> list[Path]:
        default = self.rules / "_default.yaml"
        if debtor not in self.files:
            return [default]
        group = self.group(debtor)
        of_group = [self.rules / "_groups" / f"{group}.yaml"] if group else []
        return [self.files[debtor], *of_group, default]


def _is_valid(dated: dict[str, Any], on: date) -> bool:
    first, last = dated.get("valid_from") or "0001-01-01", dated.get("valid_to") or FOREVER
    return date.fromisoformat(first) <= on <= date.fromisoformat(last)


def _find(written: Any, charge_class: str) -> Clause | None:  # noqa: ANN401  as the file has it
    if isinstance(written, str):
        return {written: True}
    for clause in written if isinstance(written, list) else [written]:
        if clause is not None and clause.get("class", "") == charge_class:
            return dict(clause)
    return None
