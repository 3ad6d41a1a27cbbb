"""Orders and their lines: goods and charges, as agreed or wrong in a known place.

Everything is a whole number: cents, prices in 1/10000, percentages in 1/1000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks import terms
from benchmarks.agreements import CENTS, PERMILLE, PRICE, item_number
from benchmarks.documents import (
    ARITHMETIC,
    DISCOUNT,
    FIXED,
    FORBIDDEN,
    FREE_FROM,
    HALF,
    NET_PRICE,
    SOME,
    signs,
)

if TYPE_CHECKING:
    from benchmarks.documents import Documents
    from benchmarks.terms import Flags, Ints, Terms

CHARGES = {"ORDK": "Orderkosten", "EMB": "Emballage", "VRACHT": "Vrachtkosten"}
ORDER_COSTS = 750
LARGEST_ORDER = 6
WHOLE = 100 * PERMILLE  # percent


def half_up(dividend: Ints, divisor: Ints | int) -> Ints:
    """Quotient of whole numbers, not negative, rounded half up."""
    return (2 * dividend + divisor) // (2 * divisor)


def amount(quantity: Ints, price: Ints, base: Ints, percent: Ints) -> Ints:
    """Quantity x price / base quantity less the discount, in cents."""
    return half_up(quantity * price * (WHOLE - percent), base * WHOLE * (PRICE // CENTS))


def arithmetic_tolerance(quantity: Ints, price: Ints, base: Ints) -> Ints:
    """How many cents the amount of a line may be off: 0.02, or what rounding explains."""
    half_step = np.where(price % 100 == 0, 50_000, np.where(price % 10 == 0, 5_000, 500))
    explained = half_step * quantity // base + 50_000
    cents: Ints = np.maximum(200_000, explained) // 100_000
    return cents


class Draft:
    """The invoices while they are being made: documents, then orders, then lines."""

    def __init__(self, agreed: Terms, documents: Documents, rng: np.random.Generator) -> None:
        self.agreed, self.documents, self.rng = agreed, documents, rng
        self.order_document = np.repeat(np.arange(len(documents)), documents.orders)
        self.is_first = np.diff(self.order_document, prepend=-1) != 0
        later = rng.integers(0, 2, len(self.order_document)) * ~self.is_first
        self.order_day = documents.order_day[self.order_document] + terms.days(later)
        self.order_debtor = documents.debtor[self.order_document]
        alone = documents.boundary[self.order_document]
        size = rng.integers(1, LARGEST_ORDER + 1, len(self.order_document))
        self.size = np.where(alone, 1, size)
        target = rng.integers(0, LARGEST_ORDER, len(documents))
        self.target = target % self.size[self.is_first]  # the line of the first order with errors

    def goods(self) -> tuple[pl.DataFrame, Ints]:
        """The lines of goods, and the value of the goods per order as agreed."""
        order = np.repeat(np.arange(len(self.size)), self.size)
        position = np.arange(len(order)) - np.repeat(np.cumsum(self.size) - self.size, self.size)
        document = self.order_document[order]
        target = self.is_first[order] & (position == self.target[document])

        def here(kind: int) -> tuple[Flags, Flags]:
            wrong, doubtful = self.documents.has(kind)
            return wrong[document] & target, doubtful[document] & target

        item, quantity, price, percent = self._as_agreed(order)
        base = self.agreed.base[item]
        net = pl.Series(self.order_day[order] >= terms.NET_PRICES)
        debtor = self.order_debtor[order]
        stated_price = price + self._price_error(debtor, price, *here(NET_PRICE))
        stated_percent = percent + self._discount_error(percent, *here(DISCOUNT))
        stated = amount(quantity, stated_price, base, stated_percent)
        tolerance = arithmetic_tolerance(quantity, price, base)
        stated = stated + self._amount_error(stated, tolerance, *here(ARITHMETIC))
        corrected = here(ARITHMETIC)[0] | here(NET_PRICE)[0] | here(DISCOUNT)[0]
        value = np.where(corrected, amount(quantity, price, base, percent), stated)
        lines = {
            "order": order,
            "position": position,
            "seller_item_id": item_number(item),
            "item_name": "Bolt " + item_number(item),
            "invoiced_quantity": quantity,
            "item_net_price": stated_price,
            "price_base_quantity": base,
            "line_allowance_percentage": pl.Series(stated_percent).set(net, None),
            "line_net_amount": stated,
        }
        return pl.DataFrame(lines), np.bincount(order, value).astype(np.int64)

    def _as_agreed(self, order: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Item, quantity, price and discount of the lines of these orders."""
        agreed, debtor, day = self.agreed, self.order_debtor[order], self.order_day[order]
        place = self.rng.integers(0, terms.ITEMS, len(order))
        item = agreed.item(debtor, place)
        base = agreed.base[item]
        quantity = self.rng.integers(1, 60, len(order)) * np.where(base > 1, 10, 1)
        price = agreed.price[debtor, place, (day >= terms.AMENDMENT).astype(int)]
        percent = np.where(day >= terms.NET_PRICES, 0, agreed.percent()[debtor])
        boundary = self.documents.boundary[self.order_document[order]]
        limit = agreed.limit_on(debtor, day) + self.rng.integers(-1, 2, len(order))
        at_limit = half_up(limit * (PRICE // CENTS) * WHOLE, WHOLE - percent)
        return (
            item,
            np.where(boundary, base, quantity),
            np.where(boundary, at_limit, price),
            percent,
        )

    def _price_error(self, debtor: Ints, price: Ints, wrong: Flags, doubtful: Flags) -> Ints:
        percent = self.agreed.price_tolerance_percent[debtor]
        tolerance = np.where(
            percent >= 0, percent * price // 100, self.agreed.price_tolerance[debtor]
        )
        large = self.rng.random(len(price)) < HALF
        off = tolerance + wrong * np.where(large, 1 + price // 20, 1)
        error: Ints = (wrong | doubtful) * off * signs(len(price), self.rng)
        return error

    def _discount_error(self, percent: Ints, wrong: Flags, doubtful: Flags) -> Ints:
        # 0.005 is what rounding to two decimals explains.
        size = len(percent)
        off = np.where(self.rng.random(size) < HALF, -percent, 10 * signs(size, self.rng))
        adds_up = (percent == terms.STEPWISE) & (self.rng.random(size) < SOME)
        added_up = np.where(adds_up, terms.ADDED_UP - percent, off)
        return wrong * added_up + doubtful * 5 * signs(size, self.rng)

    def _amount_error(self, stated: Ints, tolerance: Ints, wrong: Flags, doubtful: Flags) -> Ints:
        large = self.rng.random(len(stated)) < HALF
        off = tolerance + wrong * np.where(large, 1_000, 1)
        sign = np.where(stated > 2 * off, signs(len(stated), self.rng), 1)
        return (wrong | doubtful) * off * sign

    def charges(self, value: Ints) -> pl.DataFrame:
        """The lines that are charges; `value` is that of the goods per order."""
        agreed, debtor = self.agreed, self.order_debtor
        limit = agreed.limit_on(debtor, self.order_day)
        free = np.where(agreed.limit_is_free[debtor], value >= limit, value > limit)
        # Parts under the limit may reach it together: for them no freight is charged.
        free |= self.documents.split[self.order_document]
        forbidden = agreed.order_costs_forbidden[debtor]
        fixed = np.where(agreed.packaging_fixed[debtor], terms.PACKAGING, 0)
        amounts = {
            "ORDK": np.where(forbidden, 0, ORDER_COSTS) + self._order_costs_error(),
            "EMB": fixed + self._packaging_error(),
            "VRACHT": self._freight(free, agreed.below[debtor]),
        }
        return pl.concat(self._charge(item, charged) for item, charged in amounts.items())

    def _charge(self, item: str, charged: Ints) -> pl.DataFrame:
        (order,) = charged.nonzero()
        charged = charged[order]
        return pl.DataFrame({"order": order, "line_net_amount": charged}).with_columns(
            position=pl.lit(LARGEST_ORDER + list(CHARGES).index(item), dtype=pl.Int64),
            seller_item_id=pl.lit(item),
            item_name=pl.lit(CHARGES[item]),
            invoiced_quantity=pl.col("line_net_amount").sign(),
            item_net_price=pl.col("line_net_amount").abs() * (PRICE // CENTS),
            price_base_quantity=pl.lit(1, dtype=pl.Int64),
        )

    def _here(self, kind: int) -> tuple[Flags, Flags]:
        wrong, doubtful = (which[self.order_document] for which in self.documents.has(kind))
        return wrong & self.is_first, doubtful & self.is_first

    def _order_costs_error(self) -> Ints:
        wrong, doubtful = self._here(FORBIDDEN)
        return wrong * ORDER_COSTS - doubtful * ORDER_COSTS  # paid back is no breach

    def _packaging_error(self) -> Ints:
        wrong, _ = self._here(FIXED)
        error: Ints = wrong * self.rng.choice([-terms.PACKAGING, -1, 5], len(wrong))
        return error

    def _freight(self, free: Flags, below: Ints) -> Ints:
        wrong, doubtful = self._here(FREE_FROM)
        off = np.choose(self.rng.integers(0, 3, len(free)), [-below, 1, -100])
        # Freight that is paid back where none is due is no breach.
        right = np.where(free, -below * doubtful, below)
        charged: Ints = np.where(wrong, np.where(free, below, below + off), right)
        return charged
