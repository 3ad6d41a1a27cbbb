"""A process that reads batches of e-invoices from its input until there are no more."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

from checker.read.part import read_part

if TYPE_CHECKING:
    from checker.read.part import Content


def main() -> None:
    """Batches on standard input, what came of each on standard output."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as told:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may be told there
        while batch := _next():
            pickle.dump(read_part(batch), told, protocol=pickle.HIGHEST_PROTOCOL)
            told.flush()


def _next() -> list[Content] | None:
    try:
        batch: list[Content] = pickle.load(sys.stdin.buffer)  # noqa: S301  from our own process
    except EOFError:
        return None
    return batch
