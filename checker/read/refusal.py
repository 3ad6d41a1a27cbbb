"""Why a file that should be an e-invoice cannot be used."""

from __future__ import annotations

MOST_BYTES = 64 << 20  # an invoice of 10,000 lines is 12 MB; attachments make some larger


class RefusedFileError(Exception):
    """One file, or what is in it, cannot be used: a key of the reasons, and what was found."""

    def __init__(self, key: str, found: str = "", row: int = 0) -> None:
        super().__init__(key, found)
        self.key = key
        self.found = found
        self.row = row  # line of the file
