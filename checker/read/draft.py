"""What one e-invoice says, field by field, before the frames: the same from UBL and from CII.

Values are text as the dictionary has them: amounts with a point and at most six decimals, dates
as yyyy-mm-dd. Charges and allowances are rows of their own. A line keeps what BT-131 says less
its own charges (BG-28), which follow as rows, so that lines and charges add up to BT-106.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from checker.read.einvoice_values import NUMBER, Text, day, decimal, plain, refused
from checker.read.magnitude import LARGEST, TOO_FAR, TOO_LARGE, fault_of, reaches_too_far
from checker.read.refusal import RefusedFileError
from checker.totals import DOCUMENT_CHARGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.read.xml import Node

SHARE, SHARES = Decimal(1000), ("Percent", "FactorNumeric")
"""How large a percentage can be, and how the elements that hold one end."""
CHARGE_INDICATOR = {"true": True, "1": True, "false": False, "0": False}
LAST_DECIMAL = Decimal("0.000001")
HALF_CENT = Decimal("0.005")
HUNDRED = Decimal(100)
WITHOUT_VAT = frozenset({"Z", "E", "AE", "K", "G", "O"})
"""Categories of VAT that have no other rate than zero. Source: EN 16931, BR-Z-5 to BR-O-5."""
LINE_CHARGE = "line_charge"
"""The form of a charge of a line; an allowance of the document is a charge below zero."""

OF_EXTRA = ("line_id", "vat_rate", "vat_category_code")
WHERE = (
    "purchase_order_reference",
    "buyer_accounting_reference",
    "sales_order_reference",
    "order_date",
    "despatch_advice_reference",
    "delivery_date",
    "deliver_to_location_id",
    "deliver_to_post_code",
    "deliver_to_country_code",
)
"""What a line or a charge belongs to."""
Row = dict[str, str | int | None]
Place = tuple[int, str]
"""The line of the file, and an XPath."""


@dataclass(frozen=True)
class Extra:
    """A charge or an allowance of the document (BG-21, BG-20) or of a line (BG-28, BG-27)."""

    is_charge: bool
    amount: Decimal
    row: int
    path: str
    percent: Decimal | None = None
    reason: Text = None
    code: Text = None
    category: Text = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of a line: BT-129, BT-146, BT-148, BT-149, BT-131."""

    quantity: Decimal | None
    price: Decimal | None
    gross: Decimal | None
    base: Decimal | None
    net: Decimal | None

    @property
    def reach_too_far(self) -> bool:
        """True if a product of the figures is beyond exactness."""
        # Of usual sizes no product reaches 1E18; to reckon it takes a fifth of the time of a line.
        if (
            all(_within(-3, each, 4) for each in (self.quantity, self.base))
            and all(_within(-2, each, 5) for each in (self.price, self.gross))
            and _within(-7, self.net, 6)
        ):
            return False
        return reaches_too_far([self.quantity], [self.base], [self.price, self.gross], [self.net])


@dataclass
class Draft:
    """One e-invoice while it is read."""

    path: str = ""  # XPath of the root element
    currency: Text = None  # BT-5
    document: dict[str, Text] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    rates: list[tuple[Text, Decimal]] = field(default_factory=list)  # category and rate, BG-23
    asides: int = 0  # lines of text, and lines that only group others
    unread: list[str] = field(default_factory=list)  # dates that only some clauses read
    rounded: int = 0  # prices and quantities with more than six decimals
    other_units: int = 0  # prices for another unit than the quantity has

    def money(self, node: Node) -> Decimal | None:
        """An exact amount. Raises RefusedFileError: no number, or more decimals than fit."""
        found = self._number(node, LARGEST)
        if found is not None and found != found.quantize(LAST_DECIMAL):
            raise refused("read.too_many_decimals", node)
        return found

    def measure(self, node: Node) -> Decimal | None:
        """A price, quantity or percentage, rounded half-up to six decimals."""
        found = self._number(node, SHARE if node.name.endswith(SHARES) else LARGEST)
        if found is None:
            return None
        short = found.quantize(LAST_DECIMAL, ROUND_HALF_UP)
        self.rounded += short != found
        return short

    def _number(self, node: Node, most: Decimal) -> Decimal | None:
        if not node.text and not node.children:
            return None
        if not NUMBER.fullmatch(node.text):
            raise refused("read.bad_number", node)
        found = Decimal(node.text)
        if abs(found) >= most:
            raise refused(TOO_LARGE, node)
        currency = node.attributes.get("currencyID") or self.currency
        if self.currency and currency != self.currency:
            told = f"{node.name} {node.text} {currency}"
            raise RefusedFileError("read.other_currency", told, node.row)
        return found

    def vat(self, amounts: Iterable[Node]) -> Decimal | None:
        """BT-110; an amount in another currency is BT-111. Raises RefusedFileError: two."""
        currencies = {self.currency, None}
        own = [node for node in amounts if node.attributes.get("currencyID") in currencies]
        if len(own) > 1:
            raise refused("read.element_twice", own[1])
        return self.money(own[0]) if own else None

    def aside(self, node: Node) -> Text:
        """A date that only some clauses read: where it is none, it counts as not there."""
        try:
            return day(node)
        except RefusedFileError as error:
            self.unread.append(error.found)
            return None

    def base(self, node: Node, quantity: Node) -> Decimal | None:
        """BT-149; counts where it is of another unit (BT-150) than the quantity (BT-130)."""
        found = self.measure(node)
        unit = node.attributes.get("unitCode")
        if found is not None and unit:
            self.other_units += unit != quantity.attributes.get("unitCode", unit)
        return found

    def extra_amount(self, node: Node, extra: Node) -> Decimal:
        """What a charge or an allowance comes to. Raises RefusedFileError: it does not say."""
        amount = self.money(node)
        if amount is None:
            raise refused("read.charge_without_amount", extra)
        return amount

    def rate_of(self, category: Text, stated: Decimal | None) -> Decimal | None:
        """The rate of VAT: as stated, or the only one that the invoice has for the category."""
        if stated is not None:
            return stated
        if category in WITHOUT_VAT:
            return Decimal(0)
        known = {rate for each, rate in self.rates if category in (None, each)}
        return known.pop() if len(known) == 1 else None

    def add_line(
        self, texts: dict[str, Text], figures: Figures, extras: Sequence[Extra], place: Place
    ) -> None:
        """A line, and its charges as rows of their own. Raises RefusedFileError: its base."""
        if fault := fault_of("price_base_quantity", figures.base):
            raise RefusedFileError(fault, plain(figures.base) or "", place[0])
        if figures.base is not None and figures.base <= 0:
            raise RefusedFileError("read.bad_base_quantity", plain(figures.base) or "", place[0])
        if figures.reach_too_far:
            raise RefusedFileError(TOO_FAR, plain(figures.quantity) or "", place[0])
        charges = [extra for extra in extras if extra.is_charge]
        allowances = [extra for extra in extras if not extra.is_charge]
        net = figures.net
        if net is not None:
            net -= sum((extra.amount for extra in charges), Decimal(0))
        off = sum((extra.amount for extra in allowances), Decimal(0)) if allowances else None
        percent = _percentage(figures, allowances)
        category = texts["vat_category_code"]
        rate = self.rate_of(category, decimal(texts["vat_rate"]))
        common = texts | {"vat_rate": plain(rate)}
        self.rows.append(
            {
                **common,
                "source_row": place[0],
                "source_path": place[1],
                "invoiced_quantity": plain(figures.quantity),
                "item_net_price": plain(figures.price),
                "item_gross_price": plain(figures.gross),
                # BT-149 is 1 where the invoice has none.
                "price_base_quantity": plain(figures.base or (figures.price and Decimal(1))),
                "line_net_amount": plain(net),
                "line_allowance_amount": plain(off),
                "line_allowance_percentage": plain(percent),
            }
        )
        for extra in charges:
            self._add_extra(extra, common, LINE_CHARGE)

    def add_extra(self, extra: Extra, texts: dict[str, Text]) -> None:
        """A charge or an allowance of the document; `texts` has its references."""
        rate = self.rate_of(extra.category, extra.rate)
        taxed = {"vat_category_code": extra.category, "vat_rate": plain(rate)}
        self._add_extra(extra, texts | taxed, DOCUMENT_CHARGE)

    def _add_extra(self, extra: Extra, texts: dict[str, Text], form: str) -> None:
        kept = {name: texts.get(name) for name in (*OF_EXTRA, *WHERE)}
        self.rows.append(
            {
                **kept,
                "source_row": extra.row,
                "source_path": extra.path,
                "item_name": extra.reason,
                "charge_reason_code": extra.code,
                "line_net_amount": plain(extra.amount if extra.is_charge else -extra.amount),
                "encoding": form,
                "is_allowance": not extra.is_charge,
            }
        )


def is_charge(indicator: Node, extra: Node) -> bool:
    """Whether it is a charge and no allowance. Raises RefusedFileError: it does not say."""
    if indicator.text not in CHARGE_INDICATOR:
        found = f"{extra.name} {indicator.text}".strip()
        raise RefusedFileError("read.charge_or_allowance", found, extra.row)
    return CHARGE_INDICATOR[indicator.text]


def _within(least: int, number: Decimal | None, most: int) -> bool:
    """True if a number is between these powers of ten."""
    return number is None or least <= number.adjusted() < most


def _percentage(figures: Figures, allowances: Sequence[Extra]) -> Decimal | None:
    """The percentage that leads from the whole line to what is taken off; None where none does.

    BT-138 may be of a part of the line, or be written as a share: the amounts decide.
    """
    percents = [extra.percent for extra in allowances if extra.percent is not None]
    if len(percents) != len(allowances) or not percents:
        return None
    if figures.quantity is None or figures.price is None:
        return None
    whole = figures.quantity * figures.price / (figures.base or 1)
    off = sum((extra.amount for extra in allowances), Decimal(0))
    for percent in (sum(percents), sum(percents) * HUNDRED):
        if abs(whole * percent / HUNDRED - off) <= HALF_CENT:
            return Decimal(percent)
    return None
