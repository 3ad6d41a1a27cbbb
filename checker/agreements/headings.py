"""The heading of a price list: which column is what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from checker.agreements.nearest import nearest
from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SYNONYMS = {
    "seller_item_id": (
        "artikel", "artikelnr", "artikelnummer", "artikelcode", "item", "item no", "item number",
        "item code", "sku",
    ),
    "item_net_price": (
        "prijs", "netto prijs", "nettoprijs", "stuksprijs", "net price", "price", "unit price",
    ),
    "item_gross_price": (
        "bruto prijs", "brutoprijs", "catalogusprijs", "adviesprijs", "gross price", "list price",
        "catalogue price",
    ),
    "quantity_from": (
        "staffel vanaf", "vanaf aantal", "aantal vanaf", "minimum aantal",
        "from quantity", "minimum quantity", "min qty",
    ),
    "pack_quantity": ("verpakkingsaantal", "aantal per verpakking", "pack size", "pack quantity"),
    "price_base_quantity": ("per", "prijs per", "price per", "price unit", "prijseenheid"),
    "unit_code": ("eenheid", "ehd", "unit", "uom"),
    "currency": ("valuta", "munteenheid", "currency"),
    "valid_from": ("geldig vanaf", "vanaf", "ingangsdatum", "valid from"),
    "valid_to": ("geldig tot", "geldig tot en met", "geldig t/m", "tot en met", "t/m", "valid to"),
    "item_name": ("omschrijving", "artikelomschrijving", "description", "item name"),
}  # fmt: skip
"""Column of the dictionary -> headings that mean it, without case, points and underscores."""

IGNORED = "item_name"  # for people; nothing is compared with it
ROLES = tuple(role for role in SYNONYMS if role != IGNORED)
ITEM = "seller_item_id"
PRICES = ("item_net_price", "item_gross_price")  # one of them at least
AMOUNTS = (*PRICES, "quantity_from", "pack_quantity", "price_base_quantity")
DATES = ("valid_from", "valid_to")


class UnusableError(Exception):
    """A list that cannot be read; `problem` says where and why."""

    def __init__(self, path: str, line: int, key: str, message: str, **values: object) -> None:
        self.problem = Problem(path, line, key, Message(f"agreements.{message}", values))
        super().__init__(message)


@dataclass(frozen=True)
class Heading:
    """Role per column (None for what is not read), and what is wrong with the heading."""

    roles: tuple[str | None, ...]
    mistakes: tuple[tuple[str, Message], ...]

    @property
    def usable(self) -> bool:
        """True where there are items and prices."""
        return not missing(self.roles)


def missing(roles: Collection[str | None]) -> list[str]:
    """The columns without which a list is none."""
    priced = any(price in roles for price in PRICES)
    return [*(() if ITEM in roles else (ITEM,)), *(() if priced else PRICES[:1])]


def _plain(cell: str) -> str:
    return re.sub(r"[\s._]+", " ", cell).strip().lower()


MEANING = {_plain(w): role for role, own in SYNONYMS.items() for w in (role, *own)}
KNOWN = tuple(word for role, own in SYNONYMS.items() for word in (role, *own))


@lru_cache(maxsize=4096)
def heading(cells: tuple[str, ...]) -> Heading:
    """What the columns of a list are."""
    roles: list[str | None] = []
    mistakes: list[tuple[str, Message]] = []
    for cell in cells:
        role = MEANING.get(_plain(cell))
        if role is None and cell.strip():
            message = Message("agreements.unknown_column", {"hint": nearest(cell, KNOWN)})
            mistakes.append((cell.strip(), message))
        elif role is not None and role in roles:
            first = cells[roles.index(role)]
            message = Message("agreements.column_twice", {"role": role, "first": first})
            mistakes.append((cell.strip(), message))
            role = None
        roles.append(role)
    found = ", ".join(cell.strip() for cell in cells)
    mistakes += [
        (role, Message("agreements.missing_column", {"found": found})) for role in missing(roles)
    ]
    return Heading(tuple(roles), tuple(mistakes))


def read_heading(path: str, line: int, cells: Sequence[str], problems: list[Problem]) -> Heading:
    """The heading of one list; its mistakes become problems."""
    found = heading(tuple(cells))
    problems += [Problem(path, line, key, message) for key, message in found.mistakes]
    return found
