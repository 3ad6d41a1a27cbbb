"""A line costs the same in a long invoice as in a short one: counted in calls, not in seconds."""

from __future__ import annotations

import cProfile
import pstats

import pytest
from einvoices import CII

from benchmarks import ubl
from checker.read.einvoice import reading
from checker.read.folder import inside

ITEM = "<ram:IncludedSupplyChainTradeLineItem>"
BEFORE, FIRST, AFTER = CII.split(ITEM, 2)


def of_cii(lines: int) -> str:
    return BEFORE + (ITEM + FIRST) * lines + ITEM + AFTER


def of_ubl(lines: int) -> str:
    return ubl.invoice(1, lines)


def calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.runcall(reading, "invoice", inside("invoice.xml", text.encode()))
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("invoice", [of_ubl, of_cii])
def test_the_next_hundred_lines_cost_what_the_first_did(invoice):
    calls(invoice(10))  # what is kept from now on
    first, second, third = (calls(invoice(lines)) for lines in (50, 150, 250))
    assert third - second == pytest.approx(second - first, rel=0.05)


def test_invoices_of_the_benchmark_add_up():
    found = reading("invoice", inside("invoice.xml", ubl.invoice(7, 40).encode()))
    assert found.rows.height == 41
    assert found.totals.height >= 5
    assert found.totals["stated"].equals(found.totals["computed"])
