"""The errors: every one on an invoice of its own, unless it says that they come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import charge_errors
import document_errors
import line_errors
import mixed_errors
import unknowns

if TYPE_CHECKING:
    from book import Book
    from key import Key

ERRORS = (
    charge_errors.forbidden_charges,
    charge_errors.freight,
    charge_errors.fixed_charges,
    line_errors.prices,
    line_errors.discounts,
    document_errors.due_dates,
    document_errors.references,
    line_errors.arithmetic,
    document_errors.duplicates,
    document_errors.credit_notes,
    mixed_errors.together,
    unknowns.not_judgeable,
)


def seed(book: Book, key: Key) -> None:
    """All of them, entered in the key."""
    for errors in ERRORS:
        errors(book, key)
