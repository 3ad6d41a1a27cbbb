"""A PostgreSQL server of its own for the tests; what is in its tables and who may read them."""

from __future__ import annotations

from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[3]
RULES = ROOT / "rules"
SECRET = "geh@im:9/x"
IN_URL = "geh%40im%3A9%2Fx"
DATES = ("Factuurdatum", "Orderdatum", "Leverdatum", "Vervaldatum")
NUMBERS = ("Aantal", "Prijs", "Per", "Korting %", "Bedrag excl.", "Btw %")


class Server:
    """PostgreSQL behind a socket; the user `app` has a password, the user `postgres` has none."""

    def __init__(self, pgserver) -> None:
        self.socket = pgserver.get_uri().partition("host=")[2]
        self.admin = f"postgresql://postgres@/postgres?host={self.socket}"
        with self.connect() as connection:
            connection.execute(f"CREATE ROLE app LOGIN PASSWORD '{SECRET}'")
            hba = Path(connection.execute("SHOW hba_file").fetchone()[0])
            hba.write_text("local all app scram-sha-256\n" + hba.read_text())
            connection.execute("SELECT pg_reload_conf()")

    def connect(self):
        return psycopg.connect(self.admin, autocommit=True)

    def url(self, password="", **options):
        more = "".join(f"&{name}={value}" for name, value in options.items())
        user = f"app:{password}" if password else "app"
        return f"postgresql://{user}@/postgres?host={self.socket}{more}"
