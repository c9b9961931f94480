"""Parquet files, by polars (the extra [table])."""

from __future__ import annotations

import io
from typing import Any

from shoal.errors import MissingExtraError, TableError
from shoal.tables.frames import table_from_frame
from shoal.tables.sources.foreign import bounded, guarded
from shoal.tables.table import Table

MAGIC = b"PAR1"


def read_parquet(raw: bytes, source: str) -> Table:
    """The table in a Parquet file; TableError for a damaged one."""
    try:
        import polars
    except ImportError:
        raise MissingExtraError("Reading Parquet files", "table") from None

    if not (raw.startswith(MAGIC) and raw.endswith(MAGIC) and len(raw) >= 3 * len(MAGIC)):
        raise TableError(f"{source} is not a whole Parquet file: it is cut off or another format")

    def read() -> Any:
        # the size is in the file's foot: ask before a small file becomes a huge table
        lazy = polars.scan_parquet(io.BytesIO(raw))
        width = len(lazy.collect_schema())
        height = int(lazy.select(polars.len()).collect().item())
        bounded(width * height, source)
        return lazy.collect()

    return table_from_frame(guarded(read, source), source)
