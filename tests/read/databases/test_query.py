"""The text of a query, and addresses without what nobody may see."""

from __future__ import annotations

import pytest

from checker.address import hide, is_url, scrub, shown
from checker.errors import InputError
from checker.read import query


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("select 1 as a", "select 1 as a"),
        ("\ufeffSELECT 1;\r\n", "SELECT 1"),
        ("-- of January; all\nwith x as (select 1) select * from x\n;\n", None),
        ("/* a; b */ (select 1) union (select 2) -- ; c", "/* a; b */ (select 1) union (select 2)"),
        ("select ';' as \"a;b\", $x$;$x$ ; -- the end", "select ';' as \"a;b\", $x$;$x$"),
        ("select 'it''s; so'", "select 'it''s; so'"),
        (r"select E'it\'s' as a, ';' as b", r"select E'it\'s' as a, ';' as b"),
        (r"select 'C:\' as a, ';' as b", r"select 'C:\' as a, ';' as b"),
    ],
)
def test_one_select_is_taken_without_its_semicolon(text, kept):
    wanted = text.strip().rstrip(";").rstrip() if kept is None else kept
    assert query.load(text).text == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "query: there is no query in it"),
        ("-- nothing\n;", "query: there is no query in it"),
        ("select 1;\nselect 2", "query:1: after the semicolon"),
        ("select 1\n; delete from lines", "query:2: after the semicolon"),
        ("\n delete from lines", "query:2: delete is not how"),
        ("update lines set a = 1", "query:1: update is not how"),
        ("call p()", "query:1: call is not how"),
        ("select 1\n as \x00", "query:2: this is no text"),
    ],
)
def test_anything_else_is_refused_with_its_line(text, message):
    with pytest.raises(InputError) as error:
        query.load(text)
    assert str(error.value).startswith(message)


def test_a_file_gives_its_name_and_the_hash_of_its_bytes(tmp_path):
    file = tmp_path / "lines.sql"
    file.write_bytes(b"select 1;\n")
    loaded = query.load(file)
    assert (loaded.name, loaded.text) == ("lines.sql", "select 1")
    assert loaded.sha256 == "4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c"
    file.write_bytes(b"select '\xe9'")
    with pytest.raises(InputError, match=r"lines\.sql:1: this is no text in UTF-8"):
        query.load(file)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://erp.example/sales", "postgresql://erp.example/sales"),
        ("postgresql://bob:s3cret@erp.example:5432/sales", "postgresql://erp.example:5432/sales"),
        ("postgres://bob@/sales?host=/run&password=s3cret", "postgres:///sales"),
        ("mysql+pymysql://bob:s3/c?ret@erp/sales", "mysql+pymysql://erp/sales"),
        ("postgresql://bob:s3@cret@erp/sales", "postgresql://erp/sales"),
        ("sqlite:////var/erp.db", "sqlite:////var/erp.db"),
    ],
)
def test_an_address_is_shown_without_user_password_and_options(url, told):
    assert is_url(url)
    assert shown(url) == told


@pytest.mark.parametrize("word", ["postgresql", "-", "C:/x.csv", "C://x.csv", "out/*.xml", "a.csv"])
def test_a_path_is_no_address(word):
    assert not is_url(word)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://bob:s3cret@erp/sales", 'user "bob": s3cret is wrong'),
        ("postgresql://bob:x@s3cret@erp/sales", 'no host "s3cret@erp"'),
        ("postgresql://bob@erp/sales?password=s3cret&sslmode=require", "password=s3cret"),
        ("mssql+pyodbc://bob:p%2Fs3cret%40x@erp/sales", "(p/s3cret@x), or p%2Fs3cret%40x"),
        ("sqlite:///x", "could not open postgresql://bob:s3cret@erp/sales"),
        ("sqlite:///x", "postgresql:/bob:s3cret@erp/sales: there is no such file"),
        ("sqlite:///x", "could not open postgresql://bob:x@s3cret@erp/sales"),
    ],
)
def test_nothing_repeats_a_password(url, said):
    assert "s3cret" not in hide(f"--x={url}")
    assert "s3cret" not in scrub(said, [url])


def test_the_password_of_the_environment_is_hidden_too(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "s3cret")
    assert scrub("wrong: s3cret") == "wrong: ***"


def test_a_short_password_is_no_part_of_other_words():
    said = scrub("the driver MySQLdb: user b, password b", ["mysql://a:b@erp/sales"])
    assert said == "the driver MySQLdb: user ***, password ***"
