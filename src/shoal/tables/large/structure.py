"""Whether the body of a text is plain, proved byte by byte before a fast parser may read it.

Plain is what the strict reader (``splitting``) and RFC 4180 read alike: every row has as many cells as
the header names, quotes stand around whole cells and are doubled inside, and no line in the middle is
blank. Parsers written for speed read much else without a word, each in its own way. So they are given
plain bodies alone; what is not plain the strict reader reads, or refuses by its line.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import numpy as np

CHUNK = 1 << 20  # bytes that are looked at together: NumPy's temporary arrays stay in the cache
BATCH = 1 << 22  # bytes of whole rows that are later converted together, at least
_NEWLINE, _RETURN, _QUOTE, _BLANK = b'\n\r" '


@dataclass(frozen=True, eq=False)
class Structure:
    """Where the rows of a plain body are.

    Attributes
    ----------
    n_rows : int
    borders : list of (int, int)
        Byte offset and number of a row, where a batch of rows begins; last the end of the body.
    lines : ndarray of int (n_rows,)
        The line of the text on which each row begins.
    """

    n_rows: int
    borders: list[tuple[int, int]]
    lines: np.ndarray


def structure(
    data: bytes, start: int, end: int, line: int, delimiter: str, width: int
) -> Structure | None:
    """The structure of ``data[start:end]``, or None if it is not plain or has no rows.

    Parameters
    ----------
    data : bytes
    start, end : int
        Where the first row below the header begins, and where the text ends.
    line : int
        The number of the line at ``start``.
    delimiter : str
        What separates the cells: one ASCII character.
    width : int
        How many cells a row has.
    """
    stop = _without_blank_lines(data, start, end)
    if stop == start or data.find(b"\0", start, stop) >= 0:
        return None
    scan = _Scan(data, start, stop, line, ord(delimiter), width)
    for low in range(start, stop, CHUNK):
        if not scan.take(low, min(low + CHUNK, stop)):
            return None
    return scan.result()


def _without_blank_lines(data: bytes, start: int, end: int) -> int:
    """Where the body ends if the blank lines behind it are left away."""
    low = end
    last = b""
    while low > start and not last:
        high, low = low, max(low - 4096, start)
        last = data[low:high].rstrip(b" \r\n")
    newline = data.find(b"\n", low + len(last), end)
    return end if newline < 0 else newline + 1


class _Scan:
    """What is known of a body up to some byte."""

    def __init__(
        self, data: bytes, start: int, stop: int, line: int, delimiter: int, width: int
    ) -> None:
        self.data = data
        self.bytes = np.frombuffer(data, dtype=np.uint8)
        self.start, self.stop = start, stop
        self.delimiter, self.width = delimiter, width
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.has_quotes = data.find(b'"', start, stop) >= 0
        self.has_returns = data.find(b"\r", start, stop) >= 0
        self.cells = 0  # that have ended in the row that is open
        self.quotes = 0
        self.n_rows = 0
        self.borders = [(start, 0)]
        self.first_line = self.line = line
        self.pieces: list[np.ndarray] = []  # empty as long as no cell holds a line end

    def take(self, low: int, high: int) -> bool:
        """The bytes from ``low`` to ``high`` too; False if they are not plain."""
        try:
            self.decoder.decode(self.data[low:high], final=high == self.stop)
        except UnicodeDecodeError:
            return False
        chunk = self.bytes[low:high]
        if self.has_returns and not self._returns(chunk, low):
            return False
        special = (chunk == _NEWLINE) | (chunk == self.delimiter)
        if self.has_quotes:
            special |= chunk == _QUOTE
        borders = np.flatnonzero(special)
        found = chunk[borders]
        borders += low
        is_end = found == _NEWLINE
        newlines = None
        if self.has_quotes:
            is_quote = found == _QUOTE
            inside = np.logical_xor.accumulate(is_quote) ^ bool(self.quotes & 1)
            if not self._quotes(borders[is_quote]):
                return False
            if (inside & is_end).any():
                newlines = borders[is_end]
            outside = ~(inside | is_quote)
            borders, is_end = borders[outside], is_end[outside]
        last = slice(self.width - 1 - self.cells, None, self.width)
        if np.count_nonzero(is_end) != len(is_end[last]) or not is_end[last].all():
            return False
        self.cells = (self.cells + len(borders)) % self.width
        return self._rows(borders[last], newlines)

    def _returns(self, chunk: np.ndarray, low: int) -> bool:
        """Whether a line feed follows each carriage return."""
        after = np.flatnonzero(chunk == _RETURN) + (low + 1)
        return not len(after) or bool(
            after[-1] < self.stop and (self.bytes[after] == _NEWLINE).all()
        )

    def _quotes(self, quotes: np.ndarray) -> bool:
        """Whether each quote opens or closes a whole cell, or is one of two inside.

        One that opens stands behind a border (or a quote: the two are one of the cell), one that
        closes before a border or a quote.
        """
        is_open = self.quotes & 1
        opening, closing = quotes[is_open::2], quotes[1 - is_open :: 2]
        opening = opening[opening > self.start]
        closing = closing[closing + 1 < self.stop]
        before, after = self.bytes[opening - 1], self.bytes[closing + 1]
        may_open = (before == self.delimiter) | (before == _NEWLINE) | (before == _QUOTE)
        may_close = (after == self.delimiter) | (after == _NEWLINE) | (after == _QUOTE)
        self.quotes += len(quotes)
        return bool(may_open.all() and (may_close | (after == _RETURN)).all())

    def _rows(self, ends: np.ndarray, newlines: np.ndarray | None) -> bool:
        """The rows that end at ``ends``; ``newlines``, if not None, are inside cells too."""
        if self.width == 1 and self._has_blank_line(ends):
            return False
        if newlines is not None and not self.pieces:
            self.pieces.append(np.arange(self.first_line, self.line + 1))
        if newlines is None:
            following = self.line + 1 + np.arange(len(ends) if self.pieces else 0)
            self.line += len(ends)
        else:
            following = self.line + 1 + np.searchsorted(newlines, ends)
            self.line += len(newlines)
        if self.pieces:
            self.pieces.append(following)
        self.n_rows += len(ends)
        if len(ends) and ends[-1] + 1 - self.borders[-1][0] >= BATCH:
            self.borders.append((int(ends[-1]) + 1, self.n_rows))
        return True

    def _has_blank_line(self, ends: np.ndarray) -> bool:
        """Whether a row of a single cell may be blank: it begins with a blank or is empty."""
        begins = ends + 1
        if self.n_rows == 0:
            begins = np.append(begins, self.start)
        first = self.bytes[begins[begins < self.stop]]
        return bool(((first == _BLANK) | (first == _RETURN) | (first == _NEWLINE)).any())

    def result(self) -> Structure | None:
        """The structure, when the whole body was taken."""
        if self.quotes & 1:
            return None
        if self.data[self.stop - 1] != _NEWLINE:
            if self.cells != self.width - 1:
                return None
            self.n_rows += 1
        if self.borders[-1][0] < self.stop:
            self.borders.append((self.stop, self.n_rows))
        return Structure(self.n_rows, self.borders, self._lines())

    def _lines(self) -> np.ndarray:
        """The line on which each row begins: the first, then those that follow the ends of rows."""
        if not self.pieces:
            return np.arange(self.first_line, self.first_line + self.n_rows, dtype=np.int32)
        return np.concatenate(self.pieces, dtype=np.int32)[: self.n_rows]
