"""The number of a debtor as it is compared: 00104523, 104523.0 and 104523 are one debtor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_NUMBER = r"^0*([0-9]+)(?:\.0+)?$"


def canonical(debtor: str) -> str:
    """A debtor number without leading zeros and without what Excel made of it."""
    return re.sub(_NUMBER, r"\1", debtor.strip())


def canonical_expr(debtor: pl.Expr) -> pl.Expr:
    """The same for a column."""
    return debtor.str.strip_chars().str.replace(_NUMBER, "$1")
