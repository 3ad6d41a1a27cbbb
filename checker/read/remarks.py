"""What is told of an audit file: what of it was read, what was not, and its control figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from checker.messages import Message
from checker.read.bookings import number

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping

    from checker.read.bookings import Bookings

MOST_NAMED = 6
BOOKED = {
    "balance": "read.note_booked_balance",
    "vat": "read.note_booked_vat",
    "cost": "read.note_booked_cost",
}
TOTALS = {"totaldebit": "totalDebit", "totalcredit": "totalCredit", "linescount": "linesCount"}


def remarks(source: str, known: Bookings, charges: Mapping[str, bool]) -> Iterator[Message]:
    """A sentence for everything that the user should know."""
    told: dict[str, object] = {"source": source}
    yield Message("read.note_booking_prices", told)
    journals = _named(known.sales)
    yield Message("read.note_bookings", told | {"count": known.sales.total(), "names": journals})
    if known.by_name:
        names = ", ".join(sorted(known.by_name))
        yield Message("read.note_sales_by_name", told | {"names": names})
    if known.others:
        count, names = known.others.total(), _named(known.others)
        yield Message("read.note_other_journals", told | {"count": count, "names": names})
    for kind, key in BOOKED.items():
        accounts = {at: n for (of, at), n in known.aside.items() if of == kind}
        if accounts:
            values = {"count": sum(accounts.values()), "names": _accounts(known, accounts)}
            yield Message(key, told | values)
    named = [account for account, is_charge in charges.items() if is_charge]
    if named:
        yield Message("read.note_charge_accounts", told | {"names": _accounts(known, named)})
    if known.with_vat:
        values = {"count": len(known.with_vat), "first": known.with_vat[0]}
        yield Message("read.note_booked_with_vat", told | values)
    if known.unbalanced:
        values = {"count": len(known.unbalanced), "first": known.unbalanced[0]}
        yield Message("read.note_unbalanced", told | values)


def _named(counts: Counter[str]) -> str:
    names = [f"{name} ({count})" for name, count in counts.most_common(MOST_NAMED)]
    return ", ".join(names) + (", ..." if len(counts) > MOST_NAMED else "")


def _accounts(known: Bookings, accounts: Iterable[str]) -> str:
    ordered = sorted(accounts)
    names = [
        f"{account} {known.accounts.get(account, {}).get('accdesc', '')}".strip()
        for account in ordered[:MOST_NAMED]
    ]
    return ", ".join(names) + (", ..." if len(ordered) > MOST_NAMED else "")


def control_figures(known: Bookings) -> Iterator[dict[str, object]]:
    """What the file says that its bookings come to, and what its lines come to."""
    sums = known.summed
    # An amount below zero is either taken off its own side, or stands on the other.
    straight = {"totaldebit": sums.debit, "totalcredit": sums.credit}
    turned = {"totaldebit": sums.debit + sums.turned, "totalcredit": sums.credit + sums.turned}
    stated = {name: number(known.stated.get(name)) for name in TOTALS}
    fits = all(stated[name] in {None, amount} for name, amount in turned.items())
    computed = (turned if fits else straight) | {"linescount": Decimal(sums.lines)}
    for name, element in TOTALS.items():
        if stated[name] is not None:
            yield {
                "source_row": known.stated_at,
                "field": element,
                "stated": stated[name],
                "computed": computed[name],
            }
