"""A short slice of `make fuzz`, always the same files, in this very process."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import seeds
from money import come_to
from worker import attempt, chance_of

SEED = 1
FILES = {"sqlite": 4, "xls": 2, "ods": 2, "xlsx": 4, "zip": 4, "pdf": 4, "text": 15}
"""How many of a format; 10 of any other."""
MIXED = {"text", "xml"}  # of these some are read and some are refused


@pytest.mark.parametrize("reader", [name for name in seeds.READERS if seeds.READERS[name].files()])
def test_damaged_files_are_read_or_refused(reader, tmp_path):
    failed, outcomes = {}, []
    for number in range(FILES.get(reader, 10)):
        told = attempt(reader, seeds.made(reader, chance_of(reader, SEED, number)), tmp_path)
        outcomes.append(told["outcome"])
        if told["failed"]:
            failed[number] = told["failed"]
    assert not failed
    assert len(set(outcomes)) > 1 or reader not in MIXED


def test_the_plain_reader_of_money_finds_the_totals_that_invoices_state():
    found = [come_to(data) for data in seeds.invoices()]
    stated = [
        re.search(rb"(?:TaxBasisTotal|TaxExclusive)Amount[^>]*>([0-9.]+)<", data)[1].decode()
        for data in seeds.invoices()
    ]
    assert found == [Decimal(amount) for amount in stated]


def test_the_same_number_is_the_same_file():
    for reader in seeds.READERS:
        if seeds.READERS[reader].files():
            one, other = (seeds.made(reader, chance_of(reader, SEED, 3)) for _ in range(2))
            assert one == other, reader
