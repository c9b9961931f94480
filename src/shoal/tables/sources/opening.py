"""From a path to what stands there: the reader is chosen by content first, then by ending."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ...errors import TableError
from ..wording import inert
from .archives import archive_of, member_of
from .contents import Contents, contents_of
from .recognizing import ENDINGS, Kind, kind_of
from .source import Source, Text
from .unpacking import unpacked

# What has parts with names: sheets, files, arrays.
_IN_PARTS: tuple[Kind, ...] = ("xlsx", "xlsb", "xls", "ods", "archive", "npz", "mat")
_BOOKS: tuple[Kind, ...] = ("xlsx", "xlsb", "xls", "ods")
_DATABASES: tuple[Kind, ...] = ("sqlite", "duckdb")


def open_source(
    path: str | os.PathLike[str],
    *,
    sheet: str | int | None = None,
    query: str | None = None,
) -> Source:
    """What a path holds: a text, the cells of a sheet, or columns with their types.

    Parameters
    ----------
    path : str or path
        The file, also compressed; a folder of Parquet files; ``-`` for standard input.
    sheet : str or int, optional
        The sheet of a workbook, the file in an archive, by its name or its number from 1.
    query : str, optional
        The SELECT statement whose rows are the table, for a database.

    Raises
    ------
    TableError
        The file cannot be read: one sentence that says what it is and what to do.
    MissingExtraError
        The library that reads the format is not installed.
    """
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
        raise TableError(f"the path of a table is a text or a Path, not {type(path).__name__}")
    file = os.fspath(path)
    if os.path.isdir(file):
        _refuse_parts("parquet", inert(file, 120), sheet, query)
        from .typed.parquet import read_folder

        return read_folder(Path(file))
    return open_contents(contents_of(file), sheet, query)


def open_contents(contents: Contents, sheet: str | int | None, query: str | None) -> Source:
    """The same of the contents of a file."""
    contents = unpacked(contents)
    kind = kind_of(contents)
    _refuse_parts(kind, contents.source, sheet, query)
    if kind == "archive":
        with archive_of(contents) as archive:
            member, said, parts = member_of(archive, contents, sheet)
        if kind_of(unpacked(member)) == "archive":
            raise TableError(
                f"{member.source} is an archive within an archive; unpack it and name the table"
            )
        inner = open_contents(member, None, query)
        # the sheet that can be named is a file of the archive, also where that is a workbook
        return replace(inner, said=(*said, *inner.said), parts=tuple(sorted(parts)), part=parts[0])
    if kind == "text":
        return Text(contents.source, contents.read(), _misnamed(contents))
    # late: a CSV file is read before the readers of other formats would be imported
    if kind in _BOOKS:
        from .workbooks.books import read_book

        return read_book(contents, kind, sheet)
    from .typed.files import read_typed

    return read_typed(contents, kind, sheet, query)


def _misnamed(contents: Contents) -> tuple[str, ...]:
    if contents.ending not in ENDINGS:
        return ()
    return (f"{contents.source} is called {contents.ending} but is a text, and is read as one",)


def _refuse_parts(kind: Kind, source: str, sheet: str | int | None, query: str | None) -> None:
    if sheet is not None and kind not in _IN_PARTS:
        raise TableError(f"{source} has no sheets: only workbooks do; leave the sheet away")
    if query is not None and kind not in _DATABASES and kind != "archive":
        raise TableError(f"{source} is no database: nothing can be queried; leave the query away")
