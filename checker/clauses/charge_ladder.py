"""A charge that depends on the order value, step by step.

Why it matters
--------------
Small order charges and order costs go down as orders grow: 25.00 up to 250.00, 10.00 up to
500.00, nothing above. Systems compare the wrong value, take the step below or above at the limit
itself, or charge by last year's steps.

Agreement
---------
`class` is the charge class, `steps` the order values with what is charged from there on: the
highest step that the value reaches counts, the limit included. Steps rise; below the first one
nothing is agreed. `basis` says which value counts: `goods_net` (goods without VAT),
`goods_and_charges_net` (with other charges) or `gross` (with VAT), `scope` the value of what.
The value is the one as agreed: a wrong price does not lift an order to the next step. Of an order
on several invoices the parts are added up; unless they reach the last step it is *unknown*.
Not judged on credit notes.

Example
-------
    charge_ladder:
      class: small_order
      steps: [{from: 0, amount: 25.00}, {from: 250.00, amount: 10.00}, {from: 500.00, amount: 0}]

Source
------
Dynamics 365 Business Central, invoice discounts: the row with the largest minimum amount that
the order reaches gives the service charge. UNCL 7161 DAN (minimum order not fulfilled).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from pydantic import Field, field_validator

from checker.clause import Anchor, Basis, ClauseParams, Scope, Value, equal, paid_back
from checker.money import ZERO
from checker.steps import AmountStep, reached, rising

TITLE = {"nl": "Toeslag naar orderwaarde", "en": "Charge by order value"}
INSTRUCTION = {
    "nl": "Reken {agreed} voor {charge_class} in plaats van {stated}, zoals bij deze orderwaarde.",
    "en": "Charge {agreed} for {charge_class} instead of {stated}, as for this order value.",
}
UNKNOWN = {
    "nl": "de order staat op meer facturen; de waarde van het geheel is niet zeker",
    "en": "the order is on several invoices; the value of the whole is not certain",
}
PLACE: Final = "scope"
FIELD = STATED = "charge_amount"
READS = ("charge_amount", "basis_amount")
KEY = ("class",)
ANCHOR: Final = "order_date"
ON_CREDIT: Final = "skip"
FOLDS: Final = "field"
OWNER: Final = "sales"


class Params(ClauseParams):
    """The steps, and of what."""

    charge_class: str = Field(alias="class")  # a class of _charges.yaml
    steps: tuple[AmountStep, ...]  # `{from: value, amount: charge}`, rising
    basis: Basis = "goods_net"  # which value is compared
    scope: Scope = "order"  # the value of what
    anchor: Anchor = ANCHOR  # the date that picks the paper

    @field_validator("steps")
    @classmethod
    def _rise(cls, steps: tuple[AmountStep, ...]) -> tuple[AmountStep, ...]:
        rising([step.limit for step in steps])
        return steps

    def columns(self) -> dict[str, Value]:
        """The steps as two lists."""
        lists: dict[str, Value] = {
            "steps_from": tuple(step.limit for step in self.steps),
            "steps_amount": tuple(step.amount for step in self.steps),
        }
        return {k: v for k, v in super().columns().items() if k != "steps"} | lists


def applies() -> pl.Expr:
    """From the first step on; parts of an order below it may reach it together."""
    begun = pl.col("basis_amount") >= pl.col("steps_from").list.first()
    return pl.when(begun | (pl.col("scope_parts") == 1)).then(begun)


def agreed() -> pl.Expr:
    """What belongs to the highest step that the order reaches."""
    amount = reached(pl.col("basis_amount"), "steps_from", "steps_amount")
    # What is charged once may be on another part; more than that, or anything where it is free,
    # is wrong on each of them.
    at_last = pl.col("basis_amount") >= pl.col("steps_from").list.last()
    certain = at_last & ((amount == ZERO) | (pl.col("charge_amount") > amount))
    return pl.when((pl.col("scope_parts") == 1) | certain).then(amount)


def holds() -> pl.Expr:
    """As agreed."""
    return equal() | paid_back()
