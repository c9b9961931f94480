"""What a path opens as: a text, a grid of cells, or columns that have their types already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

# What stands in a cell of a sheet whose formula was saved without its result.
UNCOMPUTED = "#UNCOMPUTED!"


@dataclass(frozen=True, eq=False)
class Text:
    """The bytes of a file of delimited text, uncompressed, its encoding not yet told.

    ``source`` is what messages call it; ``said`` are sentences on how it was opened; ``parts`` the
    files of the archive that it lies in, ``part`` which of them it is.
    """

    source: str
    data: bytes
    said: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells before anybody has said where the table is: of a sheet, or of a text once it is split.

    Attributes
    ----------
    source : str
        What messages call the file.
    rows : sequence of list of str
        The cells of each row that is not empty, as texts; rows may differ in length. A formula
        without a result is ``UNCOMPUTED``.
    numbers : sequence of int
        The number of each row in its file, from 1.
    where : str
        The file and the sheet, as messages name a place in it.
    unit : {"line", "row"}
        What ``numbers`` counts.
    said : tuple of str
    parts : tuple of str
        The sheets of the workbook, or the files of the archive.
    part : str
        Which of them this is.
    """

    source: str
    rows: Sequence[list[str]]
    numbers: Sequence[int]
    where: str
    unit: Literal["line", "row"] = "row"
    said: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, eq=False)
class Typed:
    """Columns that come with types: a frame of polars or pyarrow, or a dict of arrays and lists.

    ``parts`` are the arrays of the file or the files of the archive, ``part`` the one that was asked
    for, if one was. ``unread`` names the columns that could not be read, each with the reason; the
    frame holds nothing in their places.
    """

    source: str
    frame: Any
    said: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)


Source = Text | Grid | Typed
