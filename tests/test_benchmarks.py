"""A tiny benchmark: the product and its two peers find what was put in, row by row."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks import findings, measure, ours, peer_duckdb, peer_polars, readers, ubl
from benchmarks.documents import KINDS
from benchmarks.generate import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("benchmark")
    generate(made, lines=2_000, debtors=20)
    return made


@pytest.fixture(scope="module")
def truth(folder):
    return findings.read(folder / "truth.parquet")


def test_errors_of_every_kind_are_put_in(folder, truth):
    lines = pl.read_parquet(folder / "invoices.parquet").height
    assert 1_950 < lines <= 2_000
    assert set(truth["kind"]) == set(KINDS)
    assert 0.01 < truth.height / lines < 0.03


@pytest.mark.parametrize("run", [ours.run, peer_polars.run, peer_duckdb.run])
def test_every_contender_finds_exactly_these(run, folder, truth):
    output = folder / f"{run.__module__}.parquet"
    run(folder, output)
    assert findings.difference(findings.read(output), truth) == ""


def test_a_difference_is_told(truth):
    assert findings.difference(truth.tail(-1), truth).startswith(f"{truth.height - 1} rows")


def test_the_same_seed_makes_the_same_input(folder, tmp_path):
    generate(tmp_path, lines=2_000, debtors=20)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.parent != folder):
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes()
    again = pl.read_parquet(tmp_path / "invoices.parquet")
    assert again.equals(pl.read_parquet(folder / "invoices.parquet"))


def test_the_memory_of_a_process_is_its_own_whoever_starts_it():
    held = bytearray(b"x") * (200 << 20)
    figures, told = measure.run("-c", "print('told')")
    assert (told, len(held) >> 20) == ("told\n", 200)
    assert 5 < figures["memory"] < 60


def test_invoices_for_reading_are_valid_by_the_schematron(tmp_path):
    pytest.importorskip("saxonche")
    ubl.write(tmp_path / "many", files=2, lines=10)
    for told in readers.schematron(tmp_path / "many")():
        assert told.count("fired-rule") > 100
        assert "failed-assert" not in told
