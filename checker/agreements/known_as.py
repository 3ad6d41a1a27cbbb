"""Numbers and addresses by which invoices name a debtor, beside its account number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import yaml

from checker.agreements.marks import line_of
from checker.agreements.model import IDENTIFIERS, Identifier
from checker.errors import Problem
from checker.identifiers import ADDRESS, NUMBERS, SCHEME, SCHEMES, is_possible, known_as
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.agreements.marks import Pair, Source
    from checker.agreements.model import AgreementFile

KEY = "identifiers"
WORDS = (*NUMBERS, ADDRESS)
COUNTRY = r"^vat:[A-Z]{2}"
"""What begins a VAT number; on paper it is often left out."""


def read_identifiers(source: Source, top: dict[str, Pair]) -> tuple[Identifier, ...]:
    """What stands under `identifiers`; mistakes go to the source."""
    if KEY not in top:
        return ()
    found: list[Identifier] = []
    for word, (_, node) in source.fields(top[KEY][1], KEY, WORDS, ()).items():
        each = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found += [one for one in (_identifier(source, word, n) for n in each) if one]
    return tuple(found)


def _identifier(source: Source, word: str, node: yaml.Node) -> Identifier | None:
    at, key = line_of(node), f"{KEY}.{word}"
    raw = source.plain(node, key)
    if not isinstance(raw, str) or not raw.strip():
        source.problem(at, key, "no_value" if raw in (None, "") else "not_text")
        return None
    scheme, value = word, raw.strip()
    if word == ADDRESS:
        scheme, _, value = value.partition(":")
        if not SCHEME.fullmatch(scheme) or not value.strip():
            source.problem(at, key, "not_an_address", found=raw)
            return None
    kind = SCHEMES.get(scheme, scheme)
    if kind in NUMBERS and not is_possible(kind, value):  # type: ignore[arg-type]
        source.problem(at, key, "not_an_identifier", found=value, what=kind)
        return None
    return Identifier(scheme, value.strip(), at)


def table(files: Iterable[AgreementFile]) -> pl.DataFrame:
    """The identifiers of all debtors, with the columns of IDENTIFIERS.

    A VAT number is known without its country too, an address without its scheme: where two
    debtors have such a form in common, both are there.
    """
    exact = _exact(files)
    if exact.is_empty():
        return pl.DataFrame(schema=IDENTIFIERS)
    named = pl.col("known_as")
    vat = exact.filter(named.str.contains(COUNTRY))
    vat = vat.with_columns(named.str.replace(COUNTRY, "vat:"))
    bare = exact.filter(~pl.col("scheme").is_in(NUMBERS))
    bare = bare.with_columns(known_as=known_as(pl.lit(ADDRESS), pl.col("value")))
    return pl.concat([exact, vat, bare]).select(*IDENTIFIERS).unique(maintain_order=True)


def shared(files: Iterable[AgreementFile]) -> Iterator[Problem]:
    """Identifiers that two debtors have, one of which has nothing of its own.

    Branches may have the VAT number of their company in common: what each has alone tells them
    apart.
    """
    exact = _exact(files)
    if exact["known_as"].is_unique().all():
        return
    alone = pl.col("debtor").n_unique().over("known_as") == 1
    told_apart = set(exact.filter(alone)["debtor"])
    first: dict[str, dict[str, object]] = {}
    for row in exact.iter_rows(named=True):
        other = first.setdefault(row["known_as"], row)
        same = [each["debtor"] for each in (other, row) if each["debtor"] not in told_apart]
        if same and other["debtor"] != row["debtor"]:
            told = {"debtor": other["debtor"], "other": f"{other['file']}:{other['line']}"}
            values = {"found": row["value"], **told, "same": ", ".join(map(str, same))}
            message = Message("agreements.identifier_twice", values)
            yield Problem(str(row["file"]), row["line"], KEY, message)


def _exact(files: Iterable[AgreementFile]) -> pl.DataFrame:
    rows = [
        (file.debtor, one.scheme, one.value, file.file, one.line)
        for file in files
        for one in file.identifiers
    ]
    words = ("debtor", "scheme", "value", "file")
    schema = {**dict.fromkeys(words, pl.String), "line": pl.Int64}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    return made.with_columns(known_as=known_as(pl.col("scheme"), pl.col("value")))
