"""The examples of rules/README.md are agreements that can be loaded."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checker.agreements import load
from checker.agreements.headings import ROLES, heading
from checker.agreements.model import Agreements
from checker.errors import AgreementError
from checker.selection import OF_ITEM, OF_ORDER

TEXT = (Path(__file__).parents[2] / "rules" / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?:yaml|csv)\n# (rules/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def written(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    for name, text in BLOCK.findall(TEXT):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(*change) if change[0] in text else text, encoding="utf-8")
    return folder / "rules"


REMEDY = (
    "        - {class: packaging}\n",
    "        - {class: packaging}\n      charge_fixed: {class: packaging, not_agreed: true}\n",
)


@pytest.fixture
def agreements(tmp_path: Path) -> Agreements:
    return load(written(tmp_path, REMEDY))


def kinds(agreements: Agreements, debtor: str, on: date) -> list[str]:
    return [clause.kind for clause in agreements.agreement(debtor).in_force(on)]


def test_the_examples_say_what_the_text_says(agreements):
    before, after = date(2025, 12, 31), date(2026, 1, 1)
    assert kinds(agreements, "10025", before) == [
        "discount_line", "charge_free_from", "payment_due_date",
    ]  # fmt: skip
    assert kinds(agreements, "10025", after) == ["discount_line", "charge_free_from"]
    assert kinds(agreements, "10024", after) == ["charge_forbidden", "charge_forbidden"]
    assert "charge_fixed" in kinds(agreements, "10023", after)
    assert agreements.prices["item_net_price"].to_list()[0] == Decimal("12.5")
    assert agreements.prices.height == 3


def test_the_selectors_of_the_text_are_what_clauses_select_by(agreements):
    selected = agreements.selections.select("rule", "field", "value").rows()
    assert sorted(selected) == [
        ("except", "item_group", "volume"),
        ("except", "order_flag", "rush"),
        ("only", "item_group", "fasteners"),
        ("only", "item_group", "tools"),
        ("only", "zone", "wadden"),
    ]
    assert agreements.item_groups.rows()[2] == ("8810", "volume")
    assert ("wadden", "NL", 9166, 9166) in agreements.zones.rows()
    assert ("belgium", "BE", None, None) in agreements.zones.rows()
    for word in (*OF_ITEM, *OF_ORDER):
        assert f"`{word}`" in TEXT


def test_the_contradiction_of_the_text_is_told_with_the_remedy_of_the_text(tmp_path):
    with pytest.raises(AgreementError) as error:
        load(written(tmp_path))
    (found,) = error.value.problems
    remedy = "charge_fixed: {class: packaging, not_agreed: true}"
    assert f"`{remedy}`" in found.text()
    assert f"`{remedy}`" in TEXT


def test_the_headings_of_the_table_are_known():
    section = TEXT.partition("## Price lists")[2]
    rows = re.findall(r"^\| (.*?) \| (\w.*?) \| .* \|$", section, flags=re.MULTILINE)
    table = [row for row in rows if row[0].strip("`").partition("`")[0] in ROLES]
    assert len(table) == len(ROLES) - 1
    for roles, words in table:
        for word in words.split(", "):
            (role,) = [r for r in heading((word,)).roles if r]
            assert f"`{role}`" in roles
    assert heading(ROLES).roles == ROLES
