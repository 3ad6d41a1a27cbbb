"""Item groups and zones: tables beside the agreements, with every mistake told at its line."""

from pathlib import Path

import pytest

from checker.agreements.contents import Contents
from checker.agreements.groups import read_groups


def read(folder: Path, name: str, text: str):
    (folder / name).write_text(text, encoding="utf-8")
    return read_groups(folder, Contents(folder))


@pytest.mark.parametrize("separator", [";", ","])
def test_items_have_their_group(tmp_path, separator):
    lines = ["seller_item_id;item_group", "0012; fasteners", "", "8810;volume"]
    groups = read(tmp_path, "_item_groups.csv", "\n".join(lines).replace(";", separator))
    assert groups.items.rows() == [("0012", "fasteners"), ("8810", "volume")]
    assert groups.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("artikel;groep\n1;A\n", 1, "group_heading"),
        ("", 1, "group_heading"),
        ("seller_item_id;item_group\n1;A\n1;B\n", 3, "item_in_two_groups"),
        ("seller_item_id;item_group\n1\n", 2, "group_row"),
        ("seller_item_id;item_group\n;A\n", 2, "group_row"),
    ],
)
def test_a_mistake_in_the_groups_is_told_at_its_line(tmp_path, text, line, message):
    (problem,) = read(tmp_path, "_item_groups.csv", text).problems
    assert (problem.line, problem.message.key) == (line, f"agreements.{message}")


def test_zones_are_countries_and_ranges_of_post_codes(tmp_path):
    zones = read(tmp_path, "_zones.yaml", "Wadden: [NL 8881-8899, NL 9166]\nbelgium: BE\n").zones
    assert zones.rows() == [
        ("wadden", "NL", 8881, 8899),
        ("wadden", "NL", 9166, 9166),
        ("belgium", "BE", None, None),
    ]


@pytest.mark.parametrize("area", ["Netherlands", "NL 8881-", "NL8881", "nl", "NL AB"])
def test_what_is_no_area_is_told(tmp_path, area):
    (problem,) = read(tmp_path, "_zones.yaml", f"far:\n  - BE\n  - {area}\n").problems
    assert (problem.line, problem.message.key) == (3, "agreements.not_an_area")
