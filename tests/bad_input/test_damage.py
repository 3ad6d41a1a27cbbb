"""Whatever happens to a file on its way: a reading whose rows add up, or one clear message."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import InputError
from checker.messages import LANGS
from checker.read import ReadOptions, read

HERE = Path(__file__).parent
RULES = HERE.parent.parent / "rules"
sys.path.insert(0, str(HERE))

from broken import HEADINGS, LINES, frame, parquet, row, workbook  # noqa: E402

BOOKS = HERE.parent / "read" / "workbooks"
WHOLE = (
    LINES.encode(),
    LINES.encode("utf-16"),
    workbook(HEADINGS, *[row(number=at) for at in range(20)]),
    parquet(pl.concat([frame()] * 20)),
    (BOOKS / "mailed.xls").read_bytes(),
    (BOOKS / "mailed.ods").read_bytes(),
)
PLACES = st.integers(min_value=0, max_value=10_000)
BYTES = st.sampled_from([b"", b"\x00", b'"', b";", b"\n", b"\r", b"-", b"E+12", b"\xe9", b"\x81"])


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(PLACES, st.integers(0, 30), BYTES), min_size=1, max_size=4),
)
def test_damage_is_told_or_harmless(tmp_path_factory, whole, damage):
    data = whole
    for place, gone, put in damage:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + gone :]
    path = tmp_path_factory.mktemp("damage") / "export"
    path.write_bytes(data)
    reading = refused = None
    try:
        reading = read(path, rules=RULES, options=ReadOptions())
    except InputError as error:
        refused = error
    if refused:
        assert all(refused.text(lang) for lang in LANGS)
    else:
        assert reading.rows_read == reading.rows.height + reading.rejected.height
