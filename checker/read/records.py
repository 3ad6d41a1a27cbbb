"""XML of any length, record by record: no tree is built, so memory does not grow with the file.

A record is an element with elements in it; its fields are the texts of those that have none.
Document types are refused, so there are no entities and nothing is fetched from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, TypeAlias

    from checker.read.audit_input import Unpacked

    Stream: TypeAlias = IO[bytes] | Unpacked
    # name of the record, its fields, its line, the fields so far of the records around it
    Close = Callable[[str, dict[str, str], int, list[dict[str, str]]], None]

MOST_BYTES = 4 << 30  # a year of bookings is some hundreds of MB
MOST_DEPTH = 64
MOST_TEXT = 1 << 20  # characters of one field
MOST_FIELDS = 1000  # of one record
MOST_NAMES = 10_000  # different elements
PIECE = 1 << 16


class Records:
    """Parses a stream and hands over each record when it ends, the innermost first.

    Names are local and in lower case. Of a field that comes twice the first counts.
    """

    def __init__(self, close: Close) -> None:
        self.close = close
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.namespace = ""  # of the root
        self.names: dict[str, str] = {}
        self.open: list[dict[str, str]] = []  # records, the outermost first
        self.lines: list[int] = []  # where they begin
        self.last: str | None = None  # element that has begun, and had nothing in it yet
        self.texts: list[str] = []
        self.size = 0

    def read(self, stream: Stream, seen: Callable[[bytes], object]) -> None:
        """Reads to the end; `seen` gets every piece. Raises RefusedFileError with the line."""
        total = 0
        try:
            while piece := stream.read(PIECE):
                total += len(piece)
                if total > MOST_BYTES:
                    self._refuse("read.xml_too_large", f"{total >> 20} MB")
                seen(piece)
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            found = expat.errors.messages.get(error.code, "")
            raise RefusedFileError("read.broken_xml", found, error.lineno) from None
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            raise RefusedFileError("read.broken_xml", str(error)) from None

    def _refuse(self, key: str, found: str) -> NoReturn:
        raise RefusedFileError(key, found, self.parser.CurrentLineNumber)

    def _doctype(self, *_: object) -> None:
        self._refuse("read.xml_with_doctype", "")

    def _name(self, tag: str) -> str:
        if len(self.names) >= MOST_NAMES:
            self._refuse("read.xml_too_large", f"{MOST_NAMES} <{tag}>")
        namespace, _, local = tag.rpartition(" ")
        if not self.names:
            self.namespace = namespace
        self.names[tag] = name = local.lower()
        return name

    def _start(self, tag: str, _: object) -> None:
        if self.last is not None:  # what has something in it is a record
            self.open.append({})
            if len(self.open) > MOST_DEPTH:
                self._refuse("read.xml_too_large", f"<{tag}>")
        self.last = self.names.get(tag) or self._name(tag)
        self.lines.append(self.parser.CurrentLineNumber)
        self.texts.clear()
        self.size = 0

    def _data(self, text: str) -> None:
        if self.last is not None:
            self.size += len(text)
            if self.size > MOST_TEXT:
                self._refuse("read.xml_too_large", f"<{self.last}>")
            self.texts.append(text)

    def _end(self, tag: str) -> None:
        line = self.lines.pop()
        if self.last is None:
            self.close(self.names[tag], self.open.pop(), line, self.open)
            return
        name, self.last = self.last, None
        if self.open and self.texts and (text := "".join(self.texts).strip()):
            fields = self.open[-1]
            if len(fields) >= MOST_FIELDS:
                self._refuse("read.xml_too_large", f"<{name}>")
            fields.setdefault(name, text)
