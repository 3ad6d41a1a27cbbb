"""E-invoices of the tests: the two samples, changed where a test says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.money import plain
from checker.read import ReadOptions, read
from checker.read.charges import load_charges
from checker.read.normalise import normalise

if TYPE_CHECKING:
    import polars as pl

    from checker.invoice import Invoices
    from checker.read import Reading

HERE = Path(__file__).parent
RULES = HERE.parents[2] / "rules"
CLASSES = load_charges(RULES)
UBL = (HERE / "files" / "invoice-ubl.xml").read_text(encoding="utf-8")
CII = (HERE / "files" / "invoice-cii.xml").read_text(encoding="utf-8")
OLD = (HERE / "files" / "zugferd-1.xml").read_text(encoding="utf-8")


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A text with pieces replaced, each of which has to be there."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def without(text: str, begin: str, end: str) -> str:
    """A text without what stands from one word to the end of another."""
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    assert found, begin
    assert closed, end
    return before + after


def read_path(path: Path) -> Reading:
    return read(path, rules=RULES, options=ReadOptions())


def read_text(text: str | bytes, folder: Path, name: str = "invoice.xml") -> Reading:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_path(path)


def invoices_of(reading: Reading) -> Invoices:
    """The invoices, once every row is accounted for."""
    invoices = normalise(reading, CLASSES)
    in_frames = invoices.lines.height + int(invoices.charges["rows"].sum())
    assert invoices.rows_read == in_frames + invoices.rejected.height
    return invoices


def shown(frame: pl.DataFrame, names: str) -> list[str]:
    """Rows of a frame as text: "F1 | 10.00"."""
    money = [name for name, dtype in frame.schema.items() if dtype.is_decimal()]
    return [
        " | ".join(
            "-" if row[name] is None else plain(row[name]) if name in money else str(row[name])
            for name in names.split()
        )
        for row in frame.iter_rows(named=True)
    ]
