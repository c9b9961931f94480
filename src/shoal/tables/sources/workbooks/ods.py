"""OpenDocument spreadsheets (.ods), by the standard library.

A few bytes can repeat a cell over the whole of a sheet, so cells are counted before they are
laid out; and a number stands in its attribute to the last bit, whatever the cell shows.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field

from ....errors import TableError
from ...wording import quoted
from ..archives import MOST_ABOUT, archive_of, part_of, pieces_of
from ..contents import Contents
from ..memory import TEXT_CELL, available_bytes, refuse_too_large
from ..source import UNCOMPUTED, Grid
from .sheets import CELLS_EACH_BYTE, ROOM, Area, Sheet, SheetName, grid_of, refuse_far_cells
from .xml import Attributes, parse

_SPAN = re.compile(r"(-?)PT([0-9]{1,9})H([0-9]{1,2})M([0-9]{1,2}(?:[.,][0-9]{1,9})?)S")
_CELLS = ("table-cell", "covered-table-cell")
# What may lie in a cell beside its own text.
_ASIDE = ("annotation", "shapes", "forms", "frame", "custom-shape")


def read_ods(contents: Contents, sheet: str | int | None) -> Grid:
    """The cells of one sheet of an OpenDocument file."""
    source = contents.source
    with archive_of(contents) as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = part_of(archive, "META-INF/manifest.xml", source, MOST_ABOUT)
            if b"encryption-data" in manifest:
                raise TableError(f"{source} is protected by a password; save it without one")
        document = _Document(source, contents.size)
        with closing(pieces_of(archive, "content.xml", source)) as pieces:
            parse(pieces, source, document.begin, document.end, document.text)
    found = {id(name): sparse for name, sparse in document.sheets}

    def read(name: SheetName) -> Sheet:
        return found[id(name)].laid_out(contents.size, f"{source}, sheet {quoted(name.name)}")

    return grid_of(source, [name for name, _ in document.sheets], sheet, read)


@dataclass
class _Sparse:
    """The cells of a sheet that have a text."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)

    def laid_out(self, size: int, where: str) -> Sheet:
        if not self.cells:
            return Sheet([])
        height = max(self.cells) + 1
        width = max(max(row) for row in self.cells.values()) + 1
        refuse_far_cells(height * width, sum(map(len, self.cells.values())), size, where)
        rows = [[""] * width for _ in range(height)]
        for i, cells in self.cells.items():
            for k, text in cells.items():
                rows[i][k] = text
        return Sheet(rows, 0, self.merged)


class _Document:
    """Hears the elements of content.xml in their order, and keeps the sheets."""

    def __init__(self, source: str, size: int) -> None:
        self.source, self.size = source, size
        self.sheets: list[tuple[SheetName, _Sparse]] = []
        # a cell that repeats itself costs a file nothing, and memory as much as any other
        self.most = min(available_bytes() // TEXT_CELL, ROOM + CELLS_EACH_BYTE * size)
        self.written = 0
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = self.repeated = 0
        self.aside = 0
        self.cell: Attributes | None = None
        self.pieces: list[str] = []
        self.of_row: dict[int, str] = {}

    def begin(self, tag: str, attributes: Attributes) -> None:
        if self.aside or (tag in _ASIDE):
            self.aside += 1
        elif tag == "style":
            self.style = attributes.get("name", "")
        elif tag == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table":
            hidden = attributes.get("style-name") in self.hidden_styles
            self.sheets.append((SheetName(attributes.get("name", ""), hidden), _Sparse()))
            self.row = 0
        elif tag == "table-row":
            self.column, self.of_row = 0, {}
            self.repeated = _count(attributes, "number-rows-repeated")
        elif tag in _CELLS:
            self.cell, self.pieces = attributes, []
        elif self.cell is not None:
            if tag == "p" and self.pieces:
                self.pieces.append("\n")
            elif tag == "s":
                self.pieces.append(" " * min(_count(attributes, "c"), 1000))
            elif tag == "tab":
                self.pieces.append("\t")
            elif tag == "line-break":
                self.pieces.append("\n")

    def text(self, text: str) -> None:
        if self.cell is not None and not self.aside:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        if self.aside:
            self.aside -= 1
        elif tag in _CELLS and self.cell is not None:
            self._end_of_cell(tag, self.cell)
            self.cell = None
        elif tag == "table-row" and self.sheets:
            cells = self.sheets[-1][1].cells
            if self.of_row:
                self._count_cells(len(self.of_row) * (self.repeated - 1))
                for i in range(self.row, self.row + self.repeated):
                    cells[i] = self.of_row
            self.row += self.repeated

    def _end_of_cell(self, tag: str, cell: Attributes) -> None:
        repeated = _count(cell, "number-columns-repeated")
        # what lies covered beneath merged cells is not seen
        text = "" if tag != "table-cell" or not self.sheets else _value(cell, self.pieces)
        if not text and tag == "table-cell" and "formula" in cell and "value-type" not in cell:
            text = UNCOMPUTED
        if text:
            self._count_cells(repeated)
            self.of_row.update(dict.fromkeys(range(self.column, self.column + repeated), text))
            down, across = (
                _count(cell, "number-rows-spanned"),
                _count(cell, "number-columns-spanned"),
            )
            if down > 1 or across > 1:
                area = Area(self.row, self.column, self.row + down - 1, self.column + across - 1)
                self.sheets[-1][1].merged.append(area)
        self.column += repeated

    def _count_cells(self, more: int) -> None:
        self.written += more
        if self.written > self.most:
            refuse_too_large(self.written, self.source)
            raise TableError(
                f"{self.source} repeats its cells to more than {self.most:,} of them, as no table of "
                "its size does; delete the rows and columns around the table"
            )


def _count(attributes: Attributes, name: str) -> int:
    """A number of repetitions; 1 if it is not said, or is no number."""
    said = attributes.get(name, "1")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _value(cell: Attributes, pieces: list[str]) -> str:
    """What a cell holds: its number, date or truth if it has one, else the text that it shows."""
    kind = cell.get("value-type", "")
    shown = "".join(pieces)
    if kind in ("float", "currency", "percentage"):
        # an error is said to be the number 0, and shown as #DIV/0!
        return shown if shown.startswith(("#", "Err:")) else cell.get("value", shown)
    if kind == "date":
        date, _, time = cell.get("date-value", shown).partition("T")
        return date if not time.strip("0:.") else f"{date} {time}"
    if kind == "time":
        span = _SPAN.fullmatch(cell.get("time-value", ""))
        if span is None:
            return shown
        sign, hours, minutes, seconds = span.groups()
        return f"{sign}{int(hours):02}:{minutes.zfill(2)}:{_seconds(seconds)}"
    if kind == "boolean":
        return cell.get("boolean-value", shown)
    return shown or cell.get("string-value", "")


def _seconds(said: str) -> str:
    whole, _, part = said.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return whole.zfill(2) + (f".{part}" if part else "")
