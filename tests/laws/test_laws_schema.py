"""One debtor's agreement as a plain pandas schema gives the verdicts of the bulk path."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd
import polars as pl
from changed import changed_worlds
from deals import FIRST, agreements
from hypothesis import assume, given, settings
from pandera.errors import SchemaErrors
from reckoning import Doc
from world import worlds

from checker import judge
from checker.agreements.model import OPEN
from checker.errors import InputError
from checker.fields import EXPORT
from checker.read import read_frame
from checker.read.charges import load_charges
from checker.read.normalise import normalise
from checker.read.reading import ReadOptions
from checker.schema import schema

RULES = Path(__file__).parents[2] / "rules"
CHARGES = load_charges(RULES)
ITEM = {charge_class: item for item, charge_class in CHARGES.lookups["items"].items()}


def export(docs: list[Doc]) -> pd.DataFrame:
    """One row per line; charges stand among the articles."""
    rows = []
    for doc in docs:
        rows += [doc.fields | line.row for line in doc.lines]
        for charge in doc.charges:
            amount = charge["charge_amount"]
            row = {c: value for c, value in charge.items() if not c.startswith("charge_")}
            row |= {"seller_item_id": ITEM[charge["charge_class"]], "line_net_amount": amount}
            rows.append(doc.fields | row | {"invoiced_quantity": 1, "item_net_price": amount})
    frame = pd.DataFrame(rows, dtype=object).reindex(columns=[f.name for f in EXPORT])
    return frame.dropna(axis="columns", how="all").assign(
        line_id=[str(n) for n in range(len(rows))]
    )


def by_bulk(frame: pd.DataFrame, tables) -> dict[str, set[int]]:
    """Check -> rows of the frame that are not as agreed, from the findings of the bulk path."""
    reading = read_frame(pl.from_pandas(frame), rules=RULES, options=ReadOptions())
    judged = judge.check(normalise(reading, CHARGES), tables)
    failed = defaultdict(set)
    for finding in judged.findings.iter_rows(named=True):
        unknown = ": unknown" if finding["outcome"] == "unknown" else ""
        placed = finding["line_id"]
        rows = frame.index[frame["invoice_number"] == finding["invoice_number"]]
        failed[finding["clause"] + unknown].update(map(int, placed.split(", ")) if placed else rows)
    return failed


def by_schema(frame: pd.DataFrame, one) -> dict[str, set[int]]:
    try:
        one.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        return {check: set(group["index"]) for check, group in cases.groupby("check")}
    return {}


@settings(max_examples=3)  # each check of a schema judges once more
@given(made=changed_worlds(worlds(debtors=1, credit_notes=False)))
def test_the_schema_and_the_bulk_path_agree(made):
    world, _expected = made
    (deal,) = world.deals
    on = world.docs[0].fields["issue_date"]
    in_force = [
        replace(t, valid_from=FIRST, valid_to=OPEN)
        for t in deal.terms
        if t.valid_from <= on <= t.valid_to
    ]
    frame = export(world.docs)
    of_the_day = replace(agreements([replace(deal, terms=tuple(in_force))]), rules=RULES)
    try:
        bulk = by_bulk(frame, of_the_day)
    except InputError:
        assume(False)  # the amounts do not tell whether prices are gross or net
    one = schema(replace(world.agreements(), rules=RULES), deal.debtor, on=on)
    assert by_schema(frame, one) == bulk
