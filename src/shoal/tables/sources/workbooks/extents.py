"""How far the cells of an .xlsx sheet reach, counted in its XML as it is unpacked.

The library beneath lays a sheet out as far as its outermost cells reach, wherever a file says that
these are. So each tag of a cell is looked at before: one that is written as programs write it by a
pattern that takes time in proportion to the text, any other by the parser of XML.
"""

from __future__ import annotations

import re

import numpy as np

from ....errors import TableError
from .sheets import refuse_far_cells
from .xml import Attributes, parse

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
# More cells that are not written as programs write them are not parsed one by one.
_MOST_ODD = 1 << 20
_LONGEST_TAG = 1 << 16
_ATTRIBUTE = rb"\s[^\s<>=/\"']+=(?:\"[^\"<>]*\"|'[^'<>]*')"
# Attributes are taken whole, so that no value of one can pass for another; each step of a pattern
# has one way to go on.
_PLACE = re.compile(
    rb"<(?:[^\s<>/:=]+:)?c(?:" + _ATTRIBUTE + rb")*?\sr=[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']"
    rb"(?:\s[^\s<>=/\"'r][^\s<>=/\"']*=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s?/?>"
)
_CELL = re.compile(rb"<(?:[^\s<>/]*:)?c(?=[\s/>])")
_ENDS = (b" ", b">", b"/", b"\n", b"\r", b"\t")


class Extents:
    """The first and last rows and columns of the cells so far, from 0, and how many there are.

    ``where`` is what messages call the sheet, ``size`` how many bytes its file has.
    """

    def __init__(self, where: str, size: int) -> None:
        self.where, self.size = where, size
        self.cells = 0
        self._plain = True
        self._bottom = self._right = -1
        self._left = MOST_COLUMNS
        self._begun = b""  # a tag that has not ended yet

    def take(self, piece: bytes) -> None:
        """The next bytes of the sheet."""
        if b"\0" in piece or b"<!DOCTYPE" in piece:
            raise self._odd("is not XML as workbooks have it")
        text = self._begun + piece
        at = text.rfind(b"<")
        at = len(text) if at < 0 or b">" in text[at:] else at
        if len(text) - at > _LONGEST_TAG:
            raise self._odd("has a tag without an end")
        self._begun = text[at:]
        text = text[:at]
        written = _written(text)
        self.cells += written
        if not self._plain:
            return
        places = _PLACE.findall(text)
        if len(places) == written:
            self._reach(places)
        else:
            self._plain = False

    def refuse(self, xml: bytes) -> None:
        """TableError if the sheet ``xml``, laid out, is too large for what is written in it."""
        self.take(b"<>")
        if not self._plain:
            if self.cells > _MOST_ODD:
                raise self._odd(f"has {self.cells:,} cells that do not say where they stand")
            self._bottom, self._right, self._left = -1, -1, MOST_COLUMNS
            self._reach(_places_by_parsing(xml, self.where))
        if self._bottom >= 0:
            room = (self._bottom + 1) * (self._right - self._left + 1)
            refuse_far_cells(room, self.cells, self.size, self.where)

    def _reach(self, places: list[bytes]) -> None:
        if not places:
            return
        rows, columns = rows_and_columns(places)
        self._bottom = max(self._bottom, int(rows.max()))
        self._right = max(self._right, int(columns.max()))
        self._left = min(self._left, int(columns.min()))
        if self._bottom >= MOST_ROWS or self._right >= MOST_COLUMNS or rows.min() < 0:
            raise self._odd("has a cell beyond XFD1048576")

    def _odd(self, what: str) -> TableError:
        return TableError(f"{self.where} {what}; save the workbook again")


def _written(text: bytes) -> int:
    """How many cells are written, at least in the eyes of who is not strict about XML."""
    if any(b":c" + end in text for end in _ENDS):
        return len(_CELL.findall(text))
    # the same where elements have no prefix, ten times as fast
    return sum(text.count(b"<c" + end) for end in _ENDS)


def _places_by_parsing(xml: bytes, where: str) -> list[bytes]:
    """The same where a cell leaves out its place, which then follows from the one before."""
    places: list[bytes] = []
    at = [-1, -1]

    def begin(tag: str, attributes: Attributes) -> None:
        if tag == "row":
            at[:] = int(attributes["r"]) - 1 if "r" in attributes else at[0] + 1, -1
        elif tag == "c":
            if "r" in attributes:
                place = re.fullmatch("[A-Za-z]{1,3}[0-9]{1,7}", attributes["r"])
                if place is None:
                    raise ValueError(f"{attributes['r'][:20]!r} is no cell")
                rows, columns = rows_and_columns([place[0].encode()])
                at[:] = int(rows[0]), int(columns[0])
            else:
                at[1] += 1
            places.append(_letters(at[1]) + str(max(at[0], 0) + 1).encode())

    parse(xml, where, begin)
    return places


def _letters(column: int) -> bytes:
    text = b""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = bytes([65 + rest]) + text
    return text


def rows_and_columns(places: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns from 0 of places such as B3, all at once."""
    width = max(map(len, places))
    signs = np.array(places, dtype=f"S{width}").view(np.uint8).reshape(len(places), width)
    rows = np.zeros(len(places), np.int64)
    columns = np.zeros(len(places), np.int64)
    for sign in signs.T.astype(np.int64):
        letter = sign >= 65
        columns = np.where(letter, columns * 26 + (sign & 31), columns)
        rows = np.where((sign > 0) & ~letter, rows * 10 + sign - 48, rows)
    return rows - 1, columns - 1
