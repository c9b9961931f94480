"""One column of a frame, or one array or list, to a column of a table; what fails is its own problem."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TableError
from .meaning.kinds import Place, column_of, text_column
from .meaning.written import CodedCells
from .objects import (
    column_from_days,
    column_from_integers,
    column_from_numbers,
    column_from_objects,
    is_absent,
    unusable,
)
from .sources.foreign import guarded
from .sources.memory import available_bytes
from .table import Column
from .wording import inert, quoted

MANY = 10_000  # rows: texts of fewer are looked at one by one
# What a character of a text takes, once it is a text of Python beside the frame's own.
CHARACTER = 4
_DAY = 86_400
_UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
# Times finer than this are cut off: days are counted from them.
_FINEST = "us"


def column_from_values(name: str, values: Any, place: Place) -> Column:
    """The column that a series of narwhals, an array or a list is.

    Whatever the library that holds the values cannot convert is a ``problem`` of this column, and
    of no other.
    """
    try:
        return guarded(lambda: _column(name, values, place), f"column {quoted(name)}")
    except TableError as error:
        return unusable(name, len(values), str(error))


def _column(name: str, values: Any, place: Place) -> Column:
    if isinstance(values, np.ndarray):
        return _of_array(name, values, place)
    if isinstance(values, list):
        return column_from_objects(name, values, place)

    import narwhals as nw

    dtype = values.dtype
    if dtype in (nw.Int128, nw.UInt128) or dtype.is_float():
        numbers = values.cast(nw.Float64).to_numpy()
        return column_from_numbers(name, np.asarray(numbers, dtype=np.float64), place)
    if dtype.is_integer():
        return column_from_integers(name, *_integers(values), place)
    if dtype in (nw.Date, nw.Datetime):
        return _of_dates(name, values, place)
    if dtype in (nw.Duration, nw.Time, nw.Binary, nw.List, nw.Array, nw.Struct):
        return _of_no_type_of_ours(name, values, place)
    if dtype == nw.String and values.implementation.is_polars() and (long := _too_long(values)):
        return unusable(name, len(values), f"{place(0)}: {long}")
    if dtype == nw.String and len(values) >= MANY:
        return _long_texts(name, values, place)
    found = [None if is_absent(value) else value for value in values.to_list()]
    if dtype in (nw.Categorical, nw.Enum) and all(v is None or isinstance(v, str) for v in found):
        return text_column(name, found)
    return column_from_objects(name, found, place)


def _of_array(name: str, values: np.ndarray, place: Place) -> Column:
    if values.dtype.kind in "iu":
        return column_from_integers(name, values, np.zeros(len(values), dtype=bool), place)
    if values.dtype.kind == "f":
        return column_from_numbers(name, values.astype(np.float64), place)
    if values.dtype.kind == "M":
        unit, step = np.datetime_data(values.dtype)
        if unit in _UNITS and step == 1:
            units = values.view(np.int64)
            return column_from_days(name, *_days(units, unit), np.isnat(values), place)
        return column_from_objects(name, values.astype("datetime64[us]").tolist(), place)
    return column_from_objects(name, values.tolist(), place)


def _integers(values: Any) -> tuple[np.ndarray, np.ndarray]:
    """Integers as they are, and where there is none: no float stands between."""
    missing = np.asarray(values.is_null().to_numpy(), dtype=bool)
    filled = values.fill_null(0) if missing.any() else values
    return np.asarray(filled.to_numpy()), missing


def _of_dates(name: str, values: Any, place: Place) -> Column:
    import narwhals as nw

    missing = np.asarray(values.is_null().to_numpy(), dtype=bool)
    if values.dtype == nw.Date:
        counted, unit = values.cast(nw.Int32), "day"
    else:
        counted, unit = values.cast(nw.Int64), values.dtype.time_unit
    units = np.asarray(counted.fill_null(0).to_numpy()).astype(np.int64)
    return column_from_days(name, *_days(units, unit), missing, place)


def _days(units: np.ndarray, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Days since 1970 with their parts, and whole days."""
    if unit == "day":
        return units.astype(np.float64), units
    each = _UNITS[unit]
    whole = units // (each * _DAY)
    if each > _UNITS[_FINEST]:
        units, each = units // (each // _UNITS[_FINEST]), _UNITS[_FINEST]
    return units / (each * float(_DAY)), whole


def _of_no_type_of_ours(name: str, values: Any, place: Place) -> Column:
    """Durations, lists and the like: not one is made an object of Python to say so."""
    present = np.flatnonzero(~np.asarray(values.is_null().to_numpy(), dtype=bool))
    if not len(present):
        return column_from_numbers(name, np.full(len(values), np.nan), place)
    sort = inert(type(values.dtype).__name__).lower()
    return unusable(
        name, len(values), f"{place(int(present[0]))}: a value of the type {sort} cannot be read"
    )


def _too_long(values: Any) -> str:
    """Why the texts are not taken out of their frame, or empty: in a file all may be one long text."""
    characters = int(values.str.len_chars().sum() or 0)
    if CHARACTER * characters <= available_bytes():
        return ""
    return f"the texts of the column have {characters:,} characters, more than memory holds"


def _long_texts(name: str, values: Any, place: Place) -> Column:
    """A long column of texts, each different one looked at once."""
    import narwhals as nw

    filled = values.fill_null("")
    levels = filled.unique(maintain_order=True).to_list()
    codes = filled.replace_strict(levels, list(range(len(levels))), return_dtype=nw.Int64)
    lone = next((k for k, level in enumerate(levels) if not _encodes(level)), None)
    cells = CodedCells(levels, np.asarray(codes.to_numpy(), dtype=np.int64))
    if lone is None:
        return column_of(name, cells, place)
    return column_from_objects(name, list(cells.cells), place)  # which names the place


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
