"""Which lines of an invoice are charges, and of which class: `rules/_charges.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl
import yaml

from checker.errors import SettingsError
from checker.invoice import CREDIT_NOTE
from checker.messages import Message
from checker.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "_charges.yaml"
LOOKUPS = ("items", "gl_accounts", "codes")
"""What is looked up before the patterns are tried, in this order."""
COLUMN = {"items": "seller_item_id", "gl_accounts": "gl_account", "codes": "charge_reason_code"}
OTHER = ("other_charge", "other_allowance")
"""Classes of what an e-invoice marks as a charge or an allowance and the file does not know."""
CLASS_NAME = re.compile(r"[a-z][a-z0-9_]*")
GL_LINE = "gl_line"
ARTICLE_LINE = "article_line"


@dataclass(frozen=True)
class ChargeClasses:
    """The classes of charges and how lines are recognised as theirs."""

    names: frozenset[str] = frozenset()
    # Of items, gl_accounts and codes: canonical value -> class.
    lookups: dict[str, dict[str, str]] = field(default_factory=dict)
    patterns: dict[str, list[str]] = field(default_factory=dict)  # in the order of the file
    suspects: tuple[str, ...] = ()


def load_charges(rules: Path) -> ChargeClasses:
    """The classes of `_charges.yaml` in the folder of the rules.

    Raises SettingsError: the file is missing or has a mistake, named with its line.
    """
    path = rules / FILE
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise SettingsError("normalise.charges_missing", path=path) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError("normalise.charges_no_yaml", path=path, found=error) from error
    return _Reader(path).classes(root)


class _Reader:
    """Goes through the nodes of the file; keeps which class claimed what on which line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.claimed: dict[tuple[str, str], tuple[str, int]] = {}
        self.patterns: dict[str, list[str]] = {}

    def classes(self, root: yaml.Node | None) -> ChargeClasses:
        top = self.mapping(root, ("classes", "suspects"), "normalise.charges_top")
        if "classes" not in top:
            raise SettingsError("normalise.charges_top", place=f"{self.path}:1")
        named = self.mapping(top["classes"], None, "normalise.charges_class")
        for name, node in named.items():
            self.one(name, node)
        suspects = top.get("suspects")
        return ChargeClasses(
            names=frozenset(named) | frozenset(OTHER),
            lookups={
                lookup: {
                    v: owner for (kind, v), (owner, _) in self.claimed.items() if kind == lookup
                }
                for lookup in LOOKUPS
            },
            patterns=self.patterns,
            suspects=tuple(self.pattern(node) for node in self.sequence(suspects)),
        )

    def one(self, name: str, node: yaml.Node) -> None:
        if not CLASS_NAME.fullmatch(name):
            raise self.error("name", node, found=name)
        entries = self.mapping(node, (*LOOKUPS, "patterns"), "normalise.charges_class")
        for lookup in LOOKUPS:
            for value in self.sequence(entries.get(lookup)):
                self.claim(lookup, name, value)
        self.patterns[name] = [self.pattern(v) for v in self.sequence(entries.get("patterns"))]

    def claim(self, lookup: str, name: str, node: yaml.ScalarNode) -> None:
        key = (lookup, canonical_text(node.value))
        if key in self.claimed:
            other, line = self.claimed[key]
            raise self.error("claimed", node, found=node.value, name=name, other=other, line=line)
        self.claimed[key] = (name, _line(node))

    def pattern(self, node: yaml.ScalarNode) -> str:
        pattern: str = node.value
        try:
            pl.Series([""]).str.contains(f"(?i){pattern}")
        except pl.exceptions.ComputeError as error:
            raise self.error("pattern", node, found=pattern) from error
        return pattern

    def mapping(
        self, node: yaml.Node | None, known: tuple[str, ...] | None, expected: str
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise SettingsError(expected, place=f"{self.path}:{_line(node)}")
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in entries:
                raise self.error("twice", key, found=key.value)
            if known is not None and key.value not in known:
                raise self.error(
                    "unknown", key, found=key.value, nearest=_nearest(key.value, known)
                )
            entries[key.value] = value
        return entries

    def sequence(self, node: yaml.Node | None) -> list[yaml.ScalarNode]:
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error("list", node)
        for entry in node.value:
            if not isinstance(entry, yaml.ScalarNode) or not entry.value.strip():
                raise self.error("text", entry)
        entries: list[yaml.ScalarNode] = node.value
        return entries

    def error(self, key: str, node: yaml.Node, **values: object) -> SettingsError:
        return SettingsError(
            f"normalise.charges_{key}", place=f"{self.path}:{_line(node)}", **values
        )


def _line(node: yaml.Node | None) -> int:
    return 1 if node is None else node.start_mark.line + 1


def _nearest(word: str, known: tuple[str, ...]) -> Message | str:
    nearest = get_close_matches(word, known, n=1)
    key = "normalise.charges_nearest" if nearest else "normalise.charges_known"
    return Message(key, {"nearest": nearest[0] if nearest else ", ".join(known)})


def canonical_text(value: str) -> str:
    """An item, an account or a code as it is compared: leading zeros do not count."""
    text = value.strip().upper()
    return text.lstrip("0") or "0" if text.isdigit() else text


def classify(rows: pl.DataFrame, classes: ChargeClasses) -> pl.DataFrame:
    """Rows with `charge_class` (null where a row is no charge) and `encoding`.

    A row that has an encoding already is a charge, whatever the file knows of it.
    """
    found = {
        lookup: _class_of(rows[COLUMN[lookup]], _by_lookup(rows[COLUMN[lookup]], classes, lookup))
        for lookup in LOOKUPS
    }
    by_text = _class_of(rows["item_name"], by_pattern(rows["item_name"], classes))
    by_gl = found["items"].is_null() & found["gl_accounts"].is_not_null()
    form = pl.when(by_gl).then(pl.lit(GL_LINE)).otherwise(pl.lit(ARTICLE_LINE))
    if "encoding" not in rows.columns:
        known = pl.coalesce(*found.values(), by_text)
        return rows.with_columns(known.alias("charge_class"), form.alias("encoding"))
    # On a credit note signs are turned: what is negative there had been charged.
    less = (pl.col("line_net_amount") < ZERO) ^ (pl.col("invoice_type_code") == CREDIT_NOTE)
    other = pl.when(less).then(pl.lit(OTHER[1])).otherwise(pl.lit(OTHER[0]))
    marked = pl.when(pl.col("encoding").is_not_null()).then(other)
    return rows.with_columns(
        pl.coalesce(*found.values(), by_text, marked).alias("charge_class"),
        pl.coalesce("encoding", form).alias("encoding"),
    )


def _class_of(values: pl.Series, owners: dict[str, str]) -> pl.Series:
    if not owners:
        return pl.Series(values.name, [None], dtype=pl.String).new_from_index(0, len(values))
    return values.replace_strict(
        list(owners), list(owners.values()), default=None, return_dtype=pl.String
    )


def _by_lookup(values: pl.Series, classes: ChargeClasses, lookup: str) -> dict[str, str]:
    # An export has far fewer items than rows, so only distinct values are looked at.
    owners = classes.lookups.get(lookup, {})
    if not owners:
        return {}
    return {
        value: owners[canonical]
        for value in values.unique().drop_nulls()
        if (canonical := canonical_text(value)) in owners
    }


def by_pattern(values: pl.Series, classes: ChargeClasses) -> dict[str, str]:
    """Of these texts those that read like a charge, each with its class."""
    if not any(classes.patterns.values()):
        return {}
    text = pl.col("text")
    first_that_fits = pl.coalesce(
        pl.when(text.str.contains(_any_of(patterns))).then(pl.lit(name))
        for name, patterns in classes.patterns.items()
        if patterns
    )
    texts = values.unique().drop_nulls().alias("text").to_frame()
    return dict(texts.with_columns(first_that_fits.alias("owner")).drop_nulls().iter_rows())


def _any_of(patterns: Sequence[str]) -> str:
    return "(?i)" + "|".join(f"(?:{pattern})" for pattern in patterns)


def unclassified(lines: pl.DataFrame, classes: ChargeClasses) -> pl.DataFrame:
    """Lines that read like a charge, or have a reason code of one, and have no class."""
    texts = lines["item_name"].unique().drop_nulls()
    suspect = pl.col("charge_reason_code").is_not_null() | pl.col("charge_class").is_not_null()
    if classes.suspects:
        hits = texts.filter(texts.str.contains(_any_of(classes.suspects)))
        suspect = suspect | pl.col("item_name").is_in(hits.implode())
    return (
        lines.lazy()
        .filter(suspect)
        .group_by("seller_item_id", "item_name", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("rows"), pl.col("line_net_amount").sum())
        .sort("rows", descending=True, maintain_order=True)
        .collect()
    )
