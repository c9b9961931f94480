"""A file that polars scans, to a frame: as a whole, or column by column where some cannot be read."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ....errors import TableError
from ..bounds import refuse_many_cells
from ..foreign import guarded
from ..memory import NUMBER_CELL, refuse_too_large
from ..source import Typed

# Polars gives up on a file of which one column has an offset or an unknown place for its time zone.
_ANY_ZONE = "POLARS_IGNORE_TIMEZONE_PARSE_ERROR"
_ONE_AT_A_TIME = threading.Lock()


def scanned(scan: Callable[[], Any], source: str, size: int, said: tuple[str, ...] = ()) -> Typed:
    """The columns that ``scan``, which gives a lazy frame, finds in ``size`` bytes of a file.

    A column that polars cannot read is named in ``Typed.unread``; TableError if it can read none.
    """
    try:
        return _scanned(scan, source, size, said)
    except TableError as error:
        if "time zone" not in str(error):
            raise
        with _any_zone():
            found = _scanned(scan, source, size, said)
            return Typed(source, _in_utc(found.frame), said, unread=found.unread)


def _scanned(scan: Callable[[], Any], source: str, size: int, said: tuple[str, ...]) -> Typed:
    import polars

    lazy = guarded(scan, source)
    names = guarded(lambda: lazy.collect_schema().names(), source)
    # the size is in the file's foot: ask before a small file becomes a huge table
    height = guarded(lambda: int(lazy.select(polars.len()).collect().item()), source)
    refuse_many_cells(height * len(names), size, source)
    refuse_too_large(height * len(names), source, NUMBER_CELL)
    try:
        return Typed(source, guarded(lazy.collect, source), said)
    except TableError as error:
        whole = error
    columns, unread = [], {}
    for name in names:
        alone = lazy.select(polars.col(name))
        try:
            columns.append(guarded(alone.collect, name).to_series())
        except TableError as error:
            unread[name] = "its values cannot be read" + str(error).partition("cannot be read")[2]
            columns.append(polars.Series(name, [None] * height, polars.Null))
    if len(unread) == len(names):
        raise whole
    return Typed(source, polars.DataFrame(columns), said, unread=unread)


@contextmanager
def _any_zone() -> Iterator[None]:
    with _ONE_AT_A_TIME:
        before = os.environ.get(_ANY_ZONE)
        os.environ[_ANY_ZONE] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[_ANY_ZONE]
            else:
                os.environ[_ANY_ZONE] = before


def _in_utc(frame: Any) -> Any:
    """The same moments; where they were told is nothing that a table keeps."""
    import polars

    moments = [
        polars.col(name).cast(polars.Int64).cast(polars.Datetime(dtype.time_unit, "UTC"))
        for name, dtype in frame.schema.items()
        if isinstance(dtype, polars.Datetime) and dtype.time_zone is not None
    ]
    return frame.with_columns(moments)
