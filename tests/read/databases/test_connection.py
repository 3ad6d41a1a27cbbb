"""PostgreSQL that keeps a query waiting, or that has text in another encoding."""

from __future__ import annotations

import signal
import threading
from time import monotonic

import pytest

from checker.errors import InputError

QUERY = (
    "select '26001' as \"Factuurnummer\", date '2026-01-15' as \"Factuurdatum\", "
    '\'10023\' as "Debiteurnummer", 2.5 as "Bedrag", {} as "Omschrijving"'
)


@pytest.fixture
def locked(server):
    """A query of a table that another session keeps to itself."""
    with server.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS locked (a int)")
        with connection.transaction():
            connection.execute("LOCK TABLE locked")
            yield "select a from locked"


@pytest.fixture
def interrupted(server, reading):
    """Ctrl-C after half a second, once what is imported late is there."""
    reading(server.admin, QUERY.format("'x'"))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    timer = threading.Timer(0.5, signal.pthread_kill, [main, signal.SIGINT])
    timer.start()
    yield
    timer.cancel()
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def ascii_url(server):
    """A database that takes bytes as they come, as old ones do."""
    with server.connect() as connection:
        connection.execute("CREATE DATABASE old ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    return server.admin.replace("/postgres?", "/old?")


@pytest.mark.usefixtures("interrupted")
def test_ctrl_c_is_heard_while_a_table_is_locked(server, reading, locked):
    url = f"{server.admin}&options=-c%20statement_timeout=30s"
    began = monotonic()
    with pytest.raises(KeyboardInterrupt):
        reading(url, locked)
    assert monotonic() - began < 15  # seconds; unheard it takes those of the time-out


def test_a_lock_that_lasts_is_no_fault_of_the_query(server, reading, locked):
    url = f"{server.admin}&options=-c%20lock_timeout=50ms"
    with pytest.raises(InputError, match=r"stopped the query before its end\. .* lock timeout"):
        reading(url, locked)


def test_a_database_without_encoding_gives_text(reading, ascii_url):
    found = reading(ascii_url, QUERY.format("'Caf\u00e9'"))
    assert found.rows["item_name"].to_list() == ["Caf\u00e9"]


@pytest.mark.parametrize("cell", ["chr(233)", "'x' as \"Caf\u00e9\", chr(233)"])
def test_text_of_another_encoding_is_refused_with_what_to_write(reading, ascii_url, cell):
    with pytest.raises(
        InputError, match=r"no valid UTF-8\. .* convert_from\(name::bytea, 'LATIN1'\)"
    ):
        reading(ascii_url, QUERY.format(cell))
