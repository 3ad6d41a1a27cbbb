"""Agreements that were loaded once, kept as Arrow files until one of their files changes.

Ten thousand agreement files take seconds to read and to check; that they have not changed is
known in a fraction of one. What is kept is thrown away when any byte of the rules, the charge
classes, the version of the program or of polars is another.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from checker.agreements.contents import Contents
from checker.agreements.model import Agreements, Clause, Identifier
from checker.clauses import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


ABOUT = "about.json"
TABLE = "table-"
WRITTEN: dict[str, pl.DataType | type[pl.DataType]] = {
    "clause_key": pl.Int64,
    "kind": pl.String,
    "params": pl.String,  # JSON, by the words of an agreement file
    "level": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "source": pl.String,
    "section": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}
"""One row per written clause."""


class _Written(Mapping[int, Clause]):
    """Clauses that are made when somebody asks for one; a check of invoices never does."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows
        self._places: dict[int, int] | None = None

    def __getitem__(self, key: int) -> Clause:
        if self._places is None:
            self._places = {key: at for at, key in enumerate(self._rows["clause_key"])}
        row = self._rows.row(self._places[key], named=True)
        del row["clause_key"]
        params = BY_NAME[row["kind"]].Params.model_validate_json(row["params"])
        return Clause(**row | {"params": params})

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows["clause_key"])

    def __len__(self) -> int:
        return self._rows.height


def place(cache: Path, rules: Path, classes: Collection[str] | None) -> Path:
    """The folder below `cache` for the agreements of a folder."""
    # Places in files are told with the path as it was given, so it is a part of what is kept.
    words = [rules.as_posix(), rules.resolve().as_posix(), *sorted(classes or ())]
    return cache / sha256("\0".join(words).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def read(folder: Path, rules: Path) -> Agreements | None:
    """What is kept, if it is of the files as they are today."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["made_by"] != _made_by() or about["hash"] != Contents.hash_now(
            rules, about["files"]
        ):
            return None
        return _agreements(folder, rules, about)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None  # of another version, or half gone: it is made anew


def write(folder: Path, agreements: Agreements, contents: Contents) -> None:
    """Keeps them; where that cannot be done, the next run takes its time again."""
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        _write(made, agreements, contents)
        if folder.exists():
            gone = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
            folder.rename(gone / "before")
            shutil.rmtree(gone)
        made.rename(folder)
    except OSError:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _made_by() -> list[str]:
    """The program that reads what it has written: with another one, a table may mean another."""
    package = Path(__file__).parents[1]
    state = sha256()
    for path in sorted(package.rglob("*.py")):
        found = path.stat()
        state.update(f"{path.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return [version("checker"), pl.__version__, state.hexdigest()]


def _agreements(folder: Path, rules: Path, about: dict[str, Any]) -> Agreements:
    frames = {path.stem: pl.read_ipc(path) for path in sorted(folder.glob("*.arrow"))}
    values: dict[str, Any] = about["values"] | {"rules": rules}
    values["tables"] = {kind: frames.pop(f"{TABLE}{kind}") for kind in about["kinds"]}
    values["written"] = _Written(frames.pop("written"))
    values["numbers"] = {
        debtor: tuple(Identifier(*each) for each in several)
        for debtor, several in values["numbers"].items()
    }
    return Agreements(**values | frames)


def _write(folder: Path, agreements: Agreements, contents: Contents) -> None:
    values: dict[str, object] = {}
    for name in (field.name for field in fields(agreements)):
        value = getattr(agreements, name)
        if isinstance(value, pl.DataFrame):
            value.write_ipc(folder / f"{name}.arrow")
        elif name not in {"rules", "tables", "written"}:
            values[name] = value
    for kind, table in agreements.tables.items():
        table.write_ipc(folder / f"{TABLE}{kind}.arrow")
    _written(agreements.written).write_ipc(folder / "written.arrow")
    about = {
        "made_by": _made_by(),
        "hash": contents.hash,
        "files": contents.entries,
        "kinds": list(agreements.tables),
        "values": values,
    }
    text = json.dumps(about, ensure_ascii=True)
    (folder / ABOUT).write_text(text, encoding="utf-8")


def _written(clauses: Mapping[int, Clause]) -> pl.DataFrame:
    texts: dict[int, str] = {}  # clauses share their parameters where they were written alike

    def text(clause: Clause) -> str:
        found = texts.get(id(clause.params))
        if found is None:
            found = clause.params.model_dump_json(by_alias=True, exclude_unset=True)
            texts[id(clause.params)] = found
        return found

    plain = attrgetter(*list(WRITTEN)[3:])
    rows = [(key, each.kind, text(each), *plain(each)) for key, each in clauses.items()]
    return pl.DataFrame(rows, schema=WRITTEN, orient="row")
