"""What the words of a user name: a file, standard input, or a query of a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from checker.address import is_url, shown
from checker.errors import InputError


@dataclass(frozen=True)
class Database:
    """A query as an input, with the address of its database."""

    url: str = field(repr=False)  # it may have a password
    query: Path | str | None  # a file, or the query itself; None: it is still to be asked for


Origin: TypeAlias = Path | Literal["-"] | Database


def origin(source: str | Path, query: Path | str | None = None) -> Origin:
    """What the words of a user name: a file, standard input, or a query of a database."""
    if isinstance(source, str) and is_url(source):
        return Database(source, query)
    return "-" if source == "-" else Path(source)


def register_origin(source: str | Path, invoices: object) -> Origin:
    """The same for a register, beside the input with the invoices.

    A file with a query asks the database that the invoices come from. Raises InputError: they
    come from elsewhere, or the register is an address itself.
    """
    if is_url(source):
        raise InputError("database.register_is_url", database=shown(str(source)))
    if Path(source).suffix.lower() != ".sql":
        return origin(source)
    if not is_url(invoices):
        raise InputError("database.register_without_database", query=Path(source).name)
    return Database(str(invoices), Path(source))
