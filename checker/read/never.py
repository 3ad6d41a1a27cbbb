"""What no input of a kind can have, said instead of what just happens to be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.clauses import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping


BESIDE = ("undecided", "missing:seller_item_id")
"""Reasons that would send the user after something that is of no help without such a field."""


def with_reasons(findings: pl.DataFrame, never: Mapping[str, str]) -> pl.DataFrame:
    """The findings, with why a clause cannot be judged on this kind of input.

    `never` has the fields that no input of the kind has, each with the code of the reason. It
    is told of a clause that lacks such a field, and of one that judges it and lacks something else
    that the input can do nothing about.
    """
    if not never:
        return findings
    judging = {name: never[kind.FIELD] for name, kind in BY_NAME.items() if kind.FIELD in never}
    lacking = {f"missing:{field}": reason for field, reason in never.items()}
    reason = pl.col("reason")
    beside = reason.is_in(BESIDE) | reason.str.starts_with("missing:anchor:")
    is_missing = beside & pl.col("clause").is_in(list(judging))
    return findings.with_columns(
        reason=pl.when(is_missing)
        .then(pl.col("clause").replace(judging))
        .otherwise(reason.replace(lacking))
    )
