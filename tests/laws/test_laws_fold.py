"""The agreed invoice: differences add up exactly, nothing is counted twice, nothing is left."""

from collections import defaultdict
from decimal import Decimal

import build
import polars as pl
from changed import changed_worlds
from changes import agreed_total
from hypothesis import given
from hypothesis import strategies as st
from reckoning import cents
from world import worlds

from checker import judge
from checker.correct import agreed_invoices

SEVERAL = changed_worlds(worlds(), most=6)


def net(invoices, amount: str = "line_net_amount") -> dict[int, Decimal]:
    """What each invoice comes to without VAT, by document_key, summed one by one."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for frame, column in ((invoices.lines, amount), (invoices.charges, "charge_amount")):
        for key, value in frame.select("document_key", column).iter_rows():
            sums[key] += value
    return sums


@given(made=SEVERAL)
def test_differences_add_up_to_stated_minus_agreed(made):
    world, _expected = made
    invoices = world.invoices()
    judged = judge.check(invoices, world.agreements())
    differences: dict[int, Decimal] = defaultdict(Decimal)
    for key, difference in judged.findings.select("document_key", "difference").iter_rows():
        differences[key] += difference
    stated, agreed = net(invoices), net(agreed_invoices(judged, invoices))
    of_state = net(judged.state, "line_net_amount")
    for key, doc in enumerate(world.docs):
        assert stated[key] == doc.total
        # As the product folds it, as it makes the corrected invoice, and as we work it out.
        assert stated[key] - differences[key] == of_state[key] == agreed[key] == agreed_total(doc)


@given(made=SEVERAL)
def test_agreed_invoices_are_as_agreed(made):
    # Left out: a purchase order number, which only the debtor knows, and credit notes of
    # invoices that were wrong themselves: they repeat what was stated, as they have to.
    world, _expected = made
    agreements, invoices = world.agreements(), world.invoices()
    corrected = agreed_invoices(judge.check(invoices, agreements), invoices)
    findings = judge.check(corrected, agreements).findings
    assert findings.filter(pl.col("clause") != "reference_purchase_order").to_dicts() == []


PRICES = st.integers(1, 5000).map(lambda units: Decimal(units).scaleb(-2))


@given(price=PRICES, over=PRICES, quantity=st.integers(1, 50), share=st.integers(1, 100))
def test_a_wrong_price_over_the_limit_is_not_counted_twice(price, over, quantity, share):
    # The limit lies between the order at the agreed price and the order as it is stated.
    limit = price * quantity + max(cents(over * quantity * share / 100), Decimal("0.01"))
    agreed = build.agreements(
        [
            ("price_net_list", {"file": "x"}),
            ("charge_free_from", {"class": "freight", "from": limit, "below": 17}),
        ],
        [{"seller_item_id": "A", "item_net_price": price}],
    )

    def findings(*charges: Decimal) -> list:
        line = {
            "seller_item_id": "A",
            "invoiced_quantity": quantity,
            "item_net_price": price + over,
        }
        charged = [{"charge_class": "freight", "charge_amount": amount} for amount in charges]
        judged = judge.check(build.invoices([{"lines": [line], "charges": charged}]), agreed)
        return judged.findings.select("clause", "difference").rows()

    too_much = ("price_net_list", over * quantity)
    assert findings(Decimal(17)) == [too_much]
    # Freight that was left out because of the wrong price is due all the same.
    assert findings() == [too_much, ("charge_free_from", Decimal(-17))]
