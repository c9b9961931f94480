"""What a path opens as: a text, a grid of cells, or columns that have their types already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, eq=False)
class Text:
    """The bytes of a file of delimited text, uncompressed, its encoding not yet told.

    ``source`` is what messages call it; ``said`` are sentences on how it was opened.
    """

    source: str
    data: bytes
    said: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells before anybody has said where the table is: of a sheet, or of a text once it is split.

    Attributes
    ----------
    source : str
        What messages call the file.
    rows : sequence of list of str
        The cells of each row that is not empty, as texts; rows may differ in length.
    numbers : sequence of int
        The number of each row in its file, from 1.
    where : str
        The file and the sheet, as messages name a place in it.
    unit : {"line", "row"}
        What ``numbers`` counts.
    said : tuple of str
    """

    source: str
    rows: Sequence[list[str]]
    numbers: Sequence[int]
    where: str
    unit: Literal["line", "row"] = "row"
    said: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Typed:
    """Columns that come with types: a frame of polars or pyarrow, or a dict of arrays and lists."""

    source: str
    frame: Any
    said: tuple[str, ...] = ()


Source = Text | Grid | Typed
