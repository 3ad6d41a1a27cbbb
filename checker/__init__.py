"""Checks a supplier's invoices against what was agreed with each debtor.

from checker import check, load_agreements
report = check("invoices.xlsx", load_agreements("rules"))
report.findings      # the correction list, a pandas frame
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.pipeline import Report, check, load_agreements

__all__ = ["Report", "check", "load_agreements"]


def __getattr__(name: str) -> object:
    # `checker --help` imports this package; pandera and pandas take a second to import.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from checker import pipeline  # noqa: PLC0415

    return getattr(pipeline, name)
