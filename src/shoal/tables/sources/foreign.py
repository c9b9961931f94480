"""Calls of the libraries that read other formats: bounded, and every failure one sentence."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeVar

from shoal.errors import TableError
from shoal.tables.layout.splitting import MAX_CELLS
from shoal.tables.wording import inert

T = TypeVar("T")


def bounded(cells: int, source: str) -> None:
    """TableError if a table holds more cells than are read."""
    if cells > MAX_CELLS:
        raise TableError(
            f"{source} holds {cells:,} cells, more than the {MAX_CELLS:,} that are read; take "
            "fewer rows or columns"
        )


def guarded(read: Callable[[], T], source: str) -> T:
    """What ``read`` returns; whatever a library says about a damaged file as a TableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except (TableError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # a panic of the Rust libraries is no Exception
        first = inert(str(error).strip().partition("\n")[0], longest=160)
        raise TableError(f"{source} cannot be read, it may be damaged: {first}") from None
