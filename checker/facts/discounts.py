"""Facts about discounts and allowances."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.facts.fact import Fact

FACTS: dict[str, Fact] = {}
