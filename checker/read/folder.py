"""Many e-invoices at once: a folder, a glob, a zip. Nothing is unpacked to a disk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.read.bounded import MOST, TooLargeError, read_file
from checker.read.file_name import printable
from checker.read.package import BROKEN
from checker.read.refusal import MOST_BYTES, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_MEMBERS = 100_000
MOST_UNPACKED = 4 << 30  # bytes of all members together
SUSPICIOUS = 8 << 20  # bytes of a member from which on the ratio counts
RATIO = 200  # invoices pack by 5 to 20
WILD = "*?["
OFFICE = frozenset({"[Content_Types].xml", "mimetype"})  # a workbook or a text is an archive too
HEAD = 1024  # bytes in which a PDF says that it is one


@dataclass(frozen=True)
class File:
    """A file that may be an e-invoice or a PDF with one in it, or why it cannot be."""

    name: str  # below the folder, or in the archive
    content: bytes | RefusedFileError
    sha256: str | None = None  # of the file as the user has it; None: it could not be read


def is_many(path: Path) -> bool:
    """Whether a path is a folder or a glob."""
    return path.is_dir() or (not path.exists() and any(sign in str(path) for sign in WILD))


def files(path: Path) -> Iterator[File]:
    """The files of a folder, with those below it, or of a glob; archives with what is in them.

    Raises InputError: there are none.
    """
    for name, each in paths(path):
        yield from inside(name, _bytes(each))


def paths(path: Path) -> list[tuple[str, Path]]:
    """Name and path of the files of a folder or a glob, by name; hidden ones are passed over.

    Raises InputError: there are none.
    """
    base = path if path.is_dir() else Path()
    found = path.rglob("*") if path.is_dir() else _matching(path)
    names = sorted(each for each in found if each.is_file() and not _hidden(each, base))
    if not names:
        raise InputError("read.no_files", path=path)
    below = [each.relative_to(base) if path.is_dir() else each for each in names]
    return [(printable(each.as_posix()), at) for each, at in zip(below, names, strict=True)]


def _matching(path: Path) -> Iterator[Path]:
    # Links to folders are not followed below **: they may lead back to where they stand. And
    # Path.glob takes no pattern that begins at the root.
    pattern = path / "*" if path.name == "**" else path
    return Path(path.anchor).glob(str(pattern.relative_to(path.anchor)))


def inside(name: str, data: bytes | RefusedFileError) -> Iterator[File]:
    """A file; of an archive one for every member."""
    if isinstance(data, RefusedFileError):
        yield File(name, data)
    elif data.startswith(b"PK"):
        yield from _members(name, data)
    else:
        yield _file(name, data)


def _file(name: str, data: bytes) -> File:
    return File(name, data, sha256(data).hexdigest())


def _hidden(path: Path, base: Path) -> bool:
    below = path.relative_to(base) if base.parts else path
    return any(part.startswith(".") and part != ".." for part in below.parts)


def _bytes(path: Path) -> bytes | RefusedFileError:
    try:
        return read_file(path, MOST if path.suffix.lower() == ".zip" else MOST_BYTES)
    except TooLargeError:
        return RefusedFileError("read.xml_too_large", f"{path.stat().st_size >> 20} MB")
    except OSError as error:
        return RefusedFileError("read.file_not_readable", error.strerror or "")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes of a file are those of a PDF."""
    return b"%PDF" in data[:HEAD]


def _members(name: str, data: bytes) -> Iterator[File]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if not m.filename.endswith("/")]
            if OFFICE & {each.filename for each in members}:
                yield File(name, RefusedFileError("read.no_xml"))
                return
            if bomb := _bomb(members, len(data)):
                yield File(name, bomb)
                return
            for each in members:
                if not _path(each).name.startswith("."):
                    yield _member(name, archive, each)
    except BROKEN:
        yield File(name, RefusedFileError("read.broken_zip"))


def _bomb(members: Iterable[zipfile.ZipInfo], packed: int) -> RefusedFileError | None:
    sizes = [each.file_size for each in members]
    size = sum(sizes)
    # Members that overlap each state a packed size of their own: only that of all is sure.
    dense = size > MOST_BYTES and size > RATIO * packed
    if len(sizes) > MOST_MEMBERS or size > MOST_UNPACKED or dense:
        found = f"{len(sizes)} / {size >> 20} MB"
        return RefusedFileError("read.archive_too_large", found)
    return None


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> File:
    name, data = f"{name}/{printable(member.filename)}", _unpacked(archive, member)
    return File(name, data) if isinstance(data, RefusedFileError) else _file(name, data)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | RefusedFileError:
    path = _path(member)
    if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1] or ":"):
        return RefusedFileError("read.unsafe_name", printable(member.filename))
    if member.flag_bits & 1:
        return RefusedFileError("read.locked_file")
    size = member.file_size
    if size > MOST_BYTES or (size > SUSPICIOUS and size > RATIO * max(member.compress_size, 1)):
        return RefusedFileError("read.archive_too_large", f"{size >> 20} MB")
    try:
        with archive.open(member) as stream:
            # The size that the archive states can be a lie; what is read is bounded.
            data = stream.read(MOST_BYTES + 1)
    except BROKEN:
        return RefusedFileError("read.broken_zip")
    if data.startswith(b"PK"):
        return RefusedFileError("read.zip_in_zip")
    return data
