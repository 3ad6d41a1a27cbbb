"""The invoices as agreed so far: what every clause kind sees and the fold changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from checker.debtor import canonical_expr
from checker.finders import Finders
from checker.invoice import CREDIT_NOTE
from checker.registers import Registers

if TYPE_CHECKING:
    from checker.agreements.model import Agreements
    from checker.history import History
    from checker.invoice import Invoices

WORDS = ("order_flag", "order_channel", "item_group")
"""Of these an empty cell says that there is none; where there is no such column nobody knows."""

NOBODYS = -1
"""The agreement_key of an invoice of which it is not known whose it is."""


@dataclass(frozen=True)
class State:
    """An invoice batch as agreed so far.

    `documents`, `lines` and `charges` are the frames of the dictionary with what every binding
    needs: `agreement_key`, `issue_date`, `credit`, `currency`; `documents` has `owner`, the
    canonical debtor. `lines` adds `net_price_agreed`: true where a clause has settled the price,
    and `discount_on_top`: true where the line's own discount is still asked for then.
    `highest_price` comes in later: the price over which no clause can ask for more.
    `charges` adds `charge_key`: the row among those that were read. What was violated has its
    agreed value already; `charges` grows by one row per correction, so that sums are as agreed.
    """

    documents: pl.DataFrame
    lines: pl.DataFrame
    charges: pl.DataFrame
    history: History
    agreements: Agreements
    registers: Registers = field(default_factory=Registers)
    absent: frozenset[str] = frozenset()  # dictionary columns that the input does not have
    derived: frozenset[str] = frozenset()  # of these, worked out from others: nobody stated them


def start(
    invoices: Invoices,
    agreements: Agreements,
    history: History,
    registers: Registers | None = None,
) -> State:
    """Nothing agreed yet: everything is as stated."""
    registers = registers or Registers()
    documents, finders = _with_agreement(invoices, agreements), Finders(agreements)
    of_document = ["agreement_key", "issue_date", "credit", "currency"]

    def placed(frame: pl.DataFrame) -> pl.DataFrame:
        # document_key is the row number, so a lookup is enough where a join would hash.
        there = [c for c in WORDS if c in frame.columns and c not in invoices.absent]
        filled = frame.with_columns(
            *(documents[c].gather(frame["document_key"]) for c in of_document),
            *(pl.col(c).fill_null("") for c in there),
        )
        return finders.with_zone(finders.with_group(filled))

    return State(
        documents=documents,
        lines=placed(invoices.lines).with_columns(
            net_price_agreed=pl.lit(value=False), discount_on_top=pl.lit(value=False)
        ),
        charges=placed(invoices.charges).with_columns(
            charge_key=pl.int_range(pl.len(), dtype=pl.Int64)
        ),
        history=history,
        agreements=agreements,
        registers=registers,
        absent=invoices.absent | registers.missing | registers.absent,
        derived=invoices.derived,
    )


def _with_agreement(invoices: Invoices, agreements: Agreements) -> pl.DataFrame:
    """Adds `owner`, `credit`, `agreement_key` and `debtors`.

    The key is 0, of the default agreement, where the debtor has none, and NOBODYS where the buyer
    can be several `debtors`: then no clause holds.
    """
    known = pl.DataFrame(
        {"owner": list(agreements.keys), "agreement_key": list(agreements.keys.values())},
        schema={"owner": pl.String, "agreement_key": pl.Int64},
    )
    placed = invoices.documents.with_columns(
        owner=canonical_expr(pl.col("debtor")),
        credit=(pl.col("invoice_type_code") == CREDIT_NOTE).fill_null(value=False),
    ).join(known, on="owner", how="left", maintain_order="left")
    placed = placed.join(
        invoices.several, on="document_key", how="left", maintain_order="left"
    ).with_columns(pl.col("agreement_key").fill_null(0))
    nobodys = pl.when(pl.col("debtors").is_not_null()).then(pl.lit(NOBODYS, dtype=pl.Int64))
    return placed.with_columns(agreement_key=nobodys.otherwise("agreement_key"))
