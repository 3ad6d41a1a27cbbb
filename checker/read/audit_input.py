"""Finds out whether an input is audit files, as they are or packed, and opens them as streams."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.read.package import BROKEN
from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import IO, TypeAlias

    from checker.read.records import Stream

    Opened: TypeAlias = Callable[[], Stream]  # XML from its beginning, as often as it is asked for
    Found: TypeAlias = tuple[str, Opened]  # name of an audit file

HEAD = 1 << 16
ROOT = re.compile(r"<([\w.-]+:)?auditfile[\s>]")
SUSPICIOUS = 64 << 20  # bytes from which on the ratio counts
RATIO = 200  # bookings pack by 10 to 40
NAMED = re.compile(r"(?i)\.xaf(\.gz|\.zip)?$")
WIDE = (b"\xff\xfe", b"\xfe\xff")


class Unpacked(io.RawIOBase):
    """What a packed file holds, as long as it does not unpack to more than any audit file."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, packed: Stream, size: int) -> None:
        self.stream = stream
        self.packed = packed
        self.most = max(SUSPICIOUS, RATIO * size)  # `size` in bytes, as it is packed
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        """Raises RefusedFileError: damaged, or too large."""
        try:
            piece = self.stream.read(size)
        except BROKEN:
            raise RefusedFileError("read.broken_zip") from None
        self.taken += len(piece)
        if self.taken > self.most:
            raise RefusedFileError("read.archive_too_large", f"{self.taken >> 20} MB")
        return piece

    def close(self) -> None:
        """Closes the packed file too."""
        self.stream.close()
        self.packed.close()
        super().close()


def audits(name: str, given: Path | bytes) -> list[Found]:
    """The audit files that an input is, or an archive holds; none if it is something else.

    Raises InputError: an archive has audit files and other files.
    """
    if isinstance(given, bytes):
        return _found(name, lambda: io.BytesIO(given), len(given))
    try:  # a pipe is read but once
        size = given.stat().st_size if given.is_file() else 0
        return _found(name, lambda: given.open("rb"), size) if size else []
    except OSError:
        return []  # whoever reads it next says why


def among(source: str, files: Iterable[tuple[str, Path]]) -> list[Found]:
    """The audit files of a folder; none if its first file is none, and none is called like one.

    Raises InputError: there are audit files and other files.
    """
    return _only(source, [(name, partial(audits, name, path)) for name, path in files])


def _only(source: str, files: list[tuple[str, Callable[[], list[Found]]]]) -> list[Found]:
    if not any(NAMED.search(name) for name, _ in files) and not any(get() for _, get in files[:1]):
        return []  # thousands of e-invoices are not opened twice
    each = [(name, get()) for name, get in files]
    found = [audit for _, held in each for audit in held]
    others = [name for name, held in each if not held]
    if found and others:
        raise InputError("read.xaf_beside", source=source, first=found[0][0], other=others[0])
    return found


def _found(name: str, opened: Opened, size: int) -> list[Found]:
    def unpacked() -> Stream:
        stream = opened()
        return Unpacked(gzip.GzipFile(fileobj=stream), stream, size)

    with opened() as stream:
        head = stream.read(HEAD)
    if head.startswith(b"PK"):
        return _members(name, opened, size)
    if head.startswith(b"\x1f\x8b"):
        return [(name, unpacked)] if _begins(unpacked) else []
    return [(name, opened)] if _is_audit(head) else []


def _members(name: str, opened: Opened, size: int) -> list[Found]:
    """The files of an archive, if they are audit files."""

    def unpacked(member: str) -> Stream:
        stream = opened()
        try:
            return Unpacked(zipfile.ZipFile(stream).open(member), stream, size)
        except BROKEN:
            stream.close()
            raise

    def held(member: str, label: str) -> list[Found]:
        opener = partial(unpacked, member)
        return [(label, opener)] if _begins(opener) else []

    try:
        with opened() as stream, zipfile.ZipFile(stream) as archive:
            members = [m for m in archive.infolist() if not m.filename.endswith("/")]
    except BROKEN:
        return []
    if any(member.flag_bits & 1 for member in members):
        return []
    names = [m.filename for m in members if not PurePosixPath(m.filename).name.startswith(".")]
    labels = [f"{name}/{each}" for each in names] if len(names) > 1 else [name]
    return _only(name, [(n, partial(held, n, at)) for n, at in zip(names, labels, strict=False)])


def _begins(opened: Opened) -> bool:
    try:
        with opened() as stream:
            return _is_audit(stream.read(HEAD))
    except (*BROKEN, RefusedFileError):
        return False


def _is_audit(head: bytes) -> bool:
    text = head.decode("utf-16" if head[:2] in WIDE else "latin-1", "replace")
    at = text.find("<")
    while text.startswith(("<?", "<!--"), at):
        closing = "?>" if text.startswith("<?", at) else "-->"
        end = text.find(closing, at)
        if end < 0:
            return False
        at = text.find("<", end)
    return at >= 0 and ROOT.match(text, at) is not None
