"""Invoices that are as agreed, and credit notes that repeat them, give no finding."""

from credit_notes import credits_of
from hypothesis import given
from hypothesis import strategies as st
from world import World, worlds

from checker import judge


def no_finding(world: World) -> None:
    judged = judge.check(world.invoices(), world.agreements())
    assert judged.findings.to_dicts() == []
    counts = judged.coverage.per_clause()
    assert (counts["holds"] == counts["bound"]).all()


@given(world=worlds())
def test_as_agreed_gives_no_finding(world: World):
    no_finding(world)


@given(world=worlds(credit_notes=False), data=st.data())
def test_a_mirrored_credit_note_gives_no_finding(world: World, data):
    # Orders that are taken back stand below every limit now; thresholds are not evaluated anew.
    mirrored = [data.draw(credits_of(doc, whole=True)) for doc in world.docs]
    for credit in mirrored:
        credit.fields["invoice_number"] = f"C{credit.number}"
    no_finding(World(world.deals, (*world.docs, *(c for c in mirrored if c.lines))))
