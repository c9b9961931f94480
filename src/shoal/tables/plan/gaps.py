"""Missing values that are written as numbers: found in the columns that are used, and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..meaning.meaning import Declared
from ..meaning.sentinels import Sentinel, sentinels_of
from ..table import Column, Table


def without_sentinels(
    table: Table,
    targets: Sequence[str],
    inputs: Sequence[str] | None,
    ignore: Sequence[str],
    declared: Declared,
) -> Table:
    """The table with what certainly stands for a missing value taken as missing, and said.

    A column that was declared to be of numbers keeps its values; so does one of which by name it was
    said what is missing. What may stand for a missing value is left, with a note on the column.
    """
    used = table.names if inputs is None else [*targets, *inputs]
    names = [name for name in used if name in table.columns and name not in ignore]
    asked = [name for name in names if _is_open(table[name], declared)]
    found = {name: sentinels_of(table[name].values) for name in asked}
    certain = {s.value for ends in found.values() for s in ends if s.certain}
    columns = dict(table.columns)
    for name, ends in found.items():
        absent = [s for s in ends if s.certain or (s.value in certain and s.seconded)]
        if absent:
            columns[name] = _without(columns[name], absent)
            continue
        doubtful = [
            s for s in ends if s.doubtful or (s.seconded and s.share >= 0.001 and s.rows > 1)
        ]
        if doubtful:
            value = f"{doubtful[0].value:.12g}"
            note = f"is {doubtful[0].sentence}: missing? --missing {value} says so"
            columns[name] = replace(columns[name], note=note)
    return replace(table, columns=columns)


def _is_open(column: Column, declared: Declared) -> bool:
    if column.kind != "number" or column.problem or column.name in declared.number:
        return False
    return all(name != column.name for name, _ in declared.missing)


def _without(column: Column, absent: Sequence[Sentinel]) -> Column:
    values = column.values.copy()
    for sentinel in absent:
        values[values == sentinel.value] = np.nan
    missing = tuple(f"{s.value:.17g}" for s in absent)
    said = (f"{s.sentence}: taken as missing (--number {column.name} keeps it)" for s in absent)
    meaning = replace(column.meaning, kind="number", missing=(*column.meaning.missing, *missing))
    return replace(column, values=values, meaning=meaning, said=(*column.said, *said))
