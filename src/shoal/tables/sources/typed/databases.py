"""Databases in one file: SQLite by the standard library, DuckDB by the extra [duckdb]."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ....errors import MissingExtraError, SeveralTablesError, TableError
from ...wording import inert, named, quoted
from ..contents import Contents
from ..memory import refuse_too_large
from ..source import Typed

_COMMENT = re.compile(r"--[^\n]*(?:\n|$)|/\*.*?\*/", re.DOTALL)
_SELECT = re.compile(r"\s*(?:select|with|from|values)\b", re.IGNORECASE)
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
)
_TABLES_OF_DUCKDB = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
)
# Reading rows, calling functions and WITH RECURSIVE: nothing that writes, or opens a second file.
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33}
# After so many steps of the database Python has its turn, and Ctrl-C with it.
_STEPS = 100_000
_AT_A_TIME = 10_000


def read_sqlite(contents: Contents, query: str | None) -> Typed:
    """The only table of an SQLite database, or the rows of a query."""
    with _guarded(contents.source, sqlite3.Error), closing(_sqlite(contents)) as connection:
        connection.set_progress_handler(lambda: 0, _STEPS)
        tables = [str(name) for (name,) in connection.execute(_TABLES)]
        statement, said = _statement(tables, query, contents.source)
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
        )
        return Typed(contents.source, _rows_of(connection, statement, contents.source), said)


def read_duckdb(contents: Contents, query: str | None) -> Typed:
    """The only table of a DuckDB database, or the rows of a query."""
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("Reading DuckDB files", "duckdb") from None

    source = contents.source
    if contents.path is None:
        raise TableError(f"{source} is a DuckDB database, which is read from its file; name that")
    safe: dict[str, Any] = {"enable_external_access": "false", "lock_configuration": "true"}
    with (
        _guarded(source, duckdb.Error),
        closing(duckdb.connect(str(contents.path), read_only=True, config=safe)) as connection,
    ):
        tables = [str(name) for (name,) in connection.execute(_TABLES_OF_DUCKDB).fetchall()]
        statement, said = _statement(tables, query, source)
        return Typed(source, _rows_of(connection.cursor(), statement, source), said)


def _sqlite(contents: Contents) -> sqlite3.Connection:
    _refuse_cut(contents)
    if contents.path is None:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(contents.data)
        return connection
    log = Path(f"{contents.path}-wal")
    # an immutable file is opened without locks; what is still in its log would be passed over
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return sqlite3.connect(f"file:{quote(str(contents.path.absolute()))}?{how}", uri=True)


def _refuse_cut(contents: Contents) -> None:
    """TableError if pages are missing at the end, which SQLite would take for empty ones."""
    head = contents.head[:100]
    if len(head) < 100:
        raise TableError(f"{contents.source} is cut off: a database is longer; copy it again")
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    # the number of pages holds if it is as new as the last change
    if head[24:28] == head[92:96] and pages * (65536 if page == 1 else page) > contents.size:
        raise TableError(f"{contents.source} is cut off: {pages:,} pages are said; copy it again")


def _statement(tables: list[str], query: str | None, source: str) -> tuple[str, tuple[str, ...]]:
    if query is not None:
        bare = _COMMENT.sub(" ", query).strip().rstrip(";")
        if not _SELECT.match(bare):
            raise TableError(
                f"{source}: the query must be a SELECT, not {quoted(bare)}; nothing is changed in "
                "a database"
            )
        return query.strip().rstrip(";"), ()
    if not tables:
        raise TableError(f"{source} is a database with no table in it; save it again")
    if len(tables) > 1:
        first = tables[0].replace('"', '""')
        raise SeveralTablesError(
            f"{source} holds several tables: {named(tables)}; choose by --query 'SELECT * FROM "
            f'"{inert(first)}"\'',
            tables,
            queried=True,
        )
    name = tables[0].replace('"', '""')
    return f'SELECT * FROM "{name}"', (f"table {quoted(tables[0])} of {source} is read",)


def _rows_of(connection: Any, statement: str, source: str) -> dict[str, list[Any]]:
    """Columns of the rows that a statement selects; memory is asked as they come."""
    cursor = connection.execute(statement)
    names = [str(column[0]) for column in cursor.description or ()]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise TableError(
            f"{source}: the query gives two columns the name {quoted(twice)}; name them with AS"
        )
    columns: list[list[Any]] = [[] for _ in names]
    while rows := cursor.fetchmany(_AT_A_TIME):
        refuse_too_large(len(rows) * len(names), source)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            # a time of the day is a text, as it is in a workbook
            column.extend(v.isoformat() if isinstance(v, time) else v for v in values)
    for name, column in zip(names, columns, strict=True):
        for i, value in enumerate(column, 1):
            if isinstance(value, (bytes, bytearray, memoryview, list, dict)):
                raise TableError(
                    f"{source}, row {i}, column {quoted(name)}: a value of the type "
                    f"{inert(type(value).__name__)} is none of a table; leave the column out of "
                    "the query"
                )
    return dict(zip(names, columns, strict=True))


@contextmanager
def _guarded(source: str, failure: type[Exception]) -> Iterator[None]:
    try:
        yield
    except failure as error:
        said = inert(" ".join(str(error).split()), 160)
        raise TableError(
            f"{source}: the database says: {said}; mend the query or the file"
        ) from None
    except (ValueError, OverflowError, UnicodeError) as error:
        if isinstance(error, TableError):
            raise
        reason = inert(str(error), 100)
        raise TableError(f"{source} cannot be read, it may be damaged: {reason}") from None
