"""Exports and invoices as small tables of text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from checker.fields import FIELDS
from checker.invoice import columns, schema
from checker.money import MONEY, plain
from checker.read.charges import load_charges
from checker.read.normalise import normalise
from checker.read.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.invoice import Invoices
    from checker.read.charges import ChargeClasses

RULES = Path(__file__).parents[2] / "rules"
SCHEMAS = {name: schema(name) for name in ("documents", "lines", "charges")}
FIXED = {"debtor": "10023", "invoice_number": "F1", "issue_date": "2026-01-15"}


def _value(text: str, name: str) -> object:
    if not text:
        return None
    dtype = FIELDS[name].dtype
    if dtype == pl.Date:
        return date.fromisoformat(text)
    return Decimal(text) if dtype == MONEY else text


def rows_of(table: str) -> pl.DataFrame:
    """The rows of a table; debtor, number and date are added where it has none."""
    heading, *lines = [
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()
    ]
    assert all(len(line) == len(heading) for line in lines), "a row has too many or too few cells"
    data = {name: [line[i] for line in lines] for i, name in enumerate(heading)}
    data = {name: [text] * len(lines) for name, text in FIXED.items() if name not in data} | data
    return pl.DataFrame(
        {
            "source_row": pl.Series(range(2, len(lines) + 2), dtype=pl.Int64),
            **{
                name: pl.Series([_value(t, name) for t in texts], dtype=FIELDS[name].dtype)
                for name, texts in data.items()
            },
        }
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def shown(frame: pl.DataFrame, names: str) -> list[str]:
    """Rows of a frame as text: "F1 | 10.00"."""
    return [" | ".join(map(_text, row)) for row in frame.select(names.split()).iter_rows()]


def is_sound(invoices: Invoices) -> Invoices:
    """The invoices, once the dictionary's schemas and the accounting of rows hold."""
    for name, of_dictionary in SCHEMAS.items():
        frame = getattr(invoices, name)
        of_dictionary.validate(frame)
        assert frame.columns == list(columns(name))
    assert invoices.documents["document_key"].to_list() == list(range(invoices.documents.height))
    assert invoices.lines["line_key"].to_list() == list(range(invoices.lines.height))
    charged = invoices.charges["rows"].sum()
    in_frames = invoices.lines.height + charged
    assert invoices.rows_read == in_frames + invoices.rejected.height
    return invoices


@pytest.fixture(scope="session")
def classes() -> ChargeClasses:
    """The classes that are shipped."""
    return load_charges(RULES)


@pytest.fixture(scope="session")
def invoices_of(classes: ChargeClasses) -> Callable[..., Invoices]:
    """An export, as a table or as rows, brought to invoices that are sound."""

    def build(table: str | pl.DataFrame, **settings: object) -> Invoices:
        rows = rows_of(table) if isinstance(table, str) else table
        charges = settings.pop("charges", classes)
        settings = {"source": "export.csv", "rows_read": rows.height} | settings
        return is_sound(normalise(Reading(rows=rows, **settings), charges))

    return build


@pytest.fixture(scope="session")
def show() -> Callable[[pl.DataFrame, str], list[str]]:
    """Rows of a frame as text."""
    return shown
