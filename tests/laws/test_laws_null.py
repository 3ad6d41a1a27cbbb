"""A null never yields holds or violated for a clause that reads it, and every row is counted."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from changed import changed_worlds
from deals import CLASSES
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reckoning import Doc
from world import World, charge_row, worlds

from checker import judge
from checker.clause import name
from checker.clauses import BY_NAME
from checker.invoice import REJECTED, columns

# A fact is not known where the columns that it is worked out from are not. Not here: what no
# row can be without (invoice number, issue date), and duplicate_of, which is "" for none.
NOTHING = {
    "effective_price": {"item_net_price": None, "line_net_amount": None},
    "effective_discount": {"item_net_price": None, "line_net_amount": None},
    "list_price": {"seller_item_id": None},
    "list_currency": {"currency": "USD"},
    "list_unit": {"unit_code": "KGM"},
    "basis_amount": {"line_net_amount": None},
}
NEVER_NULL = ("invoice_number", "duplicate_of")
# What `deals` draws; the laws for every kind are in test_laws_every_kind.
DRAWN = (
    "document_duplicate", "line_arithmetic", "price_net_list", "discount_line", "charge_forbidden",
    "charge_fixed", "charge_free_from", "payment_due_date", "reference_purchase_order",
)  # fmt: skip
KINDS = [BY_NAME[kind] for kind in DRAWN]
READS = [(kind, column) for kind in KINDS for column in kind.READS if column not in NEVER_NULL]
ANCHORED = [kind for kind in KINDS if "anchor" in kind.Params.model_fields]


def without(doc: Doc, nothing: dict) -> Doc:
    """The invoice with nothing in these columns, wherever they are."""

    def of(frame: str) -> dict:
        return {c: value for c, value in nothing.items() if c in columns(frame)}

    return replace(
        doc,
        fields=doc.fields | of("documents"),
        lines=[replace(line, row=line.row | of("lines")) for line in doc.lines],
        charges=[row | of("charges") for row in doc.charges],
    )


def charged(doc: Doc) -> Doc:
    """The invoice with a charge of one class on every line."""
    charges = [charge_row(line, CLASSES[0], Decimal(0)) for line in doc.lines]
    return replace(doc, charges=[*doc.charges, *charges])


def check(world: World, docs: list[Doc], kind) -> tuple[dict, set[str]]:
    """The counts of a kind, and the reasons of its findings."""
    judged = judge.check(replace(world, docs=tuple(docs)).invoices(), world.agreements())
    counts = judged.coverage.per_clause().row(
        by_predicate=pl.col("clause") == name(kind), named=True
    )
    return counts, set(judged.findings.filter(pl.col("clause") == name(kind))["reason"])


@pytest.mark.parametrize(
    ("kind", "column"), READS, ids=[f"{name(kind)}: {column}" for kind, column in READS]
)
@settings(max_examples=4)
@given(data=st.data())
def test_a_null_is_neither_good_nor_bad(kind, column, data):
    world = data.draw(worlds(debtors=1, most=2, credit_notes=False, always=name(kind)))
    docs = [without(charged(doc), NOTHING.get(column, {column: None})) for doc in world.docs]
    counts, reasons = check(world, docs, kind)
    assert (counts["holds"], counts["violated"]) == (0, 0)
    assert counts["unknown"] == counts["bound"]
    # Without a quantity a discount that stands as an amount is not known either.
    emptied = NOTHING.get(column, {})
    assert reasons <= {f"missing:{c}" for c in (column, kind.STATED, *emptied)}
    assert reasons or not _asked(world, kind)


def _asked(world: World, kind) -> bool:
    """Does the clause ask something of every invoice? Not below a limit with nothing under it."""
    settled = name(kind) == "discount_line" and world.deals[0].has("price_net_list")
    small = any(
        t.kind == name(kind) and t.params.get("below", 0) is None for t in world.deals[0].terms
    )
    return not settled and not small


@pytest.mark.parametrize("kind", ANCHORED, ids=name)
@settings(max_examples=4)
@given(data=st.data())
def test_without_its_date_no_clause_is_picked(kind, data):
    world = data.draw(worlds(debtors=1, most=2, credit_notes=False, always=name(kind)))
    (anchor,) = {t.params["anchor"] for t in world.deals[0].terms if t.kind == name(kind)}
    assume(anchor != "issue_date")  # no invoice is without it
    counts, reasons = check(
        world, [without(charged(doc), {anchor: None}) for doc in world.docs], kind
    )
    assert (counts["holds"], counts["violated"]) == (0, 0)
    assert counts["unknown"] == counts["bound"] > 0
    assert reasons == {f"missing:anchor:{anchor}"}


@given(made=changed_worlds(worlds(), most=2), data=st.data())
def test_every_row_is_checked_or_not_checkable_or_rejected(made, data):
    world, _expected = made
    column = data.draw(
        st.sampled_from(["line_net_amount", "order_date", "item_net_price", "vat_rate"])
    )
    docs = [without(doc, {column: None}) if data.draw(st.booleans()) else doc for doc in world.docs]
    invoices = replace(world, docs=tuple(docs)).invoices()
    amounts = data.draw(st.lists(st.none() | st.decimals(-99, 99, places=2), max_size=3))
    rejected = [{"source_row": n, "line_net_amount": a} for n, a in enumerate(amounts)]
    invoices = replace(
        invoices,
        rejected=pl.DataFrame(rejected, schema=REJECTED),
        rows_read=invoices.rows_read + len(rejected),
    )
    judged = judge.check(invoices, world.agreements())
    parts = {part: (rows, amount) for part, rows, amount in judged.coverage.accounting().rows()}
    assert parts["read"] == tuple(
        sum(values) for values in zip(*(parts[p] for p in PARTS), strict=True)
    )
    assert parts["read"][0] == invoices.rows_read
    unknown = judged.findings.filter(pl.col("outcome") == "unknown")
    lines = set(unknown["line_key"]) - {None}
    whole = set(unknown.filter(pl.col("line_key").is_null())["document_key"])
    rows, amount = 0, Decimal(0)
    key = 0
    for place, doc in enumerate(docs):
        for line in doc.lines:
            if key in lines or place in whole:
                rows, amount = rows + 1, amount + (line.row["line_net_amount"] or 0)
            key += 1
        for charge in doc.charges if place in whole else ():
            rows, amount = rows + 1, amount + charge["charge_amount"]
    assert parts["not_checkable"] == (rows, amount)


PARTS = ("checked", "not_checkable", "rejected")
