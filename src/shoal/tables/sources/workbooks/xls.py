"""Excel's old .xls: the cells by fastexcel, and around them what it leaves out.

The records of a sheet are walked over once: how far its cells reach, which hold errors, and which
are merged. So are those of the workbook, for hidden sheets and passwords.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ....errors import TableError
from ...wording import quoted
from ..contents import Contents
from ..source import Grid
from .calamine import names_of, opened, sheet_of
from .compound import Compound
from .sheets import Area, Sheet, SheetName, grid_of, refuse_far_cells, with_errors

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BEGIN, _END, _PASSWORD, _SHEET = 0x0809, 0x000A, 0x002F, 0x0085
_TEXTS = 0x00FC
_FORMULA, _TRUTH_OR_ERROR, _MERGED = 0x0006, 0x0205, 0x00E5
# Records that begin with the row and the column of one cell, and those of several in a row.
_ONE_CELL = {0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x0201}
_SEVERAL_CELLS = {0x00BD, 0x00BE}


def read_xls(contents: Contents, sheet: str | int | None) -> Grid:
    """The cells of one sheet of a workbook of Excel 97 to 2003."""
    source, raw = contents.source, contents.read()
    document = Compound(raw, source)
    if document.holds("EncryptedPackage"):
        raise TableError(f"{source} is protected by a password; save it without one")
    stream = document.stream("Workbook", "Book")
    if stream is None:
        raise TableError(
            f"{source} is an old document of Office without a workbook; save its table as CSV"
        )
    starts: list[tuple[int, bool]] = []
    for sort, body in _records(stream, 0):
        if sort == _PASSWORD:
            raise TableError(f"{source} is protected by a password; save it without one")
        if (
            sort == _TEXTS
            and struct.unpack_from("<I", body.ljust(8, b"\0"), 4)[0] > len(stream) // 3
        ):
            # room is made for as many texts as are said, whether they are there or not
            raise TableError(f"{source} is damaged: it says to hold more texts than it can")
        if sort == _SHEET and len(body) >= 6:
            at, hidden = struct.unpack_from("<IB", body)
            starts.append((at, bool(hidden & 3)))
    # each sheet is looked over before the library lays out the first
    looked = [_Look(stream, at, source) for at, _ in starts]
    book = opened(raw, source)
    names = names_of(book, source)
    if len(names) != len(starts):
        raise TableError(f"{source} names its sheets in two ways; save it as .xlsx")
    sheets = [SheetName(name.name, hidden) for name, (_, hidden) in zip(names, starts, strict=True)]
    look_of = {id(name): look for name, look in zip(sheets, looked, strict=True)}

    def read(name: SheetName) -> Sheet:
        look = look_of[id(name)]
        cells = sheet_of(book, name.name, f"{source}, sheet {quoted(name.name)}")
        return with_errors(cells, look.errors, look.merged)

    return grid_of(source, sheets, sheet, read)


class _Look:
    """What the records of one sheet tell beside its cells."""

    def __init__(self, stream: bytes, at: int, source: str) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        bottom = right = written = 0
        for sort, body in _records(stream, at):
            if sort in _ONE_CELL and len(body) >= 4:
                row, column = struct.unpack_from("<HH", body)
                last = column
                self._error(sort, body, row, column)
            elif sort in _SEVERAL_CELLS and len(body) >= 6:
                row = struct.unpack_from("<H", body)[0]
                last = max(struct.unpack_from("<H", body, 2)[0], body[-2] | body[-1] << 8)
            else:
                if sort == _MERGED:
                    self._areas(body)
                continue
            written += 1
            bottom, right = max(bottom, row), max(right, last)
        refuse_far_cells((bottom + 1) * (right + 1), written, len(stream), source)

    def _error(self, sort: int, body: bytes, row: int, column: int) -> None:
        code = None
        if sort == _TRUTH_OR_ERROR and len(body) >= 8 and body[7]:
            code = body[6]
        elif sort == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        if code is not None:
            self.errors[row, column] = ERRORS.get(code, "#N/A")

    def _areas(self, body: bytes) -> None:
        for at in range(2, len(body) - 7, 8):
            top, bottom, left, right = struct.unpack_from("<4H", body, at)
            self.merged.append(Area(top, left, bottom, right))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``at`` to the end of that sheet, or of the workbook's own part."""
    depth = 0
    while at + 4 <= len(stream):
        sort, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        # a chart within a sheet is a part within a part
        depth += (sort == _BEGIN) - (sort == _END)
        if depth <= 1:
            yield sort, body
        if sort == _END and depth <= 0:
            return
        at += 4 + size
