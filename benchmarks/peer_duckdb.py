"""The nine kinds by hand in SQL on DuckDB, see peer_duckdb.sql."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

SQL = Path(__file__).with_suffix(".sql")


def run(folder: Path, output: Path) -> None:
    """Writes one row per error, with `kind`, `invoice_number` and `place`."""
    with duckdb.connect() as connection:
        connection.execute("SET file_search_path = ?", [str(folder)])
        connection.execute(SQL.read_text(encoding="utf-8"))
        connection.table("found").write_parquet(str(output))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
