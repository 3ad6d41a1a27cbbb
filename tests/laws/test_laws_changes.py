"""One changed fact gives that one finding, and no other."""

from changed import changed_worlds, doubled_worlds
from changes import Expected
from hypothesis import given
from world import worlds

from checker import judge

SAME = ("clause", "invoice_number", "stated", "agreed", "difference")


def found(judged: judge.Judged) -> list[Expected]:
    """The findings as `changes` words them; an unknown one has its reason for agreed."""
    rows = []
    for row in judged.findings.iter_rows(named=True):
        of_charge = f"{row['charge_class']} {row['sales_order_reference'] or ''}"
        place = of_charge if row["charge_class"] else row["line_id"]
        same = {column: row[column] for column in SAME} | {"agreed": row["reason"] or row["agreed"]}
        rows.append(Expected(place=place, **same).rounded())
    return sorted(rows, key=str)


@given(made=changed_worlds(worlds()))
def test_one_changed_fact_is_that_one_finding(made):
    world, expected = made
    judged = judge.check(world.invoices(), world.agreements())
    assert found(judged) == sorted(expected, key=str)


@given(made=doubled_worlds(worlds(debtors=2)))
def test_an_invoice_made_twice_is_that_one_finding(made):
    world, expected = made
    judged = judge.check(world.invoices(), world.agreements())
    assert found(judged) == sorted(expected, key=str)
