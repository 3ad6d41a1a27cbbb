"""Sums and shared values of groups, which are not known where a part of them is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


def grouped(
    rows: pl.DataFrame, by: list[str], *, sums: Sequence[str] = (), shared: Sequence[str] = ()
) -> pl.DataFrame:
    """One row per group: sums, and the values that all rows of the group share.

    A sum is null where a part of it is not known, a shared value where rows differ or lack it.
    """
    # Plain aggregates, which polars takes over all groups at once; a formula goes group by group.
    plain = (
        rows.lazy()
        .group_by(by)
        .agg(
            pl.len(),
            pl.col(sums).sum(),
            pl.col(shared).min(),
            pl.col(shared).max().name.suffix("_max"),
            pl.col(*sums, *shared).count().name.suffix("_known"),
        )
    )
    whole = {c: pl.col(f"{c}_known") == pl.col("len") for c in (*sums, *shared)}
    whole |= {c: whole[c] & (pl.col(c) == pl.col(f"{c}_max")) for c in shared}
    values = {c: pl.when(known).then(c) for c, known in whole.items()}
    return plain.select(*by, **values).collect(engine="streaming")
