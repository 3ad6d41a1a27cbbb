"""What may become of a file, however damaged: a reading that adds up, or one documented error."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import seeds
from money import come_to

from checker.agreements import load
from checker.errors import AgreementError, InputError, SettingsError
from checker.messages import LANGS, text
from checker.read import Reading, ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

if TYPE_CHECKING:
    from checker.invoice import Invoices
    from checker.read.origin import Database

RULES = Path(__file__).parents[2] / "rules"
CLASSES = load_charges(RULES)
AMOUNT = "line_net_amount"
AGREEMENTS = {"agreement": "10023.yaml", "price_list": "list.csv"}
"""Readers of settings, and the file that is damaged."""


@dataclass(frozen=True)
class Outcome:
    """`read`, or the key of the message that refused the file."""

    name: str
    rows: int = 0


def tried(path: Path | Database, *, is_einvoice: bool = False) -> Outcome:
    """The outcome of a file. Raises AssertionError, or whatever the readers should not raise."""
    try:
        reading = read(path, rules=RULES, options=ReadOptions())
        invoices = normalise(reading, CLASSES)
    except InputError as error:
        # SettingsError would be about rules/, which is whole.
        sentences(error)
        return Outcome(error.message.key)
    adds_up(reading, invoices)
    if (
        is_einvoice
        and isinstance(path, Path)
        and AMOUNT in reading.rows.columns
        and not nulls([reading.rows[AMOUNT]])
    ):
        assert total([reading.rows[AMOUNT]]) == come_to(path.read_bytes()), "lines and charges"
    for told in reading.notes:
        assert all(told.text(lang) for lang in LANGS)
    for reason in invoices.rejected["reason"].unique():
        assert all(text(reason, lang) for lang in LANGS)
    return Outcome("read", reading.rows_read)


def tried_rules(folder: Path, name: str, data: bytes) -> Outcome:
    """The outcome of a folder of agreements in which one file is damaged."""
    for whole, content in seeds.WHOLE_RULES.items():
        (folder / whole).write_bytes(data if whole == name else content)
    try:
        agreements = load(folder, classes=CLASSES.names)
    except (AgreementError, SettingsError) as error:
        sentences(error)
        return Outcome("unusable")
    return Outcome("read", agreements.prices.height)


def sentences(error: InputError | AgreementError | SettingsError) -> None:
    """The error says something in every language, with all its values filled in."""
    for lang in LANGS:
        said = error.text(lang)
        assert said.strip()
        said.encode("utf-8", "surrogateescape")  # or nobody can print it


def adds_up(reading: Reading, invoices: Invoices) -> None:
    """Every row, and every amount, stands in exactly one of the frames."""
    rows, frames = reading.rows, (invoices.lines, invoices.charges, invoices.rejected)
    assert reading.rows_read == rows.height + reading.rejected.height, "rows of the reading"
    in_frames = invoices.lines.height + int(invoices.charges["rows"].sum())
    assert invoices.rows_read == in_frames + invoices.rejected.height, "rows of the frames"
    if AMOUNT not in rows.columns:
        return
    before = [rows[AMOUNT], reading.rejected[AMOUNT]]
    after = [
        frame[name] for frame, name in zip(frames, (AMOUNT, "charge_amount", AMOUNT), strict=True)
    ]
    if (invoices.charges["rows"] == 1).all():
        # Credit notes may have changed their sign.
        assert amounts(before) == amounts(after), "amounts"
    elif not (invoices.documents["invoice_type_code"] == "381").any() and not nulls(after):
        assert total(before) == total(after), "sum of the amounts"


def amounts(parts: list[pl.Series]) -> list[Decimal]:
    return pl.concat([part.rename("a") for part in parts]).drop_nulls().abs().sort().to_list()


def nulls(parts: list[pl.Series]) -> int:
    return sum(part.null_count() for part in parts)


def total(parts: list[pl.Series]) -> Decimal:
    return sum((part.sum() or Decimal(0) for part in parts), Decimal(0))
