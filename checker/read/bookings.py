"""The bookings of an audit file, line by line: which are invoice lines, and whose.

An invoice line is a line of a sales journal on an account of profit and loss that is neither
VAT nor cost of sales, or on an account that `rules/_charges.yaml` names.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from checker.read.charges import canonical_text
from checker.read.einvoice_values import ISO_DAY, NUMBER
from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    Fields = dict[str, str]

PLACED = frozenset({"trline", "transactions"})  # records whose line in the file is told
MOST_KEPT = 5_000_000  # accounts, customers and days of payment
SALES = "S"
"""Journal type. Source: XAF 3.2, Journaltype: B bank, C cash, M general, P purchases, S sales."""
UNTOLD = frozenset({"", "Z"})  # no type, or "other": then the name of the journal tells
BY_NAME = re.compile(r"(?i)^(verkoop|verkopen|sales|vrk\b|vk\b)")
PROFIT_AND_LOSS = frozenset({"P", "M"})  # M: mixed
COST_OF_SALES = re.compile(r"(?i)\bkostprijs|\binkoopwaarde|\bcosts? of (goods|sales)\b")
RGS_COST_OF_SALES = "WKpr"  # code of the Referentie Grootboekschema
Kind = Literal["invoice", "balance", "vat", "cost", "unknown"]
TAKEN = frozenset({"invoice", "unknown"})  # kinds that are lines of invoices, or may be


@dataclass(slots=True)
class Line:
    """A line of a sales journal."""

    row: int
    place: tuple[int, int, int]  # of its journal, transaction and itself, counted from 1
    fields: Fields
    kind: Kind
    amount: Decimal | None  # credit is above zero, as revenue is
    rates: list[str]  # of VAT
    vat: Decimal  # what the line says that its VAT is, on the side of its amount
    currency: Fields

    @property
    def path(self) -> str:
        """The XPath that leads to it."""
        journal, transaction, line = self.place
        above = f"/auditfile/company/transactions/journal[{journal}]"
        return f"{above}/transaction[{transaction}]/trLine[{line}]"

    def take_off_vat(self) -> None:
        """Leaves what is without VAT, in the currency of the books: of another it is not told."""
        if self.kind in TAKEN and self.vat and self.amount is not None:
            self.amount -= abs(self.vat).copy_sign(self.amount)
            self.currency = {}


@dataclass
class Sum:
    """Lines, and what they come to, debit and credit as they are marked."""

    lines: int = 0
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    turned: Decimal = Decimal(0)  # what is added to both if a minus means the other side

    def add(self, side: str, amount: Decimal | None) -> None:
        """Counts a line."""
        self.lines += 1
        if amount is None:
            return
        if side == "D":
            self.debit += amount
        elif side == "C":
            self.credit += amount
        else:
            return
        if amount < 0:
            self.turned -= amount


@dataclass
class Bookings:
    """What an audit file holds, collected record by record; sales go to `booked` as they end."""

    named: frozenset[str]  # accounts that are read whatever their type
    booked: Callable[[Fields, Fields, list[Line]], None]  # transaction, journal, its lines
    accounts: dict[str, Fields] = field(default_factory=dict)
    customers: dict[str, Fields] = field(default_factory=dict)
    vat_accounts: set[str] = field(default_factory=set)
    header: Fields = field(default_factory=dict)
    company: str = ""
    stated: Fields = field(default_factory=dict)  # control figures of the transactions
    stated_at: int = 0
    summed: Sum = field(default_factory=Sum)
    sales: Counter[str] = field(default_factory=Counter)  # journal -> lines
    others: Counter[str] = field(default_factory=Counter)
    by_name: set[str] = field(default_factory=set)  # sales journals that state no type
    aside: Counter[tuple[Kind, str]] = field(default_factory=Counter)  # account -> lines
    unbalanced: list[str] = field(default_factory=list)
    with_vat: list[str] = field(default_factory=list)  # bookings whose revenue contained VAT
    due: dict[str, str] = field(default_factory=dict)  # booking -> day of payment
    lines: list[Line] = field(default_factory=list)
    rates: list[str] = field(default_factory=list)
    vat: Decimal = Decimal(0)  # of the line to come, on the credit side
    currency: Fields = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)  # of accounts
    journal: Fields | None = None  # the one whose lines come, with its title
    title: str = ""
    sells: bool = False  # it is one of sales
    places: list[int] = field(default_factory=lambda: [0, 0, 0])  # journal, transaction, line

    def __post_init__(self) -> None:
        """Says which record goes where."""
        self.takers: dict[str, Callable[[Fields, int, list[Fields]], None]] = {
            "header": self._header,
            "company": self._company,
            "ledgeraccount": self._account,
            "customersupplier": self._customer,
            "vatcode": self._vat_code,
            "vat": self._vat,
            "currency": self._currency,
            "trline": self._line,
            "transaction": self._transaction,
            "journal": self._journal,
            "sbline": self._subledger,
            "transactions": self._transactions,
        }

    def close(self, name: str, fields: Fields, row: int, around: list[Fields]) -> None:
        """Takes a record that has ended."""
        taker = self.takers.get(name)
        if taker is not None:
            taker(fields, row, around)
            if len(self.accounts) + len(self.customers) + len(self.due) > MOST_KEPT:
                raise RefusedFileError("read.xaf_too_large", f"{MOST_KEPT}", row)

    def _header(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.header = fields

    def _company(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        names = (fields.get("companyident"), fields.get("companyname"))
        self.company = " ".join(name for name in names if name)

    def _account(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.accounts.setdefault(fields.get("accid", ""), fields)

    def _customer(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.customers.setdefault(fields.get("custsupid", ""), fields)

    def _vat_code(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        found = (fields.get("vattopayaccid"), fields.get("vattoclaimaccid"))
        self.vat_accounts.update(account for account in found if account)

    def _vat(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.rates.append(fields.get("vatperc", ""))
        amount = number(fields.get("vatamnt")) or Decimal(0)
        self.vat += amount if fields.get("vatamnttp", "").upper() != "D" else -amount

    def _currency(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.currency = fields

    def _line(self, fields: Fields, row: int, around: list[Fields]) -> None:
        self.places[2] += 1
        rates, vat, currency = self.rates, self.vat, self.currency
        self.rates, self.vat, self.currency = [], Decimal(0), {}
        journal = around[-2] if len(around) > 1 else {}
        if journal is not self.journal:
            self.journal, self.title = journal, title(journal)
            self.sells = self.is_sales(journal)
        amount, side = number(fields.get("amnt")), fields.get("amnttp", "").upper()
        self.summed.add(side, amount)
        if not self.sells:
            self.others[self.title] += 1
            return
        self.sales[self.title] += 1
        account = fields.get("accid", "")
        kind = self.kinds.get(account)
        if kind is None:
            kind = self.kinds[account] = self.kind_of(account)
        if amount is not None:
            amount = amount if side == "C" else -amount if side == "D" else None
        journals, transactions, lines = self.places
        place = (journals + 1, transactions + 1, lines)
        self.lines.append(Line(row, place, fields, kind, amount, rates, vat, currency))

    def _transaction(self, fields: Fields, _row: int, around: list[Fields]) -> None:
        self.places[1:] = [self.places[1] + 1, 0]
        lines, self.lines = self.lines, []
        if not lines:
            return
        total: Decimal | None = Decimal(0)
        for line in lines:
            total = None if total is None or line.amount is None else total + line.amount
            if line.kind not in TAKEN:
                self.aside[line.kind, line.fields.get("accid", "")] += 1
        if total:
            self.unbalanced.append(fields.get("nr", ""))
        elif total is not None and _contain_vat(lines):
            self.with_vat.append(fields.get("nr", ""))
            for line in lines:
                line.take_off_vat()
        self.booked(fields, around[-1], lines)

    def _journal(self, _fields: Fields, _row: int, _around: list[Fields]) -> None:
        self.places = [self.places[0] + 1, 0, 0]

    def _subledger(self, fields: Fields, _row: int, _around: list[Fields]) -> None:
        if due := day(fields.get("invduedt")):
            self.due.setdefault(f"{fields.get('jrnid')}/{fields.get('trnr')}", due)

    def _transactions(self, fields: Fields, row: int, _around: list[Fields]) -> None:
        self.stated, self.stated_at = fields, row

    def is_sales(self, journal: Fields) -> bool:
        """Whether a journal is one of sales, by its type or, where it states none, by its name."""
        kind = journal.get("jrntp", "").upper()
        if kind not in UNTOLD:
            return kind == SALES or BY_NAME.match(kind) is not None
        told = any(BY_NAME.match(journal.get(name, "")) for name in ("desc", "jrnid"))
        if told:
            self.by_name.add(title(journal))
        return told

    def kind_of(self, account: str) -> Kind:
        """What a line on an account is to its invoice."""
        if canonical_text(account) in self.named:
            return "invoice"
        if account in self.vat_accounts:
            return "vat"
        known = self.accounts.get(account)
        kind = known.get("acctp", "").upper()[:1] if known else ""
        if known is None or not kind:
            return "unknown"
        if kind not in PROFIT_AND_LOSS:
            return "balance"
        code = known.get("rgscode") or known.get("leadreference") or ""
        cost = code.startswith(RGS_COST_OF_SALES) or COST_OF_SALES.search(known.get("accdesc", ""))
        return "cost" if cost else "invoice"


def _contain_vat(lines: list[Line]) -> bool:
    """Whether lines of revenue contain their VAT: all of the booking but they is one account."""
    others = {line.fields.get("accid") for line in lines if line.kind not in TAKEN}
    return len(others) == 1 and any(line.vat for line in lines if line.kind in TAKEN)


def title(journal: Fields) -> str:
    """What a journal is called."""
    return journal.get("desc") or journal.get("jrnid") or "?"


def number(text: str | None) -> Decimal | None:
    """An exact number; None where there is none."""
    return Decimal(text) if text and NUMBER.fullmatch(text) else None


def day(text: str | None) -> str | None:
    """A date as yyyy-mm-dd; None where there is none."""
    found = ISO_DAY.fullmatch(text or "")
    try:
        return date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None
