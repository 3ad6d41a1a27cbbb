"""What was agreed with each debtor, drawn from a seed: the figures behind files and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Days = NDArray[np.datetime64]

START = np.datetime64("2025-01-01")  # of every agreement
NET_PRICES = np.datetime64("2025-05-01")  # from then on prices are net; before, discounts
AMENDMENT = np.datetime64("2025-07-01")  # of the limit of half the debtors, and of prices
END = np.datetime64("2025-12-31")  # of the price lists
OPEN = np.datetime64("9999-12-31")
ONE_DAY = np.timedelta64(1, "D")
ONE_MONTH: NDArray[Any] = np.array(1).astype("m8[M]")

STEPS = ((20,), (25,), (12.5,), (20, 10, 5), (10, 5))
STEPWISE, ADDED_UP = 31_600, 35_000  # 20+10+5
PERCENT = np.array([20_000, 25_000, 12_500, STEPWISE, 14_500])  # what the steps come to, / 1000
CATALOGUE = 2_000  # items that the seller has
ITEMS = 80  # of which each debtor buys so many
TWO_PRICES = 20  # of these have a price per half year, so that a list has 100 rows
TWO_DECIMALS = 0.7  # of the prices; the others have four
FREE_LIMITS = np.array([25_000, 50_000, 75_000])  # cents
AMENDED_LIMIT = 40_000
CHARGED_BELOW = np.array([1_500, 1_750])
PACKAGING = 495
END_OF_MONTH = ("no", "after_days", "before_days")
DEFAULT_DAYS = 30  # rules/_default.yaml
WITHIN_DAYS = 30


def days(count: Ints) -> NDArray[Any]:
    """So many days, to be added to days: newer numpy takes no bare numbers for them."""
    return count.astype("m8[D]")


@dataclass(frozen=True)
class Terms:
    """One entry per debtor; amounts in cents, prices in 1/10000, percentages in 1/1000."""

    debtor: list[str]
    steps: Ints  # index into STEPS
    limit: Ints
    limit_amended: Flags
    limit_is_free: Flags  # the operator is >=, not >
    below: Ints
    order_costs_forbidden: Flags
    packaging_fixed: Flags
    own_payment: Flags
    days: Ints
    end_of_month: Ints  # index into END_OF_MONTH
    tolerance_days: Ints
    order_number: Ints  # what it begins with; -1: none is needed
    price_tolerance: Ints
    price_tolerance_percent: Ints  # -1: none
    first_item: Ints  # of its ITEMS in the catalogue
    base: NDArray[np.int64]  # price base quantity, per item of the catalogue
    price: NDArray[np.int64]  # debtor x item x half year

    def __len__(self) -> int:
        return len(self.debtor)

    def percent(self) -> Ints:
        """The discount, of the gross price."""
        return PERCENT[self.steps]

    def item(self, debtor: Ints, place: Ints) -> Ints:
        """The number in the catalogue of the item at a place of a debtor's list."""
        return (self.first_item[debtor] + place * 7) % CATALOGUE

    def limit_on(self, debtor: Ints, day: Days) -> Ints:
        """The order value from which freight is free."""
        amended = self.limit_amended[debtor] & (day >= AMENDMENT)
        return np.where(amended, AMENDED_LIMIT, self.limit[debtor])


def draw(debtors: int, rng: np.random.Generator) -> Terms:
    """Terms for so many debtors; every kind is in force for many of them."""

    def some(share: float) -> Flags:
        return rng.random(debtors) < share

    own_payment = some(0.5)
    by_percent = some(0.1)
    price = rng.integers(10_000, 400_000, (debtors, ITEMS, 2))
    price = np.where(rng.random(price.shape) < TWO_DECIMALS, price // 100 * 100, price)
    price[:, TWO_PRICES:, 1] = price[:, TWO_PRICES:, 0]
    return Terms(
        debtor=[str(100_000 + number) for number in range(debtors)],
        steps=rng.integers(0, len(STEPS), debtors),
        limit=rng.choice(FREE_LIMITS, debtors),
        limit_amended=some(0.5),
        limit_is_free=some(0.9),
        below=rng.choice(CHARGED_BELOW, debtors),
        order_costs_forbidden=some(0.67),
        packaging_fixed=some(0.33),
        own_payment=own_payment,
        days=np.where(own_payment, rng.choice([14, 45, 60], debtors), DEFAULT_DAYS),
        end_of_month=np.where(own_payment, rng.integers(0, 3, debtors), 0),
        tolerance_days=np.where(own_payment, rng.choice([0, 2], debtors), 0),
        order_number=np.where(some(0.7), rng.integers(10, 100, debtors), -1),
        price_tolerance=np.where(some(0.5) & ~by_percent, 100, 0),
        price_tolerance_percent=np.where(by_percent, 1, -1),
        first_item=rng.integers(0, CATALOGUE, debtors),
        base=np.where(np.arange(CATALOGUE) % 5 == 0, 100, 1),
        price=price,
    )
