"""Excel's binary .xlsb: the cells by fastexcel, and around them what it leaves out."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator

from ....errors import TableError
from ...wording import quoted
from ..archives import MOST_ABOUT, archive_of, part_of
from ..contents import Contents
from ..source import Grid
from .calamine import opened, sheet_of
from .sheets import Area, Sheet, SheetName, grid_of, refuse_far_cells, with_errors
from .xls import ERRORS
from .xml import Attributes, parse

_BOOK, _RELATIONS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_NEEDED = {"[content_types].xml", _BOOK, _RELATIONS, "xl/styles.bin", "xl/sharedstrings.bin"}
_ROW, _SHEET, _MERGED = 0, 156, 176
_CELLS, _ERROR_CELLS = range(1, 12), (3, 11)


def read_xlsb(contents: Contents, sheet: str | int | None) -> Grid:
    """The cells of one sheet of a binary workbook."""
    source = contents.source
    with archive_of(contents) as archive:
        part_of_sheet = dict(_sheets(archive, source))

        def read(name: SheetName) -> Sheet:
            where = f"{source}, sheet {quoted(name.name)}"
            part = part_of_sheet[name]
            body = part_of(archive, part, source)
            errors, merged = _look(body, contents.size, where)
            book = opened(_package(archive, part, body, source), source)
            return with_errors(sheet_of(book, name.name, where), errors, merged)

        return grid_of(source, list(part_of_sheet), sheet, read)


def _sheets(archive: zipfile.ZipFile, source: str) -> Iterator[tuple[SheetName, str]]:
    targets: dict[str, str] = {}

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    parse(part_of(archive, _RELATIONS, source, MOST_ABOUT), source, relation)
    for sort, body in _records(part_of(archive, _BOOK, source, MOST_ABOUT)):
        if sort == _SHEET and len(body) >= 12:
            relation_id, after = _text(body, 8)
            if relation_id in targets:
                hidden = struct.unpack_from("<I", body)[0] != 0
                yield SheetName(_text(body, after)[0], hidden), targets[relation_id]


def _package(archive: zipfile.ZipFile, part: str, body: bytes, source: str) -> bytes:
    """The parts that were looked at, at their true sizes, and no others."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in archive.namelist():
            if name.lower() in _NEEDED:
                package.writestr(name, part_of(archive, name, source))
        package.writestr(part, body)
    return file.getvalue()


def _look(body: bytes, size: int, where: str) -> tuple[dict[tuple[int, int], str], list[Area]]:
    """The errors and merged areas of a sheet; TableError if its cells reach too far."""
    errors: dict[tuple[int, int], str] = {}
    merged: list[Area] = []
    row = written = right = bottom = 0
    for sort, record in _records(body):
        if sort == _ROW and len(record) >= 4:
            row = struct.unpack_from("<I", record)[0]
        elif sort in _CELLS and len(record) >= 8:
            column = struct.unpack_from("<I", record)[0]
            written, right, bottom = written + 1, max(right, column), max(bottom, row)
            if sort in _ERROR_CELLS and len(record) >= 9:
                errors[row, column] = ERRORS.get(record[8], "#N/A")
        elif sort == _MERGED and len(record) >= 16:
            top, last, left, end = struct.unpack_from("<4I", record)
            merged.append(Area(top, left, last, end))
    refuse_far_cells((bottom + 1) * (right + 1), written, size, where)
    return errors, merged


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Records as their sorts and bodies: both numbers in seven bits a byte, the lowest first."""
    at = 0
    while at < len(data):
        sort, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield sort, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for k, byte in enumerate(data[at : at + most]):
        value |= (byte & 0x7F) << 7 * k
        if byte < 0x80:
            return value, at + k + 1
    return value, at + most


def _text(body: bytes, at: int) -> tuple[str, int]:
    size = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * size
    if end > len(body):
        raise TableError("a sheet of the workbook has no name; save it as .xlsx")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
