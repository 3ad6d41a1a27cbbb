"""Facts about payment, tax and totals of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.facts.fact import Fact

FACTS: dict[str, Fact] = {}
