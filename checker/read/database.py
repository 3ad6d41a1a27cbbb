"""A database as input: one SELECT in a transaction that can only read, fetched in batches.

Nothing is left open and nothing is changed. PostgreSQL sends its rows as the text of COPY, which
polars reads as exact decimals; all other databases give the values of their drivers.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import polars as pl

from checker.address import PASSWORD, shown
from checker.errors import InputError
from checker.read import cells, database_errors, postgres
from checker.read.database_errors import Asked
from checker.read.table import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sqlalchemy import URL, Connection, Engine

    from checker.read.query import Query

    Batches = Callable[[], Iterator[tuple[bytes, list[Column]]]]

BATCH = 20_000  # rows of Python values at a time
POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
POSTGRES_DRIVER = "postgresql+psycopg"
SQLITE = {"sqlite", "sqlite+pysqlite"}
PATIENCE = "timeout"  # of SQLite, in seconds, while another program writes
# From the first word on: of a server with SQL_ASCII, psycopg makes bytes instead of text.
CONNECT = {POSTGRES_DRIVER: {"client_encoding": "UTF8"}}


@dataclass
class Answer:
    """The rows of a query; they are fetched when the table is asked for, and only then."""

    name: str
    headings: list[str]
    batches: Batches
    kind: Kind = "database"
    hidden: bool = False
    digest: str = field(default="", init=False)  # of the rows, once they have been fetched

    @property
    def head(self) -> list[list[str]]:
        """The names of the columns."""
        return [self.headings]

    def row_number(self, index: int) -> int:
        """There is only the heading."""
        return index

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """All rows, counted from 1. Raises InputError: the database breaks off."""
        del heading
        found: dict[int, list[Column]] = {at: [] for at in positions}
        content = sha256()
        for data, batch in self.batches():
            content.update(data)
            for at, parts in found.items():
                parts.append(batch[at])
        self.digest = content.hexdigest()
        columns = {at: cells.joined(found.pop(at)) for at in positions}
        height = len(columns[0].filled) if columns else 0
        rows = pl.int_range(1, height + 1, dtype=pl.Int64, eager=True)
        return Table(self.name, self.kind, rows.alias("source_row"), columns)


@contextmanager
def opened(url: str, query: Query) -> Iterator[Answer]:
    """The answer to a query, as long as the connection is open.

    Raises InputError: no driver, no connection, a query that fails, a name that stands twice.
    """
    asked = Asked(url, query)
    engine = _engine(asked)
    try:
        with database_errors.told(asked, connecting=True):
            connection = engine.connect()
        with connection:
            headings, batches = _asked(connection, asked)
            _refuse_doubles(asked, headings)
            yield Answer(f"{shown(url)} {query.name}", headings, batches)
    finally:
        engine.dispose()


def _asked(connection: Connection, asked: Asked) -> tuple[list[str], Batches]:
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(postgresql_readonly=True)
    if connection.dialect.driver == "psycopg":
        raw: Any = connection.connection.driver_connection
        with database_errors.told(asked):
            fields = postgres.described(raw, asked.query.text)
        if not fields:
            raise InputError("database.query_no_rows", query=asked.query.name)
        return [each.heading for each in fields], lambda: _copied(raw, fields, asked)
    with database_errors.told(asked):
        options = connection.execution_options(
            stream_results=True, yield_per=BATCH, no_parameters=True
        )
        result = options.exec_driver_sql(asked.query.text)
        if result.cursor is None or not result.returns_rows:
            raise InputError("database.query_no_rows", query=asked.query.name)
        headings = [str(about[0]) for about in result.cursor.description]
    return headings, lambda: _fetched(result.partitions(BATCH), headings, asked)


def _copied(
    raw: Any,  # noqa: ANN401  a connection of psycopg, which only PostgreSQL needs
    fields: list[postgres.Field],
    asked: Asked,
) -> Iterator[tuple[bytes, list[Column]]]:
    with database_errors.told(asked, shift=len(postgres.BEFORE)):
        for data in postgres.copied(raw, asked.query.text):
            yield data, postgres.columns(data, fields, asked)


def _fetched(
    partitions: Iterator[Any], headings: list[str], asked: Asked
) -> Iterator[tuple[bytes, list[Column]]]:
    with database_errors.told(asked):
        some = False
        for rows in partitions:
            some = True
            yield _batch(list(zip(*rows, strict=True)), headings)
        if not some:
            yield _batch([() for _ in headings], headings)


def _batch(values: list[tuple[object, ...]], headings: list[str]) -> tuple[bytes, list[Column]]:
    columns = [
        cells.of_values(heading, at, each)
        for at, (heading, each) in enumerate(zip(headings, values, strict=True))
    ]
    texts = pl.DataFrame([column.text.alias(str(column.position)) for column in columns])
    return texts.write_csv(include_header=False).encode(), columns


def _refuse_doubles(asked: Asked, headings: list[str]) -> None:
    twice = [name for name in dict.fromkeys(headings) if headings.count(name) > 1]
    if twice:
        query, names = asked.query.name, ", ".join(twice)
        raise InputError("database.query_columns_twice", query=query, headings=names)


def _engine(asked: Asked) -> Engine:
    try:
        import sqlalchemy as sa  # noqa: PLC0415  an extra, and a quarter of a second
        from sqlalchemy.pool import NullPool  # noqa: PLC0415
    except ImportError:
        raise InputError("database.no_sqlalchemy", database=asked.database) from None
    url = _url(asked)
    more: dict[str, Any] = {"connect_args": CONNECT.get(url.drivername, {})}
    if url.drivername in SQLITE:
        more = {"creator": _sqlite(url, asked)}
        url = url.set(query={})
    try:
        return sa.create_engine(url, poolclass=NullPool, hide_parameters=True, **more)
    except sa.exc.NoSuchModuleError:
        raise InputError("database.unknown_database", database=asked.database) from None
    except ImportError as error:
        raise _no_driver(asked, url, error) from None
    except (sa.exc.ArgumentError, TypeError, ValueError):
        raise InputError("database.bad_url", database=asked.database) from None


def _no_driver(asked: Asked, url: URL, error: ImportError) -> InputError:
    if url.drivername == POSTGRES_DRIVER:  # psycopg alone would miss its library
        return InputError("database.no_sqlalchemy", database=asked.database)
    driver = error.name or url.drivername
    return InputError("database.no_driver", database=asked.database, driver=driver)


def _url(asked: Asked) -> URL:
    make_url = import_module("sqlalchemy").make_url
    try:
        url: URL = make_url(asked.url)
    except Exception:  # noqa: BLE001  ArgumentError, or ValueError of a port; both tell the address
        raise InputError("database.bad_url", database=asked.database) from None
    if "@" in (url.host or ""):
        raise InputError("database.at_in_password", variable=PASSWORD)
    if url.drivername in POSTGRES:
        url = url.set(drivername=POSTGRES_DRIVER)
    password = os.environ.get(PASSWORD)
    if password and url.password is None and url.drivername not in SQLITE:
        url = url.set(password=password)
    return url


def _sqlite(url: URL, asked: Asked) -> Callable[[], sqlite3.Connection]:
    """A connection that cannot write, to a file that is there."""
    if url.database in {None, "", ":memory:"}:
        raise InputError("database.sqlite_without_file", database=asked.database)
    path = Path(str(url.database))
    if not path.is_file():
        raise InputError("read.not_found", path=path)
    seconds = str(url.query.get(PATIENCE, "5"))
    if other := next((name for name in url.query if name != PATIENCE), ""):
        raise InputError("database.sqlite_option", database=asked.database, option=other)
    if not seconds.isdecimal():
        raise InputError("database.sqlite_option", database=asked.database, option=seconds)
    address = f"file:{quote(str(path))}?mode=ro"
    return lambda: sqlite3.connect(address, uri=True, timeout=int(seconds))
