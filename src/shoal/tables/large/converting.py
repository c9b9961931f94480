"""Cells to numbers, many at once: polars converts, the grammar of ``meaning.cells`` decides.

Whatever polars makes a finite number of is a number by our grammar too, to the same bits as Python's
``float``; the tests compare them on millions of cells. It takes ``inf`` and ``nan`` besides, which
are not finite and so are found. What it refuses is looked at once more without the blanks around it,
and at last, each different text once, by the grammar itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..meaning.cells import BLANKS
from ..meaning.written import Numbers, Words, without_numbers
from .coding import Levels

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True, eq=False)
class CommaNumbers:
    """A column of a file in which numbers may have a decimal comma.

    Attributes
    ----------
    numbers : Numbers
        Its cells as numbers, with a point or with a comma: ``1.5`` and ``1,5``.
    commas : ndarray of bool (n,)
        Where the number is written with a comma.
    points : ndarray of int
        The rows, mostly none, where the number is written with a point.
    """

    numbers: Numbers
    commas: np.ndarray
    points: np.ndarray


class Converting:
    """A column of numbers that is being read, batch by batch.

    Parameters
    ----------
    n_rows : int
    comma : bool
        Whether the point of a number may be a comma.
    """

    def __init__(self, n_rows: int, *, comma: bool = False) -> None:
        self.comma = comma
        self._values = np.empty(n_rows)
        self._commas = np.zeros(n_rows, dtype=bool) if comma else None
        self._points: list[np.ndarray] = []
        self._levels = Levels()
        self._odd_codes: list[np.ndarray] = []
        self._odd_rows: list[np.ndarray] = []

    def take_floats(self, first: int, floats: polars.Series) -> bool:
        """Cells that polars has converted; False if some are no finite numbers."""
        values = self._values[first : first + len(floats)]
        values[:] = floats.to_numpy()
        return bool(np.isfinite(values).all())

    def take(self, first: int, texts: polars.Series) -> None:
        """The cells from row ``first`` on."""
        values = self._values[first : first + len(texts)]
        values[:] = self._floats(texts)
        odd = np.flatnonzero(~np.isfinite(values))
        if len(odd):
            again = texts.gather(odd)
            values[odd] = self._floats(again.str.strip_chars(BLANKS))
            still = ~np.isfinite(values[odd])
            odd = odd[still]
            if len(odd):
                values[odd] = np.nan
                self._odd_codes.append(self._levels.codes(texts.gather(odd)))
                self._odd_rows.append(odd + first)
        if self._commas is not None:
            finite = np.isfinite(values)
            comma, point = (texts.str.contains(mark, literal=True).to_numpy() for mark in ",.")
            self._commas[first : first + len(texts)] = comma & finite
            self._points.append(np.flatnonzero(point & finite) + first)

    def _floats(self, texts: polars.Series) -> np.ndarray:
        import polars as pl

        if self._commas is not None:
            # a text with both, or with two commas, has two points then and is no number
            texts = texts.str.replace_all(",", ".", literal=True)
        return texts.cast(pl.Float64, strict=False).to_numpy()

    def result(self) -> Numbers:
        """The numbers of the column, when all of it was taken."""
        if not self._odd_rows:
            return Numbers(self._values, Words([], np.zeros(0, np.int32), np.zeros(0, np.int64)))
        codes, rows = np.concatenate(self._odd_codes), np.concatenate(self._odd_rows)
        words = self._levels.words(codes, rows)
        return without_numbers(self._values, words, comma=self._commas is not None)

    def comma_result(self) -> CommaNumbers:
        """The same of a column whose numbers may have a comma."""
        assert self._commas is not None
        points = np.concatenate([np.zeros(0, dtype=np.int64), *self._points])
        return CommaNumbers(self.result(), self._commas, points)
