"""What a clause kind is made of, and the predicates that kinds share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from checker.errors import RefusedError
from checker.money import HUNDRED, ZERO
from checker.selection import Selection  # noqa: TC001  pydantic reads the annotation

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = Literal["document", "line", "charge", "scope"]
"""What one row of the bound frame is: an invoice, a line, a stated charge, or a scope
(an order, a delivery or an invoice, with what was charged in it for one class)."""

OnCredit = Literal["same", "skip", "original"]
"""On a credit note: judged as on an invoice, not judged (thresholds are not evaluated anew),
or compared with the invoice that it credits."""

Owner = Literal["sales", "finance", "logistics", "master_data"]
Anchor = Literal["order_date", "delivery_date", "issue_date"]
Scope = Literal["order", "delivery", "invoice"]
Basis = Literal["goods_net", "goods_and_charges_net", "gross"]
PercentBasis = Literal["goods_net", "goods_and_charges_net", "gross", "charge"]
"""What a percentage is taken of; `charge` is the charge of another class in the same scope."""
SCOPE_COLUMN = {"order": "sales_order_reference", "delivery": "despatch_advice_reference"}
"""The reference that tells one scope from the next; an invoice needs none."""
Unlisted = Literal["unknown", "not_agreed"]
"""Of an item that is not on a list: its price is not known, or the clause is not about it."""
LINE_DISCOUNT = "line_discount"
"""Stands among charge classes for a discount on one of the lines."""
Folds = Literal["field", "limit", "price", "amount", "withdraw", "nothing"]
"""What becomes of a violation: the field gets its agreed value; the same, but another clause may
say what the field is, and this one only how far it may go; the same, and the price of the line is
settled by it (unless its parameter `stackable` says that discounts come on top); the same, and
what the line's amount lacks stands as a discount; the invoice goes; nothing, because what is agreed
is a rule and no value."""

Value = str | int | bool | Decimal | date | tuple[Decimal, ...] | tuple[str, ...] | None


def _exact(value: object) -> object:
    # Agreement files are read as text, so 500.00 arrives as "500.00" and never as a float.
    if isinstance(value, float):
        raise ValueError("a float is not exact; give it as text or Decimal")  # noqa: TRY004
    return value


Amount = Annotated[Decimal, BeforeValidator(_exact), Field(max_digits=20, decimal_places=6)]
Percent = Annotated[Amount, Field(ge=0, le=100)]


def _dated(value: object) -> object:
    # A number would be taken for seconds since 1970.
    if isinstance(value, str) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "not a date; write it as 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_dated)]


class Tolerance(BaseModel):
    """A difference that is accepted: an amount, a percentage of what was agreed, or both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[Amount, Field(ge=0)] = Decimal(0)  # in the unit of the field
    percent: Percent | None = None  # of the agreed value
    pass_if: Literal["both", "either"] = "both"  # inside both limits, or inside one of them

    def columns(self) -> dict[str, Value]:
        """The parts as parameters of their own."""
        return {
            "tolerance_amount": self.amount,
            "tolerance_percent": self.percent,
            "pass_if": self.pass_if,
        }


def parameter(params: ClauseParams | None, name: str) -> Any:  # noqa: ANN401  any of its values
    """A parameter that not every kind has; None where there is none.

    Asking a model for what it does not have is slow, and there are a hundred thousand clauses.
    """
    return None if params is None else vars(params).get(name)


class ClauseParams(BaseModel):
    """Parameters of a clause: frozen, unknown keys refused, no float.

    The name in an agreement file is the alias where the word is taken in Python: `class`, `from`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    section: str | None = None  # where in the paper: "4.2"
    only: Selection | None = None  # the rows that the clause is about; absent: all of them
    without: Selection | None = Field(default=None, alias="except")  # those that it is not about

    def columns(self) -> dict[str, Value]:
        """Parameter -> value as the kind's expressions see them; a tolerance as its parts."""
        own = self.model_dump(by_alias=True, exclude={"section", "tolerance", "only", "without"})
        tolerance = getattr(self, "tolerance", None)
        return own | (tolerance.columns() if isinstance(tolerance, Tolerance) else {})


def _as_tolerance(value: object) -> object:
    return {"amount": value} if isinstance(value, str | int | Decimal) else value


Tolerated = Annotated[Tolerance, BeforeValidator(_as_tolerance)]
"""`tolerance: 0.01`, or `tolerance: {amount: 0.05, percent: 0.5, pass_if: either}`."""


def check_of(basis: str, charge_class: str, of: str | None) -> None:
    """Raises RefusedError unless `of` is there with basis charge only, and another class."""
    if (basis == "charge") != (of is not None):
        raise RefusedError("agreements.of_with_charge")
    if of == charge_class:
        raise RefusedError("agreements.of_itself")


def check_limits(at_least: Decimal | None, at_most: Decimal | None) -> None:
    """Raises RefusedError where the least is more than the most."""
    if at_least is not None and at_most is not None and at_least > at_most:
        raise RefusedError("agreements.least_over_most", least=at_least, most=at_most)


class Kind(Protocol):
    """The names that a module in `checker/clauses/` has to offer.

    Expressions see the columns of the place's frame, the facts that `READS` names, `stated`
    and `agreed`, and the parameters by their names in the agreement file.
    """

    __name__: str
    __doc__: str | None

    @property
    def TITLE(self) -> Mapping[str, str]:
        """By language, nl and en: heading of the catalogue page."""

    @property
    def INSTRUCTION(self) -> Mapping[str, str]:
        """By language: what to do, with columns of the correction list in braces."""

    @property
    def UNKNOWN(self) -> Mapping[str, str]:
        """By language: why `agreed` can be null though all of READS is there; or empty."""

    @property
    def PLACE(self) -> Place:
        """What one judged row is."""

    @property
    def FIELD(self) -> str:
        """The dictionary column that is judged."""

    @property
    def STATED(self) -> str:
        """The column that holds its stated value: FIELD, or a fact derived from it."""

    @property
    def READS(self) -> tuple[str, ...]:
        """Columns and facts; a null in one of these makes the outcome unknown."""

    @property
    def KEY(self) -> tuple[str, ...]:
        """The parameters that tell clauses of one kind apart."""

    @property
    def ANCHOR(self) -> Anchor:
        """The date that picks the clause, unless its parameter `anchor` names another."""

    @property
    def ON_CREDIT(self) -> OnCredit:
        """How it is judged on a credit note."""

    @property
    def FOLDS(self) -> Folds:
        """What becomes of a violation before the next kind looks."""

    @property
    def OWNER(self) -> Owner:
        """Who puts it right."""

    @property
    def Params(self) -> type[ClauseParams]:
        """The parameters that a clause of this kind has."""

    def applies(self) -> pl.Expr:
        """False where the clause asks nothing of this row; null where that is not known."""

    def agreed(self) -> pl.Expr:
        """What the field should be; null where that is not known."""

    def holds(self) -> pl.Expr:
        """True where `stated` is as agreed."""


def name(kind: Kind) -> str:
    """The word for a kind, everywhere: in agreements, columns, reports and on the command line."""
    return kind.__name__.rpartition(".")[2]


def always() -> pl.Expr:
    """The clause asks something of every row that it is bound to."""
    return pl.lit(True)


def asked_of_list(price: str) -> pl.Expr:
    """Lines whose price is not settled; of items that are not listed only where that was agreed."""
    left_out = (pl.col("unlisted") == "not_agreed") & pl.col(price).is_null()
    return ~pl.col("net_price_agreed") & ~left_out


def charged_or_due() -> pl.Expr:
    """Where something was charged, or can be due: not for an order that takes goods back."""
    taken_back = (pl.col("goods_net") < ZERO) & (pl.col("charge_amount") == ZERO)
    return ~taken_back.fill_null(value=False)


def equal() -> pl.Expr:
    """Stated equals agreed."""
    return pl.col("stated") == pl.col("agreed")


def at_most() -> pl.Expr:
    """Stated is no more than agreed."""
    return pl.col("stated") <= pl.col("agreed")


def paid_back() -> pl.Expr:
    """Nothing is agreed, and no more than nothing is stated: a charge paid back is no breach."""
    return (pl.col("agreed") == Decimal(0)) & at_most()


def tolerated_or_paid_back() -> pl.Expr:
    """Within the tolerance, or nothing is agreed and no more than nothing is stated."""
    return tolerated() | paid_back()


def at_least() -> pl.Expr:
    """Stated is no less than agreed."""
    return pl.col("stated") >= pl.col("agreed")


def tolerated(slack: pl.Expr | None = None) -> pl.Expr:
    """Stated differs from agreed by no more than the clause's tolerance, limits included.

    `slack` comes on top: what rounding alone can explain where the stated value is derived.
    """
    gap = (pl.col("stated") - pl.col("agreed")).abs()
    return within(gap if slack is None else gap - slack, pl.col("agreed"))


def within(gap: pl.Expr, of: pl.Expr) -> pl.Expr:
    """The gap is no more than the clause's tolerance, whose percentage is that of `of`."""
    in_amount = gap <= pl.col("tolerance_amount")
    in_percent = gap * HUNDRED <= pl.col("tolerance_percent") * of.abs()
    both = pl.when(pl.col("pass_if") == "both").then(in_amount & in_percent)
    # Only an amount given: it decides. Only a percentage given (amount 0): it decides.
    return (
        pl.when(pl.col("tolerance_percent").is_null())
        .then(in_amount)
        .when(pl.col("tolerance_amount") == 0)
        .then(in_percent)
        .otherwise(both.otherwise(in_amount | in_percent))
    )
