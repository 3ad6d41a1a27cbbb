"""The pages that a reader follows: each command runs as it is printed, each link leads somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from command import command

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "INPUTS.md", "rules/README.md", "sample_data/README.md")
LINKED = (*PAGES, "CHANGELOG.md", "rules/CLAUSES.md", "benchmarks/RESULTS.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(checker [^`]+)`")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
# Words of a reader's own, and a server that nobody has here.
PLACEHOLDER = re.compile(r"\b[A-Z]{4,}\b|\.\.\.|postgresql://")
SUBCOMMANDS = ("check", "gate", "read", "rules")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def printed(page: str) -> list[str]:
    """The commands of a page that say whole what is to be typed."""
    blocks = [block.replace("\\\n", " ") for _, block in FENCE.findall(text(page))]
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    prose = FENCE.sub("", text(page))
    found = [*lines, *(" ".join(each.split()) for each in INLINE.findall(prose))]
    commands = [line.partition("&&")[0] for line in found if line.startswith("checker ")]
    whole = [each for each in commands if not PLACEHOLDER.search(each)]
    return [each for each in whole if len(words(each)) > 1 and words(each)[0] in SUBCOMMANDS]


def words(line: str) -> list[str]:
    return shlex.split(line, comments=True)[1:]


ALL = list(dict.fromkeys((tuple(words(each)), each) for page in PAGES for each in printed(page)))
COMMANDS = list(dict(ALL).items())


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A working folder with every file that the pages name, each of few rows."""
    desk = tmp_path_factory.mktemp("desk")
    few = shutil.ignore_patterns("[2-4]*.yaml", "50[0-5]*.yaml")  # each kind takes its time
    shutil.copytree(ROOT / "rules", desk / "rules", ignore=few)
    sample = ROOT / "sample_data"
    shutil.copytree(sample / "einvoices", desk / "sample_data/einvoices")
    shutil.copytree(sample / "einvoices", desk / "out/2026-01")
    shutil.copy(sample / "einvoices/265060101-50601.xml", desk / "invoice.xml")
    audit = ROOT / "tests/read/audit/xaf-3.2.xaf"
    (desk / "audit-files/2026").mkdir(parents=True)
    for name in ("2026.xaf", "audit-files/2026/2026-01.xaf"):
        shutil.copy(audit, desk / name)
    for name in ("deliveries.csv", "orders.csv"):
        for folder in ("", "sample_data"):
            shutil.copy(sample / name, desk / folder / name)
    rows = pl.read_csv(sample / "invoices.csv", separator=";", infer_schema=False)[::200]
    for name in ("export.csv", "invoice.csv", "sample_data/invoices.csv"):
        rows.write_csv(desk / name, separator=";")
    pl.read_parquet(sample / "invoices.parquet")[::200].write_parquet(desk / "export.parquet")
    _workbook(rows, desk / "invoices.xlsx")
    _workbook(
        pl.read_csv(desk / "orders.csv", separator=";", infer_schema=False), desk / "orders.xlsx"
    )
    _two_files(rows, desk)
    _database(desk)
    (desk / "export.control").write_text("count: 1\n", encoding="utf-8")
    return desk


def _workbook(rows: pl.DataFrame, path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    for row in (rows.columns, *rows.iter_rows()):
        book.active.append(row)
    book.save(path)


def _two_files(rows: pl.DataFrame, desk: Path) -> None:
    of_line = ["Regel", "Artikelnr.", "Omschrijving", "Aantal", "Prijs", "Bedrag excl."]
    rows.select("Factuurnummer", *of_line).write_csv(desk / "lines.csv", separator=";")
    of_invoice = ["Factuurnummer", "Factuurdatum", "Debiteurnummer", "Valuta"]
    invoices = rows.select(of_invoice).unique(maintain_order=True)
    invoices.write_csv(desk / "invoices.csv", separator=";")


def _database(desk: Path) -> None:
    """An SQLite file with the tables of the query that INPUTS.md prints, and that query."""
    (query,) = (block for kind, block in FENCE.findall(text("INPUTS.md")) if kind == "sql")
    yesterday = "date('now', '-1 day')"
    assert yesterday in query
    query = query.replace("current_date - 1", yesterday)
    (desk / "lines.sql").write_text(query, encoding="utf-8")
    (desk / "deliveries.sql").write_text(
        'SELECT debtor AS "Debiteur", note AS "Pakbon", item AS "Artikel" FROM deliveries',
        encoding="utf-8",
    )
    with sqlite3.connect(desk / "sales.db") as sales:
        sales.executescript("""
            CREATE TABLE invoices (invoice_id, number, issued, debtor);
            CREATE TABLE invoice_lines (invoice_id, position, item, quantity, price, amount);
            CREATE TABLE deliveries (debtor, note, item);
            INSERT INTO invoices VALUES (1, '2601', date('now', '-1 day'), '10023');
            INSERT INTO invoice_lines VALUES (1, 1, '101020', 2, 1.50, 3.00);
            INSERT INTO deliveries VALUES ('10023', 'P1', '101020');
        """)
    sales.close()


@pytest.mark.parametrize(
    "typed", [given for given, _ in COMMANDS], ids=[" ".join(given) for given, _ in COMMANDS]
)
def test_a_command_runs_as_it_is_printed(typed, desk, monkeypatch):
    monkeypatch.setenv("CHECKER_CACHE", str(desk / "cache"))  # else each loads all agreements
    here = [word.replace("/var/erp", str(desk)) for word in typed]
    done = command(*here, cwd=desk)
    # Amounts of a control figure in a page are not those of these rows.
    expected = {4} if "--control" in here else {0, 1, 3}
    assert done.returncode in expected, done.stderr
    assert not done.stderr.startswith("Usage")
    if "--output" in here:
        assert (desk / here[here.index("--output") + 1]).is_file()


def test_the_commands_are_found():
    assert len(COMMANDS) > 20
    assert ("check", "sample_data/einvoices") in dict(COMMANDS)


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", LINKED)
def test_links_lead_somewhere(page):
    broken = []
    for link in LINK.findall(FENCE.sub("", text(page))):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(link)
    assert broken == []
