"""Invoices and agreements from a few words, for tests that show their input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl

from checker.agreements.model import (
    INDICES,
    ITEM_GROUPS,
    ITEM_NUMBERS,
    OPEN,
    PAPERS,
    ZONES,
    Agreements,
)
from checker.agreements.prices import PRICES
from checker.agreements.tables import _types, dtype_of, selecting
from checker.clause import ClauseParams, name
from checker.clauses import BY_NAME
from checker.fields import DELIVERED, ORDERED, Field
from checker.invoice import Invoices, columns
from checker.money import MONEY
from checker.registers import Registers
from checker.selection import Selections

FIRST = date(2025, 1, 1)


def frame(which: str, rows: list[dict]) -> pl.DataFrame:
    """A frame of the dictionary from rows of text; what is not said is null."""
    schema = columns(which)
    unknown = {key for row in rows for key in row} - set(schema)
    if unknown:
        raise KeyError(f"no column of {which}: {sorted(unknown)}")
    return pl.DataFrame(
        {c: [_value(row.get(c), dtype) for row in rows] for c, dtype in schema.items()},
        schema=schema,
    )


def _value(value: object, dtype: object) -> object:
    if value is None or value == "null":
        return None
    if dtype == MONEY:
        return Decimal(str(value))
    if dtype == pl.Date:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return value if isinstance(value, int) and dtype == pl.Int64 else str(value)


def invoices(documents: list[dict]) -> Invoices:
    """Each document is its fields with `lines` and `charges`; a line amount is worked out."""
    rows: dict[str, list[dict]] = {"documents": [], "lines": [], "charges": []}
    for key, document in enumerate(documents):
        fields = {
            "document_key": key,
            "debtor": "10023",
            "invoice_number": f"F{key + 1}",
            "issue_date": "2025-06-15",
            "invoice_type_code": "380",
            "currency": "EUR",
        }
        of_document = {k: v for k, v in document.items() if k not in ("lines", "charges")}
        rows["documents"].append(fields | of_document)
        order = {"sales_order_reference": "O1", "order_date": "2025-06-10"}
        for place, line in enumerate(document.get("lines", [])):
            rows["lines"].append(
                {"document_key": key, "line_key": len(rows["lines"]), "line_id": str(place + 1)}
                | order
                | _with_amount(line)
            )
        rows["charges"].extend(
            {"document_key": key, "rows": 1, "line_id": "9"} | order | charge
            for charge in document.get("charges", [])
        )
    frames = {which: frame(which, of) for which, of in rows.items()}
    read = len(rows["lines"]) + len(rows["charges"])
    return Invoices(
        **frames,
        rows_read=read,
        rejected=Invoices.__dataclass_fields__["rejected"].default_factory(),
    )


def _with_amount(line: dict) -> dict:
    if "line_net_amount" in line or not {"invoiced_quantity", "item_net_price"} <= set(line):
        return line
    number = {
        k: Decimal(str(v))
        for k, v in line.items()
        if k.startswith(("invoiced", "item_net", "price", "line_all"))
    }
    amount = (
        number["invoiced_quantity"]
        * number["item_net_price"]
        / number.get("price_base_quantity", 1)
    )
    amount *= 1 - number.get("line_allowance_percentage", Decimal(0)) / 100
    amount -= number.get("line_allowance_amount", Decimal(0))
    return line | {"line_net_amount": amount.quantize(Decimal("0.01"), "ROUND_HALF_UP")}


def agreements(
    clauses: list[tuple[str, dict]],
    prices: list[dict] | None = None,
    *,
    item_groups: dict[str, str] | None = None,
    zones: list[dict] | None = None,
    **more: object,
) -> Agreements:
    """An agreement with debtor 10023; dates in the parameters as `valid_from` and `valid_to`.

    `item_groups` is item -> group, `zones` rows of zone, country, first and last post code;
    `more` are further fields of Agreements as they are.
    """
    tables: dict[str, list[dict]] = {}
    params: dict[str, list[ClauseParams]] = {}
    for clause_key, (kind_name, given) in enumerate(clauses):
        kind = name(BY_NAME[kind_name])
        row, of_row = _clause(clause_key, kind_name, given)
        tables.setdefault(kind, []).append(row)
        params.setdefault(kind, []).append(of_row)
    listed = [
        {
            "price_list": 0,
            "price_base_quantity": 1,
            "quantity_from": 0,
            "valid_from": FIRST,
            "valid_to": OPEN,
        }
        | p
        for p in prices or []
    ]
    selections = Selections()
    made = {
        k: pl.DataFrame(rows, schema=_schema(k, rows)).hstack(selecting(params[k], selections))
        for k, rows in tables.items()
    }
    return Agreements(
        keys={"10023": 1},
        tables=made,
        provenance=_provenance([kind_name for kind_name, _ in clauses]),
        prices=pl.DataFrame(
            {c: [_value(row.get(c), t) for row in listed] for c, t in PRICES.items()}, schema=PRICES
        ),
        names={"10023": "ACME"},
        hash="",
        selections=selections.frame(),
        item_groups=pl.DataFrame(list((item_groups or {}).items()), ITEM_GROUPS, orient="row"),
        zones=pl.DataFrame(
            [{c: _whole(z.get(c)) for c in ZONES} for z in zones or []], schema=ZONES
        ),
        **more,
    )


def of_case(kind: str, case: dict) -> tuple[Invoices, Agreements, Registers]:
    """What a case of tests/clauses/<kind>.yaml is about.

    `clause` or `clauses` (`[{kind: parameters}, ...]`), `invoice` or `invoices`, and where they
    are needed `prices`, `item_groups` (item: group), `item_numbers` (item: number of the buyer),
    `zones`, `deliveries`, `orders` (rows of the registers), `indices` (rows of index, valid_from,
    value), `papers` (rows of first_day and last_day) and `absent` (columns that the export does
    not have).
    """
    agreed = [next(iter(c.items())) for c in case.get("clauses", [])] or [
        (kind, case.get("clause") or {})
    ]
    made = invoices(case.get("invoices") or [case["invoice"]])
    made = replace(made, absent=frozenset(case.get("absent", ())))
    groups, zones = case.get("item_groups"), case.get("zones")
    more = {"indices": table(INDICES, case.get("indices", []))}
    papers = [{"agreement_key": 1} | paper for paper in case.get("papers", [])]
    more["papers"] = table(PAPERS, papers)
    numbers = [(0, *pair) for pair in case.get("item_numbers", {}).items()]
    more["item_numbers"] = pl.DataFrame(numbers, schema=ITEM_NUMBERS, orient="row")
    return (
        made,
        agreements(agreed, case.get("prices"), item_groups=groups, zones=zones, **more),
        Registers(
            deliveries=register(DELIVERED, case.get("deliveries")),
            orders=register(ORDERED, case.get("orders")),
        ),
    )


def table(schema: dict, rows: list[dict]) -> pl.DataFrame:
    """A table beside the agreements from rows of text."""
    values = {c: [_value(row[c], dtype) for row in rows] for c, dtype in schema.items()}
    return pl.DataFrame(values, schema=schema)


def register(fields: tuple[Field, ...], rows: list[dict] | None) -> pl.DataFrame | None:
    """A register of debtor 10023 from rows of text; None where there are no rows."""
    if rows is None:
        return None
    unknown = {key for row in rows for key in row} - {f.name for f in fields}
    if unknown:
        raise KeyError(f"no column of the register: {sorted(unknown)}")
    given = [{"debtor": "10023"} | row for row in rows]
    values = {f.name: [_value(row.get(f.name), f.dtype) for row in given] for f in fields}
    frame = pl.DataFrame(values, schema={f.name: f.dtype for f in fields})
    return frame.with_columns(owner=pl.col("debtor"))


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _clause(clause_key: int, kind_name: str, given: dict) -> tuple[dict, ClauseParams]:
    kind = BY_NAME[kind_name]
    own = {k: v for k, v in given.items() if k not in ("valid_from", "valid_to")}
    params = kind.Params.model_validate(own)
    values = params.columns()
    if "file" in values:
        values["price_list"] = 0 if values.pop("file") else None
    row = {
        "agreement_key": 1,
        "clause_key": clause_key,
        "valid_from": _value(given.get("valid_from", FIRST), pl.Date),
        "valid_to": _value(given.get("valid_to", OPEN), pl.Date),
        "anchor": values.pop("anchor", kind.ANCHOR),
    }
    return row | values, params


def _provenance(kinds: list[str]) -> pl.DataFrame:
    rows = [
        {"clause_key": k, "clause": kind, "source": "RV-1", "clause_at": f"rules/10023.yaml:{k}"}
        for k, kind in enumerate(kinds)
    ]
    schema = {"clause_key": pl.Int64, **dict.fromkeys(("clause", "source", "clause_at"), pl.String)}
    return pl.DataFrame(rows, schema=schema)


def _schema(kind: str, rows: list[dict]) -> dict:
    types = _types(BY_NAME[kind].Params)
    fixed = {
        "agreement_key": pl.Int64,
        "clause_key": pl.Int64,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "price_list": pl.Int64,
    }

    def of(column: str) -> object:
        return dtype_of([row[column] for row in rows]) or types.get(column, MONEY)

    return {c: fixed.get(c) or of(c) for c in rows[0]}
