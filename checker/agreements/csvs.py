"""Price lists as CSV: all files of one heading are parsed in one go, as text."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from checker.agreements.headings import UnusableError, read_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.errors import Problem

SEPARATORS = (";", "\t", ",", "|")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Csv:
    """A CSV that is not yet parsed: its heading, and the lines that follow as UTF-8."""

    key: int  # price_list
    path: str
    heading: str
    separator: str
    line: int  # of the heading
    first: int  # line on which the body begins
    body: bytes
    lines: int  # of the body

    @property
    def cells(self) -> list[str]:
        """The cells of the heading."""
        return next(csv.reader([self.heading], delimiter=self.separator))


def open_csv(key: int, path: str, content: bytes) -> Csv:
    """A list with its heading and separator found."""
    text = _text(path, content).replace("\r\n", "\n").replace("\r", "\n")
    first, separator = 1, ""
    head, _, rest = text.partition("\n")
    while rest and (head.lower().startswith("sep=") or not head.strip()):
        separator = head.strip()[4:5] or separator
        first += 1
        head, _, rest = rest.partition("\n")
    heading, body = head, rest.rstrip()
    first_body = first + 1 + _blank_lines(body)
    body = body.lstrip("\n")
    separator = separator or max(SEPARATORS, key=heading.count)
    if not heading.strip():
        raise UnusableError(path, 1, "-", "empty_list")
    if separator not in heading:
        raise UnusableError(path, first, heading.strip(), "one_column")
    if not body:
        raise UnusableError(path, first, "-", "no_prices")
    if len(heading) > csv.field_size_limit():
        raise UnusableError(path, first, "-", "quotes")
    # Lines end in LF and the last one ends, so that the bodies of many files can be joined.
    lines = (body + "\n").encode()
    return Csv(key, path, heading, separator, first, first_body, lines, lines.count(b"\n"))


def _blank_lines(body: str) -> int:
    return len(body) - len(body.lstrip("\n"))


def records(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The cells of each record; of one that no program can take, a single cell."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 128 KB
            yield ["..."]


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-16" if content[:2] in UTF16 else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnusableError(path, line, "-", "list_not_text") from error


def parse(same: list[Csv], problems: list[Problem]) -> pl.DataFrame:
    """Files of one heading and separator: columns price_list, row and those of the roles."""
    for part in same:
        found = read_heading(part.path, part.line, part.cells, problems)
    joined = _parse(b"".join(part.body for part in same), same[0], len(found.roles))
    total = sum(part.lines for part in same)
    if joined is None or joined.height != total:
        # A quotation mark or a cell too many somewhere: find out where, file by file.
        frames = [_alone(part, problems, len(found.roles)) for part in same]
        joined = pl.concat(frames)
    else:
        joined = joined.with_columns(_places(same))
    named = {f"column_{at}": role for at, role in enumerate(found.roles) if role}
    return joined.select("price_list", "row", *(pl.col(c).alias(r) for c, r in named.items()))


def _places(same: list[Csv]) -> list[pl.Series]:
    heights = [part.lines for part in same]
    parts = pl.DataFrame(
        {"price_list": [part.key for part in same], "row": [p.first for p in same]}
    )
    parts = parts.with_columns(place=pl.Series(heights, dtype=pl.Int64)).with_columns(
        row=pl.int_ranges(pl.col("row"), pl.col("row") + pl.col("place"))
    )
    exploded = parts.explode("row")
    return [exploded["price_list"], exploded["row"]]


def _parse(body: bytes, like: Csv, width: int) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            body,
            has_header=False,
            separator=like.separator,
            schema={f"column_{at}": pl.String for at in range(width)},
        )
    except pl.exceptions.PolarsError:
        return None


def _alone(part: Csv, problems: list[Problem], width: int) -> pl.DataFrame:
    frame = _parse(part.body, part, width)
    if frame is None:
        problems.append(_fault(part, width).problem)
        frame = pl.DataFrame(schema={f"column_{at}": pl.String for at in range(width)})
    return frame.with_columns(
        pl.lit(part.key, pl.Int64).alias("price_list"),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row") + part.first,
    )


def _fault(part: Csv, width: int) -> UnusableError:
    rows = csv.reader(io.StringIO(part.body.decode()), delimiter=part.separator)
    with suppress(csv.Error):  # a cell of more than 128 KB is one whose quote never closes
        for cells in rows:
            if len(cells) > width:
                line, found = part.first + rows.line_num - 1, part.separator.join(cells)
                told = {"found": found, "width": width}
                return UnusableError(part.path, line, "-", "too_many_cells", **told)
    return UnusableError(part.path, part.first, "-", "quotes")
