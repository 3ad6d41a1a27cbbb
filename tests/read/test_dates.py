"""Dates: one order of day and month per column, proven by a cell or settled by an option."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import column, read_text

from checker.errors import InputError

PROOF = {"dmy": "31-12-2025", "mdy": "12-31-2025", "ymd": "2025-12-31"}
APRIL, DECEMBER = date(2026, 4, 3), date(2025, 12, 31)
READ = [  # a cell below one that proves the order, and the date that it is
    ("dmy", "3-4-2026", APRIL),
    ("dmy", "03/04/2026", APRIL),
    ("dmy", "03.04.2026", APRIL),
    ("dmy", "03-04-26", APRIL),
    ("dmy", "03042026", APRIL),
    ("dmy", "03-04-2026 00:00:00", APRIL),
    ("dmy", "03-04-2026 14:05", APRIL),
    ("dmy", "3 apr 2026", APRIL),
    ("dmy", "3-apr-26", APRIL),
    ("dmy", "3 april 2026", APRIL),
    ("dmy", "31 dec. 2025", DECEMBER),
    ("dmy", "5 mrt 2026", date(2026, 3, 5)),
    ("dmy", "5 oktober 2026", date(2026, 10, 5)),
    ("dmy", "vrijdag 3 april 2026", APRIL),
    ("dmy", "vr 03-04-2026", APRIL),
    ("dmy", "vr. 3 apr. '26", APRIL),
    ("dmy", "vrijdag 3 april 2026 om 14.05 uur", APRIL),
    ("dmy", "03-04-2026, 14:05", APRIL),
    ("dmy", "'03-04-2026", APRIL),
    ("dmy", "3e april 2026", APRIL),
    ("dmy", "5. März 2026", date(2026, 3, 5)),
    ("mdy", "Friday, April 3, 2026", APRIL),
    ("mdy", "04/03/2026", APRIL),
    ("mdy", "4/3/2026 2:05:00 PM", APRIL),
    ("mdy", "April 3, 2026", APRIL),
    ("ymd", "2026-04-03", APRIL),
    ("ymd", "2026/4/3", APRIL),
    ("ymd", "20260403", APRIL),
    ("ymd", "2026-04-03T14:05:00Z", APRIL),
    ("ymd", "2026-04-03T14:05:00.000+02:00", APRIL),
    ("ymd", "/Date(1775174400000)/", APRIL),
    ("ymd", "46115", APRIL),
    ("dmy", "", None),
    ("dmy", "00-00-0000", None),
    ("dmy", "-", None),
]


@pytest.mark.parametrize(("order", "cell", "day"), READ)
def test_a_cell_in_a_column_with_a_proven_order(tmp_path, order, cell, day):
    reading = read_text(column("Leverdatum", PROOF[order], cell), tmp_path)
    assert reading.rows["delivery_date"].to_list() == [DECEMBER, day]


@pytest.mark.parametrize(
    "cell",
    [
        "30-02-2026",
        "31-04-2026",
        "2026-13-01",
        "45-13-2026",
        "morgen",
        "01-01-0026",
        "3 foo 26",
        "vrijdag",
    ],
)
def test_a_cell_that_is_no_date_is_rejected(tmp_path, cell):
    reading = read_text(column("Leverdatum", PROOF["dmy"], cell), tmp_path)
    assert reading.rejected.rows() == [(3, "read.bad_date", f"Leverdatum: {cell}", 1, None)]


@pytest.mark.parametrize(
    ("cells", "key", "place"),
    [
        (["03-04-2026", "05-06-2026"], "ambiguous_date", ":2"),
        (["03-03-2026", "03-04-2026"], "ambiguous_date", ":3"),
        (["03/04/26"], "ambiguous_date", ":2"),
        (["25-12-11", "25-12-10"], "ambiguous_date", ":2"),
        (["31-12-2025", "12-31-2025"], "mixed_dates", ":3"),
        (["31-12-2025", "2025-12-31"], "mixed_dates", ":3"),
        (["20251231", "31-12-2025"], "mixed_dates", ":3"),
    ],
)
def test_a_column_that_leaves_it_open_names_the_option(tmp_path, cells, key, place):
    with pytest.raises(InputError) as refused:
        read_text(column("Leverdatum", *cells), tmp_path)
    assert refused.value.message.key == f"read.{key}"
    for part in (f"export.csv{place}", "--dates dmy", "Leverdatum"):
        assert part in refused.value.text("en")


@pytest.mark.parametrize(("order", "day"), [("dmy", APRIL), ("mdy", date(2026, 3, 4))])
def test_the_option_settles_it(tmp_path, order, day):
    text = column("Leverdatum", "03-04-2026")
    assert read_text(text, tmp_path, dates=order).rows["delivery_date"].to_list() == [day]


def test_days_that_read_alike_either_way_are_not_ambiguous(tmp_path):
    reading = read_text(column("Leverdatum", "03-03-2026", "04-04-2026"), tmp_path)
    assert reading.rows["delivery_date"].to_list() == [date(2026, 3, 3), date(2026, 4, 4)]


def test_every_column_has_its_own_order(tmp_path):
    text = (
        "Factuurnr;Factuurdatum;Debiteur;Regelbedrag;Orderdatum;Leverdatum\n"
        "1;31-12-2025;10023;1;2025-12-30;12/31/2025\n"
    )
    row = read_text(text, tmp_path).rows.row(0, named=True)
    assert (row["issue_date"], row["order_date"], row["delivery_date"]) == (
        DECEMBER, date(2025, 12, 30), DECEMBER,
    )  # fmt: skip


def test_the_option_leaves_alone_a_column_that_cannot_be_read_so(tmp_path):
    text = column("Leverdatum", "03-04-2026")  # the invoice dates are written 2025-01-31
    reading = read_text(text, tmp_path, dates="dmy")
    assert reading.rows["issue_date"].to_list() == [date(2025, 1, 31)]


DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
WRITTEN = {"dmy": "%d-%m-%Y", "mdy": "%m/%d/%Y", "ymd": "%Y%m%d"}


@settings(deadline=None, max_examples=50)
@given(st.lists(DAYS, min_size=1), st.sampled_from(sorted(WRITTEN)))
def test_what_is_written_in_one_order_is_read_back(tmp_path_factory, days, order):
    cells = [day.strftime(WRITTEN[order]) for day in days]
    text = column("Leverdatum", *cells)
    reading = read_text(text, tmp_path_factory.mktemp("law"), dates=order)
    assert reading.rows["delivery_date"].to_list() == days
