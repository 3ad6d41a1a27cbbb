"""The e-invoice in a PDF: Factur-X and ZUGFeRD carry it as an attachment."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from checker.read.refusal import MOST_BYTES, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml")
MOST_ATTACHMENTS = 50


def embedded(data: bytes) -> bytes:
    """The XML attached to a PDF, the usual names first. Raises RefusedFileError."""
    try:
        found = dict(_attachments(data))
    except RefusedFileError:
        raise
    except Exception as error:  # noqa: BLE001  of a damaged file the library raises anything
        raise RefusedFileError("read.broken_pdf", type(error).__name__) from None
    xml = {name.lower(): content for name, content in found.items() if _is_xml(name)}
    if not xml:
        raise RefusedFileError("read.pdf_without_xml", ", ".join(found))
    return next((xml[name] for name in USUAL if name in xml), next(iter(xml.values())))


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml")


def _attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    from pypdf import PdfReader  # noqa: PLC0415  only for those who have PDFs

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells what it repairs
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise RefusedFileError("read.locked_file")
    for number, attachment in enumerate(reader.attachment_list):
        if number >= MOST_ATTACHMENTS:
            return
        name = attachment.name or ""
        if _is_xml(name):
            content = attachment.content
            if len(content) > MOST_BYTES:
                raise RefusedFileError("read.xml_too_large", name)
            yield name, content
        else:
            yield name, b""
