"""One document: which kind of e-invoice it is, and whether it says enough to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.read import cii, ubl
from checker.read.cii_names import ROOTS
from checker.read.refusal import RefusedFileError
from checker.totals import DOCUMENT_CHARGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.read.draft import Draft
    from checker.read.xml import Node

ACCOUNTS = (
    "account",
    "buyer_legal_registration_id",
    "buyer_vat_identifier",
    "buyer_electronic_address",
    "buyer_identifier",
)
"""Which of what an invoice says of its buyer is taken for the debtor, the best first."""
NEEDED = {
    "invoice_number": "read.einvoice_without_number",
    "issue_date": "read.einvoice_without_date",
    "debtor": "read.einvoice_without_buyer",
}
NOTHING_MEANS_ZERO = ("paid_amount", "rounding_amount")
WRAPPER = "StandardBusinessDocument"
PREFIXES = {"Invoice": "ubl", "CreditNote": "cn", **dict.fromkeys(ROOTS, "rsm")}
"""Of the root elements, in an XPath; below UBL they are cac and cbc, below CII ram."""


def read_into(draft: Draft, root: Node, namespace: str) -> None:
    """Reads one document. Raises RefusedFileError: it is no invoice, or none that can be used."""
    wrapped = root.name == WRAPPER
    if wrapped:
        found = [node for name in FILLERS for node in root.all(name)]
        if len(found) > 1:
            raise RefusedFileError("read.several_invoices", str(len(found)), found[1].row)
        root = found[0] if found else root
        namespace = namespace if root.name == WRAPPER else ubl.NAMESPACE
    filler = FILLERS.get(root.name)
    if filler is None or (filler is ubl.fill and not namespace.startswith(ubl.NAMESPACE)):
        raise RefusedFileError("read.no_invoice", root.name, root.row)
    draft.path = f"{'/sh:' + WRAPPER if wrapped else ''}/{PREFIXES[root.name]}:{root.name}"
    filler(draft, root)
    document = draft.document
    document["debtor"] = next((document[name] for name in ACCOUNTS if document[name]), None)
    document |= {name: document[name] or "0" for name in NOTHING_MEANS_ZERO}
    for name, reason in NEEDED.items():
        if not document[name]:
            raise RefusedFileError(reason, document["invoice_number"] or "")
    if all(row.get("encoding") == DOCUMENT_CHARGE for row in draft.rows):
        raise RefusedFileError("read.no_lines", document["invoice_number"] or "")


FILLERS: dict[str, Callable[[Draft, Node], None]] = {
    "Invoice": ubl.fill,
    "CreditNote": ubl.fill,
    **dict.fromkeys(ROOTS, cii.fill),
}
