"""Texts that the cells of an .xlsx share: each stands there once, and is read into every cell.

A text of a megabyte that a thousand cells name is a gigabyte when it is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.errors import InputError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

MOST = 2 << 30  # bytes of texts in all cells
LONGEST = 16 << 20  # bytes of one; Excel itself takes 32,767 letters
TEXTS = "sharedstrings.xml"
BEGIN = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")
NAMED = re.compile(rb't="s"[^<>]{0,99}><(?:\w{1,20}:)?v>([0-9]{1,9})<')
LEAST = 16  # bytes of a cell that names a text
CHUNK = 1 << 20


def refuse_expanding(name: str, package: zipfile.ZipFile) -> None:
    """Raises InputError if the cells would hold more text than any export does."""
    parts = package.infolist()
    texts = [part for part in parts if part.filename.lower().endswith(TEXTS)]
    rest = [part for part in parts if part not in texts]
    lengths = [length for part in texts for length in _lengths(name, package, part)]
    # Nearly always even the longest text in every cell would be no more.
    most_cells = sum(part.file_size for part in rest) // LEAST
    longest = max(lengths, default=0)
    if longest * most_cells <= MOST:
        return
    last, total = len(lengths) - 1, 0
    for part in rest:
        for chunk in _chunks(package, part):
            cells = [int(at) for at in NAMED.findall(chunk)]
            total += sum(lengths[at] if at <= last else longest for at in cells)
            # A cell that is written in another way counts as if its text were the longest.
            others = chunk.count(b't="s"') + chunk.count(b"t='s'") - len(cells)
            total += max(others, 0) * longest
            if total > MOST:
                raise _bomb(name, total)


def _lengths(name: str, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    rest, begun = b"", False
    for chunk in _chunks(package, part):
        *whole, rest = BEGIN.split(rest + chunk)
        if len(rest) > LONGEST:
            raise _bomb(name, len(rest))
        yield from map(len, whole if begun else whole[1:])  # before the first stands the heading
        begun = begun or bool(whole)
    yield len(rest)


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _bomb(name: str, size: int) -> InputError:
    return InputError("read.zip_bomb", source=name, size=size >> 20, packed=1)
