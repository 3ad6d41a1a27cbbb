"""What was agreed with whom: agreement files, read, resolved by date and laid out as tables."""

from checker.agreements.catalogue import explain, explain_all
from checker.agreements.lint import lint
from checker.agreements.load import load
from checker.agreements.model import (
    Agreement,
    Agreements,
    Clause,
)
from checker.agreements.show import show

__all__ = [
    "Agreement",
    "Agreements",
    "Clause",
    "explain",
    "explain_all",
    "lint",
    "load",
    "show",
]
