"""PostgreSQL for real: types, exact numbers, errors, and passwords that nobody gets to see."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from databases_server import DATES, IN_URL, NUMBERS, RULES, SECRET

from checker import check, load_agreements
from checker.errors import InputError
from checker.read import ReadOptions

CELLS = {
    "Factuurnummer": "'26001'",
    "Factuurdatum": "date '2026-01-15'",
    "Debiteurnummer": "'10023'",
    "Artikelnr": "'100200'",
    "Aantal": "1",
    "Bedrag": "2.5",
}


def row(**changed):
    """A query that gives one row, each cell as it stands in SQL."""
    return "select " + ", ".join(f'{sql} as "{name}"' for name, sql in (CELLS | changed).items())


@pytest.fixture(scope="module")
def lines(server, typed):
    """The table of sample invoices; `app` may read it and nothing else."""
    columns = ", ".join(
        f'"{n}" {"date" if n in DATES else "numeric" if n in NUMBERS else "text"}'
        for n in typed.columns
    )
    with server.connect() as connection:
        connection.execute(f"CREATE TABLE lines ({columns})")
        with connection.cursor().copy("COPY lines FROM STDIN") as copy:
            for row in typed.iter_rows():
                copy.write_row(row)
        connection.execute("GRANT SELECT ON lines TO app; CREATE TABLE salaries (amount money)")
    return server


@pytest.mark.parametrize(
    ("value", "field", "read"),
    [
        ("12.50::numeric(12,2)", "Bedrag", Decimal("12.5")),
        (
            "123456789012.123456::numeric",
            "Bedrag",
            Decimal("123456789012.123456"),
        ),
        ("25::numeric / 2", "Bedrag", Decimal("12.5")),  # 12.5000000000000000
        ("0.1::double precision", "Bedrag", Decimal("0.1")),
        ("0.1::real", "Bedrag", Decimal("0.1")),
        ("'$1,234.50'::money::numeric", "Bedrag", Decimal("1234.5")),
        ("9007199254740993::bigint", "Artikelnr", "9007199254740993"),
        ("10023::numeric", "Artikelnr", "10023"),
        ("'ab'::char(9)", "Artikelnr", "ab"),
        ("'\u00fc \"x\", y' || chr(10) || 'z'", "Omschrijving", '\u00fc "x", y\nz'),
        ("null::text", "Omschrijving", None),
        ("true", "Omschrijving", "true"),
        ("timestamp '2026-01-15 23:59:59.9'", "Orderdatum", date(2026, 1, 15)),
        ("'15-01-2026'", "Orderdatum", date(2026, 1, 15)),
    ],
)
def test_a_value_is_read_by_its_type(server, reading, value, field, read):
    found = reading(server.admin, row(**{field: value}))
    fields = {
        "Bedrag": "line_net_amount",
        "Artikelnr": "seller_item_id",
        "Orderdatum": "order_date",
    }
    assert found.rows[fields.get(field, "item_name")].to_list() == [read]


@pytest.mark.parametrize(
    ("value", "field", "apart"),
    [
        ("1::numeric / 3", "Bedrag", ("read.too_many_decimals", "Bedrag: 0.33333333333333333333")),
        ("'Infinity'::numeric", "Bedrag", ("read.bad_number", "Bedrag: Infinity")),
        ("1e39::numeric", "Bedrag", ("read.too_large_number", f"Bedrag: 1{'0' * 39}")),
        ("'infinity'::date", "Factuurdatum", ("read.bad_date", "Factuurdatum: infinity")),
        ("date '0044-03-15 BC'", "Factuurdatum", ("read.bad_date", "Factuurdatum: 0044-03-15 BC")),
    ],
)
def test_a_value_without_exact_meaning_sets_its_row_apart(server, reading, value, field, apart):
    query = f"{row()} union all {row(**{field: value})}"
    rejected = reading(server.admin, query).rejected
    assert rejected.select("reason", "found").rows() == [apart]


@pytest.mark.parametrize(
    ("value", "field", "advice"),
    [
        ("now()", "Factuurdatum", "cast(\"Factuurdatum\" at time zone 'Europe/Amsterdam' as date)"),
        ("'1'::money", "Bedrag", 'cast("Bedrag" as numeric)'),
        ("'{}'::json", "Artikelnr", 'cast("Artikelnr" as text)'),
        ("array['x']", "Artikelnr", 'cast("Artikelnr" as text)'),
        ("'x'::bytea", "Artikelnr", 'cast("Artikelnr" as text)'),
    ],
)
def test_a_type_that_says_too_little_is_refused_with_what_to_write(
    server, reading, value, field, advice
):
    with pytest.raises(InputError) as error:
        reading(server.admin, row(**{field: value}))
    assert f"column {field} is of type " in str(error.value)
    assert str(error.value).endswith(f"Say in the query what is meant: {advice}.")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select 1 as a,\n  2 as b\nfrom nope", 'query:3: {} cannot carry out the query. The answer was: relation "nope" does not exist'),
        ("select 1 as a) to '/tmp/x' --", 'query:1: {} cannot carry out the query. The answer was: syntax error at or near ")"'),
        (f"{row()}, 1 / 0 as x", "query: {} cannot carry out the query. The answer was: division by zero"),
        ("with x as (delete from lines returning *) select * from x", "query: the query would change {}"),
        (f"{row()}, nextval('numbers')", "query: the query would change {}"),
        (f"{row()} into copies", "query: the database gives no rows for it, not even their columns"),
        (f"{row()}, 1 as x, 2 as x", "query: these columns stand in it twice: x"),
        (f"{row()}, pg_sleep(9)::text as z", "query: {} stopped the query before its end. The answer was: canceling statement due to statement timeout"),
        (f"{row()}, case i when 9000 then pg_terminate_backend(pg_backend_pid()) end as z from generate_series(1, 99999) i", "{}: the connection was lost before all rows were there"),
    ],
)  # fmt: skip
def test_a_query_that_fails_says_where_and_why(lines, reading, query, message):
    url = lines.admin
    if "pg_sleep" in query:
        url += "&options=-c%20statement_timeout=100ms"
    with lines.connect() as connection:
        connection.execute("CREATE SEQUENCE IF NOT EXISTS numbers")
    with pytest.raises(InputError) as error:
        reading(url, query)
    assert str(error.value).startswith(message.format("postgresql:///postgres"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bob@127.0.0.1:1/sales",
        "postgresql://bob@/sales?host=/nowhere",
        "postgresql://bob@erp.invalid/sales?connect_timeout=2",
    ],
)
def test_a_server_that_does_not_answer_is_named(reading, url):
    with pytest.raises(InputError, match=r"/sales: no connection\. The answer was: "):
        reading(url, "select 1 as a")


def test_the_same_invoices_give_the_same_findings_wherever_they_stand(lines, sample, sqlite_file):
    agreements = load_agreements(RULES)
    options = {"options": ReadOptions(), "query": "select * from lines"}
    reports = [
        check(sample, agreements),
        check(f"sqlite:///{sqlite_file}", agreements, **options),
        check(lines.admin, agreements, **options),
    ]
    columns = ["finding_id", "clause", "outcome", "stated", "agreed", "difference"]
    findings = [report.result.findings.select(columns) for report in reports]
    assert findings[0].height > 10
    assert findings[1].equals(findings[0])
    assert findings[2].equals(findings[0])
    assert reports[2].provenance["input"] == "postgresql:///postgres query"
    assert reports[2].provenance["query_sha256"] == reports[1].provenance["query_sha256"]


def test_the_hash_is_that_of_the_rows_and_not_of_the_batches(server, reading, monkeypatch):
    many = row(Aantal="i", Artikelnr="'x' || i") + " from generate_series(1, 900) i"
    whole = reading(server.admin, many)
    monkeypatch.setattr("checker.read.postgres.BATCH", 10_000)
    pieces = reading(server.admin, many)
    assert pieces.sha256 == whole.sha256
    assert pieces.rows.equals(whole.rows)
    assert pieces.rows["source_row"].to_list() == list(range(1, 901))
    assert reading(server.admin, many.replace("900", "899")).sha256 != whole.sha256


PASSWORDS = {
    "in PGPASSWORD": ({"PGPASSWORD": SECRET}, ""),
    "in the variable of checker": ({"CHECKER_DATABASE_PASSWORD": SECRET}, ""),
    "in a passfile": ({"PGPASSFILE": "passfile"}, ""),
    "in the address": ({}, IN_URL),
}


@pytest.fixture
def no_passwords(monkeypatch, tmp_path):
    for name in ("PGPASSWORD", "PGPASSFILE", "CHECKER_DATABASE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    passfile = tmp_path / "passfile"
    passfile.write_text("*:*:*:app:" + SECRET.replace(":", r"\:") + "\n")
    passfile.chmod(0o600)
    query = tmp_path / "lines.sql"
    query.write_text("select * from lines\nwhere \"Factuurnummer\" < '25100010'\n")
    monkeypatch.chdir(tmp_path)
    return query


@pytest.mark.parametrize("where", PASSWORDS)
def test_a_password_opens_the_database_and_is_shown_nowhere(
    lines, checker, no_passwords, monkeypatch, where
):
    variables, in_url = PASSWORDS[where]
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    url = lines.url(in_url)
    options = ("--query", no_passwords, "--rules", RULES)
    code, verdict = checker("gate", url, *options)
    assert code in {0, 1, 3}, verdict
    told = json.loads(verdict)["provenance"]
    assert told["input"] == "postgresql:///postgres lines.sql"
    assert len(told["query_sha256"]) == len(told["input_sha256"]) == 64
    assert "postgresql://***@/postgres" in told["command"]
    assert SECRET not in verdict
    assert "geh" not in verdict


def test_nothing_that_is_written_has_the_password(lines, checker, no_passwords):
    url = lines.url(IN_URL)
    Path("_charges.yaml").write_bytes((RULES / "_charges.yaml").read_bytes())
    words = ("--query", no_passwords, "--rules", RULES, "-o", "list.jsonl")
    code, said = checker("check", url, *words)
    assert code in {0, 1}, said
    words = ("--query", no_passwords, "--rules", ".", "-o", "rows.xlsx", "--save-mapping", "x")
    code, rows = checker("read", url, *words, "--explain")
    assert code == 0, rows
    written = [f.read_bytes() for f in Path().rglob("*") if f.name != "passfile" and f.is_file()]
    assert len(written) > len(("list.jsonl", "rows.xlsx", "x.yaml"))
    for secret in (SECRET, IN_URL, "geh"):
        assert secret not in said + rows
        assert not any(secret.encode() in content for content in written)


@pytest.mark.parametrize(
    "case",
    [
        ("wr0ng-one", "select * from lines", "the database does not let this user in. The answer was: "),
        ("", "select * from lines", "the database does not let this user in. The answer was: "),
        (IN_URL, f"{row()}, amount::text as x from salaries", "lines.sql: postgresql:///postgres does not let this user read"),
        (IN_URL, "select\n*\nfrom linse", 'lines.sql:3: postgresql:///postgres cannot carry out the query. The answer was: relation "linse" does not exist'),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_without_the_password(lines, checker, no_passwords, case):
    password, query, message = case
    no_passwords.write_text(query)
    words = ("--query", no_passwords, "--rules", RULES, "-o", "list.csv")
    code, said = checker("check", lines.url(password), *words)
    assert code == 4
    assert message in said
    assert not set(Path().glob("list*"))
    assert "Traceback" not in said
    assert "geh" not in said
    assert "wr0ng" not in said


def test_neither_a_crash_nor_wrong_usage_shows_the_password(
    lines, checker, no_passwords, monkeypatch
):
    url = lines.url(IN_URL)

    def broken(*_, **__):
        raise RuntimeError(f"no luck with {url}, or {SECRET}")

    monkeypatch.setattr("checker.read.postgres.described", broken)
    words = ("check", url, "--query", no_passwords, "--rules", RULES)
    for code, arguments in (
        (70, words),
        (2, ("check", url)),
        (2, (*words, url)),
        (2, (url,)),
        (2, ("check", "x.csv", "--query", no_passwords)),
        (4, (*words, "-o", url)),
        (4, ("check", "x.csv", "--orders", url)),
        (4, ("check", "x.csv", "--rules", url)),
        (4, ("check", "x.csv", "--rules", RULES, "--control", url)),
        (4, ("check", url, "--rules", RULES, "--query", url)),
        (4, ("check", url, "--rules", RULES, "--query", f"x?password={SECRET}")),
        (2, ("rules", "lint", "--rules", RULES, "--invoices", url)),
        (4, ("demo", "-o", url)),
    ):
        got, said = checker(*arguments)
        assert got == code, said
        assert "geh" not in said


def test_registers_are_queries_of_the_same_database(lines, checker, no_passwords):
    orders = no_passwords.with_name("orders.sql")
    orders.write_text(
        'select "Debiteurnummer", "Ordernummer", "Artikelnr.", "Aantal", "Prijs" from lines'
    )
    words = ("--query", no_passwords, "--rules", RULES, "--orders", orders)
    code, verdict = checker("gate", lines.admin, *words)
    assert code in {0, 1, 3}, verdict
    told = json.loads(verdict)["provenance"]
    assert told["orders"] == "postgresql:///postgres orders.sql"
    assert len(told["orders_query_sha256"]) == 64
    no_passwords.with_name("x.csv").write_text(
        "Factuurnummer;Factuurdatum;Debiteur;Bedrag\n1;2026-01-15;10023;1\n"
    )
    code, said = checker("check", "x.csv", "--orders", orders, "--rules", RULES)
    assert (code, "INPUT is no database" in said) == (4, True)
