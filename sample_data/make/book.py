"""Invoices as they should be: the book of a wholesaler that bills exactly what was agreed."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from model import Invoice, Line
from terms import Price, Terms

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

CHARGES = {
    "order_costs": ("ORDK", "Orderkosten"),
    "freight": ("VRACHT", "Vrachtkosten"),
    "packaging": ("EMB", "Emballage"),
    "rush": ("SPOED", "Spoedtoeslag"),
    "small_order": ("KLEINE", "Kleineordertoeslag"),
    "fuel": ("DOT", "Dieselolietoeslag"),
    "administration": ("ADMIN", "Administratiekosten"),
    "deposit": ("STATIEGELD", "Statiegeld pallet"),
}
STRANGERS = {  # debtors that nobody wrote an agreement for
    "50101": "Klussenbedrijf Zandhuizen",
    "50117": "Stichting Dorpshuis Oosterwijtwerd",
    "50122": "Machinefabriek Lutjelollum BV",
}
ONE, HUNDRED = Decimal(1), Decimal(100)
DEAR = Decimal(6)  # euros a piece
JUST_A_DAY = date(2025, 12, 31)


@dataclass
class Book:
    """Makes orders and invoices that are as agreed, and remembers them."""

    terms: Terms
    rng: Random
    catalogue: dict[str, dict[str, str]]
    invoices: list[Invoice] = field(default_factory=list)
    deliveries: list[dict[str, str]] = field(default_factory=list)  # rows of that register
    order_register: list[dict[str, str]] = field(default_factory=list)
    orders: int = 0

    def sale(
        self,
        debtor: str,
        on: str,
        between: tuple[int, int] | None = None,
        goods: list[tuple[str, str]] | None = None,
        parts: int = 1,
    ) -> Invoice:
        """An order and its invoice."""
        ordered = date.fromisoformat(on)
        return self.invoice(debtor, self.order(debtor, ordered, between, goods, parts=parts))

    def sale_of(self, debtor: str, on: str, item: str, quantity: str) -> Invoice:
        """An order of an item, with two others that lift it well over every limit."""
        listed = [row["seller_item_id"] for row in self.terms.price_list(debtor, JUST_A_DAY)]
        dear = [i for i in listed or sorted(self.catalogue) if i != item and self._is_dear(i)]
        return self.sale(debtor, on, goods=[(item, quantity), (dear[0], "120"), (dear[1], "120")])

    def invoice(self, debtor: str, lines: list[Line], issued: date | None = None) -> Invoice:
        """An invoice over lines, with the due date that was agreed."""
        last = max(line.delivery_date for line in lines)
        issued = issued or last + timedelta(days=self.rng.randint(0, 2))
        made = Invoice(debtor, issued, lines, due=self.due(debtor, issued, last))
        self.invoices.append(made)
        return made

    def credit(self, original: Invoice, lines: list[Line], days: int = 9) -> Invoice:
        """A credit note over lines of an invoice, at the prices of the invoice."""
        back = [replace(ln, quantity=-ln.quantity, amount=-ln.amount) for ln in lines]
        issued = original.issued + timedelta(days=days)
        made = Invoice(original.debtor, issued, back, issued, original, is_credit=True)
        self.invoices.append(made)
        return made

    def again(self, first: Invoice, days: int) -> Invoice:
        """An invoice made once more, so many days later."""
        lines = [replace(line) for line in first.lines]
        return self.invoice(first.debtor, lines, first.issued + timedelta(days=days))

    def order(  # noqa: PLR0913  an order has as many sides
        self,
        debtor: str,
        ordered: date,
        between: tuple[int, int] | None = None,
        goods: list[tuple[str, str]] | None = None,
        *,
        parts: int = 1,
        extras: bool = False,
    ) -> list[Line]:
        """The lines of an order, in so many deliveries: goods and charges as agreed."""
        self.orders += 1
        head = self._head(debtor, ordered)
        picked = self._goods(head, debtor, between, goods)
        for number, line in enumerate(picked):
            part = number * parts // len(picked)
            line.despatch = (
                f"PB{self.orders:05d}-{part + 1}" if parts > 1 else f"PB{self.orders:05d}"
            )
            line.delivery_date += timedelta(days=2 * part)
        return [*picked, *self._charges(debtor, picked, extras=extras)]

    def charge(self, like: Line, charge_class: str, amount: str | Decimal) -> Line:
        """A charge as a line of its own, with the order and the delivery of another line."""
        item, text = CHARGES[charge_class]
        money = Decimal(amount)
        return replace(
            like, item=item, text=text, quantity=ONE, unit="st", price=money, per=ONE, percent=None,
            amount=money, account="8450", charge_class=charge_class,
        )  # fmt: skip

    def due(self, debtor: str, issued: date, delivered: date) -> date:
        """The agreed due date; 30 days where nothing was agreed."""
        clause = self.terms.clause(debtor, "payment_due_date", issued) or {"days": "30"}
        start = delivered if clause.get("counted_from") == "delivery_date" else issued
        ends = clause.get("end_of_month")
        start = month_end(start) if ends == "before_days" else start
        due = start + timedelta(days=int(clause["days"]))
        return month_end(due) if ends == "after_days" else due

    def reference(self, debtor: str, on: date) -> str:
        """A purchase order as the debtor writes it; anything where it does not matter."""
        clause = self.terms.clause(debtor, "reference_purchase_order", on)
        if clause is None:
            return self.rng.choice(["", "", f"{self.rng.randint(1000, 9999)}", "magazijn"])

        def fill(group: re.Match[str]) -> str:
            letters = "123456789" if group[1] == "0-9" else "ABDEFHKLMRSTVW"
            return "".join(self.rng.choice(letters) for _ in range(int(group[2])))

        return re.sub(r"\[(0-9|A-Z)\]\{(\d+)\}", fill, str(clause["pattern"]))

    def _is_dear(self, item: str) -> bool:
        entry = self.catalogue[item]
        return entry["price_base_quantity"] == "1" and Decimal(entry["item_gross_price"]) > DEAR

    def _head(self, debtor: str, ordered: date) -> Line:
        delivered = ordered + timedelta(days=self.rng.randint(1, 4))
        is_abroad = debtor.startswith("4")
        return Line(
            order=f"VO{ordered:%y}{self.orders:05d}", order_date=ordered, despatch="",
            delivery_date=delivered, reference=self.reference(debtor, ordered), item="", text="",
            quantity=ONE, unit="", price=ONE, per=ONE, percent=None,
            vat=Decimal(0 if is_abroad else 21),
        )  # fmt: skip

    def _goods(
        self,
        head: Line,
        debtor: str,
        between: tuple[int, int] | None,
        goods: list[tuple[str, str]] | None,
    ) -> list[Line]:
        if goods:
            return [self._line(head, debtor, item, Decimal(quantity)) for item, quantity in goods]
        low, high = between or (0, 10**6)
        while True:
            count = self.rng.choice((1, 2, 3, 3, 4, 4, 5, 6))
            each = (low / count, high / count) if between else (20, self.rng.choice((90, 240)))
            lines = [
                self._any_line(head, debtor, item, each)
                for item in self._items(head, debtor, count)
            ]
            if low <= sum(line.amount for line in lines) < high:
                return lines

    def _items(self, head: Line, debtor: str, count: int) -> list[str]:
        listed = {
            row["seller_item_id"] for row in self.terms.price_list(debtor, head.delivery_date)
        }
        return self.rng.sample(sorted(listed or self.catalogue), count)

    def _any_line(self, head: Line, debtor: str, item: str, each: tuple[float, float]) -> Line:
        line = self._line(head, debtor, item, HUNDRED)
        worth = self.rng.randint(int(each[0]), int(each[1])) / (line.amount / HUNDRED)
        pack = 25 if line.per > 1 or worth > HUNDRED else 1
        quantity = max(pack, round(worth / pack) * pack)
        half = Decimal("0.5") if line.unit == "m" and self.rng.random() < 1 / 3 else 0
        return self._line(head, debtor, item, Decimal(quantity) + half)

    def _line(self, head: Line, debtor: str, item: str, quantity: Decimal) -> Line:
        entry = self.catalogue[item]
        price = self.terms.price(debtor, item, head.order_date, head.delivery_date)
        percent = None if price else self.terms.discount(debtor, head.order_date) or None
        price = price or Price(
            Decimal(entry["item_gross_price"]), Decimal(entry["price_base_quantity"])
        )
        line = replace(
            head, item=item, text=entry["item_name"], unit=entry["unit_code"], quantity=quantity,
            price=price.amount, per=price.base, percent=percent,
        )  # fmt: skip
        line.amount = line.multiplied()
        return line

    def _charges(self, debtor: str, goods: list[Line], *, extras: bool) -> list[Line]:
        last, on = goods[-1], goods[0].order_date
        value = sum((line.amount for line in goods), Decimal(0))
        charged: list[tuple[Line, str, str]] = []
        packaging = self.terms.clause(debtor, "charge_fixed", on, "packaging")
        if packaging:
            per_order = packaging.get("scope", "order") == "order"
            drops = [last] if per_order else list({ln.despatch: ln for ln in goods}.values())
            charged += [(drop, "packaging", packaging["amount"]) for drop in drops]
        costs = self.terms.clause(debtor, "charge_fixed", on, "order_costs")
        if costs:
            charged.append((last, "order_costs", costs["amount"]))
        charged.append((last, "freight", self.freight(debtor, on, value)))
        if extras:
            charged += [(last, *extra) for extra in self._extras(debtor, on, value)]
        return [self.charge(like, name, amount) for like, name, amount in charged if amount != "0"]

    def freight(self, debtor: str, on: date, value: Decimal) -> str:
        """The freight that was agreed for an order of this value; at cost where nothing was."""
        fixed = self.terms.clause(debtor, "charge_fixed", on, "freight")
        if fixed:
            return str(fixed["amount"])
        free = self.terms.clause(debtor, "charge_free_from", on, "freight")
        if free is None:
            return "15.00"
        limit = Decimal(free["from"])
        if value > limit or (value == limit and free.get("operator", ">=") == ">="):
            return "0"
        return str(free.get("below", "19.50"))

    def _extras(self, debtor: str, on: date, value: Decimal) -> list[tuple[str, str]]:
        # What nothing was agreed about is charged now and then, as in real life.
        def is_open(name: str) -> bool:
            kinds = ("charge_forbidden", "charge_fixed")
            return not any(self.terms.clause(debtor, kind, on, name) for kind in kinds)

        some = [
            ("order_costs", "7.50", value < 250),  # noqa: PLR2004  euros
            ("rush", "25.00", self.rng.random() < 0.04),  # noqa: PLR2004  a share
            ("deposit", "12.00", self.rng.random() < 0.03),  # noqa: PLR2004  a share
        ]
        return [(name, amount) for name, amount, happens in some if happens and is_open(name)]


def month_end(day: date) -> date:
    """The last day of the month."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next - timedelta(days=1)


def load_catalogue(path: Path) -> dict[str, dict[str, str]]:
    """Item -> its row: name, unit, gross price, base quantity."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["seller_item_id"]: row for row in csv.DictReader(file)}
