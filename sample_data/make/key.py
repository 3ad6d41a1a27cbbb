"""The answer key: what a run over the sample data has to find."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from terms import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from book import Book
    from model import Invoice, Line

NONE = Decimal(0)
HEADINGS = (
    "clause", "outcome", "debtor", "invoice_number", "line_id", "charge_class",
    "sales_order_reference", "stated", "agreed", "difference", "reason", "why",
)  # fmt: skip


def plain(amount: Decimal) -> str:
    """With a point, at least two decimals and no needless zeros: 7.50, 0.0425."""
    whole, _, decimals = f"{rounded(amount, 6):f}".rstrip("0").partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


@dataclass(frozen=True)
class Entry:
    """One line of the key; invoice and lines get their numbers later."""

    clause: str
    invoice: Invoice
    lines: tuple[Line, ...] = ()
    charge_class: str = ""
    order: str = ""
    stated: str = ""
    agreed: str = ""
    difference: Decimal = NONE
    reason: str = ""
    why: str = ""

    def row(self) -> tuple[str, ...]:
        """The entry by HEADINGS."""
        outcome = "unknown" if self.reason else "violated"
        twice = self.clause == "document_duplicate"
        stated = self.invoice.number if twice else self.stated
        place = ", ".join(line.line_id for line in self.lines)
        return (
            self.clause, outcome, self.invoice.debtor, self.invoice.number, place,
            self.charge_class, self.order, stated, self.agreed,
            f"{rounded(self.difference):f}", self.reason, self.why,
        )  # fmt: skip


@dataclass
class Key:
    """Everything that was seeded: errors and unknowns in `entries`, decoys apart."""

    book: Book
    entries: list[Entry] = field(default_factory=list)
    decoys: list[tuple[Invoice, str, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """By invoice, then in the order in which they were entered."""
        for entry in sorted(self.entries, key=lambda e: (e.invoice.issued, e.invoice.number)):
            yield entry.row()

    def decoy(self, invoice: Invoice, why: str, clause: str = "") -> Invoice:
        """An invoice that looks wrong and is right; `clause` is the kind that it may mislead."""
        self.decoys.append((invoice, why, clause))
        return invoice

    def entry(  # noqa: PLR0913  the columns of the key
        self,
        clause: str,
        invoice: Invoice,
        *lines: Line,
        why: str,
        stated: str = "",
        agreed: str = "",
        difference: str = "0",
        reason: str = "",
        charge_class: str = "",
        order: str = "",
    ) -> None:
        """A finding that a run must make: violated, or unknown where a `reason` is given.

        `lines` are those that the finding names: the line judged, the lines of a charge, none for
        a finding about the document. Texts are as in the correction list: 7.50, 2025-03-31.
        """
        of_charge = next((line for line in lines if line.charge_class), None)
        self.entries.append(
            Entry(
                clause,
                invoice,
                lines,
                charge_class or (of_charge.charge_class if of_charge else ""),
                order or (of_charge.order if of_charge else ""),
                stated,
                agreed,
                Decimal(difference),
                reason,
                why,
            )
        )

    def charged(self, kind: str, invoice: Invoice, line: Line, agreed: str, why: str) -> None:
        """A charge that stands on the invoice with another amount than agreed."""
        self.entries.append(
            Entry(
                kind,
                invoice,
                (line,),
                line.charge_class,
                line.order,
                plain(line.amount),
                plain(Decimal(agreed)),
                line.amount - Decimal(agreed),
                why=why,
            )
        )

    def recharged(self, kind: str, invoice: Invoice, line: Line, amount: str, why: str) -> None:
        """Another amount for a charge that was agreed."""
        agreed, line.price, line.amount = line.amount, Decimal(amount), Decimal(amount)
        self.charged(kind, invoice, line, str(agreed), why)

    def not_charged(self, kind: str, invoice: Invoice, line: Line, why: str) -> None:
        """An agreed charge that is missing: taken off the invoice here."""
        invoice.lines.remove(line)
        self.entries.append(
            Entry(
                kind,
                invoice,
                (),
                line.charge_class,
                line.order,
                plain(NONE),
                plain(line.amount),
                -line.amount,
                why=why,
            )
        )

    def priced(
        self,
        invoice: Invoice,
        line: Line,
        why: str,
        *,
        price: str | Decimal,
        per: int | None = None,
    ) -> None:
        """Another price than the list's, where the line multiplies; `per` changes its base."""
        listed = self.book.terms.price(
            invoice.debtor, line.item, line.order_date, line.delivery_date
        )
        if listed is None:
            raise ValueError(f"{line.item} is not on the list of {invoice.debtor}")
        self._reprice(line, Decimal(price), per)
        right = rounded(line.quantity * listed.amount / listed.base)
        self._price_entry(invoice, line, listed.amount * line.per / listed.base, right, why)

    def credited(self, invoice: Invoice, line: Line, price: str, why: str) -> None:
        """Another price on a credit note than on the invoice that it credits."""
        before, right = line.price, line.amount
        self._reprice(line, Decimal(price), None)
        self._price_entry(invoice, line, before, right, why)

    def discounted(self, invoice: Invoice, line: Line, percent: str, why: str) -> None:
        """Another discount than agreed, on a line that multiplies; "" for none."""
        agreed, right = line.percent or NONE, line.amount
        line.percent = Decimal(percent) if percent else None
        line.amount = line.multiplied()
        self.entries.append(
            Entry(
                "discount_line",
                invoice,
                (line,),
                stated=plain(line.percent or NONE),
                agreed=plain(agreed),
                difference=line.amount - right,
                why=why,
            )
        )

    def miscounted(self, invoice: Invoice, line: Line, amount: str | Decimal, why: str) -> None:
        """A line amount that is not quantity x price."""
        right, line.amount = line.multiplied(), Decimal(amount)
        slack = max(Decimal("0.02"), line.quantity * Decimal("0.005") / line.per + Decimal("0.005"))
        if abs(line.amount - right) <= slack:
            raise ValueError(f"rounding of the price explains {line.amount} for {right}")
        self.entries.append(
            Entry(
                "line_arithmetic",
                invoice,
                (line,),
                stated=plain(line.amount),
                agreed=plain(right),
                difference=line.amount - right,
                why=why,
            )
        )

    def due(self, invoice: Invoice, due: date, why: str) -> None:
        """Another due date than agreed."""
        agreed, invoice.due = invoice.due, due
        self.entries.append(
            Entry("payment_due_date", invoice, stated=str(due), agreed=str(agreed), why=why)
        )

    def referred(self, invoice: Invoice, reference: str, why: str) -> None:
        """A reference that is no purchase order of the debtor."""
        for line in invoice.lines:
            line.reference = reference
        kind = "reference_purchase_order"
        clause = self.book.terms.clause(invoice.debtor, kind, invoice.issued) or {}
        self.entries.append(
            Entry(kind, invoice, stated=reference, agreed=str(clause["pattern"]), why=why)
        )

    def duplicated(self, invoice: Invoice, amount: Decimal, why: str) -> None:
        """An invoice that had been made before; `amount` is what it comes to as agreed."""
        self.entries.append(Entry("document_duplicate", invoice, difference=amount, why=why))

    def stranger(self, invoice: Invoice) -> None:
        """An invoice to a debtor that nobody wrote an agreement for."""
        why = "No agreement was recorded for this debtor."
        self.entries.append(Entry("agreement", invoice, reason="no_agreement", why=why))

    def unpriced(self, invoice: Invoice, line: Line, reason: str, why: str) -> None:
        """A line whose price cannot be judged."""
        stated = plain(line.price)
        self.entries.append(
            Entry("price_net_list", invoice, (line,), stated=stated, reason=reason, why=why)
        )

    def _reprice(self, line: Line, price: Decimal, per: int | None) -> None:
        line.price, line.per = price, Decimal(per) if per else line.per
        line.amount = line.multiplied()

    def _price_entry(
        self, invoice: Invoice, line: Line, agreed: Decimal, right: Decimal, why: str
    ) -> None:
        self.entries.append(
            Entry(
                "price_net_list",
                invoice,
                (line,),
                stated=plain(line.price),
                agreed=plain(agreed),
                difference=line.amount - right,
                why=why,
            )
        )
