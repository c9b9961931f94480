"""The cells of one column as they were written, before anybody has said what the column means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, overload

import numpy as np

from .cells import BLANKS, COMMA_NUMBER, number

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

    def rows_with(self, some: Iterable[str]) -> int:
        """In how many rows some of the words stand."""
        chosen = set(some)
        counted = zip(self.words, self.counts.tolist(), strict=True)
        return sum(n for word, n in counted if word in chosen)

    def spread(self, each: np.ndarray) -> np.ndarray:
        """From a value for each word to one for each cell."""
        found: np.ndarray = each[self.codes]
        return found


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

    def numbers(self, *, comma: bool = False) -> Numbers:
        """The cells as numbers, where ``comma`` says so with decimal commas."""

    def words(self) -> Words:
        """The different cells."""

    def odd_words(self) -> Sequence[str]:
        """Cells that are no plain numbers, enough of them to see how commas are used."""

    def has_points(self) -> bool:
        """Whether a number is written with a decimal point."""


class WrittenCells:
    """Cells in memory: those of a small file, a sheet, a frame's column of texts."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells

    def numbers(self, *, comma: bool = False) -> Numbers:
        """The cells as numbers: all at once where that can be, else each different one."""
        return self._with_commas if comma else self._plain

    def words(self) -> Words:
        """The different cells."""
        return self._words

    def odd_words(self) -> Sequence[str]:
        """The different cells that are no plain numbers."""
        return self._plain.odd.words

    def has_points(self) -> bool:
        """Whether a number is written with a decimal point."""
        return any("." in word and number(word) is not None for word in self._words.words)

    @cached_property
    def _words(self) -> Words:
        return Words.of(self.cells)

    @cached_property
    def _plain(self) -> Numbers:
        values = _converted(self.cells)
        if values is not None:
            return Numbers(values, Words([], np.zeros(0, np.int64), np.zeros(0, np.int64)))
        return self._by_words(comma=False)

    @cached_property
    def _with_commas(self) -> Numbers:
        return self._by_words(comma=True)

    def _by_words(self, *, comma: bool) -> Numbers:
        return without_numbers(np.full(len(self.cells), np.nan), self._words, comma=comma)


def with_point(word: str) -> str:
    """A number with a decimal comma written with a point; any other word as it is."""
    return word.replace(",", ".") if COMMA_NUMBER.fullmatch(word) else word


def without_numbers(values: np.ndarray, words: Words, *, comma: bool = False) -> Numbers:
    """Numbers from ``values`` and from the words that are numbers by the grammar; the rest are odd.

    ``words.rows`` says in which rows of ``values`` they stand, None: in all.
    """
    found = [number(with_point(word) if comma else word) for word in words.words]
    if all(value is None for value in found):
        rows = np.arange(len(words.codes)) if words.rows is None else words.rows
        return Numbers(values, Words(words.words, words.codes, rows))
    each = np.array([np.nan if value is None else value for value in found])
    values[slice(None) if words.rows is None else words.rows] = words.spread(each)
    is_odd = np.array([value is None for value in found], dtype=bool)
    cells = np.flatnonzero(words.spread(is_odd))
    new = np.cumsum(is_odd, dtype=np.int32) - 1
    kept = [word for word, odd in zip(words.words, is_odd, strict=True) if odd]
    rows = cells if words.rows is None else words.rows[cells]
    return Numbers(values, Words(kept, new[words.codes[cells]], rows))


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


class CodedCells:
    """The cells of a long column of texts that came from memory: each different one once.

    Parameters
    ----------
    levels : list of str
        The different cells, in the order of their first rows.
    codes : ndarray of int (n,)
        Cell ``i`` is ``levels[codes[i]]``.
    """

    def __init__(self, levels: list[str], codes: np.ndarray) -> None:
        self._levels, self._codes = levels, codes

    @property
    def cells(self) -> CodedTexts:
        """Every cell, with the blanks around it."""
        return CodedTexts(self._levels, self._codes)

    def numbers(self, *, comma: bool = False) -> Numbers:
        """The cells as numbers, where ``comma`` says so with decimal commas."""
        return without_numbers(np.full(len(self._codes), np.nan), self._words, comma=comma)

    def words(self) -> Words:
        """The different cells."""
        return self._words

    def odd_words(self) -> Sequence[str]:
        """The different cells that are no plain numbers."""
        return [word for word in self._words.words if number(word) is None]

    def has_points(self) -> bool:
        """Whether a number is written with a decimal point."""
        return any("." in word and number(word) is not None for word in self._words.words)

    @cached_property
    def _words(self) -> Words:
        levels = Words.of(self._levels)
        return Words(levels.words, levels.codes[self._codes])


class CodedTexts(Sequence[str]):
    """The cells of ``CodedCells`` as a sequence."""

    def __init__(self, levels: list[str], codes: np.ndarray) -> None:
        self._levels, self._codes = levels, codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str]: ...
    def __getitem__(self, i: int | slice) -> str | Sequence[str]:
        if isinstance(i, slice):
            return self.select(np.arange(*i.indices(len(self))))
        found: str | Sequence[str] = self._levels[self._codes[i]]
        return found

    def select(self, rows: np.ndarray) -> CodedTexts:
        """The cells at ``rows``."""
        return CodedTexts(self._levels, self._codes[rows])
