"""What is said of the input itself: its name and its hash."""

from __future__ import annotations

import io
import sys
from hashlib import sha256
from types import SimpleNamespace

from tables import NO_RULES, column, read_text

from checker.read import ReadOptions, read

TEXT = column("Prijs", "1,50")


def test_a_reading_has_the_hash_of_the_bytes_that_were_read(tmp_path, monkeypatch):
    expected = sha256(TEXT.encode()).hexdigest()
    assert read_text(TEXT, tmp_path).sha256 == expected
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    reading = read("-", rules=NO_RULES, options=ReadOptions())
    assert reading.sha256 == expected
    assert reading.source == "standard input"
