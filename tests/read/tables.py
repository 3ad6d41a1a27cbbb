"""Small exports for the tests of reading: a text of lines in, a Reading out."""

from __future__ import annotations

from pathlib import Path

from checker.read import Reading, ReadOptions, read

NO_RULES = Path(__file__).parent / "no-rules"
HEADING = "Factuurnr;Factuurdatum;Debiteur;Artikelcode;Omschrijving;Aantal;Prijs;Bedrag excl."


def read_text(
    text: str | bytes, folder: Path, *, rules: Path = NO_RULES, **options: str
) -> Reading:
    path = folder / "export.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, rules=rules, options=ReadOptions(**options))


def column(heading: str, *cells: str) -> str:
    """An export with one column of interest beside the needed ones."""
    lines = [f"Factuurnr;Factuurdatum;Debiteur;Regelbedrag;{heading}"]
    lines += [f"{at};2025-01-31;10023;1;{cell}" for at, cell in enumerate(cells, start=1)]
    return "\n".join(lines) + "\n"
