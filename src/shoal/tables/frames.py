"""Frames of pandas, polars and pyarrow, and dicts of columns: from memory to a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from ..errors import TableError
from .assembling import check_declared, named_columns, with_row_number
from .layout.names import are_row_names, may_be_row_names, row_names_said, tidy
from .meaning.meaning import Declared
from .meaning.rereading import column_as
from .objects import unusable
from .series import column_from_values
from .table import Table
from .wording import count, inert, quoted

NOTHING = Declared()
NONE: Mapping[str, str] = {}


def from_frame(frame: Any, declared: Declared = NOTHING) -> Table:
    """The table of a pandas, polars or pyarrow frame, or of a dict of columns; a Table as it is.

    Texts in a frame are read as the cells of a file are (docs/tables.md), so that a model that was
    fitted on a file predicts for the same table in memory. Categorical columns stay texts. The
    index of a pandas frame is no column. Rows are counted from 1 in messages.

    Parameters
    ----------
    frame : frame, dict of columns or Table
    declared : Declared
        What is said of columns, as the arguments of ``read_table`` say it.

    Raises
    ------
    TableError
        It is no frame, has no rows, or its columns have no names of their own. A single column
        that cannot be read is an error only when used.
    """
    if isinstance(frame, Table):
        return declare(frame, declared)
    return table_from_frame(frame, "the frame", declared)


def declare(table: Table, declared: Declared) -> Table:
    """The table with the declared columns read again."""
    check_declared(table, declared)
    if not declared:
        return table
    columns = dict(table.columns)
    for name, column in columns.items():
        meaning = declared.of_column(name)
        if meaning.kind is not None or meaning.missing:
            columns[name] = column_as(column, meaning, partial(_place, table, name))
    return replace(table, columns=columns)


def _place(table: Table, name: str, i: int) -> str:
    return table.place(i, name)


def table_from_frame(
    frame: Any,
    source: str,
    declared: Declared = NOTHING,
    *,
    said: Sequence[str] = (),
    unread: Mapping[str, str] = NONE,
) -> Table:
    """``from_frame`` with the name that messages call the table.

    ``unread`` are columns that whoever read the frame could not read, and why.
    """
    columns = _named_columns(frame, source)
    if not columns:
        raise TableError(f"{source} has no columns")
    names, more = tidy([name for name, _ in columns], source)
    table = table_from_columns(
        [(own, values) for own, (_, values) in zip(named_columns(names), columns, strict=True)],
        source,
    )
    for own, (name, _) in zip(table.names, columns, strict=True):
        if name in unread:
            problem = f"{source}, column {quoted(own)}: {unread[name]}"
            table.columns[own] = unusable(own, table.n_rows, problem)
    first, *others = table.columns.values()
    if others and may_be_row_names(names[0], 0) and are_row_names(first):
        left, labels, more = with_row_number(
            {column.name: column for column in others},
            replace(first, name=names[0]),
            [*more, row_names_said(first)],
        )
        table = replace(table, columns=left, labels=labels)
    return declare(replace(table, said=(*said, *more)), declared)


def table_from_columns(columns: Sequence[tuple[str, Any]], source: str) -> Table:
    """A table of series and arrays, each with its name."""
    n = len(columns[0][1])
    for name, values in columns:
        if len(values) != n:
            raise TableError(
                f"{source}: column {quoted(name)} has {count(len(values), 'row')} but "
                f"{quoted(columns[0][0])} has {n:,}; give both as many"
            )
    if n == 0:
        raise TableError(f"{source} has columns but no rows")
    table = Table(source, {}, np.arange(n))
    for name, values in columns:
        table.columns[name] = column_from_values(name, values, partial(_place, table, name))
    return table


def _named_columns(frame: Any, source: str) -> list[tuple[Any, Any]]:
    if isinstance(frame, Mapping):
        return [(name, _sequence(name, values, source)) for name, values in frame.items()]
    import narwhals as nw  # late: reading a CSV file does not need it

    try:
        wide = nw.from_native(frame, eager_only=True)
        # by position: two columns of the same name must both be seen
        return [(series.name, series) for series in wide.iter_columns()]
    except (TypeError, ValueError, nw.exceptions.NarwhalsError) as error:
        if isinstance(error, nw.exceptions.DuplicateError):
            said = inert(" ".join(str(error).split()), longest=160)
            raise TableError(f"{source} has columns of the same name: {said}") from None
        raise TableError(
            f"{source} must be a frame of pandas, polars or pyarrow (collected, not lazy) or a "
            f"dict of columns, not {type(frame).__name__}"
        ) from None


def _sequence(name: object, values: Any, source: str) -> Any:
    """A column of a dict: an array as it is, anything else that has a length as a list."""
    if isinstance(values, np.ndarray) and values.ndim == 1:
        return values
    if isinstance(values, (str, bytes, Mapping, np.ndarray)) or not hasattr(values, "__len__"):
        raise TableError(f"{source}: column {quoted(str(name))} must be a flat list or array")
    return list(values)
