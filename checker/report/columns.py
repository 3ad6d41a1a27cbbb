"""The correction list: the one definition of its columns, for all formats."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Literal

import polars as pl

from checker import messages
from checker.clauses import BY_NAME
from checker.finding import FINDING
from checker.money import MONEY
from checker.report import wording

if TYPE_CHECKING:
    from checker.messages import Lang

Shape = Literal["text", "word", "value", "date", "amount", "minutes"]


@dataclass(frozen=True)
class Column:
    """One column: its name in every format, and what its cells are.

    `word` is an identifier that people read as a word; `value` an amount, date or text,
    depending on the field that the clause judges.
    """

    name: str
    shape: Shape = "text"
    width: int = 12  # characters, in a workbook
    folded: bool = False  # in a workbook there, but behind a fold

    def title(self, lang: Lang) -> str:
        """The heading that people read."""
        return messages.text(f"report.column_{self.name}", lang)

    @property
    def dtype(self) -> pl.DataType | type[pl.DataType]:
        """The type in a frame."""
        if self.shape == "date":
            return pl.Date
        return MONEY if self.shape in ("amount", "minutes") else pl.String


COLUMNS = (
    Column("finding_id", width=18, folded=True),
    Column("debtor", width=9),
    Column("debtor_name", width=19),
    Column("invoice_number", width=12),
    Column("issue_date", "date", width=10),
    Column("line_id", width=6),
    Column("charge_class", "word", width=15),
    Column("clause", "word", width=17),
    Column("outcome", "word", folded=True),
    Column("stated", "value", width=10),
    Column("agreed", "value", width=10),
    Column("difference", "amount", width=11),
    Column("currency", width=8),
    Column("correction", "word", width=13),
    Column("instruction", width=40),
    Column("reason", width=40),
    Column("minutes_customer", "minutes", width=8),
    Column("minutes_supplier", "minutes", width=8),
    Column("handling_cost", "amount", width=11),
    Column("handling_cost_low", "amount", width=12, folded=True),
    Column("handling_cost_high", "amount", width=12, folded=True),
    Column("cost_currency", width=8, folded=True),
    Column("owner", "word", width=12),
    Column("source", width=24),
    Column("clause_at", width=24),
    Column("invoice_at", width=24),
    Column("invoice_sha256", width=18, folded=True),
    Column("stage", "word", width=11, folded=True),
    Column("waived_by", width=14, folded=True),
    Column("waived_until", "date", width=12, folded=True),
)
"""One row per finding, in this order of columns."""

NAMES = tuple(column.name for column in COLUMNS)


def correction_list(findings: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """The list with what to do in words: what costs most first.

    Rows: one per finding. Amounts are decimals, `stated` and `agreed` text with a point.
    """
    worded = [_worded(group, lang) for group in _by_sentence(findings)]
    frame = pl.concat(worded) if worded else _worded(findings, lang)
    missing = [
        pl.lit(None, dtype=column.dtype).alias(column.name)
        for column in COLUMNS
        if column.name not in frame.columns
    ]
    ids = ("debtor", "invoice_number", "line_id", "finding_id")
    return (
        frame.with_columns(missing)
        .sort(
            "handling_cost",
            pl.col("difference").abs(),
            *ids,
            descending=[True, True, *(False for _ in ids)],
            nulls_last=True,
        )
        .select(NAMES)
    )


def _by_sentence(findings: pl.DataFrame) -> list[pl.DataFrame]:
    # All findings of a group have the same sentence, up to the values in it.
    kept = findings.select(name for name in FINDING if name in findings.columns)
    return kept.partition_by("clause", "outcome", "reason", maintain_order=True)


def _worded(group: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    if group.is_empty():
        return group.with_columns(instruction=pl.lit(None, dtype=pl.String))
    clause, outcome, reason = group.select("clause", "outcome", "reason").row(0)
    nothing = pl.lit(None, dtype=pl.String)
    if outcome == "unknown":
        sentence = _fill(reason_sentence(clause, reason, lang), "", lang)
        return group.with_columns(reason=sentence, instruction=nothing)
    kind = BY_NAME[clause]
    sentence = _fill(kind.INSTRUCTION[lang], kind.FIELD, lang)
    told = pl.coalesce(f"said_{lang}", sentence)
    return group.with_columns(instruction=told, reason=nothing)


def reason_sentence(clause: str, reason: str, lang: Lang) -> str:
    """Why something could not be judged, from the code of the reason; with columns in braces."""
    what, _, rest = reason.partition(":")
    if what == "undecided" and (why := BY_NAME[clause].UNKNOWN):
        return _sentence(why[lang])
    if what != "missing":
        return messages.text(f"report.reason_{what}", lang, debtors=rest)
    anchor = rest.removeprefix("anchor:")
    if anchor != rest:
        return messages.text("report.reason_anchor", lang, field=wording.title(anchor, lang))
    try:
        kept = {column: f"{{{column}}}" for column in ("seller_item_id", "clause_at")}
        return messages.text(f"report.reason_missing_{rest}", lang, **kept)
    except KeyError:
        field = wording.title(rest, lang)
        return messages.text("report.reason_missing", lang, field=field, column=rest)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _fill(template: str, field: str, lang: Lang) -> pl.Expr:
    """A sentence with the values of each row in the places of its braces."""
    parts: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(pl.lit(literal))
        if name in ("stated", "agreed"):
            parts.append(wording.value_text(field, pl.col(name), lang))
        elif name == "charge_class":
            parts.append(word_text("charge_class", pl.col(name), lang))
        elif name:
            parts.append(pl.col(name).cast(pl.String).fill_null("?"))
    return pl.concat_str(parts)


def word_text(group: str, identifiers: pl.Expr, lang: Lang) -> pl.Expr:
    """The words for a column of identifiers."""

    def words(values: pl.Series) -> pl.Series:
        known = {value: wording.word(group, value, lang) for value in values.unique().drop_nulls()}
        return values.replace(known)

    return identifiers.map_batches(words, return_dtype=pl.String)
