"""The query of a database: exactly one statement that selects, from a file or as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from checker.errors import InputError

# What a semicolon or a word in it says nothing about: comments, texts, names in quotes.
ASIDE = re.compile(
    r"--[^\n]*|/\*.*?\*/|\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`"
    r"|(?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)",
    re.DOTALL,
)
BEGIN = re.compile(r"[\s(]*(select|with|values|table|from)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """One statement without the semicolon at its end."""

    name: str  # of its file, or `query`
    text: str
    sha256: str  # of the file, or of the text in UTF-8

    def place(self, position: int | None) -> str:
        """The name, with the line of a sign that is counted from 1 if that is known."""
        if not position:
            return self.name
        return f"{self.name}:{self.text.count(chr(10), 0, position - 1) + 1}"


def load(given: Path | str) -> Query:
    """The query of a file (a Path), or as it stands. Raises InputError: it is not one SELECT."""
    name = given.name if isinstance(given, Path) else "query"
    data = _bytes(given) if isinstance(given, Path) else given.encode()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("database.query_encoding", query=name, line=line) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise InputError("database.query_encoding", query=name, line=line)
    return Query(name, _one_select(name, text), sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("read.not_found", path=path) from None
    except OSError as error:
        raise InputError("read.not_readable", path=path, why=error.strerror) from None


def _blank(found: re.Match[str]) -> str:
    # Of the same length, so that every position stays what it is.
    comment = found[0].startswith(("--", "/*"))
    return re.sub(r"[^\n]", " " if comment else "x", found[0])


def _one_select(name: str, text: str) -> str:
    bare = ASIDE.sub(_blank, text)
    if not bare.strip().strip(";").strip():
        raise InputError("database.query_empty", query=name)
    end = len(bare.rstrip().rstrip("; \t\r\n"))
    if ";" in bare[:end]:
        line = bare.count("\n", 0, bare.index(";")) + 1
        raise InputError("database.query_several", query=name, line=line)
    if not BEGIN.match(bare):
        line = bare.count("\n", 0, len(bare) - len(bare.lstrip())) + 1
        word = bare.split(maxsplit=1)[0]
        raise InputError("database.query_no_select", query=name, line=line, word=word)
    # A comment after the end may hide what is put behind the query.
    return text[:end]
