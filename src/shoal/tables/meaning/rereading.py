"""A column read again: as a user declares it, or as the model means it that is asked to predict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..table import Column
from ..wording import inert, quoted
from .kinds import column_of
from .meaning import Meaning
from .written import WrittenCells

Place = Callable[[int], str]


def column_as(column: Column, meaning: Meaning, place: Place) -> Column:
    """The column as ``meaning`` has it; one that cannot be read so has a ``problem``.

    A column that came with cells is read again from them; one that came with values (of a frame, a
    Parquet file) keeps these where they are of the kind that is meant.
    """
    kind = meaning.kind or column.kind
    if column.kind == kind and not column.problem and _same(column, meaning):
        return column
    if column.kind == kind == "number" and not column.problem and _same_unit(column, meaning):
        return _without(column, meaning)
    if column.cells is not None:
        again = column_of(
            column.name, WrittenCells(column.cells), place, comma=column.comma, meaning=meaning
        )
        return replace(again, unit=again.meaning.unit or column.unit)
    if column.problem:
        return column
    if kind == "number" and column.kind == "boolean":
        return _without(replace(column, kind="number"), meaning)
    if kind in ("text", "date"):
        return column_of(
            column.name,
            WrittenCells(cells_of_values(column)),
            place,
            meaning=replace(meaning, kind=kind),
        )
    if column.kind == kind:
        return replace(column, meaning=replace(meaning, kind=kind))
    present = np.flatnonzero(~column.missing())
    if not len(present):
        return replace(column, kind="number", values=np.full(len(column.values), np.nan))
    return replace(
        column,
        problem=f"{place(int(present[0]))}: a {column.kind} where a {kind} is meant; mend the column",
    )


def _without(column: Column, meaning: Meaning) -> Column:
    """A column of numbers without those that stand for a missing value."""
    values = column.values.copy()
    for value in meaning.absent_numbers:
        values[values == value] = np.nan
    unit = meaning.unit or column.meaning.unit
    return replace(column, values=values, meaning=replace(meaning, kind="number", unit=unit))


def _same_unit(column: Column, meaning: Meaning) -> bool:
    return column.meaning.unit == meaning.unit or not meaning.unit or not column.meaning.unit


def _same(column: Column, meaning: Meaning) -> bool:
    known = column.meaning
    if known.missing != meaning.missing and meaning.missing:
        return False
    if column.kind == "date":
        return not meaning.form or meaning.form == known.form or column.cells is None
    return column.kind != "number" or _same_unit(column, meaning)


def cells_of_values(column: Column) -> list[str]:
    """The values of a column as texts, where there are no cells."""
    if column.kind == "text":
        return ["" if value is None else str(value) for value in column.values]
    if column.kind == "date":
        return [iso(days) for days in column.values.tolist()]
    if column.kind == "boolean":
        return ["" if v != v else "true" if v else "false" for v in column.values.tolist()]
    return [
        "" if v != v else f"{int(v)}" if v == int(v) else repr(v) for v in column.values.tolist()
    ]


def iso(days: float) -> str:
    """A date as ISO 8601 writes it, with the time of day where there is one; empty where missing."""
    if days != days:
        return ""
    moment = np.datetime64("1970-01-01T00:00:00.000000") + np.timedelta64(
        round(days * 86_400e6), "us"
    )
    text = str(moment).replace("T", " ")
    return text[:10] if days == np.floor(days) else text.removesuffix(".000000")


def wrong_unit(column: Column, meaning: Meaning) -> str:
    """A sentence where the numbers have another unit than is meant; else empty."""
    if not column.unit or not meaning.unit or column.unit == meaning.unit:
        return ""
    return f"{inert(column.name)} is in {quoted(column.unit)} where {quoted(meaning.unit)} is meant"
