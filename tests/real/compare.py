"""Findings as something that can be held against each other, whoever wrote them down."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation

COLUMNS = (
    "clause",
    "outcome",
    "debtor",
    "invoice_number",
    "line_id",
    "seller_item_id",
    "charge_class",
    "stated",
    "agreed",
    "difference",
    "reason",
)
"""What a finding is compared by."""


def amount(text):
    """7.5, 7.50 and "7.500000" are one amount; what is no amount stays text."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return text


def rows(records):
    """How often each finding occurs, whoever wrote it down and in whatever order."""
    amounts = {COLUMNS.index(c) for c in ("stated", "agreed", "difference")}
    return Counter(
        tuple(amount(cell) if at in amounts else cell for at, cell in enumerate(record))
        for record in records
    )
