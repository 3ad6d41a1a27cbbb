"""Facts about a debtor's invoices over a period: what came before, what it adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.facts.fact import Fact

FACTS: dict[str, Fact] = {}
