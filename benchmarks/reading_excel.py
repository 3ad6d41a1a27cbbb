"""Excel: our reading of 100,000 lines x 20 columns next to python-calamine alone, in one run.

User CPU time, because the clock also counts what else the machine does; each figure is the median
of some processes, which take turns.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median

from openpyxl import Workbook

from benchmarks.measure import run

SEED, LINES, RUNS = 4, 100_000, 3
HEADINGS = (
    "Factuurnr", "Factuurdatum", "Debiteur", "Debiteurnaam", "Inkooporder", "Pakbonnr",
    "Leverdatum", "Artikelcode", "Omschrijving", "Eenheid", "Aantal", "Prijs", "Korting %",
    "Bedrag excl.", "Btw %", "Valuta", "Vervaldatum", "Kostenplaats", "Project",
    "Grootboekrekening",
)  # fmt: skip
MEASURED = """
import resource
{code}
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime - before.ru_utime)
"""
ALONE = """
from python_calamine import CalamineWorkbook
before = resource.getrusage(resource.RUSAGE_SELF)
with CalamineWorkbook.from_path({path!r}) as book:
    cells = book.get_sheet_by_index(0).to_python()
"""
OURS = """
from pathlib import Path
from checker.read import ReadOptions, read
before = resource.getrusage(resource.RUSAGE_SELF)
found = read(Path({path!r}), rules=Path({rules!r}), options=ReadOptions())
"""

HEAD = f"""## Excel

One workbook of {LINES:,} lines x {len(HEADINGS)} columns: text, days, numbers, and two columns of
numbers stored as text. Ours also looks for error cells, hidden rows and formulas without a result,
and gives columns of exact types by field. The bound is 1.5 times.

| | user CPU time | times python-calamine | peak memory |
|---|---|---|---|"""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    seconds: float  # user CPU
    times: float  # of python-calamine alone
    peak: int  # MB


def workbook(path: Path, lines: int = LINES) -> None:
    """A seeded export: text, days, numbers, and two columns of numbers stored as text."""
    chance, book = Random(SEED), Workbook(write_only=True)  # noqa: S311  figures, no secrets
    sheet = book.create_sheet("Regels")
    sheet.append(HEADINGS)
    for at in range(lines):
        sheet.append(_line(chance, at))
    book.save(path)


def _line(chance: Random, at: int) -> list[object]:
    number = at // 8
    day = date(2026, 1, 1) + timedelta(days=number % 270)
    quantity, cents = chance.randint(1, 200), chance.randint(100, 50_000)
    discount = chance.choice((0, 5, 10, 25))
    item = chance.randint(1, 4000)
    return [
        20_260_000 + number, day, f"{10_000 + number % 250:05d}", f"Klant {number % 250} BV",
        f"PO-{number:06d}", f"PB{number:07d}", day - timedelta(days=2), f"ART-{item:05d}",
        f"Schroef zeskant M{item % 17 + 3} x {item % 80 + 10} verzinkt",
        chance.choice(("stuks", "doos", "m")), quantity,
        f"{cents // 100},{cents % 100:02d}", f"{discount},0",
        round(quantity * cents * (100 - discount) / 10_000, 2), 21, "EUR",
        day + timedelta(days=30), f"KP{number % 30}",
        "" if number % 5 else f"P{number % 77}", 8000 + number % 9,
    ]  # fmt: skip


def _measured(code: str) -> tuple[float, int]:
    figures, told = run("-c", MEASURED.format(code=code))
    return float(told), round(figures["memory"])


def rows(folder: Path, runs: int = RUNS, lines: int = LINES) -> list[Row]:
    """Python-calamine alone, and ours."""
    path = folder / "export.xlsx"
    workbook(path, lines)
    codes = {
        "python-calamine alone": ALONE.format(path=str(path)),
        "`checker.read.read`": OURS.format(path=str(path), rules=str(folder)),
    }
    found = [{what: _measured(code) for what, code in codes.items()} for _ in range(runs)]
    alone, *_ = codes
    return [
        Row(
            what,
            median(each[what][0] for each in found),
            median(each[what][0] / each[alone][0] for each in found),
            round(median(each[what][1] for each in found)),
        )
        for what in codes
    ]


def section(folder: Path, runs: int) -> str:
    """The part of the page."""
    table = [
        f"| {row.what} | {row.seconds:.2f} s | {row.times:.2f} | {row.peak} MB |"
        for row in rows(folder, runs)
    ]
    return "\n".join([HEAD, *table, ""])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print(section(Path(made), RUNS))  # noqa: T201
