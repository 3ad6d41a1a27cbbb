"""Price lists beside the agreements: many files, read and checked at once."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.model import OPEN, START
from checker.money import MONEY

if TYPE_CHECKING:
    import hashlib
    from collections.abc import Iterable

    from checker.agreements.resolve import Entry
    from checker.errors import Problem

PRICES: dict[str, pl.DataType | type[pl.DataType]] = {
    "price_list": pl.Int64,
    "seller_item_id": pl.String,
    "item_net_price": MONEY,
    "price_base_quantity": MONEY,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "currency": pl.String,
    "unit_code": pl.String,
}


@dataclass(frozen=True)
class PriceLists:
    """The prices of all lists; `keys` has (agreement file, list as written) -> price_list."""

    keys: dict[tuple[str, str], int]
    prices: pl.DataFrame
    files: list[str]
    problems: list[Problem]


def read_lists(wanted: Iterable[tuple[Entry, str]], digest: hashlib._Hash) -> PriceLists:
    """The lists that clauses name, each read once."""
    keys: dict[tuple[str, str], int] = {}
    files: dict[str, int] = {}
    problems = []
    frames = [pl.DataFrame(schema=PRICES)]
    for entry, name in wanted:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.file.file), name))
        if not Path(path).is_file():
            problems.append(entry.problem("no_list", path=path))
            continue
        if path not in files:
            files[path] = len(files)
            digest.update(Path(path).read_bytes())
            frame = pl.read_csv(path, infer_schema=False)
            frames.append(
                frame.select(
                    pl.lit(files[path], pl.Int64).alias("price_list"),
                    "seller_item_id",
                    pl.col("item_net_price").cast(MONEY),
                    pl.lit(1).cast(MONEY).alias("price_base_quantity"),
                    pl.lit(START).alias("valid_from"),
                    pl.lit(OPEN).alias("valid_to"),
                    pl.lit(None, pl.String).alias("currency"),
                    pl.lit(None, pl.String).alias("unit_code"),
                )
            )
        keys[entry.file.file, name] = files[path]
    return PriceLists(keys, pl.concat(frames), list(files), problems)
