"""Exports and e-invoices to rows: one per invoice line, delivery or order.

Nothing is guessed: what the file leaves open is an error that names the option which settles it,
and a row that cannot be used is set apart with its reason. A row of text with neither quantity
nor amount is set apart as a comment.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from checker.address import shown
from checker.errors import InputError
from checker.messages import Message
from checker.read import (
    audit_input,
    condition_rows,
    delimited,
    excel,
    exports,
    folder,
    headers,
    headings,
    parquet,
    sheets,
)
from checker.read.charges import load_charges
from checker.read.file_name import printable
from checker.read.origin import Database
from checker.read.reading import BY_SYNONYM, Reading, ReadOptions, one_file
from checker.read.sort import reading_of, table_of
from checker.read.source import open_source
from checker.read.subject import INVOICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.read.audit_input import Found
    from checker.read.folder import File
    from checker.read.origin import Origin
    from checker.read.source import Format, Source
    from checker.read.subject import Subject
    from checker.read.table import Grid

__all__ = ["BY_SYNONYM", "ReadOptions", "Reading", "read", "read_frame"]

OPTIONS: dict[str, Format] = {
    "sheet": "xlsx",
    "separator": "text",
    "encoding": "text",
    "query": "database",
}
"""Options that mean something for one format only."""
FORMATS: dict[Format, str] = {
    "text": "read.format_text",
    "xlsx": "read.format_xlsx",
    "parquet": "read.format_parquet",
    "einvoice": "read.format_einvoice",
    "xaf": "read.format_xaf",
    "database": "read.format_database",
}


def read(
    path: Origin,
    *,
    rules: Path,
    options: ReadOptions,
    subject: Subject = INVOICES,
) -> Reading:
    """What stands in an export, in e-invoices or in a database; `-` is standard input.

    Raises InputError, SettingsError.
    """
    if isinstance(path, Database):
        return _of_query(path, rules, options, subject)
    if options.lines is not None and subject is INVOICES:
        return read(options.lines, rules=rules, options=_turned(path, options))
    if path != "-" and folder.is_many(path):
        name = printable(path.name if path.is_dir() and path.name else str(path))
        if found := audit_input.among(name, folder.paths(path)):
            return _audit_files(name, found, rules, options, subject)
        return _einvoices(name, folder.files(path), options, subject)
    if path != "-" and (found := audit_input.audits(printable(path.name), path)):
        return _audit_files(printable(path.name), found, rules, options, subject)
    return _file(path, rules, options, subject)


def _file(
    path: Path | Literal["-"], rules: Path, options: ReadOptions, subject: Subject
) -> Reading:
    source = open_source(path)
    if source.format in {"einvoice", "xaf"}:
        if path == "-" and (found := audit_input.audits(source.name, source.data)):
            return _audit_files(source.name, found, rules, options, subject)
        given = folder.inside(source.name, source.data)
        reading = _einvoices(source.name, given, options, subject)
        return replace(reading, sha256=sha256(source.data).hexdigest())
    _refuse_other_options(source.name, source.format, options)
    sheets.refuse_beside(options)
    grids = _grids(source, options)
    digest = sha256(source.data).hexdigest()
    if options.sheet == excel.ALL:
        reading = sheets.together(source.name, grids, exports.load_all(rules), options)
        files = reading.files.with_columns(sha256=pl.lit(digest))
        return replace(reading, sha256=digest, files=files)
    reading = _read(grids, rules, options, subject)
    # Where there was nothing to choose, the sheet says no more than the file.
    name = source.name if len(grids) == 1 and options.sheet is None else reading.source
    sheet = reading.source.removeprefix(f"[{source.name}]") if source.format == "xlsx" else None
    files = one_file(source.name, sheet, digest)
    return replace(reading, source=name, sha256=digest, files=files)


def _turned(path: Path | Literal["-"], options: ReadOptions) -> ReadOptions:
    """The options with which the lines are read beside the invoices, instead of the reverse."""
    if options.headers is not None:
        raise InputError("read.headers_and_lines")
    return replace(options, lines=None, headers=Path(path))


def _of_query(asked: Database, rules: Path, options: ReadOptions, subject: Subject) -> Reading:
    from checker.read import database, query  # noqa: PLC0415  drivers are an extra

    if asked.query is None:
        raise InputError("database.query_missing", database=shown(asked.url))
    for option in ("headers", "lines", "conditions"):
        if getattr(options, option) is not None:
            raise InputError("database.beside", database=shown(asked.url), option=option)
    _refuse_other_options(shown(asked.url), "database", options)
    statement = query.load(asked.query)
    with database.opened(asked.url, statement) as answer:
        reading = _read([answer], rules, options, subject)
    files = one_file(answer.name)
    return replace(reading, sha256=answer.digest, query_sha256=statement.sha256, files=files)


def _einvoices(name: str, files: Iterable[File], options: ReadOptions, subject: Subject) -> Reading:
    from checker.read import einvoice  # noqa: PLC0415  nobody else needs lxml

    if subject is not INVOICES:
        raise InputError("read.einvoice_as_register", source=name)
    if options.headers is not None:
        raise InputError("read.headers_as_einvoice", source=name)
    for option in ("export", "conditions"):
        if getattr(options, option) is not None:
            raise _of_other_format(name, option, "read.format_table", "einvoice")
    _refuse_other_options(name, "einvoice", options)
    return einvoice.reading(name, files)


def _audit_files(
    name: str, files: Sequence[Found], rules: Path, options: ReadOptions, subject: Subject
) -> Reading:
    from checker.read import audit_files  # noqa: PLC0415  few inputs are audit files

    if subject is not INVOICES:
        raise InputError("read.xaf_as_register", source=name)
    for option in ("export", "headers", "conditions", "grouped"):
        if getattr(options, option):
            raise _of_other_format(name, option, "read.format_table", "xaf")
    _refuse_other_options(name, "xaf", options)
    return audit_files.reading(name, files, load_charges(rules))


def read_frame(
    frame: pl.DataFrame, *, rules: Path, options: ReadOptions, subject: Subject = INVOICES
) -> Reading:
    """The same for a frame whose columns have the headings of an export."""
    _refuse_other_options("frame", "parquet", options)
    if options.lines is not None:
        raise InputError("read.lines_of_frame")
    name = "frame" if subject is INVOICES else subject.name
    return _read([parquet.Frame(name, frame)], rules, options, subject)


def _refuse_other_options(name: str, kind: Format, options: ReadOptions) -> None:
    for option, fits in OPTIONS.items():
        if getattr(options, option) is not None and kind != fits:
            raise _of_other_format(name, option, FORMATS[fits], kind)


def _of_other_format(name: str, option: str, fits: str, found: Format) -> InputError:
    return InputError(
        "read.option_of_other_format",
        source=name,
        option=option,
        fits=Message(fits),
        found=Message(FORMATS[found]),
    )


def _grids(source: Source, options: ReadOptions) -> Sequence[Grid]:
    if source.format == "text":
        return delimited.grids(source, options)
    if source.format == "xlsx":
        return excel.sheets(source, options)
    return [parquet.grid(source)]


def _read(grids: Sequence[Grid], rules: Path, options: ReadOptions, subject: Subject) -> Reading:
    mappings = exports.load_all(rules)
    if subject is not INVOICES or (options.headers or options.conditions) is None:
        return reading_of(headings.choose(grids, mappings, options.export, subject), options)
    if options.headers is None:
        choice = headings.choose(grids, mappings, options.export)
        table = table_of(choice)
    else:
        source, beside = _beside(options.headers, options)
        choice, table = headers.joined(grids, beside, source, mappings, options.export)
    if options.conditions is not None:
        source, beside = _beside(options.conditions, options)
        choice, table = condition_rows.joined(choice, table, source, beside, options)
    return reading_of(choice, options, table)


def _beside(path: Path, options: ReadOptions) -> tuple[Source, Sequence[Grid]]:
    """A table that belongs to the input; `-` is standard input."""
    source = open_source("-" if str(path) == "-" else path)
    if source.format == "einvoice":
        raise InputError("read.headers_as_einvoice", source=source.name)
    return source, _grids(source, replace(options, sheet=None))
