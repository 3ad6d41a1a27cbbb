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


def tax_categories(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_categories`: those of all lines, such as `K, S`; null where one is missing."""
    code = _plain("vat_category_code")
    rows = _of_bound(state.lines, bound).select("document_key", "line_net_amount", code=code)
    # A line of text has no category, and needs none.
    rows = rows.filter(pl.col("code").is_not_null() | pl.col("line_net_amount").ne_missing(ZERO))
    known = pl.when(pl.col("code").null_count() == 0).then(_joined("code"))
    return _with(bound, rows.group_by("document_key").agg(tax_categories=known))


def tax_rates(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_rates`: those that the agreed category rules out, such as `21 %`; "" if none.

    Null where a rate is missing that could be one of them.
    """
    rate, category = pl.col("vat_rate"), pl.col("category")
    charged = _of_bound(state.charges, bound)
    # A charge that was taken off counts no more, whatever its rate.
    by_class = ["document_key", "charge_class", "vat_rate"]
    charged = charged.group_by(by_class).agg(pl.col("charge_amount").sum())
    rows = pl.concat(
        [
            _of_bound(state.lines, bound).select(
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
    found = rows.with_columns(
        lost=rate.is_null() & (category != "O"), text=pl.when(wrong).then(text)
    )
    ruled_out = found.group_by("document_key").agg(
        tax_rates=pl.when(~pl.col("lost").any()).then(_joined("text"))
    )
    with_rates = _with(bound, ruled_out)
    is_other = pl.col("tax_categories") != category
    return with_rates.with_columns(
        # Where the category itself is wrong, a rate that is missing changes nothing.
        tax_rates=pl.when(is_other).then(pl.col("tax_rates").fill_null("")).otherwise("tax_rates")
    )


def tax_evidence(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """Adds `tax_evidence`: what the category asks for and the invoice lacks, "" if nothing.

    Null where the export does not have a field for it, and nothing else is wrong.
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
    evidence = pl.when(lost & fine).then(None).otherwise(of_category)
    return judged.with_columns(tax_evidence=evidence).drop("buyer", "countries", "undated")


def tax_stated(bound: pl.DataFrame, _state: State) -> pl.DataFrame:
    """Adds `tax_stated`: the categories, and behind them what is wrong: `K; 21 %; BT-48: -`."""
    behind = (
        pl.when(pl.col(c) != "").then(pl.lit("; ") + pl.col(c)).otherwise(pl.lit(""))
        for c in ("tax_rates", "tax_evidence")
    )
    return bound.with_columns(tax_stated=pl.concat_str(pl.col("tax_categories"), *behind))


def _of_lines(bound: pl.DataFrame, state: State) -> pl.DataFrame:
    """`countries` of delivery that the category rules out, and whether a date is missing."""
    asked = bound.select("document_key", "category", "seller_country").unique()
    rows = _of_bound(state.lines, bound).filter(pl.col("line_net_amount").ne_missing(ZERO))
    country = _plain("deliver_to_country_code")
    rows = rows.join(asked, on="document_key").with_columns(country=country)
    home = pl.col("country") == pl.col("seller_country")
    inside = pl.col("country").is_in(_member_states())
    wrong = pl.when(pl.col("category") == "G").then(inside).otherwise(home).fill_null(value=True)
    return (
        rows.with_columns(country=pl.when(wrong).then(pl.col("country").fill_null(_NONE)))
        .group_by("document_key")
        .agg(countries=_joined("country"), undated=pl.col("delivery_date").has_nulls())
    )


def _parts() -> tuple[pl.Expr, ...]:
    """What is missing, field by field; null where nothing is."""
    category, buyer = pl.col("category"), pl.col("buyer")
    land = buyer.str.slice(0, 2).replace({"EL": "GR"})
    foreign = land.is_in(_member_states()) & (land != pl.col("seller_country"))
    no_number = (category == "AE") & (buyer == "") | (category == "K") & ~foreign
    shown = pl.when(buyer == "").then(_NONE).otherwise(buyer)
    no_country = category.is_in(_EVIDENCE["deliver_to_country_code"]) & (pl.col("countries") != "")
    return (
        pl.when(no_number).then(pl.lit("BT-48: ") + shown),
        pl.when(no_country).then(pl.lit("BT-80: ") + pl.col("countries")),
        pl.when((category == "K") & pl.col("undated")).then(pl.lit("BT-72: -")),
    )


def _buyer() -> pl.Expr:
    bare = pl.col("buyer_vat_identifier").str.replace_all(r"[\s.-]", "").str.to_uppercase()
    return bare.fill_null("")


def _member_states() -> list[str]:
    """The countries of the EU; in VAT numbers Northern Ireland (XI) is one of them."""
    from stdnum.eu.vat import MEMBER_STATES  # noqa: PLC0415  nobody else needs it

    return sorted(country.upper() for country in MEMBER_STATES)


def _of_bound(frame: pl.DataFrame, bound: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("document_key").is_in(bound["document_key"].unique().implode()))


def _with(bound: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return bound.join(found, on="document_key", how="left", maintain_order="left")


def _plain(column: str) -> pl.Expr:
    bare = pl.col(column).str.strip_chars().str.to_uppercase()
    return pl.when(bare != "").then(bare)


def _joined(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls().unique().sort().str.join(", ")


FACTS = {
    "tax_categories": Fact(tax_categories),
    "tax_rates": Fact(tax_rates, needs=("tax_categories",)),
    "tax_evidence": Fact(tax_evidence, needs=("tax_rates", "buyer_vat_identifier")),
    "tax_stated": Fact(tax_stated, needs=("tax_evidence",)),
}
