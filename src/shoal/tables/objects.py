"""Columns that come as numbers or as Python objects rather than as cells of text."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
from collections.abc import Sequence

import numpy as np

from .meaning.kinds import Place, column_of
from .meaning.meaning import BOOLEAN, DATES, NUMBERS
from .meaning.written import WrittenCells
from .table import Column
from .wording import inert

_EPOCH = datetime.datetime(1970, 1, 1)
_DAY = datetime.timedelta(days=1)
# pandas.NA and NaT, by name: comparing NA gives NA again, and pandas need not be there.
_MISSING_TYPES = frozenset({"NAType", "NaTType"})
_LEAVE_OUT = "; mend it or leave the column out with --ignore"


def column_from_numbers(name: str, values: np.ndarray, place: Place) -> Column:
    """A column of float64, NaN where missing; an infinite one has a ``problem``."""
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        i = int(infinite[0])
        return _unusable(name, len(values), f"{place(i)}: {values[i]} is not a finite number")
    return Column(name, "number", values, meaning=NUMBERS)


def column_from_objects(name: str, values: Sequence[object], place: Place) -> Column:
    """A column of Python objects of one sort; texts, also among numbers, are read as cells."""
    present = [i for i, v in enumerate(values) if not is_absent(v)]
    sorts = {_sort(values[i]) for i in present}
    if sorts <= {"number"}:
        return _numbers(name, values, present, place)
    if sorts == {"boolean"}:
        found = np.full(len(values), np.nan)
        found[present] = [float(bool(values[i])) for i in present]
        return Column(name, "boolean", found, meaning=BOOLEAN)
    if sorts == {"date"}:
        return _dates(name, values, present, place)
    if sorts <= {"text", "number"}:
        return _cells(name, values, present, place)
    if "other" in sorts:
        i = next(i for i in present if _sort(values[i]) == "other")
        what = f"a value of the type {inert(type(values[i]).__name__)} cannot be read"
    else:
        first = _sort(values[present[0]])
        i = next(i for i in present if _sort(values[i]) != first)
        what = f"{inert(repr(values[i]))} is a {_sort(values[i])}, the values above are not"
    return _unusable(name, len(values), f"{place(i)}: {what}")


def _unusable(name: str, n: int, problem: str) -> Column:
    return Column(name, "text", np.full(n, None, dtype=object), problem=problem + _LEAVE_OUT)


def is_absent(value: object) -> bool:
    """Whether a value of a frame says that there is none: None, NaN, NaT or NA."""
    if value is None or type(value).__name__ in _MISSING_TYPES:
        return True
    if isinstance(value, np.datetime64):
        return bool(np.isnat(value))
    if isinstance(value, decimal.Decimal):
        return value.is_nan()
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def _sort(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "boolean"
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return "number"
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, datetime.date) else "other"


def _numbers(name: str, values: Sequence[object], present: list[int], place: Place) -> Column:
    found = np.full(len(values), np.nan)
    for i in present:
        try:
            found[i] = float(values[i])  # type: ignore[arg-type]
        except OverflowError:
            return _unusable(name, len(values), f"{place(i)}: too large for a 64-bit number")
    return column_from_numbers(name, found, place)


def _cells(name: str, values: Sequence[object], present: list[int], place: Place) -> Column:
    cells = [""] * len(values)
    for i in present:
        value = values[i]
        cells[i] = str(value) if isinstance(value, (str, numbers.Integral)) else _written(value)
        try:
            cells[i].encode()
        except UnicodeEncodeError:
            what = "the text holds half a character (a lone surrogate)"
            return _unusable(name, len(values), f"{place(i)}: {what}")
    return column_of(name, WrittenCells(cells), place)


def _written(value: object) -> str:
    return repr(float(value))  # type: ignore[arg-type]


def _dates(name: str, values: Sequence[object], present: list[int], place: Place) -> Column:
    found = np.full(len(values), np.nan)
    with_offset: bool | None = None
    for i in present:
        moment = values[i]
        if not isinstance(moment, datetime.datetime):
            assert isinstance(moment, datetime.date)
            found[i] = moment.toordinal() - _EPOCH.toordinal()
            continue
        offset = moment.utcoffset()
        if with_offset is not None and (offset is not None) != with_offset:
            what = "this time and the times above do not agree on giving an offset from UTC"
            return _unusable(name, len(values), f"{place(i)}: {what}")
        with_offset = offset is not None
        # no subtraction of moments first: taken to UTC, the year 1 or 9999 may leave the calendar
        since = moment.replace(tzinfo=None) - _EPOCH
        found[i] = (since - (offset or datetime.timedelta(0))) / _DAY
    return Column(name, "date", found, meaning=DATES)
