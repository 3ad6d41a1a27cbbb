"""Facts about the VAT category of an invoice, and what that category requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from checker.facts.fact import Fact
from checker.money import ZERO

if TYPE_CHECKING:
    from checker.state import State

_NONE = pl.lit("-")
_EVIDENCE = {
    "buyer_vat_identifier": ("AE", "K"),
    "deliver_to_country_code": ("K", "G"),
    "delivery_date": ("K",),
}
"""Which field a category requires."""
_WORKED_WITH = ("buyer", "countries", "undated", "unread")


def tax_categories(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_categories`: those of all lines, such as `K, S`; null where one is missing."""
    code = _plain("vat_category_code")
    rows = _billed(bound, state, "vat_category_code").with_columns(code=code)
    # A line of text has no category, and needs none.
    rows = rows.filter(pl.col("code").is_not_null() | pl.col("line_net_amount").ne_missing(ZERO))
    lost = rows.filter(pl.col("code").is_null())
    known = rows.join(lost, on="document_key", how="anti")
    return _with(bound, _joined(known, tax_categories="code"))


def tax_rates(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_rates`: those that the agreed category rules out, such as `21 %`; "" if none.

    Null where a rate is missing that could be one of them.
    """
    rate, category = pl.col("vat_rate"), pl.col("category")
    charged = _of_bound(state.charges, bound, "charge_class", "vat_rate", "charge_amount")
    # A charge that was taken off counts no more, whatever its rate.
    by_class = ["document_key", "charge_class", "vat_rate"]
    charged = charged.group_by(by_class).agg(pl.col("charge_amount").sum())
    rows = pl.concat(
        [
            _of_bound(state.lines, bound, "vat_rate", "line_net_amount").select(
                "document_key", "vat_rate", net="line_net_amount", on_line=pl.lit(value=True)
            ),
            charged.select(
                "document_key", "vat_rate", net="charge_amount", on_line=pl.lit(value=False)
            ),
        ]
    ).filter(pl.col("net").ne_missing(ZERO))
    rows = rows.join(bound.select("document_key", "category").unique(), on="document_key")
    wrong = pl.when(category == "S").then((rate == 0) & pl.col("on_line")).otherwise(rate != 0)
    text = rate.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".") + " %"
    lost = rows.filter(rate.is_null() & (category != "O"))["document_key"]
    ruled_out = _joined(rows.filter(wrong).with_columns(text=text), tax_rates="text")
    known = pl.when(~pl.col("document_key").is_in(lost.unique().implode()))
    with_rates = _with(bound, ruled_out).with_columns(
        tax_rates=known.then(pl.col("tax_rates").fill_null(""))
    )
    is_other = pl.col("tax_categories") != category
    return with_rates.with_columns(
        # Where the category itself is wrong, a rate that is missing changes nothing.
        tax_rates=pl.when(is_other).then(pl.col("tax_rates").fill_null("")).otherwise("tax_rates")
    )


def tax_evidence(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_evidence`: what the category asks for and the invoice lacks, "" if nothing.

    Null where the export does not have a field for it, or names a country by no code of two
    letters, and nothing else is wrong.
    """
    category = pl.col("category")
    fine = (pl.col("tax_categories") == category) & (pl.col("tax_rates") == "")
    absent = [field for field in _EVIDENCE if field in state.absent]
    lost = pl.any_horizontal(
        pl.lit(value=False), *(category.is_in(_EVIDENCE[field]) for field in absent)
    )
    judged = _with(bound, _of_lines(bound, state)).with_columns(buyer=_buyer())
    given = [part for part, field in zip(_parts(), _EVIDENCE, strict=True) if field not in absent]
    missing = pl.concat_str([*given, pl.lit(None, pl.String)], separator="; ", ignore_nulls=True)
    of_category = pl.when(pl.col("tax_categories") == category).then(missing).otherwise(pl.lit(""))
    asks_country = category.is_in(_EVIDENCE["deliver_to_country_code"])
    unread = asks_country & pl.col("unread").fill_null(value=False) & (of_category == "")
    evidence = pl.when(fine & (lost | unread)).then(None).otherwise(of_category)
    return judged.with_columns(tax_evidence=evidence).drop(_WORKED_WITH)


def tax_stated(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `tax_stated`: the categories, and behind them what is wrong: `K; 21 %; BT-48: -`."""
    behind = (
        pl.when(pl.col(c) != "").then(pl.lit("; ") + pl.col(c)).otherwise(pl.lit(""))
        for c in ("tax_rates", "tax_evidence")
    )
    return bound.with_columns(tax_stated=pl.concat_str(pl.col("tax_categories"), *behind))


def _of_lines(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """`countries` of delivery that the category rules out; whether one is `unread` or `undated`."""
    asked = bound.select("document_key", "category", "seller_country").unique()
    rows = _billed(bound, state, "deliver_to_country_code", "delivery_date")
    rows = rows.filter(pl.col("line_net_amount").ne_missing(ZERO))
    country = _plain("deliver_to_country_code")
    rows = rows.join(asked, on="document_key").with_columns(country=country)
    home = pl.col("country") == pl.col("seller_country")
    inside = pl.col("country").is_in(_member_states())
    # Northern Ireland is GB in addresses; there the VAT number tells the two apart.
    foreign = (inside | (pl.col("country") == "GB")) & ~home
    wrong = pl.when(pl.col("category") == "G").then(inside).otherwise(~foreign)
    is_unread = ~pl.col("country").str.contains("^[A-Z]{2}$").fill_null(value=True)
    named = rows.filter(~is_unread & wrong.fill_null(value=True))
    named = named.with_columns(pl.col("country").fill_null(_NONE))
    undated = rows.group_by("document_key").agg(
        undated=pl.col("delivery_date").null_count() > 0, unread=is_unread.any()
    )
    return undated.join(_joined(named, countries="country"), on="document_key", how="left")


def _parts() -> tuple[pl.Expr, ...]:
    """What is missing, field by field; null where nothing is."""
    category, buyer = pl.col("category"), pl.col("buyer")
    land = buyer.str.slice(0, 2).replace({"EL": "GR"})
    foreign = land.is_in(_member_states()) & (land != pl.col("seller_country"))
    no_number = (category == "AE") & (buyer == "") | (category == "K") & ~foreign
    shown = pl.when(buyer == "").then(_NONE).otherwise(buyer)
    no_country = (
        category.is_in(_EVIDENCE["deliver_to_country_code"]) & pl.col("countries").is_not_null()
    )
    return (
        pl.when(no_number).then(pl.lit("BT-48: ") + shown),
        pl.when(no_country).then(pl.lit("BT-80: ") + pl.col("countries")),
        pl.when((category == "K") & pl.col("undated")).then(pl.lit("BT-72: -")),
    )


def _buyer() -> pl.Expr:
    bare = pl.col("buyer_vat_identifier").str.replace_all(r"[\s.-]", "").str.to_uppercase()
    # What has no digit, such as N.V.T., is no number.
    return pl.when(bare.str.contains("[0-9]")).then(bare).otherwise(pl.lit(""))


def _member_states() -> list[str]:
    """The countries of the EU; in VAT numbers Northern Ireland (XI) is one of them."""
    from stdnum.eu.vat import MEMBER_STATES  # noqa: PLC0415  nobody else needs it

    return sorted(country.upper() for country in MEMBER_STATES)


def _of_bound(frame: pl.DataFrame, bound: pl.DataFrame, *columns: str) -> pl.DataFrame:
    # Columns first: a frame of the dictionary is wide.
    narrow = frame.select("document_key", *columns)
    return narrow.join(bound.select("document_key").unique(), on="document_key", how="semi")


def _billed(bound: pl.DataFrame, state: State, *columns: str) -> pl.DataFrame:
    """The lines of the invoices, and the charges of those that have nothing else."""
    lines = _of_bound(state.lines, bound, *columns, "line_net_amount")
    charges = _of_bound(state.charges, bound, *columns, "charge_amount")
    alone = charges.join(lines, on="document_key", how="anti")
    return pl.concat([lines, alone.rename({"charge_amount": "line_net_amount"})])


def _with(bound: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return bound.join(found, on="document_key", how="left", maintain_order="left")


def _plain(column: str) -> pl.Expr:
    bare = pl.col(column).str.strip_chars().str.to_uppercase()
    return pl.when(bare != "").then(bare)


def _joined(rows: pl.DataFrame, **named: str) -> pl.DataFrame:
    """One row per invoice: the different values of a column, joined under a new name."""
    ((name, column),) = named.items()
    pairs = rows.select("document_key", pl.col(column).alias(name)).unique()
    # Nearly all invoices have one value only: the others are worth a formula per group.
    several = pairs["document_key"].is_duplicated()
    sorted_pairs = pairs.filter(several).sort(name)
    texts = sorted_pairs.group_by("document_key").agg(pl.col(name).str.join(", "))
    return pl.concat([pairs.filter(~several), texts])


FACTS = {
    "tax_categories": Fact(tax_categories),
    "tax_rates": Fact(tax_rates, needs=("tax_categories",)),
    "tax_evidence": Fact(tax_evidence, needs=("tax_rates", "buyer_vat_identifier")),
    "tax_stated": Fact(tax_stated, needs=("tax_evidence",)),
}
