"""What somebody probably meant to write."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection

MANY = 12  # more words than this help nobody


def nearest(word: str, known: Collection[str]) -> Message:
    """The known word that is nearest, or else the known words."""
    lower = {w.lower(): w for w in known}
    close = get_close_matches(word.strip().lower(), lower, n=1)
    if close:
        return Message("agreements.did_you_mean", {"word": lower[close[0]]})
    words = sorted(known)
    if not words or len(words) > MANY:
        return Message("agreements.no_hint")
    return Message("agreements.known_words", {"words": ", ".join(words)})
