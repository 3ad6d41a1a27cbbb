"""Damage to Parquet and PDF where it hurts: the footer, the pages, the objects, the streams."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

import damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

OBJECTS = (
    b"1 0 R", b"[1 0 R 1 0 R]", b"<</Kids [2 0 R] /Names 2 0 R>>", b"null", b"<<", b">>", b"(", b"<",
    b"/FlateDecode", b"[/FlateDecode /FlateDecode /FlateDecode]", b"/LZWDecode", b"/RunLengthDecode",
    b"99999999999", b"-1", b"/Length 99999999", b"/Prev 0", b"/Encrypt 1 0 R", b"/Type /XRef",
    b"[" * 3000, b"<<" * 3000, b"/JBIG2Decode", b"/ASCII85Decode", b"/Crypt", b"/ObjStm",
)  # fmt: skip


def footer(chance: Random, data: bytes) -> bytes:
    """Bits or bytes of the footer changed; its length still fits."""
    size = int.from_bytes(data[-8:-4], "little")
    begin = max(4, len(data) - 8 - size)
    body = chance.choice([damage.flipped, damage.overwritten, damage.left_out, damage.repeated])(
        chance, data[begin:-8]
    )
    return data[:begin] + body + struct.pack("<I", len(body)) + b"PAR1"


def pages(chance: Random, data: bytes) -> bytes:
    """Bits or bytes of the pages changed; the footer is whole."""
    size = int.from_bytes(data[-8:-4], "little")
    end = max(4, len(data) - 8 - size)
    body = chance.choice([damage.flipped, damage.flipped, damage.overwritten])(chance, data[4:end])
    return data[:4] + body[: end - 4] + data[end:]


def varint(chance: Random, data: bytes) -> bytes:
    """A figure of the footer made as large as it can be."""
    size = int.from_bytes(data[-8:-4], "little")
    at = chance.randrange(max(4, len(data) - 8 - size), max(5, len(data) - 8))
    figure = chance.choice([b"\xfe\xff\xff\xff\x0f", b"\xff\xff\xff\xff\x0f", b"\x80\x80\x80\x08"])
    body = data[:at] + figure + data[at + chance.choice([1, 1, 2, 3]) :]
    begin = max(4, len(data) - 8 - size)
    return body[:-8] + struct.pack("<I", len(body) - 8 - begin) + b"PAR1"


def parquet(chance: Random, data: bytes) -> bytes:
    how: Callable[[Random, bytes], bytes] = chance.choice([footer, footer, pages, pages, varint])
    return how(chance, data)


def an_object(chance: Random, data: bytes) -> bytes:
    """A value of an object replaced: a reference, a filter, a length, an array."""
    found = list(re.finditer(rb"\d+ \d+ R|/\w+|\b\d+\b|\([^)]*\)", data))
    at = chance.choice(found)
    return data[: at.start()] + chance.choice(OBJECTS) + data[at.end() :]


def a_stream(chance: Random, data: bytes) -> bytes:
    """A stream replaced: by a bomb, by noise, by itself twice packed."""
    found = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    if not found:
        return data
    at = chance.choice(found)
    bomb = zlib.compress(bytes(chance.choice([1, 100]) << 20), 9)
    put = chance.choice(
        [bomb, zlib.compress(bomb, 9), chance.randbytes(99), zlib.compress(at[1]), b""]
    )
    return data[: at.start(1)] + put + data[at.end(1) :]


def pdf(chance: Random, data: bytes) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4])):
        data = chance.choice([an_object, an_object, a_stream])(chance, data)
    return data


def sqlite(chance: Random, data: bytes) -> bytes:
    """A page damaged behind a header that fits, so that the database opens."""
    size = int.from_bytes(data[16:18], "big") or 4096
    begin = chance.randrange(0, len(data), size)
    kept = 100 if begin == 0 else 0  # the header
    how = chance.choice([damage.flipped, damage.flipped, damage.overwritten, damage.worded])
    page = how(chance, data[begin + kept : begin + size])
    page = page[: size - kept].ljust(size - kept, b"\0")
    return data[: begin + kept] + page + data[begin + size :]
