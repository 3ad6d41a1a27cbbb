"""Text files with a separator: the records by polars, the numbers of their lines by counting."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from checker.errors import InputError
from checker.messages import Message
from checker.read.encoding import to_utf8
from checker.read.table import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.read.reading import ReadOptions
    from checker.read.source import Source

SEPARATORS = (";", "\t", ",", "|")
NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
HEAD = 60  # rows in which the heading is looked for
SPARE = 3  # columns that catch cells beyond the heading
SAMPLE = 1 << 18
MOST_COLUMNS = 1 << 14  # as many as Excel has
LONGEST_LINE = 4 << 20  # bytes; of twice as many none is passed over
NOTHING = '=""'


@dataclass(frozen=True)
class Delimited:
    """A text file under one separator."""

    name: str
    data: bytes  # UTF-8, lines end with \n
    separator: str
    first_line: int  # 2 where a `sep=` line went before
    encoding: str
    kind: Kind = "text"
    hidden: bool = False

    @cached_property
    def _sample(self) -> list[tuple[int, list[str]]]:
        # Line on which a record begins, and its cells.
        lines = io.StringIO(self.data[:SAMPLE].decode("utf-8", "ignore"), newline="")
        reader = csv.reader(lines, delimiter=self.separator)
        found: list[tuple[int, list[str]]] = []
        begin = 0
        try:
            for cells in reader:
                found.append((begin + self.first_line, [_shown(cell) for cell in cells]))
                begin = reader.line_num
                if len(found) == HEAD:
                    break
        except csv.Error:  # the records themselves are read by polars, which says more
            pass
        return found

    @property
    def head(self) -> list[list[str]]:
        """The first records."""
        return [cells for _, cells in self._sample]

    def row_number(self, index: int) -> int:
        """The line on which a record begins."""
        return self._sample[index][0]

    def table(self, heading: int, positions: Collection[int]) -> Table:
        """The records below the heading."""
        headings = self.head[heading]
        if len(headings) > MOST_COLUMNS:
            count = len(headings)
            raise InputError("read.too_many_columns", source=self.name, count=count)
        frame = self._records(len(headings) + SPARE)
        lines = self._lines(frame)
        self._refuse_cut_off(len(headings))
        frame, lines = frame.slice(heading + 1), lines.slice(heading + 1)
        return Table(
            self.name,
            self.kind,
            lines,
            {at: Column(headings[at], at, _stripped(frame[f"c{at}"])) for at in positions},
            fault=self._overflow(frame, len(headings), lines),
            notes=self._notes(),
        )

    def _notes(self) -> list[Message]:
        if self.encoding == "utf-8":
            return []
        return [Message("read.note_encoding", {"encoding": self.encoding})]

    def _records(self, width: int) -> pl.DataFrame:
        names = [f"c{at}" for at in range(width)]
        heading = self.separator.join(names).encode() + b"\n"
        try:
            return pl.read_csv(
                io.BytesIO(heading + self.data),
                separator=self.separator,
                infer_schema=False,
                empty_string_is_null=False,
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError:
            return self._records_with_stray_quotes(names)

    def _records_with_stray_quotes(self, names: list[str]) -> pl.DataFrame:
        # polars takes no quotation mark within a bare cell: 19" rack. The slow reader does.
        lines = io.StringIO(self.data.decode("utf-8"), newline="")
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        records: list[list[str]] = []
        begin, padding = 0, [""] * len(names)
        try:
            for cells in reader:
                records.append([*cells, *padding][: len(names)])
                begin = reader.line_num
        except csv.Error:
            line = begin + self.first_line
            raise InputError("read.bad_quotes", source=self.name, line=line) from None
        return pl.DataFrame(records, schema=dict.fromkeys(names, pl.String), orient="row")

    def _lines(self, frame: pl.DataFrame) -> pl.Series:
        # A record over several lines has line breaks within its cells.
        index = pl.int_range(frame.height, dtype=pl.Int64, eager=True) + self.first_line
        if self.data.count(b"\n") + (not self.data.endswith(b"\n")) == frame.height:
            return index
        breaks = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True)))
        inside = breaks.to_series()
        self._refuse_swallowed(frame, inside, index)
        return index + inside.cum_sum().cast(pl.Int64) - inside.cast(pl.Int64)

    def _refuse_swallowed(self, frame: pl.DataFrame, inside: pl.Series, index: pl.Series) -> None:
        # A quote that is never closed takes whole records into one cell.
        usual = max(1, (frame.width - SPARE) // 2)
        mark = rf"\n(?:[^\n]*{_escaped(self.separator)}){{{usual}}}"
        swallowed = frame.filter(inside > 0).select(
            pl.any_horizontal(pl.all().str.contains(mark)).alias("found")
        )["found"]
        if swallowed.any():
            at = (inside > 0).arg_true()[swallowed.arg_max() or 0]
            line = index[at] + int(inside.slice(0, at).sum())
            raise InputError("read.unclosed_quote", source=self.name, line=line)

    def _overflow(self, frame: pl.DataFrame, width: int, lines: pl.Series) -> pl.Series:
        # polars drops what is beyond the last column, so cells are counted by their separators.
        if self.data.count(self.separator.encode()) == (width - 1) * self.data.count(b"\n"):
            return pl.repeat(None, frame.height, dtype=pl.String, eager=True)
        text = pl.read_csv(
            io.BytesIO(b"text\n" + self.data),
            separator="\x1f",
            quote_char=None,
            infer_schema=False,
            empty_string_is_null=False,
            truncate_ragged_lines=True,
        ).to_series()
        if self.data.count(b'"'):
            text = text.str.replace_all('"[^"]*("|$)', "")
        cells = text.str.count_matches(self.separator, literal=True) + 1
        found = cells.gather(lines - self.first_line, null_on_oob=True)
        allowed = width
        if len(found) and self._blank_beyond(frame, width):
            allowed = max(width, int(found.mode()[0] or 0))
        over = pl.DataFrame({"over": found > allowed})
        reason = pl.when("over").then(pl.lit("read.too_many_cells"))
        return over.select(reason.alias("fault"))["fault"]

    @staticmethod
    def _blank_beyond(frame: pl.DataFrame, width: int) -> bool:
        # Some programs end every line with a separator, but not the headings.
        beyond = pl.any_horizontal((pl.col(f"c{width + at}") != "").any() for at in range(SPARE))
        return not frame.select(beyond).item()

    def _refuse_cut_off(self, width: int) -> None:
        last = self.data[self.data.rfind(b"\n") + 1 :]
        cells = last.count(self.separator.encode()) + 1
        if last.strip() and 1 < cells < width and self._second_last() >= width:
            line = self.data.count(b"\n") + self.first_line
            raise InputError("read.cut_off", source=self.name, line=line)

    def _second_last(self) -> int:
        end = self.data.rfind(b"\n")
        line = self.data[self.data.rfind(b"\n", 0, end) + 1 : end]
        return line.count(self.separator.encode()) + 1


def _escaped(separator: str) -> str:
    return {"|": r"\|", "\t": r"\t"}.get(separator, separator)


def _shown(cell: str) -> str:
    return cell.removeprefix("=").strip().strip('"').strip()


def _stripped(cells: pl.Series) -> pl.Series:
    # ="00123" is how text is forced upon Excel.
    text = cells.fill_null("").str.strip_chars(" \t\r\n\u00a0\u202f\ufeff")
    if text.str.starts_with("=").any():
        text = text.str.replace(r'^="(.*)"$', "$1")
    return text


def _separator_of(option: str) -> str:
    separator = NAMED.get(option, option)
    if len(separator) != 1 or ord(separator) > 127:  # noqa: PLR2004  one byte in UTF-8
        raise InputError("read.separator_name", separator=option)
    return separator


def _refuse_endless_lines(name: str, data: bytes) -> None:
    # The parser takes many times the size of a line; a whole stretch without an end is found
    # by looking for one end in each.
    for at in range(0, len(data) - LONGEST_LINE, LONGEST_LINE):
        if data.find(b"\n", at, at + LONGEST_LINE) < 0:
            line = data.count(b"\n", 0, at) + 1
            raise InputError("read.line_too_long", source=name, line=line)


def grids(source: Source, options: ReadOptions) -> list[Delimited]:
    """The file under each separator that comes into question."""
    data, encoding = to_utf8(source.name, source.data, options.encoding)
    data = data.replace(b"\r\n", b"\n")
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    _refuse_endless_lines(source.name, data)
    first, named = 1, None
    begin, _, rest = data[:SAMPLE].partition(b"\n")
    if begin.strip(b'"\r ').lower().startswith(b"sep=") and rest:
        named = begin.strip(b'"\r ')[4:].decode() or None
        data, first = data[len(begin) + 1 :], 2
    if options.separator:
        chosen = [_separator_of(options.separator)]
    else:
        chosen = [named] if named else list(SEPARATORS)
    return [Delimited(source.name, data, each, first, encoding) for each in chosen]
