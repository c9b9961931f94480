"""The names of a table's columns: blanks taken off, every one different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import TableError
from ..table import Column
from ..wording import inert, quoted

MOST_NUMBERS = 10  # times the rows: beyond it whole numbers are no numbers of rows

# pandas and polars give these to an index without a name
_INDEX = ("Unnamed: 0", "__index_level_0__", "")


def tidy(names: Sequence[Any], where: str) -> tuple[list[str], list[str]]:
    """The names of the columns and what was done to them, a sentence each.

    Blanks around a name mean nothing; a name that comes again gets a number; whole numbers are
    names, too. A column without a name keeps an empty one, to be told apart from row names later.
    """
    found: list[str] = []
    said: list[str] = []
    for k, given in enumerate(names, 1):
        name = _text(given, k, where)
        if name and name in found:
            n = 2
            while f"{name} ({n})" in found or f"{name} ({n})" in names:
                n += 1
            said.append(
                f"{inert(name)} is the name of several columns: column {k} is {inert(name)} ({n})"
            )
            name = f"{name} ({n})"
        found.append(name)
    return found, said


def _text(given: Any, k: int, where: str) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | np.integer):
        raise TableError(
            f"{where}: the name of column {k} is {inert(str(given))}, neither a text nor a whole "
            "number; name it"
        )
    name = str(given).strip()
    try:
        name.encode()
    except UnicodeEncodeError:
        raise TableError(
            f"{where}: the name of column {k} holds half a character (a lone surrogate); mend it"
        ) from None
    return name


def quoted_first(lines: Sequence[str]) -> bool:
    """Whether every line begins with a quote: what stands in the first column are texts then."""
    return bool(lines) and all(line.startswith('"') for line in lines)


def may_be_row_names(name: str, k: int) -> bool:
    """Whether a column is one that an index or row names are written to: first, without a name."""
    return k == 0 and name in _INDEX


def are_row_names(column: Column) -> bool:
    """Whether the cells name the rows: texts, or numbers of rows; none is missing or comes twice.

    A measured number, a date or a year (2001, 2002, ...) is a column like any other.
    """
    values = column.values
    if bool(column.missing().any()) or column.kind not in ("text", "number"):
        return False
    if column.kind == "text":
        return len(set(values.tolist())) == len(values)
    if not np.array_equal(values, np.floor(values)) or len(np.unique(values)) < len(values):
        return False
    # a part of a table that was numbered, in whatever order, keeps the numbers of its rows
    lowest, highest = values.min(initial=0), values.max(initial=0)
    return bool(lowest >= 0 and highest <= MOST_NUMBERS * len(values))


def row_names_said(column: Column) -> str:
    """The sentence on a column of row names."""
    values = column.values
    if column.kind == "number":
        steps = np.diff(values)
        if len(values) and values[0] in (0, 1) and np.all(steps == 1):
            return f"the first column has no name and counts the rows from {values[0]:g}: row names, no input"
        return (
            "the first column has no name and another whole number in every row: row names, no "
            "input (give it a name to read it)"
        )
    return (
        f"the first column has no name and tells the rows apart ({quoted(str(values[0]))}, ...): "
        "row names, no input"
    )
