"""One column of a plain body: what was converted as the body was read, and the rest when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import index
from typing import overload

import numpy as np

from ..meaning.written import Numbers, Words, without_numbers
from .batches import Batches
from .coding import Coding
from .converting import CommaNumbers, Converting

SAMPLE = 500  # cells with a comma, of a column of a million


class PlainColumn:
    """The cells of one column of a large text; ``meaning.written.Written`` says what is asked.

    The body was read once, each column as numbers or as words by what a sample of it held. Whatever
    else is asked of it reads the column again from the bytes: right, but slower.
    """

    def __init__(
        self, batches: Batches, k: int, read: Numbers | CommaNumbers | Words | None = None
    ) -> None:
        self._batches, self._k = batches, k
        # what was converted fills the place of the property that would read it again
        if isinstance(read, Words):
            self.__dict__["_words"] = read
        elif isinstance(read, CommaNumbers):
            self.__dict__["_comma_numbers"] = read
        elif isinstance(read, Numbers):
            self.__dict__["_numbers"] = read

    @property
    def cells(self) -> LazyCells:
        """Every cell, with the blanks around it."""
        return LazyCells(self._batches, self._k)

    def numbers(self, *, comma: bool = False) -> Numbers:
        """The cells as numbers, where ``comma`` says so with decimal commas."""
        if comma:
            return self.comma_numbers().numbers
        if "_words" in self.__dict__ and "_numbers" not in self.__dict__:
            # not kept: a column of words is asked for its numbers once, to see that it has none
            return without_numbers(np.full(self._batches.n_rows, np.nan), self._words)
        return self._numbers

    def comma_numbers(self) -> CommaNumbers:
        """The cells as numbers whose point may be a comma."""
        if "_words" in self.__dict__ and "_comma_numbers" not in self.__dict__:
            return _comma_numbers_of(self._words)
        return self._comma_numbers

    def words(self) -> Words:
        """The different cells."""
        return self._words

    def odd_words(self) -> Sequence[str]:
        """Cells that are no plain numbers; of many with a comma some."""
        if "_comma_numbers" not in self.__dict__:
            return self.numbers().odd.words
        commas = np.flatnonzero(self._comma_numbers.commas)
        some = commas[np.linspace(0, len(commas) - 1, min(len(commas), SAMPLE)).astype(int)]
        return [*self._comma_numbers.numbers.odd.words, *map(str.strip, self.cells.select(some))]

    def has_points(self) -> bool:
        """Whether a number is written with a decimal point."""
        if "_comma_numbers" in self.__dict__:
            return bool(len(self._comma_numbers.points))
        return "_words" not in self.__dict__ and bool(len(self.comma_numbers().points))

    @cached_property
    def _numbers(self) -> Numbers:
        return self._converted(comma=False).result()

    @cached_property
    def _comma_numbers(self) -> CommaNumbers:
        return self._converted(comma=True).comma_result()

    @cached_property
    def _words(self) -> Words:
        coding = Coding(self._batches.n_rows)
        for first, texts in self._batches.column(self._k):
            coding.take(first, texts)
        return coding.result()

    def _converted(self, *, comma: bool) -> Converting:
        converting = Converting(self._batches.n_rows, comma=comma)
        for first, texts in self._batches.column(self._k):
            converting.take(first, texts)
        return converting


def _comma_numbers_of(words: Words) -> CommaNumbers:
    numbers = without_numbers(np.full(len(words.codes), np.nan), words, comma=True)
    finite = np.isfinite(numbers.values)
    commas, points = (
        words.spread(np.array([mark in word for word in words.words], dtype=bool)) & finite
        for mark in ",."
    )
    return CommaNumbers(numbers, commas, np.flatnonzero(points))


class LazyCells(Sequence[str]):
    """The cells of a column as a sequence, read from the bytes of the text when they are asked for.

    Parameters
    ----------
    batches : Batches
    k : int
        The number of the column.
    rows : ndarray of int, optional
        The rows of the text that are in the sequence; all if not given.
    """

    def __init__(self, batches: Batches, k: int, rows: np.ndarray | None = None) -> None:
        self._batches, self._k, self._rows = batches, k, rows
        self._firsts = np.array([first for _, first in batches.borders[:-1]])

    def __len__(self) -> int:
        return self._batches.n_rows if self._rows is None else len(self._rows)

    def select(self, rows: np.ndarray) -> LazyCells:
        """The cells at ``rows`` of the sequence, still unread."""
        return LazyCells(self._batches, self._k, rows if self._rows is None else self._rows[rows])

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str]: ...
    def __getitem__(self, i: int | slice) -> str | Sequence[str]:
        if isinstance(i, slice):
            return self.select(np.arange(*i.indices(len(self))))
        row = range(len(self))[index(i)]
        if self._rows is not None:
            row = int(self._rows[row])
        batch = int(np.searchsorted(self._firsts, row, side="right")) - 1
        text: str = self._batches.texts(batch)[self._k][row - int(self._firsts[batch])]
        return text

    def __iter__(self) -> Iterator[str]:
        if self._rows is None:
            for batch in range(len(self._batches)):
                yield from self._batches.texts(batch)[self._k].to_list()
            return
        # every batch once, however the rows are ordered
        batch_of = np.searchsorted(self._firsts, self._rows, side="right") - 1
        if (np.diff(batch_of) >= 0).all():
            for batch in np.unique(batch_of):
                yield from self._of(int(batch), self._rows[batch_of == batch])
            return
        cells = np.empty(len(self._rows), dtype=object)
        for batch in np.unique(batch_of):
            here = batch_of == batch
            cells[here] = self._of(int(batch), self._rows[here])
        yield from cells

    def _of(self, batch: int, rows: np.ndarray) -> list[str]:
        texts = self._batches.texts(batch)[self._k]
        return texts.gather(rows - self._firsts[batch]).to_list()
