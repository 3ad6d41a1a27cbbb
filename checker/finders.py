"""Item groups and zones: what the tables beside the agreements say of an item or an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from checker.agreements.model import Agreements

ADDRESS = ["deliver_to_country_code", "deliver_to_post_code"]


@dataclass(frozen=True)
class Finders:
    """Fills `item_group` and `zone` of a frame, where clauses can ask for them."""

    agreements: Agreements

    def with_group(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The table's group of an item goes before the one on the invoice; "" where none is."""
        groups = self.agreements.item_groups
        if groups.is_empty() or "item_group" not in frame.columns:
            return frame
        listed = groups.select("seller_item_id", _listed="item_group")
        joined = frame.join(listed, on="seller_item_id", how="left", maintain_order="left")
        return joined.with_columns(
            item_group=pl.coalesce("_listed", "item_group", pl.lit(""))
        ).drop("_listed")

    def with_zone(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The first zone that fits the address; "" where none does, null without a country."""
        if not (self.agreements.selections["field"] == "zone").any():
            return frame
        places = frame.select(ADDRESS).unique()
        zones = self.agreements.zones.with_row_index("_rank")
        digits = pl.col("deliver_to_post_code").str.extract(r"^\s*(\d+)")
        country = pl.col("deliver_to_country_code").str.strip_chars().str.to_uppercase()
        numbered = places.with_row_index("_place").with_columns(
            _number=digits.cast(pl.Int64, strict=False), country=country
        )
        whole = pl.col("first").is_null()
        inside = pl.col("_number").is_between("first", "last")
        # Of an address without a post code nobody knows whether it is in a part of a country.
        fits = numbered.join(zones, on="country").with_columns(_fits=whole | inside)
        first = fits.filter(pl.col("_fits").fill_null(value=True)).sort("_rank")
        found = first.unique("_place", keep="first").select(
            "_place", _zone=pl.when("_fits").then("zone"), _found=pl.lit(value=True)
        )
        known = numbered.join(found, on="_place", how="left")
        none = pl.when(pl.col("_found").is_null() & pl.col("country").is_not_null()).then(
            pl.lit("")
        )
        zone = pl.coalesce("_zone", none)
        return frame.join(
            known.select(*ADDRESS, zone=zone),
            on=ADDRESS,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
