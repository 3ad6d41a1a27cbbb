"""References that a debtor asks for: what one looks like, and what people write without one."""

from __future__ import annotations

import re
from typing import Annotated, Self

import polars as pl
from pydantic import AfterValidator, model_validator

from checker.clause import Anchor, ClauseParams, Value
from checker.errors import RefusedError
from checker.selection import Words  # noqa: TC001  pydantic reads the annotation

ANY = ".+"
SEPARATOR = "; "  # between the references of one invoice, as the reader joins them
WORDS = (
    r"n\.?\s?/?a\.?|n\.?\s?v\.?\s?t\.?|n\.?\s?t\.?\s?b\.?|tb[acd]|volgt|telefonisch|mondeling"
    r"|geen|none|onbekend|unknown"
)
PLACEHOLDER = rf"(?i)(^|; ) *([-./_x?*]+|0+|{WORDS})? *(; |$)"
"""Somewhere among the references one that is none; an empty cell is none either."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
        pl.Series([""]).str.contains(pattern)  # no look-around there
    except (re.error, pl.exceptions.ComputeError) as error:
        raise RefusedError("agreements.not_a_pattern", found=pattern) from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression for a whole reference."""


def matching(own: dict[str, Value]) -> dict[str, Value]:
    """Columns of parameters with `whole`, what one or several references match, and `wanted`.

    `own` has `pattern` or `values` (`is_list`); where it has neither, any reference will do.
    """
    values, pattern = own.pop("values", None), own.pop("pattern", None)
    listed = [str(value).strip() for value in values] if isinstance(values, tuple) else []
    # Upper and lower case of a number that stands in a list is how somebody typed it.
    words = "|".join(re.escape(value) for value in listed)
    each = f"(?i:{words})" if listed else f"(?:{pattern or ANY})"
    return own | {
        "wanted": ", ".join(listed) or str(pattern or ANY),
        "whole": f"^{each}(?:{SEPARATOR}{each})*$",
        "is_list": bool(listed),
    }


class ReferenceParams(ClauseParams):
    """What a reference looks like, or which references there are."""

    pattern: Pattern | None = None  # regular expression for the whole reference
    values: Words | None = None  # or a list of the references that will do
    anchor: Anchor = "issue_date"  # the date that picks the paper

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.pattern is not None and self.values is not None:
            raise RefusedError("agreements.pattern_or_values")
        return self

    def columns(self) -> dict[str, Value]:
        """What is wanted, and the pattern for one reference or for several."""
        return matching(super().columns())


def wanted() -> pl.Expr:
    """The pattern or the values: the reference itself only the debtor knows."""
    return pl.col("wanted")


def is_right() -> pl.Expr:
    """Each reference is none of the placeholders and matches."""
    stated = pl.col("stated").str.strip_chars()
    # Per pattern, so that it is compiled once and not for every row.
    matches = stated.str.contains(pl.col("whole").first()).over("whole")
    # What stands in a list is no placeholder, whatever it looks like.
    return matches & (pl.col("is_list") | ~stated.str.contains(PLACEHOLDER))
