"""XML of any length, record by record: no tree is built, so memory does not grow with the file.

A record is an element with elements in it; its fields are the texts of those that have none.
Document types are refused, so there are no entities and nothing is fetched from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from checker.read.refusal import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import IO, TypeAlias

    from checker.read.audit_input import Unpacked

    Stream: TypeAlias = IO[bytes] | Unpacked
    # name of the record, its fields, its line (0 unless it is asked for), the fields so far of the
    # records around it
    Close = Callable[[str, dict[str, str], int, list[dict[str, str]]], None]

MOST_BYTES = 4 << 30  # a year of bookings is some hundreds of MB
MOST_DEPTH = 64
MOST_TEXT = 1 << 20  # characters of one field
MOST_NAMES = 10_000  # different elements, and so fields of one record
PIECE = 1 << 16
TOO_LARGE = "read.xaf_too_large"
BEHIND = "\x01"  # stands between namespace and name; no text of an XML file can have it


class Records:
    """Parses a stream and hands over each record when it ends, the innermost first.

    Names are local and in lower case. Of a field that comes twice the first counts. The line is
    known of the records in `placed`.

    The parser calls Python only where an element begins. Texts and ends go onto a list without it,
    and are worked off after each piece: calls are what takes the time.
    """

    def __init__(self, close: Close, placed: Collection[str] = ()) -> None:
        self.close = close
        self.placed = placed
        self.events: list[str | int] = []  # begins (line or 0), texts, ends (full names)
        self.parser = expat.ParserCreate(namespace_separator=BEHIND)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self.events.append
        self.parser.CharacterDataHandler = self.events.append
        self.namespace = ""  # of the root
        self.names: dict[str, str] = {}  # full name -> local name
        self.is_placed: dict[str, bool] = {}
        self.open: list[dict[str, str]] = []  # records, the outermost first
        self.lines: list[int] = []  # where they begin
        self.begun: int | None = None  # line of an element that had nothing in it yet
        self.text = ""  # of that element

    def read(self, stream: Stream, seen: Callable[[bytes], object]) -> None:
        """Reads to the end; `seen` gets every piece. Raises RefusedFileError with the line."""
        total = 0
        try:
            while piece := stream.read(PIECE):
                total += len(piece)
                if total > MOST_BYTES:
                    self._refuse(TOO_LARGE, f"{total >> 20} MB")
                seen(piece)
                self.parser.Parse(piece, False)
                self._work_off()
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            found = expat.errors.messages.get(error.code, "")
            raise RefusedFileError("read.broken_xml", found, error.lineno) from None
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            raise RefusedFileError("read.broken_xml", str(error)) from None
        self._work_off()

    def _refuse(self, key: str, found: str) -> NoReturn:
        raise RefusedFileError(key, found, self.parser.CurrentLineNumber)

    def _doctype(self, *_: object) -> None:
        self._refuse("read.xml_with_doctype", "")

    def _start(self, tag: str, _: object) -> None:
        placed = self.is_placed.get(tag)
        if placed is None:
            placed = self._name(tag) in self.placed
            self.is_placed[tag] = placed
        self.events.append(self.parser.CurrentLineNumber if placed else 0)

    def _name(self, tag: str) -> str:
        if len(self.names) >= MOST_NAMES:
            self._refuse(TOO_LARGE, f"{MOST_NAMES} <{tag}>")
        namespace, behind, local = tag.rpartition(BEHIND)
        if not self.names:
            self.namespace = namespace
        if not behind:
            self._without_namespace(tag)
        self.names[tag] = name = local.lower()
        return name

    def _without_namespace(self, tag: str) -> None:
        """Refuses it: its end could not be told from a text. Below such a root nothing counts."""
        if self.names:
            self._refuse("read.xml_no_namespace", f"<{tag}>")
        self.parser.StartElementHandler = None
        self.parser.EndElementHandler = None
        self.parser.CharacterDataHandler = None

    def _work_off(self) -> None:
        """Makes fields and records of what has come since the last time."""
        begun, text, names = self.begun, self.text, self.names
        for event in self.events:
            if isinstance(event, int):
                if begun is not None:  # what has something in it is a record
                    self._open(begun)
                begun, text = event, ""
            elif BEHIND not in event:
                if not text:
                    text = event
                elif begun is not None:
                    text += event
                    if len(text) > MOST_TEXT:
                        self._refuse(TOO_LARGE, f"{text[:20]}...")
            elif begun is None:
                self.close(names[event], self.open.pop(), self.lines.pop(), self.open)
            else:
                begun = None
                if self.open and (text := text.strip()):
                    self.open[-1].setdefault(names[event], text)
        self.events.clear()
        self.begun, self.text = begun, text

    def _open(self, line: int) -> None:
        if len(self.open) >= MOST_DEPTH:
            self._refuse(TOO_LARGE, f"{MOST_DEPTH}")
        self.open.append({})
        self.lines.append(line)
