"""Parquet files and folders of them, by polars (the extra [table])."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ....errors import MissingExtraError, TableError
from ...wording import count, inert
from ..contents import Contents
from ..source import Typed
from .scanned import scanned

MAGIC = b"PAR1"
ENDINGS = (".parquet", ".pq")


def read_parquet(contents: Contents) -> Typed:
    """The columns of a Parquet file; TableError for a damaged one."""
    polars = _polars()
    source = contents.source
    whole = contents.size >= 3 * len(MAGIC) and contents.head.startswith(MAGIC)
    if not (whole and _last(contents) == MAGIC):
        raise TableError(
            f"{source} is not a whole Parquet file: it is cut off or another format; copy it again"
        )

    file = contents.path or contents.data
    return scanned(lambda: polars.scan_parquet(file), source, contents.size)


def read_folder(folder: Path) -> Typed:
    """The Parquet files of a folder as one table, in the order of their names.

    What folders are called such as ``year=2024`` becomes a column, as Hive and Spark write it.
    """
    source = inert(folder.name or str(folder), longest=120)
    files = sorted(
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(ENDINGS) and not name.startswith((".", "_"))
    )
    if not files:
        raise TableError(
            f"{source} is a directory with no Parquet files in it; name a file with a table"
        )
    polars = _polars()

    said = f"{count(len(files), 'Parquet file')} of the folder {source} are read as one table"
    return scanned(
        lambda: polars.scan_parquet(files, hive_partitioning=True),
        source,
        sum(file.stat().st_size for file in files),
        (said,) if len(files) > 1 else (),
    )


def _last(contents: Contents) -> bytes:
    if contents.path is None:
        return contents.data[-len(MAGIC) :]
    try:
        with contents.path.open("rb") as opened:
            opened.seek(-len(MAGIC), os.SEEK_END)
            return opened.read()
    except OSError:
        return b""


def _polars() -> Any:
    try:
        import polars
    except ImportError:
        raise MissingExtraError("Reading Parquet files", "table") from None
    return polars
