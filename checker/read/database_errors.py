"""What went wrong at a database, in a sentence that says where, why and what to do.

The words of servers and drivers are repeated without passwords.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.address import PASSWORD, scrub, shown
from checker.errors import CheckerError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.read.query import Query

# Codes of SQLSTATE, and of SQLite.
NO_ENTRY = ("28",)
DENIED = "42501"
WRITES = ("25006", "SQLITE_READONLY")
# Time out, a lock that did not come, a conflict with others (a replica), too little memory or disk.
STOPPED = ("57014", "55P03", "40", "53")
NO_UTF8 = "22021"
LOST = ("08", "57P", "SQLITE_IOERR")
FILES = {
    "SQLITE_NOTADB": "sqlite_unreadable",
    "SQLITE_CANTOPEN": "sqlite_unreadable",
    "SQLITE_READONLY_": "sqlite_unreadable",  # a journal that would have to be played back
    "SQLITE_CORRUPT": "sqlite_damaged",
    "SQLITE_BUSY": "sqlite_busy",
    "SQLITE_LOCKED": "sqlite_busy",
}
AT_POSITION = re.compile(r"\s*\nLINE [0-9]+:.*\n\s*\^", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A query and the address of its database."""

    url: str
    query: Query

    @cached_property
    def database(self) -> str:
        """The address as it may be shown."""
        return shown(self.url)


@contextmanager
def told(asked: Asked, *, connecting: bool = False, shift: int = 0) -> Iterator[None]:
    """Errors of the database and its driver as InputError.

    `shift` is how many signs stand before the query in what the server was sent.
    """
    try:
        yield
    except (CheckerError, MemoryError):
        raise
    except UnicodeDecodeError as error:
        # SQLite says itself that a text is damaged, but not that the name of a column is.
        key = "sqlite_damaged" if asked.url.startswith("sqlite") else "encoding"
        why = _why(error, asked.url)
        raise InputError(f"database.{key}", database=asked.database, why=why) from None
    except Exception as error:
        cause: Any = getattr(error, "orig", None) or error
        if not _is_of_driver(error):
            raise
        raise _told(asked, cause, connecting=connecting, shift=shift) from None


def _is_of_driver(error: Exception) -> bool:
    """Drivers have the exceptions of DB-API 2, each its own."""
    names = {each.__name__ for each in type(error).__mro__}
    return bool(names & {"SQLAlchemyError", "DatabaseError", "InterfaceError"}) or isinstance(
        error, OSError
    )


def _told(asked: Asked, cause: Any, *, connecting: bool, shift: int) -> InputError:  # noqa: ANN401
    code = str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")
    values: dict[str, object] = {"database": asked.database, "why": _why(cause, asked.url)}
    if of_file := next((key for begin, key in FILES.items() if code.startswith(begin)), ""):
        return InputError(f"database.{of_file}", **values)
    if connecting or code.startswith(NO_ENTRY):
        no_entry = code.startswith(NO_ENTRY) or "password" in str(cause).lower()
        key = "password" if no_entry else "connect"
        return InputError(f"database.{key}", variable=PASSWORD, **values)
    if code.startswith(LOST) or _is_cut_off(cause, code):
        return InputError("database.lost", **values)
    if code == NO_UTF8:
        return InputError("database.encoding", **values)
    place = asked.query.place(_position(cause, shift))
    return InputError(f"database.{_of_query(code)}", query=place, **values)


def _is_cut_off(cause: Any, code: str) -> bool:  # noqa: ANN401
    """True where no server said anything: psycopg itself found the connection gone."""
    gone = type(cause).__module__.startswith("psycopg") and "OperationalError" in str(type(cause))
    return isinstance(cause, OSError) or (gone and not code)


def _of_query(code: str) -> str:
    if code == DENIED:
        return "query_denied"
    if code.startswith(WRITES):
        return "query_writes"
    return "query_stopped" if code.startswith(STOPPED) else "query_failed"


def _position(cause: Any, shift: int) -> int | None:  # noqa: ANN401
    written = getattr(getattr(cause, "diag", None), "statement_position", None)
    return int(written) - shift if written else None


def _why(cause: Any, url: str) -> str:  # noqa: ANN401
    """The server's own words in one line."""
    said = AT_POSITION.sub("", str(cause)) or type(cause).__name__
    return " ".join(scrub(said, [url]).split()).rstrip(".")
