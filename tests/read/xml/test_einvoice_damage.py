"""Damage at any place of an invoice ends in rows or in one message, and never in anything else."""

from __future__ import annotations

import re

import pytest
from einvoices import CII, OLD, UBL

from checker.errors import InputError
from checker.read import einvoice
from checker.read.folder import inside

SAMPLES = {"ubl": UBL, "cii": CII, "zugferd-1": OLD}
EACH = pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())


def outcome(text: str) -> str:
    """The reason of a refusal; "" where the file was read."""
    try:
        reading = einvoice.reading("invoice", inside("invoice.xml", text.encode()))
    except InputError as error:
        return error.message.values["reason"].key
    assert reading.rows.height == reading.rows_read > 0
    return ""


def leaves(text: str) -> list[re.Match]:
    return list(re.finditer(r"<([\w:]+)(?: [^<>]*)?>([^<>]+)</\1>", text))


@EACH
@pytest.mark.parametrize("value", ["x", "", "-1", "1e5", "NaN", "9" * 30, "0"])
def test_any_value_in_any_field(text, value):
    found = leaves(text)
    reasons = {outcome(text[: at.start(2)] + value + text[at.end(2) :]) for at in found}
    assert len(found) >= 30
    assert "" in reasons


@EACH
def test_any_field_left_out_or_there_twice(text):
    for at in leaves(text):
        outcome(text[: at.start()] + text[at.end() :])
        outcome(text[: at.end()] + at[0] + text[at.end() :])


@EACH
def test_cut_off_anywhere(text):
    whole = text.rstrip()
    reasons = {outcome(whole[:at]) for at in range(60, len(whole) - 1, len(whole) // 150)}
    assert reasons == {"read.broken_xml"}
