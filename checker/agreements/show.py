"""What is in force with a debtor on a day, and where each clause comes from, as plain text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel

from checker.agreements.model import OPEN
from checker.clause import Tolerance
from checker.clauses import BY_NAME
from checker.debtor import canonical
from checker.messages import text
from checker.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from checker.agreements.model import Agreements, Clause
    from checker.messages import Lang

COLUMNS = ("clause", "parameters", "from", "to", "level", "paper", "at")


def show(agreements: Agreements, debtor: str, on: date, lang: Lang = "en") -> str:
    """A heading and a table with a row per clause in force."""
    agreement = agreements.agreement(debtor)
    known = canonical(debtor) in agreements.keys
    name = agreement.name if known else text("agreements.show_no_file", lang)
    title = text("agreements.show_title", lang, debtor=agreement.debtor, name=name, on=on)
    lines = [title]
    if agreement.group:
        lines.append(text("agreements.show_group", lang, group=agreement.group))
    if numbers := agreements.numbers.get(agreement.debtor):
        listed = ", ".join(number.written for number in numbers)
        lines.append(text("agreements.show_identifiers", lang, identifiers=listed))
    clauses = agreement.in_force(on)
    if not clauses:
        return "\n".join([*lines, "", text("agreements.show_nothing", lang)])
    head = [text(f"agreements.show_{column}", lang) for column in COLUMNS]
    return "\n".join([*lines, "", *table([head, *(_row(c, lang) for c in clauses)])])


def _row(clause: Clause, lang: Lang) -> list[str]:
    title = f"{clause.kind} ({BY_NAME[clause.kind].TITLE[lang]})"
    end = "" if clause.valid_to == OPEN else str(clause.valid_to)
    level = text(f"agreements.level_{clause.level}", lang)
    start = str(clause.valid_from)
    return [title, written(clause.params), start, end, level, clause.paper, clause.at]


def written(params: BaseModel) -> str:
    """Parameters as in an agreement file, without those that have their default value."""
    values = [
        f"{entry.alias or word}: {_value(getattr(params, word))}"
        for word, entry in type(params).model_fields.items()
        if word != "section" and getattr(params, word) != entry.get_default()
    ]
    return ", ".join(values)


def _value(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, Tolerance):
        return _tolerance(value)
    if isinstance(value, BaseModel):
        return f"{{{written(value)}}}"
    return str(value)


def _tolerance(value: Tolerance) -> str:
    if value.percent is None:
        return plain(value.amount)
    parts = f"amount: {plain(value.amount)}, percent: {plain(value.percent)}"
    return f"{{{parts}, pass_if: {value.pass_if}}}"


def table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Columns beside each other, with a line below the heading."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    ruled = [rows[0], ["-" * width for width in widths], *rows[1:]]
    for row in ruled:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
