"""Neither the order of rows nor other debtors matter, nor the language."""

from dataclasses import replace
from pathlib import Path

import polars as pl
from changed import changed_worlds
from hypothesis import given
from hypothesis import strategies as st
from reckoning import Doc, invoices
from world import World, worlds

from checker import judge
from checker.correct import correct
from checker.cost import cost, load_costs
from checker.report.columns import correction_list

RULES = Path(__file__).parents[2] / "rules"


def rows(findings: pl.DataFrame) -> list[dict]:
    """The findings without row numbers, in the order of their ids."""
    return findings.drop("document_key", "line_key", "charge_key").sort("finding_id").to_dicts()


def judged(world: World, docs) -> pl.DataFrame:
    return judge.check(invoices(docs), world.agreements()).findings


@st.composite
def shuffled(draw, docs) -> list[Doc]:
    return [
        replace(
            doc,
            lines=draw(st.permutations(doc.lines)),
            charges=draw(st.permutations(doc.charges)),
        )
        for doc in draw(st.permutations(docs))
    ]


@given(made=changed_worlds(worlds(), most=3), data=st.data())
def test_the_order_of_rows_does_not_matter(made, data):
    world, _expected = made
    findings = rows(judged(world, world.docs))
    assert rows(judged(world, data.draw(shuffled(world.docs)))) == findings
    ids = [finding["finding_id"] for finding in findings]
    assert len(set(ids)) == len(ids)


@given(made=changed_worlds(worlds(), most=3))
def test_each_debtor_alone_gives_what_all_give_together(made):
    world, _expected = made
    together = judged(world, world.docs)
    alone = [judged(world, [d for d in world.docs if d.deal == deal]) for deal in world.deals]
    assert rows(pl.concat(alone)) == rows(together)


@given(made=changed_worlds(worlds(), most=3))
def test_a_debtor_without_agreement_changes_nothing(made):
    world, _expected = made
    strangers = [replace(d, fields=d.fields | {"debtor": "999"}) for d in world.docs]
    with_strangers = judged(world, [*strangers, *world.docs])
    theirs = with_strangers.filter(pl.col("debtor") == "999")
    assert set(theirs["reason"]) == {"no_agreement"}
    assert theirs.height == len(strangers)
    assert rows(with_strangers.filter(pl.col("debtor") != "999")) == rows(judged(world, world.docs))


@given(made=changed_worlds(worlds(debtors=2), most=2))
def test_findings_are_the_same_in_every_language(made):
    world, _expected = made
    findings = correct(judged(world, world.docs), "issued")
    documents = world.invoices().documents.with_columns(
        net_amount=pl.lit(100).cast(pl.Decimal(38, 6))
    )
    costed = cost(findings, documents, load_costs(RULES))
    dutch, english = (correction_list(costed, lang) for lang in ("nl", "en"))
    worded = ("instruction", "reason")
    assert dutch.drop(worded).equals(english.drop(worded))
    assert set(dutch["finding_id"]) == set(findings["finding_id"])
