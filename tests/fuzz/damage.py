"""Damage to bytes, whatever they are: cut, flipped, left out, repeated, swapped, put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

WORDS = (
    *(
        b"NaN",
        b"inf",
        b"-inf",
        b"1e999",
        b"1E+12",
        b"-0",
        b"0x10",
        b"1_000",
        b"9" * 40,
        b"9" * 5000,
    ),
    *(b"0." + b"0" * 30 + b"1", b"-", b"--", b"(12,50)", b"12,50-", b"1.000,00", b"1,000.00"),
    *(b"99999999999,99", b"-1", b"0", b"%", b"31-02-2025", b"00-00-0000", b"9999-12-31"),
    *(b"/Date(99999999999999999999)/", b"/Date(-62135596800001)/", b"0001-01-01", b"69999"),
    *(b'"', b'""', b"'", b";", b"\t", b",", b"|", b"\n", b"\r", b"\r\n", b"\n\n", b"sep=;;\n"),
    *(b"\x00", b"\x00" * 64, b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80"),
    *("\u202e".encode(), "\u200b".encode(), "\u2212".encode(), "\u0660\u0661".encode()),
    *("\U0001f4a9".encode(), "\u00a0".encode(), "Ångström".encode(), "é".encode("cp1252")),
    *(b"=1+1", b'="00123"', b"#N/B", b"#REF!", b"{0}", b"{path}", b"%s", b"$1", b"\\", b"../.."),
    *(b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&x;", b"]]>", b"<!--", b"-->", b"<![CDATA["),
    *(b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"<?xml version='1.0'?>"),
    *(b"PK\x03\x04", b"%PDF-1.7\n", b"PAR1", b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00"),
    *(b"totaal", b"Subtotaal", b"Factuurnummer", b"Bedrag excl.", b"EUR", b"USD", b"381"),
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x7f\xff\xff\xff", b"\x00" * 4, b"A" * 70_000),
)
"""What is put in: what programs trip over."""
LONGEST = 4096  # bytes of a piece that is moved


def _place(chance: Random, data: bytes) -> int:
    """Anywhere, but often near the begin or the end, where formats keep what they are."""
    end, near = len(data), min(len(data), 512)
    low, high = chance.choice([(0, end), (0, end), (0, near), (end - near, end)])
    return chance.randint(low, high)


def _piece(chance: Random, data: bytes) -> tuple[int, int]:
    begin = _place(chance, data)
    return begin, min(len(data), begin + int(LONGEST ** chance.random()))


def cut(chance: Random, data: bytes) -> bytes:
    return data[: _place(chance, data)]


def beheaded(chance: Random, data: bytes) -> bytes:
    return data[_place(chance, data) :]


def flipped(chance: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        if changed:
            at = min(_place(chance, data), len(changed) - 1)
            changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwritten(chance: Random, data: bytes) -> bytes:
    begin, end = _piece(chance, data)
    return data[:begin] + chance.randbytes(end - begin) + data[end:]


def left_out(chance: Random, data: bytes) -> bytes:
    begin, end = _piece(chance, data)
    return data[:begin] + data[end:]


def repeated(chance: Random, data: bytes) -> bytes:
    begin, end = _piece(chance, data)
    return data[:begin] + data[begin:end] * chance.choice([2, 2, 3, 50]) + data[end:]


def swapped(chance: Random, data: bytes) -> bytes:
    (a, b), (c, d) = sorted([_piece(chance, data), _piece(chance, data)])
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def worded(chance: Random, data: bytes) -> bytes:
    begin, end = _piece(chance, data)
    kept = end if chance.random() < 0.3 else begin
    return data[:begin] + chance.choice(WORDS) + data[kept:]


def cell(chance: Random, data: bytes) -> bytes:
    """A word instead of what stands between two signs: a cell, a value, a string."""
    signs = chance.choice([b";", b"\n", b"><", b'""', b",", b"\t"])
    begin = data.find(signs[:1], _place(chance, data)) + 1
    end = data.find(signs[-1:], begin)
    return data[:begin] + chance.choice(WORDS) + data[end:] if 0 < begin <= end else data


def noise(chance: Random, data: bytes) -> bytes:
    """Random bytes behind the first of a file, so that it is taken for what it is not."""
    return data[: chance.choice([0, 4, 8, 32])] + chance.randbytes(int(LONGEST ** chance.random()))


ANY: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(cut, beheaded, flipped, flipped, overwritten, left_out, repeated, swapped, worded, worded),
    *(cell, cell, cell, noise),
)


def damaged(chance: Random, data: bytes) -> bytes:
    """The same bytes after one to four accidents."""
    for _ in range(chance.choice([1, 1, 1, 2, 3, 4])):
        data = chance.choice(ANY)(chance, data)
    return data
