"""SQLite: values without declared types, read as those of an export."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal

import pytest
from databases_server import RULES

from checker.errors import InputError

HEADS = "Factuurnummer, Factuurdatum, Debiteurnummer, Artikelnr, Aantal, Prijs, Bedrag"


@pytest.fixture
def database(tmp_path):
    """A database with rows of SQL values below the usual headings, and its address."""

    def made(*rows):
        path = tmp_path / "erp.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"CREATE TABLE lines ({HEADS})")
            for row in rows:
                connection.execute(f"INSERT INTO lines VALUES ({row})")  # noqa: S608
        return f"sqlite:///{path}"

    return made


def test_dates_are_text_and_numbers_are_numbers(database, reading):
    url = database(
        "26001, '2026-01-15', 10023, '100200', 10, 60.1, 601",
        "'26001', '2026-01-15', '10023', 8711234567890, 3, 0.1, 0.3",
        "'26002', '2026-01-16', 10023, 'A-1', 1, 100, 100",
    )
    rows = reading(url, "select * from lines").rows
    assert rows["source_row"].to_list() == [1, 2, 3]
    assert rows["invoice_number"].to_list() == ["26001", "26001", "26002"]
    assert rows["debtor"].to_list() == ["10023", "10023", "10023"]
    assert rows["seller_item_id"].to_list() == ["100200", "8711234567890", "A-1"]
    prices = [Decimal("60.1"), Decimal("0.1"), Decimal(100)]
    assert rows["item_net_price"].to_list() == prices  # no 0.1000000000000000055
    assert [str(day) for day in rows["issue_date"]] == ["2026-01-15", "2026-01-15", "2026-01-16"]


def test_numbers_as_text_have_a_decimal_sign_that_is_proven(database, reading):
    url = database(
        "'26001', '15-01-2026', '10023', 'A', '10', '1.060,10', '10.601,00'",
        "'26001', '15-01-2026', '10023', 'B', 2, 3, 6",
    )
    rows = reading(url, "select * from lines").rows
    assert rows["line_net_amount"].to_list() == [Decimal(10601), Decimal(6)]


def test_a_cell_that_is_no_number_sets_its_row_apart(database, reading):
    url = database(
        "'26001', '2026-01-15', '10023', 'A', 1, 1, 'onbekend'",
        "'26001', '2026-01-15', '10023', 'B', 1, 1, 1",
    )
    found = reading(url, "select * from lines")
    assert found.rejected.row(0)[:3] == (1, "read.bad_number", "Bedrag: onbekend")
    assert (found.rows_read, found.rows.height) == (2, 1)


def test_an_unfit_column_is_refused_only_if_it_is_used(database, reading):
    url = database("'26001', '2026-01-15', '10023', x'00ff', 1, 1, 1")
    with pytest.raises(InputError) as error:
        reading(url, "select * from lines")
    assert "column Artikelnr is of type bytes, which is no text, number or date" in str(error.value)
    assert 'Say in the query what is meant: cast("Artikelnr" as text)' in str(error.value)
    others = HEADS.replace("Artikelnr", "Artikelnr as Blob")
    assert reading(url, f"select {others} from lines").rows.height == 1  # noqa: S608


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select * from nope", "no such table: nope"),
        ("with x as (select 1) delete from lines", "would change sqlite://"),
        ("select *, Aantal as Prijs from lines", "these columns stand in it twice: Prijs"),
        (
            "select * from lines where Aantal > 99",
            "erp.db query: the query gives no rows with data",
        ),
        ("select Aantal from lines", "no row of headings"),
    ],
)
def test_a_query_that_cannot_be_used_says_why(database, reading, query, message):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    with pytest.raises(InputError) as error:
        reading(url, query)
    assert message in str(error.value)
    assert reading(url, "select * from lines").rows.height == 1  # nothing was changed


def test_a_file_that_is_not_there_is_not_made(tmp_path, reading):
    with pytest.raises(InputError, match="there is no such file"):
        reading(f"sqlite:///{tmp_path}/new.db", "select 1")
    assert not list(tmp_path.iterdir())
    (tmp_path / "text.db").write_text("Factuurnummer;Bedrag\n" * 99)
    with pytest.raises(InputError, match=r"as an SQLite database\. .* file is not a database"):
        reading(f"sqlite:///{tmp_path}/text.db", "select * from lines")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://erp.example/lines.csv", "no database of this kind is known"),
        ("nosql://erp/sales", "no database of this kind is known"),
        ("oracle+oracledb://erp/sales", "the driver oracledb of this database is not installed"),
        ("postgresql://bob:s3@cret@erp/sales", "There is an @ too many"),
        ("postgresql://erp:port/sales", "is no address of a database"),
        ("sqlite://", "sqlite:// names no file"),
        ("sqlite://sales.db", "sqlite://sales.db names no file"),
        ("sqlite:///:memory:", "sqlite:///:memory: names no file"),
        (f"sqlite:///{__file__}?mode=rw", "takes one option, the whole seconds to wait"),
        (f"sqlite:///{__file__}?timeout=long", "Found: long"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(reading, url, message):
    with pytest.raises(InputError) as error:
        reading(url, "select 1 as a")
    assert message in str(error.value)
    assert "cret" not in str(error.value)


def test_batches_and_types_that_differ_between_them_are_one_table(database, reading, monkeypatch):
    monkeypatch.setattr("checker.read.database.BATCH", 2)
    url = database(
        "26001, '2026-01-15', 10023, 1, 1, 1, 1",
        "26001, '2026-01-15', 10023, 2, 1, null, 1",
        "26001, '2026-01-15', 10023, 3, 1, 2.5, 2.5",
        "26001, '2026-01-15', 10023, 90071992547409931, 1, '3', 3.0",
        "26001, '2026-01-15', 10023, 'A', 1, 4, 4",
    )
    found = reading(url, "select * from lines")
    assert found.rows["seller_item_id"].to_list() == ["1", "2", "3", "90071992547409931", "A"]
    assert found.rows["item_net_price"].to_list() == [1, None, Decimal("2.5"), 3, 4]


@pytest.mark.parametrize("option", ["headers", "lines", "conditions"])
def test_files_beside_the_input_are_for_files(database, reading, tmp_path, option):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    with pytest.raises(InputError, match=f"--{option} is for files. Join the tables in the query"):
        reading(url, "select * from lines", **{option: tmp_path / "x.csv"})


def test_a_file_needs_no_driver_of_a_database(tmp_path):
    file = tmp_path / "invoices.csv"
    file.write_text("Factuurnummer;Factuurdatum;Debiteur;Bedrag\n1;2026-01-15;10023;1\n")
    code = "import sys; from checker.cli import cli; cli(sys.argv[1:], standalone_mode=False); "
    code += "print(sorted({'sqlalchemy', 'psycopg'} & set(sys.modules)))"
    words = [sys.executable, "-c", code, "check", str(file), "--rules", str(RULES), "-q"]
    done = subprocess.run(words, capture_output=True, check=True, encoding="utf-8", cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_it_says_what_to_install(database, reading, monkeypatch):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(InputError, match=r"pip install 'checker\[database\]'"):
        reading(url, "select * from lines")


def test_agreements_are_held_against_the_debtors_of_a_query(database, checker, tmp_path):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    (tmp_path / "lines.sql").write_text("select * from lines")
    words = ("rules", "lint", "--rules", RULES, "--on", "2026-06-01", "--invoices", url)
    code, said = checker(*words, "--query", tmp_path / "lines.sql")
    assert code == 0, said
    assert "10031-waddentechniek.yaml:1:" in said
    assert "10023-terpstra-wold.yaml" not in said
    code, said = checker(*words)
    assert (code, "--query FILE.sql" in said) == (2, True)


def test_a_damaged_file_is_not_read(database, reading, tmp_path):
    url = database(*["'26001', '2026-01-15', '10023', 'A', 1, 1, 1"] * 500)
    path = tmp_path / "erp.db"
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:8192] + b"\xff" * (len(whole) - 8192)):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="the file of the database is damaged"):
            reading(url, "select * from lines")


def test_a_damaged_name_of_a_column_is_damage_too(database, reading, tmp_path):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    path = tmp_path / "erp.db"
    whole = path.read_bytes()
    name = HEADS.partition(",")[0].strip().split()[0].encode()
    path.write_bytes(whole.replace(name, b"\xee" + name[1:]))
    with pytest.raises(InputError, match="the file of the database is damaged"):
        reading(url, "select * from lines")


def test_a_file_that_is_being_written_is_waited_for(database, reading, tmp_path):
    url = database("'26001', '2026-01-15', '10023', 'A', 1, 1, 1")
    with closing(sqlite3.connect(tmp_path / "erp.db")) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match="another program is writing in it"):
            reading(f"{url}?timeout=0", "select * from lines")


def test_without_the_library_of_psycopg_it_names_the_extra(reading, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError, match=r"pip install 'checker\[database\]'"):
        reading("postgresql://erp/sales", "select 1 as a")
