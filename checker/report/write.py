"""A report as a file: whole, or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from checker.errors import OutputError
from checker.report import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.messages import Lang
    from checker.report.result import RunResult

    Writer = Callable[[RunResult, IO[bytes], Lang], None]

STDOUT = "-"


def _xlsx(result: RunResult, file: IO[bytes], lang: Lang) -> None:
    from checker.report import excel  # noqa: PLC0415  openpyxl is needed for workbooks only

    excel.workbook(result, file, lang)


FORMATS: dict[str, Writer] = {
    "xlsx": _xlsx,
    "csv": tables.csv,
    "jsonl": tables.jsonl,
    "parquet": tables.parquet,
}
STREAMS = ("csv", "jsonl")
"""What standard output can take."""


def write(result: RunResult, path: str | Path, *, form: str | None = None, lang: Lang) -> None:
    """The correction list under its final name; the form follows from the suffix.

    Raises OutputError: no such form, no such folder, or the file cannot be written.
    """
    put(path, form, lambda name, file: FORMATS[name](result, file, lang))


def put(path: str | Path, form: str | None, fill: Callable[[str, IO[bytes]], None]) -> None:
    """Anything under its final name; `fill` is given the name of the format and the open file.

    Raises OutputError: no such form, no such folder, or the file cannot be written.
    """
    _no_folder_itself(str(path))
    name = _form(str(path), form)
    if str(path) == STDOUT:
        # By way of memory: polars would hide that the reader of the pipe has gone.
        written = BytesIO()
        fill(name, written)
        sys.stdout.buffer.write(written.getbuffer())
        sys.stdout.buffer.flush()
        return
    with _whole(Path(path)) as file:
        fill(name, file)


def refuse(path: str, form: str | None, *, source: str) -> None:
    """Says before the work begins that a list cannot go there. Raises OutputError."""
    _no_folder_itself(path)
    _form(path, form)
    if path == STDOUT:
        return
    _in_folder(Path(path))
    if Path(path).exists() and Path(source).exists() and Path(path).samefile(source):
        raise OutputError("report.over_input", path=path)


def _no_folder_itself(path: str) -> None:
    if path != STDOUT and Path(path).is_dir():
        raise OutputError("report.is_folder", path=path.rstrip("/\\"))


def _in_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError("report.no_folder", path=path, folder=path.parent)


def _form(path: str, form: str | None) -> str:
    found = form or ("csv" if path == STDOUT else Path(path).suffix.lower().lstrip("."))
    if found not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        shown = form or Path(path).suffix or Path(path).name
        raise OutputError("report.unknown_format", path=path, found=shown, known=known)
    if path == STDOUT and found not in STREAMS:
        raise OutputError("report.not_to_stdout", found=found)
    return found


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when everything is in it; after an error nothing remains."""
    _in_folder(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise OutputError(
            _why_not(error, part), path=path, folder=path.parent, detail=error.strerror
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _why_not(error: OSError, part: Path) -> str:
    """The sentence for an error in writing; only a finished part can meet a file in use."""
    if not isinstance(error, PermissionError):
        return "report.not_writable"
    return "report.maybe_open" if part.exists() else "report.folder_not_writable"
