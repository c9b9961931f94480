"""What a file opened as, between two processes: one line of JSON, and the bytes of arrays.

Nothing that is read here can run code or name a class: a column is an array of numbers, a table in
Arrow's format, or a list of JSON's values, with dates and decimals marked as such.
"""

from __future__ import annotations

import datetime
import decimal
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ....errors import InputError, MissingExtraError, SeveralTablesError, TableError
from ..source import Grid, Source, Text, Typed

_ARRAYS = "biufM"
Packed = tuple[dict[str, Any], list[bytes]]


def packed(source: Source) -> Packed:
    """A source as a head for JSON, and the bytes of its arrays."""
    head: dict[str, Any] = {"source": source.source}
    head |= {"said": source.said, "parts": source.parts, "part": source.part}
    if isinstance(source, Text):
        return {"sort": "text", **head}, [source.data]
    if isinstance(source, Grid):
        cells = json.dumps([list(source.rows), list(map(int, source.numbers))], ensure_ascii=False)
        head["where"] = source.where
        return {"sort": "grid", **head}, [cells.encode("utf-8", "surrogatepass")]
    if isinstance(source.frame, Mapping):
        columns, pieces = [], []
        for name, values in source.frame.items():
            sort, piece = _column(values)
            columns.append((name, sort))
            pieces.append(piece)
        return {"sort": "columns", "columns": columns, **head}, pieces
    file = io.BytesIO()
    source.frame.write_ipc(file)
    return {"sort": "arrow", "unread": dict(source.unread), **head}, [file.getvalue()]


def unpacked(head: Mapping[str, Any], pieces: Sequence[memoryview]) -> Source:
    """The source that was packed; some exception for anything else."""
    source = str(head["source"])
    about: dict[str, Any] = {name: tuple(map(str, head[name])) for name in ("said", "parts")}
    about["part"] = str(head["part"])
    sort = head["sort"]
    if sort == "text":
        return Text(source, bytes(pieces[0]), **about)
    if sort == "grid":
        rows, numbers = json.loads(bytes(pieces[0]).decode("utf-8", "surrogatepass"))
        return Grid(source, rows, numbers, str(head["where"]), **about)
    if sort == "columns":
        names = [(str(name), str(sort)) for name, sort in head["columns"]]
        columns = {
            name: _values(sort, piece) for (name, sort), piece in zip(names, pieces, strict=True)
        }
        return Typed(source, columns, **about)
    import polars

    about["unread"] = {str(name): str(why) for name, why in head["unread"].items()}
    return Typed(source, polars.read_ipc(io.BytesIO(pieces[0])), **about)


def _column(values: Any) -> tuple[str, bytes]:
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in _ARRAYS:
        plain = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        return plain.dtype.str, plain.tobytes()
    return "json", json.dumps(list(values), default=_marked).encode()


def _values(sort: str, piece: memoryview) -> Any:
    if sort == "json":
        return json.loads(bytes(piece), object_hook=_unmarked)
    dtype = np.dtype(sort)
    if dtype.kind not in _ARRAYS:
        raise ValueError("an array of objects")
    return np.frombuffer(piece, dtype)


def _marked(value: Any) -> Any:
    """What JSON has no form for."""
    if isinstance(value, np.generic) and value.dtype.kind in "biufU":
        return value.item()
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    return {"type": type(value).__name__}


def _unmarked(marked: dict[str, Any]) -> Any:
    ((sort, written),) = marked.items()
    if sort == "moment":
        return datetime.datetime.fromisoformat(written)
    if sort == "date":
        return datetime.date.fromisoformat(written)
    if sort == "decimal":
        return decimal.Decimal(written)
    # whoever reads the column says that it holds values of this type, and no more
    return type(str(written), (), {})()


def packed_error(error: InputError | MissingExtraError) -> dict[str, Any]:
    """An error of ours for JSON."""
    head: dict[str, Any] = {"sort": "error", "message": str(error)}
    if isinstance(error, SeveralTablesError):
        head |= {"parts": error.parts, "queried": error.queried}
    if isinstance(error, MissingExtraError):
        head["extra"] = error.extra
        head["purpose"] = str(error).partition(" needs the extra ")[0]
    return head


def unpacked_error(head: Mapping[str, Any]) -> TableError | MissingExtraError:
    """The error that was packed."""
    if "extra" in head:
        return MissingExtraError(str(head["purpose"]), str(head["extra"]))
    message = str(head["message"])
    if "parts" in head:
        return SeveralTablesError(message, map(str, head["parts"]), queried=bool(head["queried"]))
    return TableError(message)
