"""The body of a large text to columns, by polars where the body is plain; else the strict reader's.

Polars makes no Python string of a cell. It is given only what ``structure`` has proved that both read
alike, and what it does not make a number of is judged by the grammar of ``meaning.cells``: the columns
are those that the strict reader gives, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..meaning.written import Numbers, Words
from . import ENOUGH_BYTES
from .batches import Batches, NotAsProved
from .coding import Coding
from .converting import CommaNumbers, Converting
from .plain_column import PlainColumn
from .structure import structure

if TYPE_CHECKING:
    import polars

WITH_COMMAS = ";\t"  # the delimiters beside which a comma may be decimal
_SAMPLED_BATCHES = 8
_SAMPLED_ROWS = 200

Way = Literal["floats", "numbers", "commas", "words"]


@dataclass(frozen=True, eq=False)
class PlainBody:
    """The body of a text, read.

    Attributes
    ----------
    n_rows : int
    lines : ndarray of int (n_rows,)
        The line of the text on which each row begins.
    columns : list of PlainColumn
    """

    n_rows: int
    lines: np.ndarray
    columns: list[PlainColumn]


def can_read(n_bytes: int) -> bool:
    """Whether a text of this size is worth polars, and polars is installed (the extra [table])."""
    return n_bytes >= ENOUGH_BYTES and find_spec("polars") is not None


def plain_columns(
    data: bytes,
    start: int,
    end: int,
    line: int,
    delimiter: str,
    width: int,
    refuse: Callable[[int], None] = lambda cells: None,
) -> PlainBody | None:
    """The columns of ``data[start:end]``, or None: then the strict reader must read or refuse it.

    Parameters
    ----------
    data : bytes
        The text, in UTF-8 (that is checked). The columns keep it to give their cells.
    start, end : int
        Where the first row below the header begins, and where the text ends.
    line : int
        The number of the line at ``start``.
    delimiter : str
        What separates the cells.
    width : int
        How many columns the header names.
    refuse : callable
        Takes the number of cells before any is converted, and raises if they are too many.
    """
    found = structure(data, start, end, line, delimiter, width)
    if found is None:
        return None
    refuse(found.n_rows * width)
    try:
        batches = Batches(data, found, delimiter, width)
        ways = _ways(batches)
        columns = _read(batches, ways)
    except NotAsProved:
        return None
    return PlainBody(found.n_rows, found.lines, columns)


def _ways(batches: Batches) -> list[Way]:
    """How to read each column, by what a sample of rows from all over the body holds.

    It is a guess that costs time where it is wrong, never rightness.
    """
    sample = batches.sample(_SAMPLED_BATCHES, _SAMPLED_ROWS)
    return [_way(cells, comma=batches.delimiter in WITH_COMMAS) for cells in sample.values()]


def _way(cells: polars.Series, *, comma: bool) -> Way:
    converting = Converting(len(cells), comma=comma)
    converting.take(0, cells)
    way: Way = "numbers"
    if comma:
        found = converting.comma_result()
        n_odd = len(found.numbers.odd.codes)
        if found.commas.any():
            way = "commas"
    else:
        n_odd = len(converting.result().odd.codes)
    if 2 * n_odd >= len(cells):
        return "words"
    return way if n_odd or way == "commas" else "floats"


def _read(batches: Batches, ways: list[Way]) -> list[PlainColumn]:
    n = batches.n_rows
    takers: list[Converting | Coding] = [
        Coding(n) if way == "words" else Converting(n, comma=way == "commas") for way in ways
    ]
    floats = {k for k, way in enumerate(ways) if way == "floats"}
    for batch in range(len(batches)):
        first = batches.first_row(batch)
        again = []
        for k, series in batches.read(batch, floats=floats).items():
            taker = takers[k]
            if k not in floats:
                taker.take(first, series)
            elif isinstance(taker, Converting) and not taker.take_floats(first, series):
                again.append(k)
        if again:
            # some cells are no numbers: these columns are read as texts from here on
            floats.difference_update(again)
            for k, series in batches.read(batch, columns=again).items():
                takers[k].take(first, series)
    # one after the other is let go: the results of all beside the pieces of all would be held twice
    takers.reverse()
    return [PlainColumn(batches, k, _result(takers.pop())) for k in range(batches.width)]


def _result(taker: Converting | Coding) -> Numbers | CommaNumbers | Words:
    if isinstance(taker, Converting) and taker.comma:
        return taker.comma_result()
    return taker.result()
