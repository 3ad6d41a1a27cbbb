"""Control figures for people: what an input comes to, and what is not as somebody states it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from checker import messages
from checker.control import CONTROL, COUNTS, by_currency, differing
from checker.fields import FIELDS
from checker.money import plain
from checker.report import wording
from checker.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.messages import Lang
    from checker.report.result import RunResult

SUMMED = ("invoices", "credits", "sum", "vat", "credit_sum")
FIRST = 10  # sentences of one kind that are shown
BY_TERM = {entry.bt: name for name, entry in FIELDS.items() if entry.bt}
ROWS_OF = {
    "count": "control.count",
    "deliveries": "control.rows_of_deliveries",
    "orders": "control.rows_of_orders",
}
NOTHING = "-"
TEXTS = ("read.comment_row", "normalise.text_line")
"""Reasons to set a row apart that say that it has no figures."""


def heads(lang: Lang) -> list[str]:
    """The headings above `rows`."""
    return [messages.text(f"control.head_{name}", lang) for name in ("currency", *SUMMED)]


def rows(figures: pl.DataFrame, lang: Lang) -> list[tuple[str, ...]]:
    """One row per currency, with the share of credit notes in invoices and in money."""
    return [
        (
            of.currency or messages.text("control.no_currency_stated", lang),
            number(of.invoices, lang, 0),
            number(of.credits, lang, 0) + _share(of.credit_share, lang),
            number(of.sum, lang),
            NOTHING if of.vat is None else number(of.vat, lang),
            number(of.credit_sum, lang) + _share(of.credit_sum_share, lang),
        )
        for of in by_currency(figures)
    ]


def _share(percent: Decimal | None, lang: Lang) -> str:
    return f" ({number(percent, lang, 1)} %)" if percent else ""


def count(figures: pl.DataFrame, lang: Lang) -> str:
    """How many data rows the input and the registers have, in sentences."""
    of_all = figures.filter(pl.col("currency").is_null()).select("figure", "found")
    found = {figure: number(value, lang, 0) for figure, value in of_all.iter_rows()}
    said = [
        messages.text(key, lang, count=found[figure])
        for figure, key in ROWS_OF.items()
        if figure in found
    ]
    return " ".join(said)


def differences(
    compared: pl.DataFrame, lang: Lang, mapping: Mapping[str, str] | None = None
) -> list[str]:
    """A sentence per figure that is not as stated: those of the user, then the first of others."""
    said = []
    for (kind,), found in differing(compared).group_by("kind", maintain_order=True):
        shown = found if kind == CONTROL else found.head(FIRST)
        said += [_sentence(row, lang, mapping or {}) for row in shown.iter_rows(named=True)]
        if more := found.height - shown.height:
            said.append(messages.text("control.more", lang, count=number(more, lang, 0)))
    return said


def _sentence(row: dict[str, object], lang: Lang, mapping: Mapping[str, str]) -> str:
    kind, figure = str(row["kind"]), str(row["figure"])
    stated, found = (_amount(row[name], figure, lang) for name in ("stated", "found"))
    if kind == CONTROL:
        kind = "differs" if row["outcome"] == "different" else "unknown"
    return messages.text(
        f"control.{kind}",
        lang,
        name=_key(figure, row["currency"]),
        stated=stated,
        found=found,
        place=row["place"],
        row=row["source_row"],
        figure=mapping.get(figure, figure),
        title=title(figure, lang),
    )


def _key(figure: str, currency: object) -> str:
    return f"{figure}.{currency}" if currency else figure


def _amount(value: object, figure: str, lang: Lang) -> str:
    """To the last decimal: a difference may be in the third one."""
    if not isinstance(value, Decimal):
        return NOTHING
    decimals = 0 if figure in COUNTS else len(plain(value).rpartition(".")[2])
    return number(value, lang, decimals)


def title(figure: str, lang: Lang) -> str:
    """What a figure is called: a key of the user, a field, or a business term."""
    if figure.startswith("BT-") and figure not in BY_TERM:
        return messages.text(f"control.term_{figure}", lang)
    name = BY_TERM.get(figure, figure)
    return wording.title(name, lang) if name in FIELDS else figure


def held(compared: pl.DataFrame, lang: Lang) -> Iterator[str]:
    """What was compared and found to be right, in sentences."""
    own = compared.filter(pl.col("kind") == CONTROL)
    equal = own.filter(pl.col("outcome") == "equal")
    keys = [_key(*row) for row in equal.select("figure", "currency").iter_rows()]
    if keys:
        yield messages.text("control.all_equal", lang, keys=", ".join(keys))
    others = compared.filter(pl.col("kind") != CONTROL)
    if others.height:
        different = differing(others)
        values = {"count": others.height, "different": different.height}
        shown = {name: number(value, lang, 0) for name, value in values.items()}
        yield messages.text("control.compared", lang, of=_per_figure(different, lang), **shown)


def _per_figure(different: pl.DataFrame, lang: Lang) -> str:
    """How many differ of each figure: ` (BT-106 3, BT-110 12)`."""
    counts = different.group_by("figure", maintain_order=True).len().sort("figure")
    told = ", ".join(f"{figure} {number(n, lang, 0)}" for figure, n in counts.iter_rows())
    return f" ({told})" if told else ""


def mismatches(compared: pl.DataFrame, lang: Lang) -> list[str]:
    """How many figures of the user, and how many totals of the input, are not as stated."""
    own = pl.col("kind") == CONTROL
    counts = {
        "control": differing(compared.filter(own)).height,
        "totals": differing(compared.filter(~own)).height,
    }
    return [
        messages.text(
            f"control.mismatch_{what}_{'one' if n == 1 else 'many'}", lang, n=number(n, lang, 0)
        )
        for what, n in counts.items()
        if n
    ]


def doubts(result: RunResult, lang: Lang) -> list[str]:
    """Why the input is not to be relied on: what differs from what is stated, and lost rows."""
    said = differences(result.compared, lang, result.mapping)
    lost = result.rejected.filter(~pl.col("reason").is_in(TEXTS))
    if lost.height:
        first = lost.row(0, named=True)
        reason = messages.text(first["reason"], lang)
        n = number(lost.height, lang, 0)
        said.append(messages.text("control.set_apart", lang, n=n, at=first["at"], reason=reason))
    return said


def as_json(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Rows of figures for a program: amounts are text with a point, so that none gets a float."""
    amounts = [name for name in ("stated", "found") if name in frame.columns]
    return [
        row | {name: _written(row[name], row["figure"]) for name in amounts}
        for row in frame.iter_rows(named=True)
    ]


def _written(value: object, figure: str) -> str | None:
    if not isinstance(value, Decimal):
        return None
    return f"{value:.0f}" if figure in COUNTS else plain(value)
