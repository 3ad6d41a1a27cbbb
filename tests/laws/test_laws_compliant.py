"""Invoices that are as agreed give no finding."""

from hypothesis import given
from world import World, worlds

from checker import judge


@given(world=worlds())
def test_as_agreed_gives_no_finding(world: World):
    judged = judge.check(world.invoices(), world.agreements())
    assert judged.findings.to_dicts() == []
    counts = judged.coverage.per_clause()
    assert (counts["holds"] == counts["bound"]).all()
