"""Damage at any place of an invoice ends in rows or in one message, and never in anything else."""

from __future__ import annotations

import re

import pytest
from einvoices import CII, OLD, UBL

from checker.read import einvoice
from checker.read.folder import inside

SAMPLES = {"ubl": UBL, "cii": CII, "zugferd-1": OLD}
EACH = pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())


def outcomes(whole, damaged):
    """The reasons of refusals; "" where one was read. The whole file is read along."""
    texts = {whole: None} | dict.fromkeys(damaged)
    files = [file for at, text in enumerate(texts) for file in inside(f"{at}.xml", text.encode())]
    reading = einvoice.reading("invoices", files)
    assert reading.rows_read == reading.rows.height + reading.rejected.height
    read = {*reading.rows["source_file"]}
    assert read.isdisjoint(reading.rejected["source_file"])
    assert len(read) + reading.rejected.height == len(files)
    return {*reading.rejected["reason"], *([""] if len(read) > 1 else [])}


def leaves(text: str) -> list[re.Match]:
    return list(re.finditer(r"<([\w:]+)(?: [^<>]*)?>([^<>]+)</\1>", text))


@EACH
@pytest.mark.parametrize("value", ["x", "", "-1", "1e5", "NaN", "9" * 30, "0"])
def test_any_value_in_any_field(text, value):
    found = leaves(text)
    damaged = (text[: at.start(2)] + value + text[at.end(2) :] for at in found)
    assert len(found) >= 30
    assert "" in outcomes(text, damaged)


@EACH
def test_any_field_left_out_or_there_twice(text):
    found = leaves(text)
    gone = [text[: at.start()] + text[at.end() :] for at in found]
    twice = [text[: at.end()] + at[0] + text[at.end() :] for at in found]
    assert "" in outcomes(text, gone + twice)


@EACH
def test_cut_off_anywhere(text):
    whole = text.rstrip()
    damaged = [whole[:at] for at in range(60, len(whole) - 1, len(whole) // 150)]
    assert outcomes(text, damaged) == {"read.broken_xml"}
