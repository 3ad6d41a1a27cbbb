"""Lines: what was agreed, then one of the forms in which an invoice can state it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from deals import CENT, ITEMS, Deal, amounts
from dues import CHARGE_VAT
from hypothesis import strategies as st
from reckoning import Line, cents, price

if TYPE_CHECKING:
    from datetime import date

UNITS = (None, "PCE", "pce")  # no unit, or that of the price list
VAT = st.sampled_from([Decimal(21), Decimal(9), Decimal(0)])
QUANTITIES = st.one_of(
    st.integers(1, 12).map(Decimal), amounts(1, 99999, 3), st.integers(100, 20000).map(Decimal)
)
DISCOUNTS = st.sampled_from(["0", "10", "20", "31.6", "33.33", "50"]).map(Decimal)


def line_of(draw, deal: Deal, place: dict, issued: date) -> Line:
    dates = place | {"issue_date": issued}
    # Where a limit counts a charge that is not made, the goods have to tell its VAT rate.
    rates = st.just(CHARGE_VAT) if deal.counts_vat() else VAT
    row = place | {"seller_item_id": draw(st.sampled_from(ITEMS)), "vat_rate": draw(rates)}
    row |= {"invoiced_quantity": draw(QUANTITIES), "unit_code": draw(st.sampled_from(UNITS))}
    row["price_base_quantity"] = draw(st.sampled_from([None, 1, 100, 1000]).map(_decimal))
    line = Line(row)
    net, off = deal.term("price_net_list", dates), deal.term("discount_line", dates)
    if net is not None:
        line.rule, line.agreed = "price_net_list", _listed(deal, line, dates[net["anchor"]])
        line.allowed = allowed(net, line.agreed)
        _state_price(draw, line, arithmetic=deal.has("line_arithmetic"))
    else:
        if off is not None:
            line.rule, line.agreed = "discount_line", _steps(off["percent"])
            line.allowed = allowed(off, line.agreed)
        _state_discount(draw, line)
    if row.get("line_net_amount") is None:
        row["line_net_amount"] = line.calculated()
        if deal.has("line_arithmetic") and draw(st.booleans()):
            row["line_net_amount"] += draw(st.sampled_from([1, -1])) * rounding(line)
    return line


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def rounding(line: Line) -> Decimal:
    """How far the amount may be off, in whole cents: 0.02, or what the price's last decimal moves."""
    places = max(2, -line.row["item_net_price"].normalize().as_tuple().exponent)
    moved = Decimal("0.5").scaleb(-places) * abs(line.quantity) / line.base + Decimal("0.005")
    return max(Decimal("0.02"), moved).quantize(CENT, ROUND_DOWN)


def _listed(deal: Deal, line: Line, on: date) -> Decimal:
    (row,) = [
        row
        for row in deal.prices
        if row["seller_item_id"] == line.row["seller_item_id"]
        and row["valid_from"] <= on <= row["valid_to"]
    ]
    return price(row["item_net_price"] * line.base / row["price_base_quantity"])


def _steps(percent: Decimal | list[Decimal]) -> Decimal:
    left = Decimal(1)
    for step in percent if isinstance(percent, list) else [percent]:
        left *= 1 - step / 100
    return price(100 * (1 - left))


def allowed(term: dict, agreed: Decimal) -> Decimal:
    tolerance = term.get("tolerance", {})
    amount, percent = tolerance.get("amount", Decimal(0)), tolerance.get("percent")
    if percent is None:
        return amount
    share = abs(agreed) * percent / 100
    if amount == 0:
        return share
    return min(amount, share) if tolerance["pass_if"] == "both" else max(amount, share)


def _state_price(draw, line: Line, *, arithmetic: bool) -> None:
    """The agreed net price as a price, as a price less a discount, or only as an amount."""
    agreed, row = line.agreed, line.row
    form = draw(st.sampled_from(["net", "net", "percentage", "amount", "only"]))
    if form == "percentage":
        # A gross price of whole cents and the percentage that brings it down, to two decimals.
        row["item_net_price"] = gross = cents(agreed * draw(amounts(101, 300))) + CENT
        row["line_allowance_percentage"] = cents(100 * (1 - agreed / gross))
    elif form == "amount":
        row["item_net_price"] = agreed + draw(amounts(1, 500))
        row["line_allowance_amount"] = cents(
            (row["item_net_price"] - agreed) * line.quantity / line.base
        )
        if not row["line_allowance_amount"]:  # of such a small quantity nothing is left
            row["item_net_price"] = agreed
    elif form == "only" and not arithmetic:
        row["line_net_amount"] = cents(line.quantity * agreed / line.base)
    else:
        off = line.allowed.quantize(Decimal("0.000001"), ROUND_DOWN)
        row["item_net_price"] = agreed + draw(st.sampled_from([0, 0, 1, -1])) * off
        if row["item_net_price"] < 0:
            row["item_net_price"] = agreed


def _state_discount(draw, line: Line) -> None:
    """A gross price with the agreed discount, or any where none is agreed."""
    row = line.row
    gross = row["item_net_price"] = draw(st.one_of(amounts(1, 30000), amounts(100, 999999, 4)))
    percent = draw(DISCOUNTS) if line.rule is None else line.agreed
    form = draw(st.sampled_from(["percentage", "percentage", "amount", "net"]))
    if form == "percentage":
        off = line.allowed.quantize(CENT, ROUND_DOWN)
        stated = cents(percent) + draw(st.sampled_from([0, 0, 1, -1])) * off
        row["line_allowance_percentage"] = min(max(stated, Decimal(0)), Decimal(100))
    elif form == "amount" and (off := cents(line.quantity * gross / line.base * percent / 100)):
        row["line_allowance_amount"] = off
    else:
        row["item_gross_price"] = gross
        places = draw(st.integers(2, 4))
        row["item_net_price"] = (gross * (1 - percent / 100)).quantize(
            Decimal(1).scaleb(-places), "ROUND_HALF_UP"
        )
