"""Text from bytes: UTF-8, UTF-16 or Windows-1252, and a refusal where it is none of them."""

from __future__ import annotations

import codecs
import re

from checker.errors import InputError

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "cp1252"
# Letters of old DOS code pages; in Windows-1252 these are signs that never follow a letter.
DOS_LETTERS = re.compile(rb"[A-Za-z](?:[\x81\x82\x84\x88\x89\x8b]|\x94(?=[a-z]))")
SAMPLE = 4096


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _by_nulls(data: bytes) -> str | None:
    # UTF-16 without a mark: every other byte of plain letters is zero.
    sample = data[:SAMPLE]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    return None


def guess(name: str, data: bytes) -> str:
    """The encoding of a text file. Raises where no encoding that we know fits."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    if wide := _by_nulls(data):
        return wide
    if (at := data.find(b"\x00")) >= 0:
        raise InputError("read.is_binary", source=name, line=_line(data, at))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if dos := DOS_LETTERS.search(data):
            raise InputError(
                "read.encoding_unknown", source=name, line=_line(data, dos.start())
            ) from None
        return WINDOWS
    return "utf-8"


def to_utf8(name: str, data: bytes, settled: str | None) -> tuple[bytes, str]:
    """The same text in UTF-8 without a mark, and the encoding that it had."""
    encoding = settled or guess(name, data)
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise InputError("read.encoding_name", encoding=encoding) from None
    if codec == "utf-8" and not settled:
        return data, "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            "read.encoding_wrong",
            source=name,
            line=_line(data, error.start),
            byte=f"0x{data[error.start]:02x}",
            encoding=encoding,
        ) from None
    return text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"), codec
