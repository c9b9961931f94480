"""Texts that recur as codes: each different one is kept once, the cells are whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..meaning.cells import BLANKS
from ..meaning.written import Words

if TYPE_CHECKING:
    import polars


class Levels:
    """Different texts, numbered in the order in which they come."""

    def __init__(self) -> None:
        self.code_of: dict[str, int] = {}

    def codes(self, texts: polars.Series) -> np.ndarray:
        """The numbers of ``texts``; new ones are added.

        Python sees only the different ones. A categorical type of polars would keep them in a list
        of the whole process, for ever.
        """
        different = texts.unique(maintain_order=True)
        known = self.code_of
        codes = [known.setdefault(text, len(known)) for text in different.to_list()]
        if len(codes) == 1:
            return np.full(len(texts), codes[0], dtype=np.int32)
        return texts.replace_strict(different, np.array(codes, dtype=np.int32)).to_numpy()

    def words(self, codes: np.ndarray, rows: np.ndarray | None = None) -> Words:
        """Cells with these codes as words: without the blanks around them."""
        # two texts may be one word
        stripped: dict[str, int] = {}
        merged = [stripped.setdefault(text.strip(BLANKS), len(stripped)) for text in self.code_of]
        if len(stripped) < len(merged):
            codes = np.array(merged, dtype=np.int32)[codes]
        return Words(list(stripped), codes, rows)


class Coding:
    """A column of texts that is being read, batch by batch."""

    def __init__(self, n_rows: int) -> None:
        self._codes = np.empty(n_rows, dtype=np.int32)
        self._levels = Levels()

    def take(self, first: int, texts: polars.Series) -> None:
        """The cells from row ``first`` on."""
        self._codes[first : first + len(texts)] = self._levels.codes(texts)

    def result(self) -> Words:
        """The words of the column, when all of it was taken."""
        return self._levels.words(self._codes)
