"""JSON: records one a line, an array of records, or columns by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ....errors import TableError
from ...wording import inert, named, quoted
from ..contents import Contents
from ..memory import refuse_too_large, refuse_too_long
from ..source import Typed

Columns = dict[str, list[Any]]
_WAY_ON = "write the records flat, each value a number or a text, or save the table as CSV"
# What JSON becomes in memory takes several times its bytes.
_COPIES = 3


def read_json(contents: Contents) -> Typed:
    """The columns of a JSON file; values that are nested are refused by their place."""
    source = contents.source
    refuse_too_long(_COPIES * contents.size, source)
    raw = contents.read()
    try:
        text = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise TableError(
            f"{source}, byte {error.start + 1}: this is no Unicode, as JSON must be; save it as "
            "UTF-8"
        ) from None
    if not text.strip():
        raise TableError(f"{source} is empty; save it again")
    records = _lines(text, source)
    if records is not None:
        columns, said = _from_records(records, "line {}", source), ""
    else:
        columns, said = _from_value(_loaded(text, source, "line"), source)
    refuse_too_large(sum(map(len, columns.values())), source)
    return Typed(source, columns, (said,) if said else ())


def _lines(text: str, source: str) -> list[tuple[int, Any]] | None:
    """The records of JSON lines with their numbers; None if the text is one value."""
    lines = [(i, line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    first = lines[0][1].strip()
    if len(lines) < 2 or not first.startswith("{") or not first.endswith("}"):
        return None
    return [(i, _loaded(line, source, f"line {i}")) for i, line in lines]


def _loaded(text: str, source: str, place: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise TableError(
                f"{source}: a record names {quoted(twice)} twice; give each value a name of its own"
            )
        return record

    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}" if place == "line" else place
        raise TableError(
            f"{source}, {where}, character {error.colno}: this is no JSON ({inert(error.msg, 80)}); "
            "mend it or save the table as CSV"
        ) from None
    except RecursionError:
        raise TableError(f"{source} is nested too deeply for a table; {_WAY_ON}") from None
    except ValueError as error:
        reason = inert(str(error), 100)
        raise TableError(f"{source} cannot be read: {reason}; mend the number") from None


def _from_value(value: Any, source: str) -> tuple[Columns, str]:
    """Columns of an array of records, or of an object in one of the shapes that hold a table."""
    if isinstance(value, list):
        return _from_records(enumerate(value, 1), "record {}", source), ""
    if not isinstance(value, dict) or not value:
        raise TableError(f"{source} holds no records; {_WAY_ON}")
    values = list(value.values())
    # as pandas writes with orient="split"
    names, rows = value.get("columns"), value.get("data")
    if (
        isinstance(names, list)
        and isinstance(rows, list)
        and all(isinstance(r, list) for r in rows)
    ):
        return _from_rows(names, rows, source), ""
    if all(isinstance(v, list) for v in values):
        if len(values) == 1 and values[0] and all(isinstance(r, dict) for r in values[0]):
            return _from_records(enumerate(values[0], 1), "record {}", source), ""
        return _from_columns(value, source), ""
    by_label = _by_label(value)
    if by_label is not None:
        return _from_columns(by_label, source), ""
    tables = [
        name
        for name, v in value.items()
        if isinstance(v, list) and v and all(isinstance(record, dict) for record in v)
    ]
    if len(tables) == 1:
        name = tables[0]
        said = f"the records under {quoted(name)} in {source} are read, nothing beside them"
        return _from_records(
            enumerate(value[name], 1), f"'{inert(name)}', record {{}}", source
        ), said
    return _from_records([(1, value)], "record {}", source), ""


def _by_label(value: dict[str, Any]) -> Columns | None:
    """The columns of a frame as pandas writes it: each an object by the numbers of its rows."""
    values = list(value.values())
    if not all(isinstance(v, dict) for v in values):
        return None
    labels = values[0].keys()
    if not labels or not all(label.isdigit() for label in labels):
        return None
    if any(v.keys() != labels for v in values):
        return None
    return {name: list(v.values()) for name, v in value.items()}


def _from_records(records: Iterable[tuple[int, Any]], place: str, source: str) -> Columns:
    """One column a name, in the order in which names come up; a record may lack some."""
    columns: Columns = {}
    n = 0
    for number, record in records:
        where = f"{source}, {place.format(number)}"
        if not isinstance(record, dict):
            raise TableError(f"{where}: {_sort(record)} is no record with names; {_WAY_ON}")
        for name, value in record.items():
            if isinstance(value, (dict, list)):
                raise TableError(f"{where}: {_path(name, value)} is nested; {_WAY_ON}")
            column = columns.get(name)
            if column is None:
                column = columns[name] = []
            # the rows in which the name did not come up
            column.extend([None] * (n - len(column)))
            column.append(value)
        n += 1
    if not columns:
        raise TableError(f"{source} holds no records with values; {_WAY_ON}")
    refuse_too_large(n * len(columns), source)
    for column in columns.values():
        column.extend([None] * (n - len(column)))
    return columns


def _from_columns(columns: Columns, source: str) -> Columns:
    first, n = next((name, len(values)) for name, values in columns.items())
    for name, values in columns.items():
        if len(values) != n:
            raise TableError(
                f"{source}: {quoted(name)} has {len(values):,} values but {quoted(first)} has "
                f"{n:,}; give every column as many"
            )
        for i, value in enumerate(values, 1):
            if isinstance(value, (dict, list)):
                raise TableError(f"{source}, value {i}: {_path(name, value)} is nested; {_WAY_ON}")
    return columns


def _from_rows(names: list[Any], rows: list[list[Any]], source: str) -> Columns:
    texts = [str(name) for name in names]
    if len(set(texts)) < len(texts):
        raise TableError(f"{source} names a column twice: {named(texts)}; give each its own name")
    for i, row in enumerate(rows, 1):
        if len(row) != len(texts):
            raise TableError(
                f"{source}, row {i}: {len(row)} values for {len(texts)} columns; mend the row"
            )
    return _from_columns({name: [row[k] for row in rows] for k, name in enumerate(texts)}, source)


def _path(name: str, value: Any) -> str:
    """Where the first nested value begins, as ``'address.city'`` or ``'scores[0]'``."""
    inner = f".{next(iter(value), '')}" if isinstance(value, dict) else "[0]"
    return quoted(name + inner)


def _sort(value: Any) -> str:
    if isinstance(value, list):
        return "an array"
    return quoted(str(value))
