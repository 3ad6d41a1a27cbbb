"""Price lists in a few lines, for the tests of price lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.agreements import load
from checker.errors import AgreementError

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

AGREEMENT = """\
debtor: "10023"
name: ACME
documents:
  - source: RV
    valid_from: 2025-01-01
    clauses:
      price_net_list: {file: prices/LIST}
"""


def priced(rules: Path, content: str | bytes, name: str = "list.csv") -> pl.DataFrame:
    data = content.encode() if isinstance(content, str) else content
    (rules / "prices" / name).write_bytes(data)
    return loaded(rules, name)


def loaded(rules: Path, name: str) -> pl.DataFrame:
    (rules / "10023.yaml").write_text(AGREEMENT.replace("LIST", name))
    return load(rules).prices


def refused(rules: Path, content: str | bytes, name: str = "list.csv") -> list[tuple]:
    with pytest.raises(AgreementError) as error:
        priced(rules, content, name)
    for problem in error.value.problems:
        assert problem.file.endswith(f"prices/{name}"), problem.text()
        assert problem.text("nl")
    return [(p.line, p.key, p.message.key.split(".")[1]) for p in error.value.problems]
