"""Excel's .xlsx and .xlsm: which sheets there are, and how far the cells of one reach.

The library beneath lays a sheet out as far as its outermost cells reach, and ends the process if
memory does not hold that; it leaves merged cells empty, and those with errors. So the XML of the
sheet is looked over before. What the library gets is a package of the parts that were looked at,
and no others: their true sizes are known, and errors are texts in it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

import numpy as np

from shoal.errors import TableError
from shoal.tables.sources.contents import Contents
from shoal.tables.sources.source import Grid
from shoal.tables.sources.unpacking import archive_of, part_of
from shoal.tables.sources.workbooks.calamine import opened, sheet_of
from shoal.tables.sources.workbooks.sheets import Area, Sheet, SheetName, grid_of, refuse_far_cells
from shoal.tables.sources.workbooks.xml import Attributes, parse
from shoal.tables.wording import quoted

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
# No part of a pattern passes a '<', so each takes time in proportion to the text.
_CELL = re.compile(rb"<(?:[^\s<>/:=]+:)?c(?=[\s/>])")
_PLACE = re.compile(
    rb"<(?:[^\s<>/:=]+:)?c\s(?:[^<>]*?\s)?r\s?=\s?[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
_ROW = re.compile(rb"<(?:[^\s<>/:=]+:)?row\s(?:[^<>]*?\s)?r\s?=\s?[\"']([0-9]{8,})[\"']")
_ERROR = re.compile(rb"(<(?:[^\s<>/:=]+:)?c\s(?:[^<>]*?\s)?t\s?=\s?)(?:\"e\"|'e')")
_MERGED = re.compile(
    rb"<(?:[^\s<>/:=]+:)?mergeCell\s(?:[^<>]*?\s)?ref\s?=\s?[\"']"
    rb"([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
_NEEDED = ("[content_types].xml", "xl/workbook.xml", "xl/sharedstrings.xml", "xl/styles.xml")


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
        self.names = set(archive.namelist())
        self.sheets = list(self._sheets())

    def _sheets(self) -> Iterator[tuple[SheetName, str]]:
        """Name and part of every sheet that has cells, in their order."""
        targets: dict[str, str] = {}
        entries: list[Attributes] = []

        def relation(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        def entry(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                entries.append(attributes)

        parse(self._part("xl/_rels/workbook.xml.rels"), self.source, relation)
        parse(self._part("xl/workbook.xml"), self.source, entry)
        for attributes in entries:
            target = targets.get(attributes.get("id", ""))
            if target is not None:
                hidden = attributes.get("state", "visible") != "visible"
                part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                yield SheetName(attributes.get("name", ""), hidden), part

    def _part(self, name: str) -> bytes:
        return part_of(self.archive, name, self.source)

    def read(self, name: SheetName) -> Sheet:
        """The cells of one sheet."""
        part = next(part for sheet, part in self.sheets if sheet is name)
        where = f"{self.source}, sheet {quoted(name.name)}"
        xml = self._part(part)
        _refuse_far_cells(xml, where)
        told = _ERROR.sub(rb'\1"str"', xml) if b'"e"' in xml or b"'e'" in xml else xml
        package = self._package(part, told)
        cells = sheet_of(opened(package, self.source), name.name, where)
        merged = _MERGED.findall(xml) if b"mergeCell" in xml else []
        return Sheet(cells.rows, cells.left, [_area(found) for found in merged])

    def _package(self, part: str, xml: bytes) -> bytes:
        """A workbook of one sheet's part beside what it needs; not compressed again."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr(part, xml)
            for name in sorted(self.names):
                if name.lower() in _NEEDED or name.endswith(".rels"):
                    package.writestr(name, self._part(name))
        return packed.getvalue()


def _refuse_far_cells(xml: bytes, where: str) -> None:
    """TableError if a sheet, laid out as far as its outermost cells reach, is too large."""
    if b"\0" in xml or b"<!DOCTYPE" in xml:
        raise TableError(f"{where} is not XML as workbooks have it; save the workbook again")
    if _ROW.search(xml):
        raise TableError(f"{where} has a row that no sheet has; save the workbook again")
    places = _PLACE.findall(xml)
    if len(places) != len(_CELL.findall(xml)):
        places = _places_by_parsing(xml, where)
    if not places:
        return
    rows, columns = _rows_and_columns(places)
    last, right = int(rows.max()), int(columns.max())
    if last >= MOST_ROWS or right >= MOST_COLUMNS or rows.min() < 0:
        raise TableError(f"{where} has a cell beyond XFD1048576; save the workbook again")
    refuse_far_cells((last + 1) * (right - int(columns.min()) + 1), len(places), where)


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
