"""Excel's .xlsx and .xlsm: which sheets there are, and how far the cells of one reach.

The library beneath lays a sheet out as far as its outermost cells reach, and ends the process if
memory does not hold that; it leaves merged cells empty, and those with errors. So the XML of the
sheet is looked over before. What the library gets is a package of this sheet alone, in which errors
are texts.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

import numpy as np

from ....errors import TableError
from ...wording import quoted
from ..contents import Contents
from ..source import Grid
from ..unpacking import archive_of, part_of
from .calamine import opened, sheet_of
from .package import SHEET, packed
from .sheets import Area, Sheet, SheetName, grid_of, refuse_far_cells
from .xml import Attributes, parse

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
# No part of a pattern passes a '<', so each takes time in proportion to the text.
_CELL = re.compile(rb"<(?:[^\s<>/:=]+:)?c(?=[\s/>])")
_PLACE = re.compile(
    rb"<(?:[^\s<>/:=]+:)?c\s(?:[^<>]*?\s)?r\s?=\s?[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
_ERROR = re.compile(rb"(<(?:[^\s<>/:=]+:)?c\s(?:[^<>]*?\s)?t\s?=\s?)(?:\"e\"|'e')")
_MERGED = re.compile(
    rb"<(?:[^\s<>/:=]+:)?mergeCell\s(?:[^<>]*?\s)?ref\s?=\s?[\"']"
    rb"([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
_MAIN = "xl/workbook.xml"
_BESIDE = ("sharedStrings", "styles")


def read_xlsx(contents: Contents, sheet: str | int | None) -> Grid:
    """The cells of one sheet of an Excel file."""
    source = contents.source
    with archive_of(contents) as archive:
        book = _Book(archive, source)
        return grid_of(source, [name for name, _ in book.sheets], sheet, book.read)


class _Book:
    """The parts of a workbook that tell of its sheets."""

    def __init__(self, archive: zipfile.ZipFile, source: str) -> None:
        self.archive, self.source = archive, source
        # some writers turn the slash around, or write a name here in capitals and there not
        self.names = {_plain(name): name for name in archive.namelist()}
        self.beside: dict[str, str] = {}
        self.since_1904 = False
        self.sheets = list(self._sheets())

    def _sheets(self) -> Iterator[tuple[SheetName, str]]:
        """Name and part of every sheet that has cells, in their order."""
        book = _MAIN
        for _, (kind, target) in self._relations("_rels/.rels", "").items():
            if kind == "officeDocument":
                book = target
        folder, name = posixpath.split(book)
        targets = self._relations(posixpath.join(folder, "_rels", f"{name}.rels"), folder)
        self.beside = {kind: target for kind, target in targets.values() if kind in _BESIDE}
        entries: list[Attributes] = []

        def entry(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                entries.append(attributes)
            elif tag == "workbookPr":
                self.since_1904 = attributes.get("date1904", "0") in ("1", "true")

        parse(self._part(book), self.source, entry)
        for attributes in entries:
            kind, target = targets.get(attributes.get("id", ""), ("", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                yield SheetName(attributes.get("name", ""), hidden), target

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """What kind of part each relation of a part leads to, and which."""
        found: dict[str, tuple[str, str]] = {}

        def relation(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship":
                target = posixpath.join(
                    "/", folder, attributes.get("Target", "").replace("\\", "/")
                )
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

        if _plain(part) in self.names:
            parse(self._part(part), self.source, relation)
        return found

    def _part(self, name: str) -> bytes:
        return part_of(self.archive, self.names.get(_plain(name), name), self.source)

    def read(self, name: SheetName) -> Sheet:
        """The cells of one sheet."""
        part = next(part for sheet, part in self.sheets if sheet is name)
        where = f"{self.source}, sheet {quoted(name.name)}"
        xml = self._part(part)
        _refuse_far_cells(xml, where)
        told = _ERROR.sub(rb'\1"str"', xml) if b'"e"' in xml or b"'e'" in xml else xml
        beside = {
            kind: self._part(part)
            for kind, part in self.beside.items()
            if _plain(part) in self.names
        }
        package = packed(told, beside, self.since_1904)
        cells = sheet_of(opened(package, self.source), SHEET, where)
        merged = _MERGED.findall(xml) if b"mergeCell" in xml else []
        return Sheet(cells.rows, cells.left, [_area(found) for found in merged])


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _refuse_far_cells(xml: bytes, where: str) -> None:
    """TableError if a sheet, laid out as far as its outermost cells reach, is too large."""
    if b"\0" in xml or b"<!DOCTYPE" in xml:
        raise TableError(f"{where} is not XML as workbooks have it; save the workbook again")
    places = _PLACE.findall(xml)
    if len(places) != _written(xml):
        places = _places_by_parsing(xml, where)
    if not places:
        return
    rows, columns = _rows_and_columns(places)
    last, right = int(rows.max()), int(columns.max())
    if last >= MOST_ROWS or right >= MOST_COLUMNS or rows.min() < 0:
        raise TableError(f"{where} has a cell beyond XFD1048576; save the workbook again")
    refuse_far_cells((last + 1) * (right - int(columns.min()) + 1), len(places), where)


def _written(xml: bytes) -> int:
    """How many cells a sheet has, at least in the eyes of who is not strict about XML."""
    ends = (b" ", b">", b"/", b"\n", b"\r", b"\t")
    if any(b":c" + end in xml for end in ends):
        return len(_CELL.findall(xml))
    # the same where elements have no prefix, ten times as fast
    return sum(xml.count(b"<c" + end) for end in ends)


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
                rows, columns = _rows_and_columns([place[0].encode()])
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


def _rows_and_columns(places: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
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


def _area(found: tuple[bytes, bytes]) -> Area:
    rows, columns = _rows_and_columns(list(found))
    top, bottom = sorted(rows.tolist())
    left, right = sorted(columns.tolist())
    return Area(top, left, bottom, right)
