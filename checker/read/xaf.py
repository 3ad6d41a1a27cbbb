"""Audit files (XAF 3.x and 4.0) to rows: the revenue lines of the sales journals.

An audit file has what was booked, not what was invoiced: no prices, and mostly no items. Its
quantities are whole numbers by definition, so 2.5 kg is 2 or 3 there; they are not read, or every
price that follows from one would be wrong. It serves for charges, by account, description and
debtor, and for duplicates.
Source: XAF 3.2, http://www.auditfiles.nl/XAF/3.2; XAF 4.0, Belastingdienst/ODB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from checker.errors import InputError
from checker.fields import FIELDS
from checker.invoice import CREDIT_NOTE, INVOICE, REJECTED
from checker.messages import Message
from checker.read.bookings import PLACED, TAKEN, Bookings, day, number
from checker.read.charges import by_pattern
from checker.read.draft import LAST_DECIMAL
from checker.read.einvoice_values import plain
from checker.read.reading import TOTALS, Reading, one_file
from checker.read.rebooked import BOOKING, ENTRY, numbered
from checker.read.records import Records
from checker.read.refusal import RefusedFileError
from checker.read.remarks import control_figures, remarks
from checker.read.sort import nothing_left
from checker.read.told import Told

if TYPE_CHECKING:
    from checker.read.bookings import Fields, Line
    from checker.read.charges import ChargeClasses
    from checker.read.records import Stream

EXPORT = "XAF"
OF_BOOKINGS = re.compile(r"(?i)/xaf/3\.|AuditfileFinancieel3\.|auditfileXAF_4")
COLUMNS = {
    "invoice_number": "invRef, docRef",
    "issue_date": "effDate, trDt",
    "debtor": "custSupID",
    "debtor_name": "custSupName",
    "buyer_vat_identifier": "taxRegIdent",
    "buyer_legal_registration_id": "commerceNr",
    "invoice_type_code": "amntTp",
    "currency": "curCode",
    "payment_due_date": "invDueDt",
    "line_id": "nr",
    "sales_order_reference": "orderRef",
    "despatch_advice_reference": "shipDocRef",
    "seller_item_id": "prodID",
    "item_group": "artGrpID",
    "item_name": "desc, accDesc",
    "unit_code": "qntityID",
    "line_net_amount": "amnt, amntTp",
    "vat_rate": "vatPerc",
    "gl_account": "accID",
}
"""Field of the dictionary -> element of the audit file."""
NEEDED = ("invoice_number", "issue_date", "debtor")
PIECE = 50_000  # rows that wait as text until they become a frame
PRICES = ("item_net_price", "item_gross_price", "line_allowance_percentage", "invoiced_quantity")
WORKED_OUT = ("effective_price", "effective_discount")  # from those
NEVER = dict.fromkeys((*PRICES, *WORKED_OUT), "missing:price_of_booking") | dict.fromkeys(
    ("anchor:order_date", "anchor:delivery_date"), "missing:date_of_booking"
)
SELDOM = dict.fromkeys(
    ("sales_order_reference", "despatch_advice_reference"), "missing:order_of_booking"
)
"""Field -> the reason where no booking of the file has it."""
Row = dict[str, str | int | None]


@dataclass
class _Rows:
    """Invoice lines so far."""

    charges: ChargeClasses
    charge_accounts: dict[str, bool] = field(default_factory=dict)  # reads like a charge
    waiting: list[Row] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)
    met: list[str] = field(default_factory=list)  # transactions of sales journals

    def __post_init__(self) -> None:
        """Begins with nothing."""
        named = frozenset(self.charges.lookups.get("gl_accounts", ()))
        self.bookings = Bookings(named, self.booked)

    def booked(self, booking: Fields, journal: Fields, lines: list[Line]) -> None:
        """Takes a booking of a sales journal."""
        self.met.append(f"{journal.get('jrnid')}/{booking.get('nr')} ({booking.get('trdt')})")
        told = Told(lines)
        taken = [line for line in lines if line.kind in TAKEN]
        rows = [(line, self._row(line, told, booking, journal)) for line in taken]
        sums: dict[object, Decimal] = {}
        for line, row in rows:
            invoice = (row["invoice_number"], row["debtor"])
            sums[invoice] = sums.get(invoice, Decimal(0)) + (line.amount or 0)
        for line, row in rows:
            credit = sums[row["invoice_number"], row["debtor"]] < 0
            row["invoice_type_code"] = CREDIT_NOTE if credit else INVOICE
            self._keep(line, row, told)
        if len(self.waiting) >= PIECE:
            self.flush()

    def flush(self) -> None:
        """Turns the rows that wait into a frame."""
        self.frames.append(_frame(self.waiting))
        self.waiting = []

    def _keep(self, line: Line, row: Row, told: Told) -> None:
        reason = _reason(line, row, told)
        if reason is None:
            self.waiting.append(row)
            return
        self.rejected.append(
            {
                "source_row": line.row,
                "reason": reason[0],
                "found": reason[1],
                "line_net_amount": line.amount,
            }
        )

    def _row(self, line: Line, told: Told, booking: Fields, journal: Fields) -> Row:
        here, known = line.fields, self.bookings
        debtor = told.of(line, "custsupid")
        customer = known.customers.get(debtor or "", {})
        said: Row = {
            "source_row": line.row,
            "source_path": line.path,
            ENTRY: len(self.met),
            BOOKING: f"{journal.get('jrnid')}/{booking.get('nr')}",
            "invoice_number": told.of(line, "invref", "docref"),
            "issue_date": day(told.shared(line, "effdate") or booking.get("trdt")),
            "debtor": debtor,
            "debtor_name": customer.get("custsupname"),
            "buyer_vat_identifier": _vat_identifier(customer),
            "buyer_legal_registration_id": customer.get("commercenr"),
            "line_id": here.get("nr"),
            "sales_order_reference": here.get("orderref"),
            "despatch_advice_reference": here.get("shipdocref"),
            "seller_item_id": here.get("prodid"),
            "item_group": here.get("artgrpid"),
            "item_name": self._description(here, known),
            "unit_code": here.get("qntityid"),
            "vat_rate": line.rates[0] if len(line.rates) == 1 and number(line.rates[0]) else None,
            "gl_account": here.get("accid"),
        }
        return said | _amount(line, known.header.get("curcode"))

    def _description(self, here: Fields, known: Bookings) -> str | None:
        """What the line says, and the name of its account where that reads like a charge."""
        account = here.get("accid", "")
        name = known.accounts.get(account, {}).get("accdesc")
        text = here.get("desc")
        if text and name and name != text and self.is_charge(account, name):
            return f"{text} ({name})"
        return text or name

    def is_charge(self, account: str, name: str) -> bool:
        """Whether the name of an account reads like a charge."""
        if account not in self.charge_accounts:
            self.charge_accounts[account] = bool(by_pattern(pl.Series([name]), self.charges))
        return self.charge_accounts[account]


def _amount(line: Line, code: str | None) -> Row:
    """The amount; of an invoice in another currency than the books, in that currency."""
    amount, foreign = line.amount, line.currency.get("curcode")
    found = number(line.currency.get("curamnt"))
    if foreign and foreign != code and found is not None and amount is not None:
        amount, code = abs(found) * (-1 if amount < 0 else 1), foreign
    return {"currency": code, "line_net_amount": plain(amount)}


def _vat_identifier(customer: Fields) -> str | None:
    """The VAT number of a customer, with its country in front."""
    written, country = customer.get("taxregident"), customer.get("taxregistrationcountry", "")
    return written if not written or written[:2].isalpha() else f"{country}{written}"


def _reason(line: Line, row: Row, told: Told) -> tuple[str, str | None] | None:
    """Why a line cannot be used, and what was found."""
    here = line.fields
    if line.kind == "unknown":
        return "read.account_unknown", here.get("accid")
    if number(here.get("amnt")) is None:
        return "read.bad_number", here.get("amnt")
    if line.amount is None:
        return "read.no_side", here.get("amnttp")
    if line.amount != line.amount.quantize(LAST_DECIMAL):
        return "read.too_many_decimals", here.get("amnt")
    missing = next((name for name in NEEDED if not row[name]), None)
    if missing is None:
        return None
    of_several = missing == "debtor" and told.differ("custsupid")
    reason = "booking_of_several" if of_several else f"booking_without_{missing}"
    return f"read.{reason}", ", ".join(
        str(row[at]) for at in (BOOKING, "invoice_number") if row[at]
    )


def _frame(rows: list[Row]) -> pl.DataFrame:
    kinds: dict[str, type[pl.DataType]] = {"source_row": pl.Int64, ENTRY: pl.Int64}
    kinds |= dict.fromkeys(("source_path", BOOKING, *COLUMNS), pl.String)
    texts = pl.DataFrame(rows, schema=kinds)
    return texts.with_columns(_typed(name) for name in COLUMNS)


def _typed(name: str) -> pl.Expr:
    dtype = FIELDS[name].dtype
    return pl.col(name).str.to_date("%Y-%m-%d") if dtype == pl.Date else pl.col(name).cast(dtype)


def _refuse(source: str, namespace: str, known: Bookings) -> None:
    """Raises InputError where this is another audit file, or has no accounts to tell by."""
    if not OF_BOOKINGS.search(namespace):
        raise InputError("read.xaf_other", source=source, found=namespace or "-")
    if not known.summed.lines:
        raise InputError("read.xaf_no_bookings", source=source)
    if not known.accounts:
        raise InputError("read.xaf_no_ledger", source=source)


def _nothing(source: str, rows: _Rows) -> InputError:
    known = rows.bookings
    if rows.rejected:
        return nothing_left(source, pl.DataFrame(rows.rejected, schema=REJECTED))
    if not known.sales:
        journals = ", ".join(known.others)
        return InputError("read.xaf_no_sales", source=source, journals=journals)
    return InputError("read.xaf_no_revenue", source=source, journals=", ".join(known.sales))


def _with_due_dates(frame: pl.DataFrame, known: Bookings) -> pl.DataFrame:
    """The rows with the day of payment that the subledger has for their booking."""
    if not known.due:
        return frame
    days = frame[BOOKING].replace_strict(
        list(known.due), list(known.due.values()), default=None, return_dtype=pl.String
    )
    return frame.with_columns(payment_due_date=days.str.to_date("%Y-%m-%d"))


class Audit(NamedTuple):
    """An audit file after reading."""

    reading: Reading
    company: str
    bookings: list[str]  # of sales: journal/number and date


def audit(source: str, stream: Stream, charges: ChargeClasses) -> Audit:
    """What an audit file holds of invoices, and by what it is told from others.

    Raises InputError: it is damaged or another kind of file, or no line of it is of an invoice.
    """
    rows = _Rows(charges)
    known = rows.bookings
    digest = sha256()
    records = Records(known.close, PLACED)
    try:
        records.read(stream, digest.update)
    except RefusedFileError as error:
        raise InputError(
            "read.xaf_refused", source=source, reason=Message(error.key), found=error.found,
            row=error.row or records.parser.CurrentLineNumber,
        ) from None  # fmt: skip
    _refuse(source, records.namespace, known)
    rows.flush()
    frame, notes = numbered(source, _with_due_dates(pl.concat(rows.frames), known))
    if not frame.height:
        raise _nothing(source, rows)
    absent = [name for name in COLUMNS if frame[name].null_count() == frame.height]
    frame = frame.drop(absent)
    reading = Reading(
        rows=frame,
        rejected=pl.DataFrame(rows.rejected, schema=REJECTED),
        totals=pl.DataFrame(list(control_figures(known)), schema=TOTALS),
        rows_read=frame.height + len(rows.rejected),
        data_rows=frame.height + len(rows.rejected),
        source=source,
        sha256=digest.hexdigest(),
        files=one_file(source, None, digest.hexdigest()),
        export=EXPORT,
        mapping={name: element for name, element in COLUMNS.items() if name not in absent},
        notes=[*remarks(source, known, rows.charge_accounts), *notes],
        never=NEVER | {name: why for name, why in SELDOM.items() if name in absent},
    )
    return Audit(reading, known.company, rows.met)
