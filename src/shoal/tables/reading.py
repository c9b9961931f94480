"""A file to a table: opened, decoded, the table found in it, its columns read."""

from __future__ import annotations

import codecs
import io
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import TableError
from .assembling import Found, table_of
from .large import ENOUGH_BYTES
from .layout.delimiters import delimiter_of
from .layout.locating import Options, locate
from .layout.names import quoted_first
from .layout.ragged import body_rows
from .layout.splitting import DELIMITERS, rows_of
from .meaning.meaning import Declared
from .meaning.written import Written, WrittenCells
from .sources.decoding import decoded
from .sources.opening import open_source
from .sources.source import Grid, Source, Text, Typed
from .table import Table
from .wording import quoted

if TYPE_CHECKING:
    from .sources.child_process.limits import Limits

HEAD = 1 << 18  # characters in which the delimiter is looked for
BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*+")


def read_table(
    path: str | os.PathLike[str],
    *,
    sheet: str | int | None = None,
    query: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
    units_row: bool | None = None,
    skip_rows: int = 0,
    text: str | Sequence[str] = (),
    number: str | Sequence[str] = (),
    date: str | Sequence[str] | Mapping[str, str] = (),
    missing: object = (),
) -> Table:
    """The table in a file: delimited text, a workbook, Parquet and others (docs/tables.md).

    Where the table is in the file and what its columns mean is found out; each decision that is
    not plain is a sentence in ``Table.said`` or in its column's ``said``. Every cell is read rightly
    or refused, by its place.

    Parameters
    ----------
    path : str or path
        The file, or "-" for standard input; an address of the network is refused.
    sheet : str or int, optional
        Of a workbook: the sheet's name, or its number from 1; of an archive: the file in it. By
        default the first that holds a table.
    query : str, optional
        Of a database: the SELECT that gives the table.
    encoding : str, optional
        Of a text: a name of Python's codecs. By default UTF-8, UTF-16 or UTF-32, else Windows-1252.
    delimiter : str, optional
        Of a text: what separates the cells; " " stands for runs of blanks.
    header_rows : int, optional
        How many rows hold the names; 0 where there are none.
    units_row : bool, optional
        Whether a row of units follows the names.
    skip_rows : int
        How many lines stand above the names.
    text, number : str or sequence of str
        Columns that are texts although they look like numbers, and the other way round.
    date : str, sequence of str or mapping of str to str
        Columns of dates; a mapping gives their formats, as ``strptime`` has them ("%d/%m/%Y").
    missing : number, str, sequence or mapping
        What stands for a missing value beside the usual words, in any column; a mapping gives it
        for single columns.

    Raises
    ------
    TableError
        The file cannot be read, or is no table: one sentence with the place, what was found and
        what to do. A single column that cannot be read is an error only when used.
    MissingExtraError
        The format needs an extra that is not installed.
    """
    options = _options(header_rows, units_row, skip_rows)
    declared = Declared.of(text, number, date, missing)
    source = open_source(path, sheet=sheet, query=query)
    table = _from(source, options, declared, encoding, delimiter)
    return _of_file(table, source, path)


def read_in_child(
    file: str | os.PathLike[str] | bytes,
    *,
    name: str = "",
    limits: Limits | None = None,
    sheet: str | int | None = None,
    query: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
    units_row: bool | None = None,
    skip_rows: int = 0,
) -> Table:
    """``read_table`` for whom no file may end: it is opened in a process of its own, under limits.

    Workbooks, compressed files and files of typed columns are unpacked and parsed there; what comes
    back are cells and arrays, of which the table is made here. A text needs no such process.

    Parameters
    ----------
    file : str, path or bytes
        A file or folder, or the bytes of a file.
    name : str
        What bytes are called: a file's name, whose ending tells the format where they do not.
    limits : Limits, optional
        ``Limits(memory, seconds)``, bytes and seconds by the clock; by default half of the memory
        that is free, and 30 s and 10 s for each MiB of the file.
    sheet, query, encoding, delimiter, header_rows, units_row, skip_rows
        As ``read_table`` takes them.

    Raises
    ------
    TableError, MissingExtraError
        As ``read_table`` raises them; TableError also if the process needed more memory or time than
        the limits leave, or was ended by the file.
    """
    from .sources.child_process.opening import open_in_child  # late: a single file needs no process

    options = _options(header_rows, units_row, skip_rows)
    source = open_in_child(file, name=name, sheet=sheet, query=query, limits=limits)
    table = _from(source, options, Declared(), encoding, delimiter)
    called = name if isinstance(file, bytes) else os.fspath(file)
    return _of_file(table, source, called)


def _of_file(table: Table, source: Source, path: str | os.PathLike[str]) -> Table:
    file = None if str(path) in ("", "-") else Path(path).name
    return replace(table, parts=source.parts, part=source.part, file=file)


def _from(
    source: Source,
    options: Options,
    declared: Declared,
    encoding: str | None,
    delimiter: str | None,
) -> Table:
    if isinstance(source, Typed):
        from .frames import table_from_frame

        _no_layout(options, encoding, delimiter, source.source)
        return table_from_frame(
            source.frame, source.source, declared, said=source.said, unread=source.unread
        )
    if isinstance(source, Grid):
        _no_layout(Options(), encoding, delimiter, source.source)
        return _from_grid(source, options, declared, None, ",")
    return _from_text(source, options, declared, encoding, delimiter)


def _options(header_rows: object, units_row: object, skip_rows: object) -> Options:
    for name, value in (("header_rows", header_rows), ("skip_rows", skip_rows)):
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0
        ):
            raise TableError(f"{name} must be a whole number from 0, not {value!r}")
    return Options(
        None if header_rows is None else int(header_rows),  # type: ignore[call-overload]
        None if units_row is None else bool(units_row),
        int(skip_rows),  # type: ignore[call-overload]
    )


def _no_layout(options: Options, encoding: str | None, delimiter: str | None, source: str) -> None:
    given: dict[str, object] = {"an encoding": encoding, "a delimiter": delimiter}
    given |= {"rows of names": options.header_rows, "a row of units": options.units_row}
    given |= {"lines to skip": options.skip_rows or None}
    named = [what for what, value in given.items() if value is not None]
    if named:
        raise TableError(
            f"{source} has no {named[0].partition(' ')[2]} to be told; leave that away"
        )


def _from_text(
    source: Text, options: Options, declared: Declared, encoding: str | None, delimiter: str | None
) -> Table:
    if delimiter is not None and delimiter not in DELIMITERS:
        known = ", ".join(DELIMITERS.values())
        raise TableError(f"cells are separated by one of {known}, not by {quoted(delimiter)}")
    if encoding is None:
        found = _in_large_text(source, options, delimiter)
        if found is not None:
            codec = "utf-8-sig" if source.data.startswith(codecs.BOM_UTF8) else "utf-8"
            return table_of(found, declared, codec)
    text, codec, said = decoded(source.data, source.source, encoding)
    if codec not in ("utf-8", "utf-8-sig"):
        again = Text(source.source, text.encode(errors="surrogatepass"), (*source.said, *said))
        found = _in_large_text(again, options, delimiter)
        if found is not None:
            return table_of(found, declared, codec)
    # lines without anything at its beginning tell nothing, however many they are
    begin = 0 if options.skip_rows else BLANK_LINES.match(text).end()  # type: ignore[union-attr]
    head = text[begin : begin + HEAD]
    head = head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or text
    mark = delimiter_of(_skipping(head, options.skip_rows), source.source, delimiter)
    numbered = list(rows_of(io.StringIO(text, newline=""), mark, source.source))
    grid = Grid(
        source.source,
        [row for _, row in numbered],
        [number for number, _ in numbered],
        source.source,
        "line",
        (*source.said, *said),
    )
    return _from_grid(grid, options, declared, codec, mark, quoted_first(head.splitlines()))


def _in_large_text(source: Text, options: Options, delimiter: str | None) -> Found | None:
    """The table in a large plain text of UTF-8, or None: then the strict reader finds it."""
    if len(source.data) < ENOUGH_BYTES:
        return None
    from .large.finding import found_in  # late: no small file needs it

    return found_in(source.data, source.source, options, delimiter, source.said)


def _skipping(head: str, lines: int) -> str:
    return "".join(io.StringIO(head, newline="").readlines()[lines:]) if lines else head


def _from_grid(
    grid: Grid,
    options: Options,
    declared: Declared,
    codec: str | None,
    mark: str,
    quoted: bool = False,
) -> Table:
    layout = locate(grid, options)
    chosen, said = body_rows(grid, layout, DELIMITERS[mark])
    rows = [grid.rows[i] for i in chosen]
    cells = zip(*rows, strict=True) if rows else [() for _ in layout.names]
    columns: list[Written] = [WrittenCells(list(column)) for column in cells]
    lines = np.array([grid.numbers[i] for i in chosen], dtype=np.int64)
    layout.said[:0] = grid.said
    layout.said.extend(said)
    found = Found(grid.source, columns, lines, layout, mark, grid.unit, quoted)
    return table_of(found, declared, codec)
