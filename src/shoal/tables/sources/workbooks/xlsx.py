"""Excel's .xlsx and .xlsm: which sheets there are, and how far the cells of one reach.

The library beneath leaves merged cells empty, and those with errors, and lays a sheet out as far as
its outermost cells reach (``extents``). So the XML of the
sheet is looked over before. What the library gets is a package of this sheet alone, in which errors
are texts.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing

from ....errors import TableError
from ...wording import quoted
from ..archives import MOST_ABOUT, archive_of, part_of, pieces_of
from ..bounds import refuse_swollen
from ..contents import Contents
from ..source import UNCOMPUTED, Grid
from .calamine import opened, sheet_of
from .extents import Extents, rows_and_columns
from .package import SHEET, packed
from .sheets import Area, Sheet, SheetName, grid_of
from .xml import Attributes, parse

# No part of a pattern passes a '<', so each takes time in proportion to the text.
_ERROR = re.compile(rb"(<(?:[^\s<>/:=]+:)?c\s(?:[^<>]*?\s)?t\s?=\s?)(?:\"e\"|'e')")
_MERGED = re.compile(
    rb"<(?:[^\s<>/:=]+:)?mergeCell\s(?:[^<>]*?\s)?ref\s?=\s?[\"']"
    rb"([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
# So many sheets has no workbook that holds a table.
MOST_SHEETS = 1 << 12
# A formula, and no value behind it.
_FORMULA = re.compile(
    rb"<(?:[^\s<>/:=]+:)?c(\s[^<>]*)>\s*<(?:[^\s<>/:=]+:)?f(?=[\s/>])[^<>]*(?:/>|>[^<]*</[^<>]*>)"
    rb"\s*(<(?:[^\s<>/:=]+:)?v\s?(?:/>|>\s*</[^<>]*>))?\s*</(?:[^\s<>/:=]+:)?c\s?>"
)
_AT = re.compile(rb"\sr\s?=\s?(?:\"[^\"]*\"|'[^']*')")
_OF_TEXT = re.compile(rb"\st\s?=\s?[\"']str[\"']")
_MAIN = "xl/workbook.xml"
_BESIDE = ("sharedStrings", "styles")


def read_xlsx(contents: Contents, sheet: str | int | None) -> Grid:
    """The cells of one sheet of an Excel file."""
    source = contents.source
    with archive_of(contents) as archive:
        book = _Book(archive, source, contents.size)
        return grid_of(source, [name for name, _ in book.sheets], sheet, book.read)


class _Book:
    """The parts of a workbook that tell of its sheets."""

    def __init__(self, archive: zipfile.ZipFile, source: str, size: int) -> None:
        self.archive, self.source, self.size = archive, source, size
        # some writers turn the slash around, or write a name here in capitals and there not
        self.names = {_plain(name): name for name in archive.namelist()}
        self.beside: dict[str, str] = {}
        self.since_1904 = False
        self.sheets = list(self._sheets())
        self.part_of_sheet = {id(name): part for name, part in self.sheets}
        self._shared: dict[str, bytes] | None = None
        self._looked_over = 0  # bytes of all sheets that were read, with what they share

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
                if len(entries) > MOST_SHEETS:
                    raise TableError(
                        f"{self.source} has more than {MOST_SHEETS:,} sheets; save the table as CSV"
                    )
            elif tag == "workbookPr":
                self.since_1904 = attributes.get("date1904", "0") in ("1", "true")

        parse(self._part(book, MOST_ABOUT), self.source, entry)
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
            parse(self._part(part, MOST_ABOUT), self.source, relation)
        return found

    def _part(self, name: str, most: int | None = None) -> bytes:
        return part_of(self.archive, self.names.get(_plain(name), name), self.source, most)

    def _beside_sheets(self) -> dict[str, bytes]:
        """The texts and formats that all sheets share."""
        if self._shared is None:
            self._shared = {
                kind: self._part(part)
                for kind, part in self.beside.items()
                if _plain(part) in self.names
            }
        return self._shared

    def _xml(self, part: str, where: str) -> bytes:
        """A sheet as it is written; TableError as soon as it is more than it should be."""
        extents = Extents(where, self.size)
        pieces = []
        own = self.names.get(_plain(part), part)
        with closing(pieces_of(self.archive, own, self.source)) as unpacked:
            for piece in unpacked:
                # many sheets may be one part of the archive, read again and again
                self._look_over(len(piece))
                extents.take(piece)
                pieces.append(piece)
        xml = b"".join(pieces)
        extents.refuse(xml)
        return xml

    def _look_over(self, more: int) -> None:
        self._looked_over += more
        refuse_swollen(self._looked_over, self.size, self.source)

    def read(self, name: SheetName) -> Sheet:
        """The cells of one sheet."""
        where = f"{self.source}, sheet {quoted(name.name)}"
        xml = self._xml(self.part_of_sheet[id(name)], where)
        told = _ERROR.sub(rb'\1"str"', xml) if b'"e"' in xml or b"'e'" in xml else xml
        if b"<f" in xml or b":f" in xml:
            told = _FORMULA.sub(_without_result, told)
        beside = self._beside_sheets()
        self._look_over(sum(map(len, beside.values())))
        package = packed(told, beside, self.since_1904)
        cells = sheet_of(opened(package, self.source), SHEET, where)
        merged = _MERGED.findall(xml) if b"mergeCell" in xml else []
        return Sheet(cells.rows, cells.left, [_area(found) for found in merged])


def _without_result(cell: re.Match[bytes]) -> bytes:
    """A cell that says that its formula has no result; that of a text may be empty."""
    if cell[2] is not None and _OF_TEXT.search(cell[1]):
        return cell[0]
    at = _AT.search(cell[1])
    return b'<c%b t="str"><v>%b</v></c>' % (at[0] if at else b"", UNCOMPUTED.encode())


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _area(found: tuple[bytes, bytes]) -> Area:
    rows, columns = rows_and_columns(list(found))
    top, bottom = sorted(rows.tolist())
    left, right = sorted(columns.tolist())
    return Area(top, left, bottom, right)
