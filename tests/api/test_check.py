"""`from checker import check, load_agreements`, as somebody with a frame in hand uses it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pandera.errors
import polars as pl
import pytest

from checker import check, load_agreements
from checker.errors import InputError

ROOT = Path(__file__).parents[2]
LINES = [
    # number, line, item, quantity, price, discount, amount
    ("F1", "1", "100200", "10", "60.00", "31.6", "410.40"),
    ("F1", "2", "VRACHT", "1", "17.50", None, "17.50"),
    ("F2", "1", "100200", "10", "60.00", "35", "390.00"),
    ("F2", "2", "VRACHT", "1", "17.50", None, "17.50"),
    ("F2", "3", "ORDK", "1", "7.50", None, "7.50"),
]


@pytest.fixture(scope="module")
def agreements():
    return load_agreements(ROOT / "rules")


def rows():
    """The lines with Decimal amounts, as a database driver gives them."""
    return [
        {
            "debtor": "10023",
            "invoice_number": number,
            "issue_date": date(2026, 3, 2),
            "payment_due_date": date(2026, 4, 1),
            "purchase_order_reference": "4512345678",
            "sales_order_reference": f"O-{number}",
            "order_date": date(2026, 2, 27),
            "line_id": line,
            "seller_item_id": item,
            "item_name": item,
            "invoiced_quantity": Decimal(quantity),
            "item_net_price": Decimal(price),
            "line_allowance_percentage": Decimal(discount) if discount else None,
            "line_net_amount": Decimal(amount),
        }
        for number, line, item, quantity, price, discount, amount in LINES
    ]


FRAMES = {
    "pandas": lambda: pd.DataFrame(rows()),
    "polars": lambda: pl.DataFrame(rows()),
    "pandas with other headings": lambda: pd.DataFrame(rows()).rename(
        columns={
            "invoice_number": "Factuurnummer",
            "debtor": "Debiteurnr.",
            "item_net_price": "Prijs",
        }
    ),
    "pandas with another index": lambda: pd.DataFrame(rows(), index=[7, 7, 3, 3, 3]),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_pandas_and_polars_give_the_same(frame, agreements):
    report = check(frame(), agreements, today=date(2026, 3, 3))
    found = report.findings.sort_values("clause")
    assert found[
        ["clause", "invoice_number", "line_id", "stated", "agreed"]
    ].to_numpy().tolist() == [
        ["charge_forbidden", "F2", "3", "7.50", "0.00"],
        ["discount_line", "F2", "1", "35.00", "31.60"],
    ]
    assert found["difference"].tolist() == [Decimal("7.500000"), Decimal("-20.400000")]
    assert found["issue_date"].tolist() == [date(2026, 3, 2)] * 2
    assert report.totals.set_index("part")["rows"].to_dict() == {
        "checked": 5,
        "not_checkable": 0,
        "rejected": 0,
        "read": 5,
    }
    assert report.coverage.set_index("clause").loc["discount_line", "violated"] == 1


@pytest.mark.parametrize("made", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_registers_can_be_frames(agreements, made):
    deliveries = made({"debtor": ["00010023"], "despatch_advice_reference": ["P1"]})
    report = check(FRAMES["polars"](), agreements, deliveries=deliveries)
    registers = report.judged.state.registers
    assert registers.deliveries["owner"].to_list() == ["10023"]
    assert registers.missing == {"orders"}
    assert "deliveries.delivery_date" in registers.absent


def test_the_same_in_gives_the_same_out(agreements, tmp_path):
    for name in ("a", "b"):
        check(FRAMES["pandas"](), agreements).write(tmp_path / f"{name}.xlsx")
        check(FRAMES["pandas"](), agreements).write(tmp_path / f"{name}.parquet")
    for form in ("xlsx", "parquet"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_a_frame_without_a_debtor_is_refused(agreements):
    with pytest.raises(InputError, match="debtor"):
        check(FRAMES["pandas"]().drop(columns="debtor"), agreements)


def test_schema_of_one_agreement_fits_into_a_pandas_pipeline(agreements):
    schema = agreements.agreement("10023").schema(on=date(2026, 2, 27))
    frame = FRAMES["pandas"]()
    as_agreed = frame[frame["invoice_number"] == "F1"]
    assert schema.validate(as_agreed).equals(as_agreed)
    with pytest.raises(pandera.errors.SchemaErrors) as broken:
        schema.validate(frame, lazy=True)
    failed = {
        error.check.name: list(frame.index[~error.check_output])
        for error in broken.value.schema_errors
    }
    assert failed == {"discount_line": [2], "charge_forbidden": [4]}


def test_schema_has_one_check_per_clause_in_force(agreements):
    schema = agreements.agreement("10023").schema(on=date(2026, 2, 27))
    in_force = {clause.kind for clause in agreements.agreement("10023").in_force(date(2026, 2, 27))}
    assert {check.name for check in schema.checks} == in_force | {
        f"{kind}: unknown" for kind in in_force
    }
