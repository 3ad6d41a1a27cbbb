"""PostgreSQL: what the columns of a query are, and its rows as the CSV of COPY.

COPY takes a third of the time of fetching rows: the server writes text, polars reads it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from checker.errors import InputError
from checker.read import cells
from checker.read.parquet import column as typed_column
from checker.read.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.read.database_errors import Asked

Form = Literal["whole", "decimal", "float", "flag", "day", "text", "unfit"]
BATCH = 8 << 20  # bytes
BEFORE = "COPY (\n"
AFTER = "\n) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"
# Days and floats are written as the session says; less than all digits of a float would be lost.
SESSION = (
    "SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1; "
    "SET LOCAL client_encoding = 'UTF8'"
)
FORMS: dict[str, Form] = {
    "smallint": "whole",
    "integer": "whole",
    "bigint": "whole",
    "numeric": "decimal",
    "real": "float",
    "double precision": "float",
    "boolean": "flag",
    "date": "day",
    "timestamp without time zone": "day",
    "uuid": "text",
}
TEXTS = ("S", "E", "X")  # categories of types: text, of a list of words, not yet known
TYPES = "SELECT oid, format_type(oid, NULL), typcategory FROM pg_type WHERE oid = ANY(%s)"


@dataclass(frozen=True)
class Field:
    """A column of a query."""

    heading: str
    type: str  # as PostgreSQL names it
    form: Form


def described(connection: Any, text: str) -> list[Field]:  # noqa: ANN401  of psycopg, an extra
    """The columns of a query, which is not run. Raises psycopg.Error, as of several statements."""
    import psycopg  # noqa: PLC0415  an extra
    from psycopg import generators  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(SESSION)
        pg = connection.pgconn
        pg.send_prepare(b"", text.encode())
        # pg.prepare would not hear Ctrl-C, and a table that is locked can take hours.
        prepared = connection.wait(generators.execute(pg))[-1]
        about = pg.describe_prepared(b"")
        for answer in (prepared, about):
            if answer.status != psycopg.pq.ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(answer, encoding="utf-8")
        names = [(about.fname(at) or b"").decode() for at in range(about.nfields)]
        oids = [about.ftype(at) for at in range(about.nfields)]
        cursor.execute(TYPES, [sorted(set(oids))])
        types = {oid: (name, _form(name, category)) for oid, name, category in cursor}
    return [Field(name, *types[oid]) for name, oid in zip(names, oids, strict=True)]


def _form(name: str, category: str) -> Form:
    return FORMS.get(name, "text" if category in TEXTS else "unfit")


def copied(connection: Any, text: str) -> Iterator[bytes]:  # noqa: ANN401
    """The rows in CSV, some megabytes at a time; at least one piece. Raises psycopg.Error."""
    some, size = [], 0
    with connection.cursor() as cursor, cursor.copy(BEFORE + text + AFTER) as copy:
        for row in copy:
            some.append(row)
            size += len(row)
            if size > BATCH:
                yield b"".join(some)
                some, size = [], 0
    yield b"".join(some)


def columns(data: bytes, fields: list[Field], asked: Asked) -> list[Column]:
    """A piece of CSV as columns by their types."""
    names = [str(at) for at in range(len(fields))]
    frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    try:
        if data:
            frame = pl.read_csv(
                io.BytesIO(data),
                has_header=False,
                schema=frame.schema,
                empty_string_is_null=False,
            )
    except pl.exceptions.PolarsError:
        raise InputError("database.encoding", database=asked.database) from None
    return [_column(field, at, frame[str(at)]) for at, field in enumerate(fields)]


def _column(field: Field, at: int, text: pl.Series) -> Column:
    heading, text = field.heading, text.fill_null("")
    match field.form:
        case "unfit":
            return Column(heading, at, text, unsupported=field.type)
        case "decimal":
            return cells.decimals(heading, at, text)
        case "day":
            return cells.days(heading, at, text)
        case "whole":
            return Column(heading, at, number=text.cast(pl.Int64, strict=False))
        case "float":
            number = text.cast(pl.Float64, strict=False)
            return typed_column(number.alias(heading), at)
        case "flag":
            text = text.replace({"t": "true", "f": "false"})
    return Column(heading, at, text.str.strip_chars())
