"""Mistakes in _costs.yaml: all at once, each with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cost_parameters import FILE, CostsError, load_costs
from checker.errors import SettingsError

RULES = Path(__file__).parents[2] / "rules"
GOOD = (RULES / FILE).read_text(encoding="utf-8")
CUSTOMER = "  customer: {low: 37.30, likely: 45.00, high: 55.20, evidence: labour_cost}"


def mistakes(tmp_path, *changes):
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CostsError) as caught:
        load_costs(tmp_path)
    return caught.value


def line_of(words):
    return next(i for i, line in enumerate(GOOD.splitlines(), 1) if words in line)


CASES = {
    "unknown key at the top": ("contact_period:", "contact_periode:", "contact_periode", "did you mean `contact_period`"),
    "unknown key in a rate": ("  sales: {low", "  sale: {low", "hourly_rate.sale", "did you mean `sales`"),
    "unknown key in a figure": ("delay: {low: 5, likely", "delay: {low: 5, likly", "interest.delay.likly", "did you mean `likely`"),
    "unknown key in a step": ("    per: contact", "    pr: contact", "steps.customer_calls.pr", "per"),
    "unknown word": ("who: finance", "who: financ", "steps.reminder.who", "customer, sales or finance"),
    "unknown stage": ("applies: [draft]", "applies: [drafts]", "steps.draft_corrected.applies", "draft"),
    "not a number": ("likely: 10.15", "likely: ten", "interest.rate.likely", "with a point"),
    "negative": ("{low: 5, likely: 14", "{low: -5, likely: 14", "interest.delay.low", "0 is the least"),
    "not in order": ("{low: 5, likely: 14", "{low: 15, likely: 14", "interest.delay", "must go up"),
    "chance above 1": ("high: 0.50", "high: 1.50", "steps.reminder.chance.high", "1 is the most"),
    "not a date": ("date: 2025-10-15", "date: 15-10-2025", "evidence.labour_cost.date", "2026-01-31"),
    "no evidence of that name": ("evidence: delay}", "evidence: delai}", "interest.delay", "did you mean `delay`"),
    "a step twice": ("name: credit_note", "name: reminder", "reminder", "earlier step"),
    "not a currency": ("currency: EUR", "currency: euro", "currency", "three capitals"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_mistake_is_shown_with_its_line(tmp_path, case):
    old, new, key, said = CASES[case]
    problems = mistakes(tmp_path, (old, new)).problems
    shown = [problem.text("en") for problem in problems]
    (mine,) = [text for text in shown if f" {key}: " in text]
    # A key that is misspelt is missing too: that is the only other thing that may be said.
    assert all("missing" in text for text in shown if text != mine)
    assert mine.startswith(f"{tmp_path / FILE}:{line_of(old)}: ")
    assert said.lower() in mine.lower()
    assert problems[0].text("nl") != problems[0].text("en")


def test_all_mistakes_are_shown_at_once_in_the_order_of_the_file(tmp_path):
    error = mistakes(tmp_path, ("currency: EUR", "currency: euro"), ("who: finance", "who: nobody"))
    assert [problem.key for problem in error.problems] == ["currency", "steps.reminder.who"]
    assert str(tmp_path / FILE) in error.text("nl").splitlines()[-1]


def test_key_twice_is_a_mistake(tmp_path):
    error = mistakes(tmp_path, (CUSTOMER, f"{CUSTOMER}\n{CUSTOMER}"))
    (problem,) = error.problems
    assert problem.line == line_of("customer: {low: 37.30") + 1


@pytest.mark.parametrize("content", [b"", b"- a\n- b\n", b"just text", b"a: [1", b"\xff\xfe\x00"])
def test_file_that_is_no_list_of_figures_gives_a_message(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(CostsError) as caught:
        load_costs(tmp_path)
    assert FILE in caught.value.text("en")


def test_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match="is missing") as caught:
        load_costs(tmp_path)
    assert str(tmp_path / FILE) in caught.value.text("nl")


def test_every_figure_has_a_date_a_source_and_a_basis(costs):
    places = []
    for place, _, figure in costs.figures("nl"):
        evidence = costs.evidence[figure.evidence]
        assert evidence.source
        assert evidence.basis in ("measured", "stated", "assumed")
        assert evidence.date
        places.append(place)
    assert len(places) == len(set(places))
    assert {"hourly_rate.customer", "interest.delay", "steps.reminder.chance"} <= set(places)
    assert {f.evidence for _, _, f in costs.figures()} == set(costs.evidence)  # none is left over
