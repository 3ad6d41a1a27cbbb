"""The files of a folder of rules as they were read, and one hash of all of them.

The list of what was read, kept beside a result, tells later whether anything has changed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Entry = dict[str, Any]
"""`folder` with `suffixes` and the `names` in it, or `file`, or `absent`: a path that is not there.
Paths are as seen from the folder of rules."""


class Contents:
    """What was read of a folder of rules, in its order."""

    def __init__(self, rules: Path) -> None:
        self.rules = rules
        self.entries: list[Entry] = []
        self._digest = hashlib.sha256()

    @property
    def hash(self) -> str:
        """Of the paths, as seen from the folder, and the bytes of all files that were read."""
        return self._digest.hexdigest()

    def read(self, path: Path | str) -> bytes:
        """The bytes of a file. Raises OSError."""
        return self._read(path, self._name(path))

    def _read(self, path: Path | str, name: str) -> bytes:
        with open(path, "rb") as file:  # noqa: PTH123  ten thousand of them
            content = file.read()
        self._digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        self._digest.update(content)
        self.entries.append({"file": name})
        return content

    def read_if_there(self, path: Path) -> bytes | None:
        """The bytes of a file that need not be there. Raises OSError."""
        if path.is_file():
            return self.read(path)
        self.entries.append({"absent": self._name(path)})
        return None

    def files_in(self, folder: Path, suffixes: Collection[str]) -> list[Path]:
        """The files of a folder with one of these suffixes, by name; it need not be there."""
        names = _names(folder, suffixes)
        self.entries.append(
            {"folder": self._name(folder), "suffixes": list(suffixes), "names": names}
        )
        return [folder / name for name in names]

    @classmethod
    def hash_now(cls, rules: Path, entries: Iterable[Entry]) -> str | None:
        """The hash of the same files as they are today; None where one has come or gone."""
        now, folder = cls(rules), rules.as_posix()
        for entry in entries:
            if "folder" in entry:
                if _names(rules / entry["folder"], entry["suffixes"]) != entry["names"]:
                    return None
            elif "absent" in entry:
                if (rules / entry["absent"]).exists():
                    return None
            else:
                try:
                    now._read(f"{folder}/{entry['file']}", entry["file"])
                except OSError:
                    return None
        return now.hash

    def _name(self, path: Path | str) -> str:
        return Path(os.path.relpath(path, self.rules)).as_posix()


def _names(folder: Path, suffixes: Collection[str]) -> list[str]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        # A name that begins with a point is not the user's: an editor or a Mac has put it there.
        return sorted(
            each.name
            for each in found
            if os.path.splitext(each.name)[1] in suffixes  # noqa: PTH122  ten thousand of them
            and not each.name.startswith(".")
            and each.is_file()
        )
