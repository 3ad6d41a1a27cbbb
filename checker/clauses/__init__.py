"""The clause kinds, in the order in which an invoice is built up.

First whether the invoice should be there at all, then what a line says of itself, its price, its
discount, charges, payment and references: each kind sees the invoice as agreed so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.clause import name
from checker.clauses import (
    allowance_arithmetic,
    charge_capped,
    charge_fixed,
    charge_forbidden,
    charge_free_from,
    charge_ladder,
    charge_percentage,
    charge_required,
    discount_exclusive,
    discount_line,
    discount_off_invoice,
    discount_order,
    document_channel,
    document_currency,
    document_duplicate,
    document_text,
    document_totals,
    identity_buyer,
    line_arithmetic,
    payment_account,
    payment_credit_restriction,
    payment_discount,
    payment_due_date,
    payment_means,
    price_discounted_list,
    price_hourly,
    price_identical_lines,
    price_net_list,
    quantity_delivered,
    quantity_ordered,
    quantity_pack,
    reference_buyer,
    reference_contract,
    reference_cost_centre,
    reference_delivery_note,
    reference_order_value,
    reference_project,
    reference_purchase_order,
    tax_arithmetic,
    tax_category,
    tax_rate,
)

if TYPE_CHECKING:
    from checker.clause import Kind

KINDS: tuple[Kind, ...] = (
    document_duplicate,
    line_arithmetic,
    allowance_arithmetic,
    document_totals,
    tax_arithmetic,
    price_identical_lines,
    price_hourly,
    price_net_list,
    price_discounted_list,
    discount_line,
    quantity_delivered,
    quantity_ordered,
    quantity_pack,
    charge_forbidden,
    charge_required,
    charge_fixed,
    charge_ladder,
    charge_percentage,
    charge_capped,
    charge_free_from,
    discount_order,
    discount_exclusive,
    discount_off_invoice,
    payment_credit_restriction,
    tax_rate,
    tax_category,
    payment_due_date,
    payment_discount,
    payment_means,
    payment_account,
    reference_purchase_order,
    reference_buyer,
    reference_cost_centre,
    reference_contract,
    reference_project,
    reference_delivery_note,
    reference_order_value,
    identity_buyer,
    document_currency,
    document_channel,
    document_text,
)

BY_NAME: dict[str, Kind] = {name(kind): kind for kind in KINDS}
