"""Price lists beside the agreements: found, read and checked all at once."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.csvs import Csv, open_csv, parse
from checker.agreements.headings import AMOUNTS, DATES, ROLES, UnusableError, missing
from checker.agreements.headings import PRICES as PRICE_ROLES
from checker.agreements.model import OPEN, START
from checker.agreements.numbers import amounts, dates
from checker.agreements.sheets import from_parquet, from_workbook
from checker.clauses import BY_NAME
from checker.errors import Problem
from checker.messages import Message
from checker.money import MONEY, quotient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.agreements.contents import Contents
    from checker.agreements.resolve import Entry

PRICES: dict[str, pl.DataType | type[pl.DataType]] = {
    "price_list": pl.Int64,
    "seller_item_id": pl.String,
    "item_net_price": MONEY,
    "price_base_quantity": MONEY,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "currency": pl.String,
    "unit_code": pl.String,
    "item_gross_price": MONEY,
    "quantity_from": MONEY,
    "pack_quantity": MONEY,
}
RAW: dict[str, pl.DataType | type[pl.DataType]] = {"price_list": pl.Int64, "row": pl.Int64}
RAW |= dict.fromkeys(ROLES, pl.String)
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
SUFFIXES = (*WORKBOOKS, ".parquet", ".csv", ".txt", ".tsv")
ASKED = {
    "list_price": "item_net_price",
    "tier_reached": "item_net_price",
    "list_gross_price": "item_gross_price",
}
"""What a kind reads -> the price that its list has to have."""
ALWAYS = ("seller_item_id", "item_net_price")  # of which it is told that they are missing
AT_MOST = 10  # rows with the same mistake that are told one by one, per list
SCIENTIFIC = r"(?i)^[0-9]+[.,][0-9]+E\+?[0-9]+$"


@dataclass(frozen=True)
class PriceLists:
    """The prices of all lists; `keys` has (agreement file, list as written) -> price_list."""

    keys: dict[tuple[str, str], int]
    prices: pl.DataFrame
    files: list[str]  # of price_list k
    problems: list[Problem]


def read_lists(wanted: Iterable[tuple[Entry, str]], files: Contents) -> PriceLists:
    """The lists that clauses name, each read once."""
    keys: dict[tuple[str, str], int] = {}
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    places: dict[str, int] = {}
    read: list[tuple[Entry, str]] = []
    for entry, name in wanted:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.file.file), name))
        if not path.lower().endswith(SUFFIXES):
            problems.append(entry.problem("list_suffix", path=path))
        elif path not in contents and not Path(path).is_file():
            problems.append(entry.problem("no_list", path=path))
        else:
            keys[entry.file.file, name] = places.setdefault(path, len(places))
            read.append((entry, path))
            if path not in contents:
                contents[path] = files.read(path)
    names = list(contents)
    prices = _checked(_raw(contents, problems), names, problems)
    problems += _without_price(prices, read, places)
    return PriceLists(keys, prices, names, problems)


def _without_price(
    prices: pl.DataFrame, read: list[tuple[Entry, str]], places: dict[str, int]
) -> Iterable[Problem]:
    """Clauses on gross prices whose list has only net prices, and the other way round."""
    if prices.is_empty():
        return
    priced = {
        price: set(prices.filter(pl.col(price).is_not_null())["price_list"].unique())
        for price in PRICE_ROLES
    }
    lacking = {price: set.union(*priced.values()) - there for price, there in priced.items()}
    for entry, path in read:
        needed = next((p for f, p in ASKED.items() if f in BY_NAME[entry.written.kind].READS), None)
        # A list that has neither has been told about already.
        if needed and places[path] in lacking[needed]:
            (other,) = set(PRICE_ROLES) - {needed}
            yield entry.problem("list_of_other_prices", path=path, needed=needed, found=other)


def _raw(contents: dict[str, bytes], problems: list[Problem]) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=RAW)]
    same: dict[tuple[str, str], list[Csv]] = {}
    for key, (path, content) in enumerate(contents.items()):
        try:
            if path.lower().endswith(WORKBOOKS):
                frames.append(_numbered(key, *from_workbook(path, content, problems)))
            elif path.lower().endswith(".parquet"):
                frames.append(_numbered(key, *from_parquet(path, content, problems)))
            else:
                part = open_csv(key, path, content)
                same.setdefault((part.heading, part.separator), []).append(part)
        except UnusableError as error:
            problems.append(error.problem)
    frames += [parse(parts, problems) for parts in same.values()]
    return pl.concat(_complete(frame) for frame in frames)


def _numbered(key: int, frame: pl.DataFrame, first: int) -> pl.DataFrame:
    row = pl.int_range(pl.len(), dtype=pl.Int64) + first
    return frame.with_columns(pl.lit(key, pl.Int64).alias("price_list"), row.alias("row"))


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    if missing(frame.columns):
        return pl.DataFrame(schema=RAW)  # the heading has been told already
    absent = [pl.lit(None, pl.String).alias(role) for role in ROLES if role not in frame.columns]
    return frame.with_columns(absent).select(*RAW)


def _checked(raw: pl.DataFrame, files: list[str], problems: list[Problem]) -> pl.DataFrame:
    # Columns that no list has cost nothing.
    filled = [role for role in ROLES if raw[role].null_count() < raw.height]
    text = pl.col(filled).str.strip_chars()
    rows = raw.with_columns(pl.when(text.str.len_chars() > 0).then(text).name.keep())
    rows = rows.filter(~pl.all_horizontal(pl.col(filled).is_null())) if filled else rows
    rows = rows.with_columns(pl.col(ROLES).name.prefix("text_"))
    for column in AMOUNTS:
        rows = amounts(rows, column)
    rows = dates(rows, DATES).with_columns(
        price_base_quantity=pl.col("price_base_quantity").fill_null(1),
        quantity_from=pl.col("quantity_from").fill_null(0),
        valid_from=pl.col("valid_from").fill_null(START),
        valid_to=pl.col("valid_to").fill_null(OPEN),
        currency=pl.col("currency").replace("€", "EUR").str.to_uppercase(),
    )
    told = {*filled, *ALWAYS}
    faults = [_told(rows, role, fault) for role, fault in _faults().items() if role in told]
    problems += _problems(pl.concat([*faults, _overlaps(rows), *_rising(rows)]), files)
    return rows.select(*PRICES)


def _faults() -> dict[str, pl.Expr]:
    item = pl.col("seller_item_id")
    without = pl.all_horizontal(pl.col(f"text_{price}").is_null() for price in PRICE_ROLES)
    currency = pl.col("currency").str.contains("^[A-Z]{3}$")
    backwards = pl.col("valid_to") < pl.col("valid_from")
    return {
        "seller_item_id": pl.when(item.is_null())
        .then(pl.lit("no_item"))
        .when(item.str.contains(SCIENTIFIC))
        .then(pl.lit("item_digits_lost")),
        "item_net_price": pl.when(without)
        .then(pl.lit("no_price"))
        .otherwise(_below_zero("item_net_price", "price_below_zero")),
        "item_gross_price": _below_zero("item_gross_price", "price_below_zero"),
        "quantity_from": _below_zero("quantity_from", "quantity_below_zero"),
        **{c: _not_positive(c) for c in ("price_base_quantity", "pack_quantity")},
        "currency": pl.when(~currency).then(pl.lit("not_a_currency")),
        "valid_from": pl.col("fault_valid_from"),
        "valid_to": pl.when(backwards).then(pl.lit("price_ends_first")).otherwise("fault_valid_to"),
    }


def _below_zero(column: str, fault: str) -> pl.Expr:
    return pl.when(pl.col(column) < 0).then(pl.lit(fault)).otherwise(f"fault_{column}")


def _not_positive(column: str) -> pl.Expr:
    fault = pl.lit("base_not_positive" if column == "price_base_quantity" else "pack_not_positive")
    return pl.when(pl.col(column) <= 0).then(fault).otherwise(f"fault_{column}")


def _told(rows: pl.DataFrame, role: str, fault: pl.Expr) -> pl.DataFrame:
    other = pl.lit(None, pl.Int64).alias("other")
    found = pl.col(f"text_{role}").alias("found")
    told = rows.select("price_list", "row", other, found, fault.alias("fault"))
    return told.filter(pl.col("fault").is_not_null()).with_columns(role=pl.lit(role))


def _overlaps(rows: pl.DataFrame) -> pl.DataFrame:
    # A price whose dates could not be read overlaps with nothing that is known.
    dated = rows.filter(pl.all_horizontal(pl.col(f"fault_{c}").is_null() for c in DATES))
    key = ["price_list", "seller_item_id"]
    if _tiered(rows).any():  # sorting a million rows by a column of zeros takes its time too
        key.append("quantity_from")
    ordered = dated.sort(*key, "valid_from", "row")
    # The row before is compared, which is much faster than a window per item.
    same = pl.all_horizontal(pl.col(c) == pl.col(c).shift() for c in key)
    begun = pl.col("valid_to").shift() >= pl.col("valid_from")
    return _beside(ordered, same & begun, "price_overlap")


def _rising(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Tiers that cost more than the tier before: nobody agrees to that."""
    lists = rows.filter(_tiered(rows))["price_list"].unique()
    if lists.is_empty():
        return []
    key = ["price_list", "seller_item_id", "valid_from", "valid_to"]
    tiers = rows.filter(pl.col("price_list").is_in(lists.implode()))
    ordered = tiers.sort(*key, "quantity_from", "row")
    same = pl.all_horizontal(pl.col(c) == pl.col(c).shift() for c in key)
    above = pl.col("quantity_from") > pl.col("quantity_from").shift()
    each = [quotient(pl.col(price), pl.col("price_base_quantity")) for price in PRICE_ROLES]
    dearer = pl.any_horizontal(price > price.shift() for price in each)
    return [_beside(ordered, same & above & dearer, "tier_rises")]


def _tiered(rows: pl.DataFrame) -> pl.Series:
    return (rows["quantity_from"] > 0).fill_null(value=False)


def _beside(ordered: pl.DataFrame, wrong: pl.Expr, fault: str) -> pl.DataFrame:
    """The rows that do not go with the row before."""
    found = ordered.with_columns(other=pl.col("row").shift()).filter(wrong)
    return found.select(
        "price_list",
        "row",
        "other",
        pl.col("seller_item_id").alias("found"),
        pl.lit(fault).alias("fault"),
        pl.lit("seller_item_id").alias("role"),
    )


def _problems(faults: pl.DataFrame, files: list[str]) -> Iterable[Problem]:
    same = ["price_list", "role", "fault"]
    ranked = faults.sort("price_list", "row").with_columns(
        place=pl.int_range(pl.len()).over(same), more=pl.len().over(same) - AT_MOST
    )
    for row in ranked.filter(pl.col("place") < AT_MOST).iter_rows(named=True):
        values: dict[str, object] = {"found": row["found"], "other": row["other"]}
        message = Message(f"agreements.{row['fault']}", values)
        yield Problem(files[row["price_list"]], row["row"], row["role"], message)
        if row["place"] == AT_MOST - 1 and row["more"] > 0:
            message = Message("agreements.more_rows", {"count": row["more"]})
            yield Problem(files[row["price_list"]], row["row"], row["role"], message)
