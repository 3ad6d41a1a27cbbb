"""Worlds with errors in them, and the findings that they must lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from changes import CHANGES, Expected, as_made
from hypothesis import strategies as st

if TYPE_CHECKING:
    from reckoning import Doc
    from world import World


def changeable(world: World) -> list[int]:
    """Documents that may be changed: a credit note has to repeat what its original states."""
    return [
        place
        for place, doc in enumerate(world.docs)
        if not any(_refers(other, doc) for other in world.docs)
    ]


@st.composite
def changed_worlds(draw, worlds, *, most: int = 1) -> tuple[World, list[Expected]]:
    """A world with up to `most` changes per document, and the findings that they must lead to."""
    world: World = draw(worlds)
    docs, expected = list(world.docs), []
    for place in changeable(world):
        made: list[Expected] = []
        for _ in range(draw(st.integers(0, most))):
            first = draw(st.integers(0, len(CHANGES) - 1))
            for change in (*CHANGES[first:], *CHANGES[:first]):
                trial = docs[place].twin()
                found = change(draw, trial)
                if found and not_yet(found, made) and as_made(trial, [*made, found]):
                    docs[place] = trial
                    made.append(found)
                    break
        expected += made
    return replace(world, docs=tuple(docs)), expected


def not_yet(found: Expected, made: list[Expected]) -> bool:
    return all((e.clause, e.place) != (found.clause, found.place) for e in made)


@st.composite
def doubled_worlds(draw, worlds) -> tuple[World, list[Expected]]:
    """A world in which some invoices are made twice, and the findings that it must lead to.

    The second one has another number, or the number of the first and other content. An order
    that stands on two invoices is not judged by its value, so deals that ask for the value of
    an order or a delivery are left out.
    """
    world: World = draw(worlds)
    docs, expected = list(world.docs), []
    for doc in world.docs:
        if _looks_at_parts(doc) or not draw(st.booleans()):
            continue
        twice = doc.twin()
        same_number = draw(st.booleans())
        if same_number:
            twice.fields["invoice_number"] = draw(
                st.sampled_from([f" 00{doc.number.lower()}", doc.number])
            )
            for line in twice.lines:
                line.row["sales_order_reference"] += "-again"
            for row in twice.charges:
                row["sales_order_reference"] += "-again"
        else:
            twice.fields["invoice_number"] = f"{doc.number}-2"
        docs.append(twice)
        term = doc.deal.term("document_duplicate", twice.dates())
        credited = any(_refers(other, doc) for other in world.docs) and not doc.credit
        if term is not None and (same_number or not credited):
            expected.append(
                Expected("document_duplicate", twice.number, None, twice.number, "", twice.total)
            )
    return replace(world, docs=tuple(docs)), expected


def _looks_at_parts(doc: Doc) -> bool:
    return any(t.params.get("scope", "invoice") != "invoice" for t in doc.deal.terms)


def _refers(credit: Doc, doc: Doc) -> bool:
    reference = credit.fields.get("preceding_invoice_reference") or ""
    return reference.upper().replace(" ", "").lstrip("0") == doc.number
