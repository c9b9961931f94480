"""A file of columns that have their types, by its format."""

from __future__ import annotations

from ..contents import Contents
from ..recognizing import Kind
from ..source import Typed
from .arrays import read_mat, read_npy, read_npz
from .arrow import read_arrow
from .databases import read_duckdb, read_sqlite
from .parquet import read_parquet
from .records import read_json
from .statistics import read_statistics


def read_typed(contents: Contents, kind: Kind, sheet: str | int | None, query: str | None) -> Typed:
    """The columns of the file; ``sheet`` names one of its arrays, ``query`` asks a database."""
    if kind == "parquet":
        return read_parquet(contents)
    if kind == "arrow" or kind == "arrow stream":
        return read_arrow(contents, stream=kind == "arrow stream")
    if kind == "json":
        return read_json(contents)
    if kind == "npy":
        return read_npy(contents)
    if kind == "npz":
        return read_npz(contents, sheet)
    if kind == "mat":
        return read_mat(contents, sheet)
    if kind == "sqlite":
        return read_sqlite(contents, query)
    if kind == "duckdb":
        return read_duckdb(contents, query)
    assert kind in ("stata", "spss", "sas", "xport")
    return read_statistics(contents, kind)
