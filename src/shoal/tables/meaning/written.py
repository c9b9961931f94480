"""The cells of one column as they were written, before anybody has said what the column means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from shoal.tables.meaning.cells import BLANKS, decimals, number

_NUMBER_CHARACTERS = b"0123456789+-.eE \t\n"


@dataclass(frozen=True, eq=False)
class Words:
    """Cells of a column, each different one once.

    Attributes
    ----------
    words : list of str
        The different cells without the blanks around them, in the order of their first rows.
    codes : ndarray of int (n,)
        Cell ``i`` is ``words[codes[i]]``.
    rows : ndarray of int (n,) or None
        In which rows of the column the cells stand; None: in all of them.
    """

    words: list[str]
    codes: np.ndarray
    rows: np.ndarray | None = None

    @classmethod
    def of(cls, cells: Sequence[str], rows: np.ndarray | None = None) -> Words:
        """The different ones among ``cells``."""
        code_of: dict[str, int] = {}
        raw = [code_of.setdefault(cell, len(code_of)) for cell in cells]
        # blanks are taken off the different cells alone: two of them may then be one
        stripped: dict[str, int] = {}
        merged = [stripped.setdefault(cell.strip(BLANKS), len(stripped)) for cell in code_of]
        codes = np.array(merged, dtype=np.int64)[np.array(raw, dtype=np.int64)] if raw else raw
        return cls(list(stripped), np.asarray(codes, dtype=np.int64), rows)

    @cached_property
    def counts(self) -> np.ndarray:
        """In how many rows each word stands."""
        return np.bincount(self.codes, minlength=len(self.words))

    @cached_property
    def firsts(self) -> np.ndarray:
        """The first row of each word."""
        first = np.zeros(len(self.words), dtype=np.int64)
        first[self.codes[::-1]] = np.arange(len(self.codes) - 1, -1, -1)
        return first if self.rows is None else self.rows[first]

    def spread(self, each: np.ndarray) -> np.ndarray:
        """From a value for each word to one for each cell."""
        return each[self.codes]


@dataclass(frozen=True, eq=False)
class Numbers:
    """The cells of a column as numbers, as far as they are plain ones.

    Attributes
    ----------
    values : ndarray of float64 (n,)
        NaN where the cell is no plain number (``cells.number`` says what one is).
    odd : Words
        The other cells, with their rows.
    """

    values: np.ndarray
    odd: Words


class Written(Protocol):
    """What is asked of the cells of one column, however they are kept.

    ``cells`` are the texts themselves, of which a large file makes as few as it can.
    """

    @property
    def cells(self) -> Sequence[str]:
        """Every cell, with the blanks around it."""

    def numbers(self) -> Numbers:
        """The cells as numbers."""

    def words(self) -> Words:
        """The different cells."""

    def decimals(self) -> int:
        """The most decimals with which a plain number is written."""


class WrittenCells:
    """Cells in memory: those of a small file, a sheet, a frame's column of texts."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells

    def numbers(self) -> Numbers:
        """The cells as numbers: all at once where that can be, else each different one."""
        values = _converted(self.cells)
        if values is not None:
            return Numbers(values, Words([], np.zeros(0, np.int64), np.zeros(0, np.int64)))
        words = self.words()
        found = [number(word) for word in words.words]
        each = np.array([np.nan if value is None else value for value in found])
        rows = np.flatnonzero(words.spread(np.array([value is None for value in found], bool)))
        return Numbers(words.spread(each), Words.of([self.cells[i] for i in rows.tolist()], rows))

    def words(self) -> Words:
        """The different cells."""
        return Words.of(self.cells)

    def decimals(self) -> int:
        """The most decimals with which a plain number is written."""
        joined = "\n".join([*self.cells, ""])
        if joined.isascii() and not joined.encode().translate(None, _NUMBER_CHARACTERS):
            return _most_decimals(self.cells, joined)
        plain = (word for word in self.words().words if number(word) is not None)
        return max(map(decimals, plain), default=0)


def _converted(cells: Sequence[str]) -> np.ndarray | None:
    """All cells as numbers, or None if one is something else.

    Within these characters Python's ``float`` and the grammar of a number agree, and the
    conversion of a whole column at once takes a tenth of the time.
    """
    joined = "\n".join(cells)
    if not joined.isascii() or joined.encode().translate(None, _NUMBER_CHARACTERS):
        return None
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:
        return None
    return values if bool(np.isfinite(values).all()) else None


def _most_decimals(cells: Sequence[str], joined: str) -> int:
    most = 0
    if "e" in joined or "E" in joined:
        exponents = [c.strip(BLANKS) for c in cells if "e" in c or "E" in c]
        most = max((decimals(c) for c in exponents if number(c) is not None), default=0)
        joined = "\n".join([*(c for c in cells if "e" not in c and "E" not in c), ""])
    # the longest run from a point to the end of its cell, over all cells at once
    letters = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    points = np.flatnonzero(letters == ord("."))
    if not len(points):
        return most
    ends = np.flatnonzero((letters == ord("\n")) | (letters == ord(" ")) | (letters == ord("\t")))
    after = ends[np.searchsorted(ends, points)] - points - 1
    return max(most, min(int(after.max()), 17))
