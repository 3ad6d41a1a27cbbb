"""Damage to XML that is still XML: elements moved, renamed, nested; values changed; tricks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from damage import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

LEAF = re.compile(rb"<([\w:.-]+)((?: [^<>]*)?)>([^<>]*)</\1>")
TAG = re.compile(rb"<(/?)([\w:.-]+)([^<>]*)>")
VALUES = (
    *(b"-1", b"0", b"", b"NaN", b"1e5", b"1.000,50", b"9" * 30, b"0.0000001", b"-0.00", b"+1"),
    *(b"2025-13-45", b"20250101", b"2025-01-01Z", b"2025-01-01T00:00:00+02:00", b"0000-00-00"),
    *(b"381", b"380", b"XXX", b"true", b"&#xA0;12", b"&lt;a&gt;", b"<![CDATA[5]]>", b"1<!-- -->2"),
)
DOCTYPES = (
    b'<!DOCTYPE Invoice [<!ENTITY a "b">]>',
    b'<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE Invoice SYSTEM "http://localhost:1/x.dtd">',
    b'<!DOCTYPE Invoice [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>',
)
INSIDE = (
    b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
    b"<a>" * 300 + b"</a>" * 300,
    b"<a>" * 255 + b"</a>" * 255,
    b"<a/>" * 20_000,
    b"<a " + b" ".join(b'b%d="c"' % at for at in range(5000)) + b"/>",
    b"<a " + b" ".join(b'xmlns:n%d="urn:%d"' % (at, at) for at in range(3000)) + b"/>",
    b'<a b="' + b"c" * 1_000_000 + b'"/>',
    b"<!--" + b"<c " * 100_000 + b"-->",
    b"<?" + b"x " * 100_000 + b"?>",
    b"&undefined;",
    b'<a xmlns="">' + b"text" * 100_000 + b"</a>",
)


def _leaf(chance: Random, data: bytes) -> re.Match[bytes] | None:
    found = list(LEAF.finditer(data))
    return chance.choice(found) if found else None


def _element(chance: Random, data: bytes) -> tuple[int, int] | None:
    """Begin and end of an element with what is in it."""
    opening = [tag for tag in TAG.finditer(data) if not tag[1] and not tag[3].endswith(b"/")]
    if not opening:
        return None
    begin = chance.choice(opening)
    depth = 1
    for tag in TAG.finditer(data, begin.end()):
        if tag[2] == begin[2] and not tag[3].endswith(b"/"):
            depth += -1 if tag[1] else 1
        if not depth:
            return begin.start(), tag.end()
    return None


def value(chance: Random, data: bytes) -> bytes:
    if not (leaf := _leaf(chance, data)):
        return data
    put = chance.choice([*VALUES, chance.choice(WORDS), leaf[3] * 2, leaf[3][:-1], b"-" + leaf[3]])
    return data[: leaf.start(3)] + put + data[leaf.end(3) :]


def values_swapped(chance: Random, data: bytes) -> bytes:
    one, other = _leaf(chance, data), _leaf(chance, data)
    if not one or not other or one.start() >= other.start():
        return data
    between = data[one.end(3) : other.start(3)]
    return data[: one.start(3)] + other[3] + between + one[3] + data[other.end(3) :]


def element_gone(chance: Random, data: bytes) -> bytes:
    found = _element(chance, data)
    return data[: found[0]] + data[found[1] :] if found else data


def element_twice(chance: Random, data: bytes) -> bytes:
    if not (found := _element(chance, data)):
        return data
    times = chance.choice([2, 2, 3, 40]) if found[1] - found[0] < 20_000 else 2
    return data[: found[0]] + data[found[0] : found[1]] * times + data[found[1] :]


def element_moved(chance: Random, data: bytes) -> bytes:
    found, target = _element(chance, data), _element(chance, data)
    if not found or not target or target[0] >= found[0]:
        return data
    moved = data[found[0] : found[1]]
    return data[: target[0]] + moved + data[target[0] : found[0]] + data[found[1] :]


def element_nested(chance: Random, data: bytes) -> bytes:
    """An element within one of its own kind."""
    found = _element(chance, data)
    if not found:
        return data
    whole = data[found[0] : found[1]]
    return data[: found[0]] + whole.replace(b"</", whole + b"</", 1) + data[found[1] :]


def renamed(chance: Random, data: bytes) -> bytes:
    one, other = _leaf(chance, data), _leaf(chance, data)
    if not one or not other:
        return data
    name = chance.choice([other[1], b"cbc:ID", b"unknown", one[1].upper()])
    put = b"<" + name + one[2] + b">" + one[3] + b"</" + name + b">"
    return data[: one.start()] + put + data[one.end() :]


def attribute(chance: Random, data: bytes) -> bytes:
    found = list(re.finditer(rb'"([^"<>]*)"', data))
    if not found:
        return data
    at = chance.choice(found)
    put = chance.choice([*VALUES[:13], b"", at[1] * 2, b"urn:x", b"USD", b"true", b"102", b"203"])
    return data[: at.start(1)] + put + data[at.end(1) :]


def doctype(chance: Random, data: bytes) -> bytes:
    at = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    before = chance.choice([b"", b"<!-- a -->", b"<?b c?>", b"\n"])
    return data[:at] + before + chance.choice(DOCTYPES) + data[at:]


def inside(chance: Random, data: bytes) -> bytes:
    tags = list(TAG.finditer(data))
    if not tags:
        return data
    at = chance.choice(tags).end()
    return data[:at] + chance.choice(INSIDE) + data[at:]


def encoded(chance: Random, data: bytes) -> bytes:
    """The same text in another encoding, which the declaration may or may not tell."""
    encoding = chance.choice(["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "cp037"])
    text = data.decode("utf-8", "replace")
    if chance.random() < 0.5:
        told = f'encoding="{chance.choice(["UTF-16", "ISO-8859-1", "UTF-7", "nonsense", "UTF-8"])}"'
        text = re.sub('encoding="[^"]*"', told, text, count=1)
    return text.encode(encoding, "replace")


ANY: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(value, value, value, value, values_swapped, element_gone, element_gone, element_twice),
    *(element_moved, element_nested, renamed, attribute, attribute, doctype, inside, encoded),
)


def damaged(chance: Random, data: bytes) -> bytes:
    """The same document after one to five changes."""
    for _ in range(chance.choice([1, 1, 2, 3, 5])):
        data = chance.choice(ANY)(chance, data)
    return data
