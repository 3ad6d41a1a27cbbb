"""Names of files as they are told: whatever a file system allows, a report has to write it."""

from __future__ import annotations

import os


def printable(name: str) -> str:
    r"""The name of a file with all that cannot be printed written out: `\xff`, `\n`."""
    if name.isprintable():
        return name
    # What is no UTF-8 stands as half a surrogate, which no file can be written with.
    whole = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in whole)
