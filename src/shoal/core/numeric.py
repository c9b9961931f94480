"""What may be read as numbers, cell by cell: whatever else NumPy would make numbers of is refused.

A date is an integer to NumPy (of days or of nanoseconds, as it happens to be kept), a masked array has
values under its mask, and ``"1.5"`` becomes 1.5. All of these are refused with their place and the
way to get on. NumPy alone: frames are known by what they offer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np

from ..errors import InputError
from .layout import Array

LARGEST = 1e306  # beyond, the differences and sums that scaling takes are no numbers
FIT_TABLE = "shoal.fit_table"
DATES = (datetime.date, np.datetime64)
SPANS = (datetime.timedelta, np.timedelta64)
SEVERAL = (np.ndarray, list, tuple, set)  # in one cell
PLAIN = "biuf"  # kinds of NumPy's numbers: bool, int, unsigned, float


def check_numeric(values: Any, name: str) -> None:
    """Raise InputError where ``values`` (N,) or (N, D), an array or a frame, hold what is no number.

    ``name`` is the argument's. What nothing is known of is left to the conversion that follows.
    """
    for column, array in _columns(values, name):
        dtype = array.dtype
        masked = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else None
        if masked is not None and masked.any():
            raise InputError(f"{_place(name, column, np.argwhere(masked)[0])} is masked: {_gaps()}")
        if column is not None and array.ndim != 1:
            raise InputError(
                f"{_place(name, column, None)} has several numbers in a cell: part them"
            )
        if dtype.kind in PLAIN:
            if column is not None:  # a gap may be no NaN once the frame is one array
                check_finite(array[:, np.newaxis], name, [column])
            continue
        _check_kind(array, name, column)
        if dtype.kind == "O":
            _check_objects(array, name, column)


def check_finite(numbers: Array, name: str, names: Any = None, most: float = LARGEST) -> None:
    """Raise InputError where an array holds NaN, infinity or what is beyond ``most``."""
    if numbers.dtype.kind != "f" or not numbers.size:
        return
    most = min(most, float(np.finfo(numbers.dtype).max))
    with np.errstate(invalid="ignore"):
        sound = np.abs(numbers) <= most  # False for NaN
    if sound.all():
        return
    at = np.argwhere(~sound)[0]
    column = None if names is None or len(at) < 2 else names[at[1]]
    value = numbers[tuple(at)]
    place = _place(name, column, at if column is None else at[:1])
    if np.isnan(value):
        raise InputError(f"{place} is NaN: {_gaps()}")
    if np.isinf(value):
        said = f"Input {name} contains infinity or a value too large for dtype('float64'). "
        raise InputError(f"{said}{place} is {value}: leave the row out, or correct it")
    raise InputError(f"{place} is {value:g}, beyond {most:g}: give the column in a larger unit")


def is_missing(value: Any) -> bool:
    """Whether a cell is None, NaN, or what pandas has for either."""
    if isinstance(value, float):
        return isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _columns(values: Any, argument: str) -> Iterator[tuple[str | None, Array]]:
    """The columns of a frame by their names; an array in one piece, without a name."""
    if hasattr(values, "toarray"):  # sparse: nothing but numbers
        return
    if isinstance(values, np.ndarray):
        yield None, values
    elif hasattr(values, "column_names"):  # pyarrow
        for name in values.column_names:
            yield str(name), _array(values.column(name), argument)
    elif hasattr(values, "columns") and hasattr(values, "dtypes"):  # pandas, polars
        for j, name in enumerate(values.columns):
            column = values.iloc[:, j] if hasattr(values, "iloc") else values[name]
            _refuse_categories(column, argument, str(name))
            yield str(name), _array(column, argument)
    elif hasattr(values, "__array__") or isinstance(values, list | tuple):
        _refuse_categories(values, argument, None)
        yield None, _array(values, argument)


def _array(values: Any, name: str) -> Array:
    """As NumPy has it, masks kept; objects where it would turn numbers beside texts into texts."""
    try:
        array: Array = np.asanyarray(values)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} holds values that are not numbers, or rows of several lengths"
        ) from None
    if isinstance(values, list | tuple) and array.dtype.kind in "US":
        return np.array(values, dtype=object)
    return array


def _refuse_categories(values: Any, name: str, column: str | None) -> None:
    if hasattr(getattr(values, "dtype", None), "categories"):
        raise InputError(
            f"{_place(name, column, None)} holds categories, which are names and no numbers: encode them, as "
            f"sklearn.preprocessing.OneHotEncoder does, or use {FIT_TABLE}"
        )


def _check_kind(array: Array, name: str, column: str | None) -> None:
    """Refuse an array by its type."""
    kind, first = array.dtype.kind, (0,) * array.ndim
    if not array.size:
        return
    if kind == "c":
        raise InputError(
            f"Complex data not supported: {_place(name, column, None)} has complex numbers; give real and "
            "imaginary parts as columns of their own"
        )
    if kind in "Mm":
        raise InputError(_dates(array[first], name, column, np.array(first)))
    if kind in "US":
        raise InputError(_text(array[first], name, column, np.array(first)))
    if kind == "V":
        raise InputError(
            f"{_place(name, column, None)} has records of several fields: give a frame, or a plain array"
        )


def _check_objects(array: Array, name: str, column: str | None) -> None:
    """Refuse an array of objects at the first that is no number."""
    for at, value in np.ndenumerate(array):
        if is_missing(value) and not isinstance(value, float):  # NaN is found as a number
            where = _place(name, column, np.array(at))
            raise InputError(f"{where} is missing ({value}), NaN to NumPy: {_gaps()}")
        if isinstance(value, str | bytes):
            raise InputError(_text(value, name, column, np.array(at)))
        if isinstance(value, DATES + SPANS):
            raise InputError(_dates(value, name, column, np.array(at)))
        if isinstance(value, complex | np.complexfloating):
            raise InputError(
                f"Complex data not supported: {_place(name, column, np.array(at))} is {value}"
            )
        if isinstance(value, dict) and column is None:
            continue  # NumPy has words of its own for it, which scikit-learn's checks ask for
        if isinstance(value, SEVERAL) or not hasattr(value, "__float__"):
            raise InputError(
                f"{_place(name, column, np.array(at))} is no number, but of the type {type(value).__name__}: "
                f"give a number in each cell, or use {FIT_TABLE}"
            )


def _text(value: Any, name: str, column: str | None, at: Array) -> str:
    shown = repr(str(value))
    shown = shown if len(shown) <= 40 else shown[:36] + "...'"
    return (
        f"{_place(name, column, at)} is the text {shown}: convert texts to numbers first, or use "
        f"{FIT_TABLE}, which reads them"
    )


def _dates(value: Any, name: str, column: str | None, at: Array) -> str:
    what, way = "a date", "take numbers of it, such as the days since the first"
    if isinstance(value, SPANS):
        what, way = "a time span", "divide it by a unit, such as np.timedelta64(1, 's')"
    return (
        f"{_place(name, column, at)} is {what}, {value}, whose unit a network cannot know: {way}, or use "
        f"{FIT_TABLE}, which reads dates"
    )


def _gaps() -> str:
    return f"fill missing values or leave their rows out, or use {FIT_TABLE}, which takes them"


def _place(name: str, column: str | None, at: Array | None) -> str:
    """Where in an argument, counted from 0 as NumPy does."""
    if at is None:
        return name if column is None else f"{name}, column {column!r},"
    row = f"{name}, row {at[0]}" if len(at) else name
    if column is not None:
        return f"{row}, column {column!r},"
    return f"{row}, column {at[1]}," if len(at) > 1 else f"{row},"
