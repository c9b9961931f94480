"""Columns that come as numbers or as Python objects rather than as cells of text."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .meaning.damage import argument
from .meaning.kinds import Place, column_of
from .meaning.meaning import BOOLEAN, DATES, NUMBERS, TEXTS
from .meaning.written import WrittenCells
from .table import Column
from .wording import count, inert

_EPOCH = datetime.datetime(1970, 1, 1)
_DAY = datetime.timedelta(days=1)
_FIRST_DAY = datetime.date.min.toordinal() - _EPOCH.toordinal()
_LAST_DAY = datetime.date.max.toordinal() - _EPOCH.toordinal()
EXACT = 1 << 53  # up to here every integer is a float64
# pandas.NA and NaT, by name: comparing NA gives NA again, and pandas need not be there.
_MISSING_TYPES = frozenset({"NAType", "NaTType"})
_LEAVE_OUT = "; mend it or leave the column out with --ignore"


def column_from_numbers(name: str, values: np.ndarray, place: Place) -> Column:
    """A column of float64, NaN where missing; an infinite one has a ``problem``."""
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        i = int(infinite[0])
        return unusable(name, len(values), f"{place(i)}: {values[i]} is not a finite number")
    return Column(name, "number", values, meaning=NUMBERS)


def column_from_integers(
    name: str, values: np.ndarray, missing: np.ndarray, place: Place
) -> Column:
    """A column of integers: numbers, or texts where numbers would not tell them apart.

    A float64 holds every integer up to 2^53, beyond that not every one; it is said where one is
    rounded. Where two different ones would become the same number, they are names.
    """
    numbers = values.astype(np.float64)
    numbers[missing] = np.nan
    beyond = np.flatnonzero(((values > EXACT) | (values < -EXACT)) & ~missing)
    rounded = [i for i in beyond.tolist() if int(numbers[i]) != int(values[i])]
    if not rounded:
        return column_from_numbers(name, numbers, place)
    present = values[~missing]
    first = f"{place(rounded[0])}: {int(values[rounded[0]])}"
    if len(np.unique(present)) > len(np.unique(numbers[~missing])):
        cells = [
            "" if gone else str(value) for value, gone in zip(values.tolist(), missing, strict=True)
        ]
        column = column_of(name, WrittenCells(cells), place, meaning=TEXTS)
        said = (
            "integers beyond 2^53 that a 64-bit number cannot tell from each other, read as names "
            f"({first})"
        )
        return replace(column, said=(*column.said, said))
    said = (
        f"{count(len(rounded), 'integer')} beyond 2^53 rounded to a 64-bit number, the first to "
        f"{int(numbers[rounded[0]])} ({first}); if these are names, read the column as text with "
        f"--text {argument(name)}"
    )
    return replace(column_from_numbers(name, numbers, place), said=(said,))


def column_from_days(
    name: str, days: np.ndarray, whole: np.ndarray, missing: np.ndarray, place: Place
) -> Column:
    """A column of dates; one that the calendar does not hold is a ``problem``.

    ``days`` are days since 1970-01-01 with their parts, ``whole`` the same without.
    """
    days = np.where(missing, np.nan, days)
    beyond = np.flatnonzero(((whole < _FIRST_DAY) | (whole > _LAST_DAY)) & ~missing)
    if len(beyond):
        i = int(beyond[0])
        what = f"the date {int(whole[i]):,} days from 1970-01-01 is not in the years 1 to 9999"
        return unusable(name, len(days), f"{place(i)}: {what}")
    return Column(name, "date", days, meaning=DATES)


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
    return unusable(name, len(values), f"{place(i)}: {what}")


def unusable(name: str, n: int, problem: str) -> Column:
    """A column that cannot be used, and why: the sentence gets a way to go on."""
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
    if all(isinstance(values[i], numbers.Integral) for i in present) and any(
        not -EXACT <= int(values[i]) <= EXACT  # type: ignore[call-overload]
        for i in present
    ):
        # objects again: Python's integers have no largest
        integers = np.zeros(len(values), dtype=object)
        integers[present] = [int(values[i]) for i in present]  # type: ignore[call-overload]
        missing = np.ones(len(values), dtype=bool)
        missing[present] = False
        try:
            return column_from_integers(name, integers, missing, place)
        except OverflowError:
            pass  # some are beyond every float: the place is named below
    found = np.full(len(values), np.nan)
    for i in present:
        try:
            found[i] = float(values[i])  # type: ignore[arg-type]
        except OverflowError:
            return unusable(name, len(values), f"{place(i)}: too large for a 64-bit number")
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
            return unusable(name, len(values), f"{place(i)}: {what}")
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
            return unusable(name, len(values), f"{place(i)}: {what}")
        with_offset = offset is not None
        # no subtraction of moments first: taken to UTC, the year 1 or 9999 may leave the calendar
        since = moment.replace(tzinfo=None) - _EPOCH
        found[i] = (since - (offset or datetime.timedelta(0))) / _DAY
    return Column(name, "date", found, meaning=DATES)
