"""Finds out whether an input is an audit file, as it is or packed, and opens it as a stream."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from typing import TYPE_CHECKING

from checker.read.package import BROKEN
from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from checker.read.records import Stream

HEAD = 1 << 16
ROOT = re.compile(r"<([\w.-]+:)?auditfile[\s>]")
SUSPICIOUS = 64 << 20  # bytes from which on the ratio counts
RATIO = 200  # bookings pack by 10 to 40
WIDE = (b"\xff\xfe", b"\xfe\xff")


class Unpacked(io.RawIOBase):
    """What a packed file holds, as long as it does not unpack to more than any audit file."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, packed: IO[bytes], size: int) -> None:
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


def open_audit(given: Path | bytes) -> Stream | None:
    """The XML of an audit file from its beginning; None where the input is something else."""
    if isinstance(given, bytes):
        return _found(io.BytesIO(given), len(given))
    if not given.is_file():
        return None  # a pipe is read but once
    try:
        stream = given.open("rb")
        found = _found(stream, given.stat().st_size)
    except OSError:
        return None  # whoever reads it next says why
    if found is None:
        stream.close()
    return found


def _found(stream: IO[bytes], size: int) -> Stream | None:
    head = _head(stream)
    try:
        if head.startswith(b"PK"):
            return _member(stream, size)
        if head.startswith(b"\x1f\x8b"):
            inner = gzip.GzipFile(fileobj=stream)
            return Unpacked(inner, stream, size) if _is_audit(_head(inner)) else None
    except BROKEN:
        return None
    return stream if _is_audit(head) else None


def _member(stream: IO[bytes], size: int) -> Unpacked | None:
    """The only file of an archive."""
    archive = zipfile.ZipFile(stream)
    members = [m for m in archive.infolist() if not m.filename.endswith("/")]
    if len(members) != 1 or members[0].flag_bits & 1:
        return None
    inner = archive.open(members[0])
    return Unpacked(inner, stream, size) if _is_audit(_head(inner)) else None


def _head(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    head = stream.read(HEAD)
    stream.seek(0)
    return head


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
