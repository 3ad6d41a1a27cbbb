"""Several processes read what one reads, to the letter; one that breaks down is told of."""

from __future__ import annotations

import os
import signal

import pytest
from einvoices import CII, UBL, changed
from pypdf import PdfWriter

from checker.errors import InputError
from checker.read import collected, folder, workers
from checker.read.einvoice import reading

FILES = 23
PARTS = ("rows", "rejected", "files", "totals", "notes", "sha256", "rows_read", "data_rows")
MANY = "checker.read.workers._processors"


def pdf(path, text):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("factur-x.xml", text.encode())
    writer.write(path)


@pytest.fixture
def many(tmp_path):
    """Invoices, one in four a copy of an earlier one, one broken, one with an odd price."""
    for number in range(FILES):
        text = UBL if number % 4 == 0 else changed(UBL, ("F2601", f"F{number:04}"))
        (tmp_path / f"{number:02}.xml").write_text(text, encoding="utf-8")
    (tmp_path / "05.xml").write_text(UBL[:900], encoding="utf-8")
    (tmp_path / "06.xml").write_text(changed(UBL, ("F2601", "F6"), (">30.00<", ">30.0000001<")))
    (tmp_path / "07.xml").write_text(UBL[:900], encoding="utf-8")
    (tmp_path / "08.txt").write_text("Facturen", encoding="utf-8")
    (tmp_path / "30.xml").write_text(CII, encoding="utf-8")
    pdf(tmp_path / "31.pdf", CII)
    pdf(tmp_path / "32.pdf", changed(CII, ("F2601", "F32")))
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    """Batches so small that a few files make many of them."""
    monkeypatch.setattr(collected, "MOST_FILES", 2)
    monkeypatch.setattr(workers, "ALONE", 1)


def read_by(processes, path, monkeypatch):
    monkeypatch.setattr(MANY, lambda: processes)
    return reading("invoices", folder.files(path))


@pytest.mark.usefixtures("small")
def test_the_number_of_processes_makes_no_difference(many, monkeypatch):
    alone = read_by(1, many, monkeypatch)
    together = read_by(2, many, monkeypatch)
    for part in PARTS:
        one, other = getattr(alone, part), getattr(together, part)
        assert one.equals(other) if hasattr(one, "equals") else one == other, part
    assert alone.rejected["reason"].value_counts(name="n").sort("reason").rows() == [
        ("read.broken_xml", 2),
        ("read.no_xml", 1),
        ("read.same_file", 6),  # five copies, and the PDF with the XML that stands beside it
    ]


def test_the_size_of_the_batches_makes_no_difference(many, monkeypatch):
    alone = read_by(1, many, monkeypatch)
    monkeypatch.setattr(collected, "MOST_FILES", 1)
    singly = read_by(1, many, monkeypatch)
    assert alone.rows.equals(singly.rows)
    assert alone.rejected.equals(singly.rejected)


def test_few_files_start_no_process(many, monkeypatch):
    monkeypatch.setattr(workers, "in_parallel", None)
    assert read_by(8, many, monkeypatch).rows.height > FILES


@pytest.mark.usefixtures("small")
def test_a_process_that_is_killed_is_an_error_and_no_wait(many, monkeypatch):
    begin = workers._Worker.__init__

    def killed(self):
        begin(self)
        os.kill(self.process.pid, signal.SIGKILL)

    monkeypatch.setattr(workers._Worker, "__init__", killed)
    with pytest.raises(InputError) as told:
        read_by(2, many, monkeypatch)
    assert told.value.message.key == "read.worker_ended"
    assert told.value.message.values["code"] == -signal.SIGKILL
    assert told.value.message.values["first"] == "00.xml"


@pytest.mark.usefixtures("small")
def test_processes_end_with_the_one_that_started_them(many, monkeypatch):
    team = []
    begin = workers._Worker.__init__

    def noted(self):
        begin(self)
        team.append(self.process)

    monkeypatch.setattr(workers._Worker, "__init__", noted)
    monkeypatch.setattr(MANY, lambda: 2)
    found = collected.Collected()
    parts = workers.parts(found.batches(folder.files(many)), "invoices")
    found.add(next(parts))
    parts.close()  # as Ctrl-C does
    assert [process.poll() for process in team] == [-signal.SIGKILL] * 2
