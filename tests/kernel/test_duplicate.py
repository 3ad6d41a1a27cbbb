"""An invoice that is to be withdrawn gets no other advice."""

from __future__ import annotations

from decimal import Decimal

import build

from checker import judge


def test_freight_forgotten_on_an_invoice_made_twice_is_asked_for_once():
    lines = {"lines": [{"seller_item_id": "A", "invoiced_quantity": 1, "item_net_price": "33.33"}]}
    agreed = build.agreements(
        [
            ("document_duplicate", {}),
            ("charge_free_from", {"class": "freight", "from": "500", "below": "17.50"}),
        ]
    )
    found = judge.check(build.invoices([lines, lines]), agreed).findings
    assert found.select("clause", "invoice_number", "difference").rows() == [
        ("document_duplicate", "F2", Decimal("33.330000")),
        ("charge_free_from", "F1", Decimal("-17.500000")),
    ]
