"""What was agreed with whom: agreement files, read, resolved by date and laid out as tables."""

from checker.agreements.load import load
from checker.agreements.model import (
    Agreement,
    Agreements,
    Clause,
    canonical,
    canonical_expr,
)

__all__ = [
    "Agreement",
    "Agreements",
    "Clause",
    "canonical",
    "canonical_expr",
    "load",
]
